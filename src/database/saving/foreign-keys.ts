/**
 * Parents that are named by an external id instead of an id: `new Contact(Account = new Account(Key__c = 'x'))`, `"Account": {"Key__c": "x"}`,
 * a CSV column `Account.Key__c`. Source: Apex Developer Guide, "Relating Records by Using an External ID"; Bulk API 2.0 Developer Guide,
 * "Relationship Fields in a Header Row". Codes and texts as public logs and questions show them.
 */
import { lacks } from '../access/denied.ts';
import type { FieldDescribe } from '../../metadata/index.ts';
import { noSuchColumn } from '../query/errors.ts';
import { findLookup } from '../query/scope.ts';
import type { SObject } from '../sobject.ts';
import type { Session } from '../transaction/session.ts';
import { externalKeyOf, findByKeys, keyColumn, noKeyMessage, severalMatchesMessage } from './external-keys.ts';
import type { ExternalKey } from './external-keys.ts';
import { good } from './save-row.ts';
import type { SaveRow } from './save-row.ts';

interface ForeignKey extends ExternalKey {
  readonly row: SaveRow;
  readonly lookup: FieldDescribe;
  readonly parent: SObject;
  readonly key: string;
}

/**
 * Finds the parents of all rows before any trigger: one query for each object and key field. Nothing is locked here; that the parent is
 * still there is asked with the other references of the row.
 */
export function resolveForeignKeys(session: Session, rows: readonly SaveRow[], userMode: boolean): void {
  const groups = new Map<string, ForeignKey[]>();
  for (const row of good(rows)) {
    for (const [relationship, parent] of row.source.parents) {
      const key = foreignKeyOf(session, row, relationship, parent, userMode);
      if (!key) continue;
      const name = `${key.parent.describe.name}.${key.column.key}`;
      const group = groups.get(name);
      if (group) group.push(key);
      else groups.set(name, [key]);
    }
  }
  for (const group of groups.values()) resolveGroup(session, group);
}

/** Null when the parent names nothing (it was queried, or has an id), or when its row fails for it. */
function foreignKeyOf(
  session: Session,
  row: SaveRow,
  relationship: string,
  parent: SObject | null,
  userMode: boolean
): ForeignKey | null {
  const lookup = findLookup(row.source.describe, relationship);
  if (!lookup || !parent || parent.queried || parent.id !== null) return null;
  const { describe } = parent;
  if ((row.source.fields.get(lookup.name) ?? null) !== null) {
    const both = `Cannot specify both an external ID reference ${relationship} and a salesforce id, ${lookup.name}`;
    return refuse(row, both);
  }
  const [name, ...others] = parent.fields.keys();
  if (others.length > 0)
    return refuse(row, `More than 1 field provided in an external foreign key reference in entity: ${describe.name}`);
  const column = name === undefined ? null : keyColumn(describe, name);
  if (!column) return refuse(row, noKeyMessage(describe, name ?? '(none)'));
  if (userMode && session.user.access.hiddenFields(describe).has(column.field.name)) {
    const right = `Read on ${describe.name}.${column.field.name}`;
    return refuse(row, `${noSuchColumn(column.field.name, describe.name).message} ${lacks(session.user, right)}`);
  }
  const found = externalKeyOf(column, parent);
  if (found.wrongType !== null) row.fail('INVALID_TYPE_ON_FIELD_IN_RECORD', found.wrongType, [lookup.name]);
  else if (found.key === null) row.fail('MISSING_ARGUMENT', `${column.field.name} not specified`, [lookup.name]);
  else return { ...found, key: found.key, row, lookup, parent };
  return null;
}

function refuse(row: SaveRow, message: string): null {
  row.fail('INVALID_FIELD', message);
  return null;
}

function resolveGroup(session: Session, group: readonly ForeignKey[]): void {
  const [first] = group;
  if (!first) return;
  const { column, parent } = first;
  const keys = [...new Set(group.map(({ key }) => key))];
  const matches = findByKeys(session, parent.describe, column, keys);
  for (const { row, lookup, key, text } of group) {
    const [id, ...others] = matches.get(key) ?? [];
    if (id === undefined) {
      const { name } = column.field;
      refuse(row, `Foreign key external ID: ${text} not found for field ${name} in entity ${parent.describe.name}`);
    } else if (others.length > 0) row.fail('DUPLICATE_EXTERNAL_ID', severalMatchesMessage(column, [id, ...others]));
    else row.foreignKeys.set(lookup.name, id);
  }
}
