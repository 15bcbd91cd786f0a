/** Checks of a save in user mode: the object once per statement, the fields of its rows against one set. */
import type { SObjectDescribe } from '../../metadata/index.ts';
import type { RunningUser, SaveOperation } from '../save.ts';
import type { SaveRow } from '../saving/save-row.ts';
import { EntityAccessDenied, lacks } from './denied.ts';
import type { ObjectRight } from './rights.ts';

export function requireRight(user: RunningUser, describe: SObjectDescribe, right: ObjectRight): void {
  if (!user.access.objectRights(describe)[right]) throw new EntityAccessDenied(describe, right, user);
}

/** The rights that a statement needs; an upsert needs those of what its rows turn out to be. */
export function requireSaveRights(
  user: RunningUser,
  describe: SObjectDescribe,
  operation: SaveOperation,
  rows: readonly SaveRow[]
): void {
  // Undelete needs the right that the deletion needed (SOAP API Developer Guide, "undelete()").
  if (operation === 'delete' || operation === 'undelete') return requireRight(user, describe, 'delete');
  if (rows.some((row) => row.created)) requireRight(user, describe, 'create');
  if (rows.some((row) => !row.created)) requireRight(user, describe, 'edit');
}

/**
 * Fails the rows in which the caller set fields that the user must not write. Only what was set counts: the other fields of a queried record
 * are no attempt to write them. What triggers change afterwards is theirs, not the user's.
 * Text of the REST API: forum and support articles on INVALID_FIELD_FOR_INSERT_UPDATE.
 */
export function refuseLockedFields(
  user: RunningUser,
  describe: SObjectDescribe,
  rows: readonly SaveRow[],
  keyField: string | null
): void {
  const locked = user.access.lockedFields(describe);
  if (locked.size === 0) return;
  for (const row of rows) {
    const { source } = row;
    const set = [...(source.queried ? source.assigned : source.fields.keys()), ...row.foreignKeys.keys()];
    const refused: string[] = [];
    for (const name of set) {
      // The key of an upsert finds the record; it is written only when the record is new.
      if (locked.has(name) && !(name === keyField && !row.created)) refused.push(name);
    }
    if (refused.length > 0)
      row.refuseFields(refused, refusal(refused), lacks(user, `Edit on ${fullNames(describe, refused)}`));
  }
}

function refusal(fields: readonly string[]): string {
  return (
    `Unable to create/update fields: ${fields.join(', ')}. Please check the security settings of this field and verify that it is ` +
    'read/write for your profile or permission set.'
  );
}

function fullNames(describe: SObjectDescribe, fields: readonly string[]): string {
  return fields.map((field) => `${describe.name}.${field}`).join(', ');
}
