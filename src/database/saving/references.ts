/** Lookups must point at records that are there (salesforce-facts 3.1, "system validation"). */
import type { FieldDescribe, SObjectDescribe } from '../../metadata/index.ts';
import { tableOf } from '../schema/table.ts';
import { isLockFailure } from '../transaction/session.ts';
import type { Session } from '../transaction/session.ts';
import { isChanged } from './changes.ts';
import { failUnlocked } from './lock-failure.ts';
import { good } from './save-row.ts';
import type { SaveRow } from './save-row.ts';

interface Reference {
  readonly row: SaveRow;
  readonly field: FieldDescribe;
  readonly id: string;
}

/** One query per target object that must be locked, and one for all the others together. */
export function checkReferences(session: Session, rows: readonly SaveRow[]): void {
  const plain = new Map<SObjectDescribe, Reference[]>();
  const locked = new Map<SObjectDescribe, Reference[]>();
  for (const row of good(rows)) {
    for (const field of row.next.describe.fields.values()) {
      if (field.type !== 'reference' || !isChanged(row, field)) continue;
      const id = row.next.fields.get(field.name);
      if (typeof id !== 'string' || id === session.user.id) continue;
      const target = targetOf(session, field, id);
      if (!target) {
        const message = `${field.label}: id value of incorrect type: ${id}`;
        row.fail('FIELD_INTEGRITY_EXCEPTION', message, [field.name]);
        continue;
      }
      const group = locksParent(field) ? locked : plain;
      const references = group.get(target);
      if (references) references.push({ row, field, id });
      else group.set(target, [{ row, field, id }]);
    }
  }
  for (const [target, references] of locked) lockParents(session, target, references);
  if (plain.size > 0) checkPresence(session, plain);
}

function targetOf(session: Session, field: FieldDescribe, id: string): SObjectDescribe | undefined {
  const prefix = id.slice(0, 3);
  for (const name of field.referenceTo ?? []) {
    const describe = session.schema.objects.get(name.toLowerCase());
    if (describe?.keyPrefix === prefix) return describe;
  }
  return undefined;
}

/**
 * Saving a child locks its parent until the transaction ends: the Account of a Contact, the master of a detail, and a lookup that forbids
 * deletion; a lookup that is cleared on deletion locks nothing (Record Locking Cheat Sheet; salesforce-facts 4).
 */
function locksParent(field: FieldDescribe): boolean {
  return field.name === 'AccountId' || field.masterDetail === true || field.deleteConstraint === 'Restrict';
}

function lockParents(session: Session, target: SObjectDescribe, references: readonly Reference[]): void {
  const ids = [...new Set(references.map((reference) => reference.id))];
  const sql = `SELECT id, isdeleted FROM ${tableOf(target).sql} WHERE id = ANY ($1::text[]) ORDER BY id FOR UPDATE`;
  const outcome = session.attemptLock(sql, [ids]);
  if ('value' in outcome) judge(references, outcome.value.rows);
  else if (isLockFailure(outcome.error)) failUnlocked([...new Set(references.map((reference) => reference.row))]);
  else throw outcome.error;
}

function checkPresence(session: Session, groups: ReadonlyMap<SObjectDescribe, readonly Reference[]>): void {
  const parameters: string[][] = [];
  const selects: string[] = [];
  for (const [target, references] of groups) {
    parameters.push([...new Set(references.map((reference) => reference.id))]);
    selects.push(`SELECT id, isdeleted FROM ${tableOf(target).sql} WHERE id = ANY ($${parameters.length}::text[])`);
  }
  const { rows } = session.query(selects.join(' UNION ALL '), parameters);
  judge([...groups.values()].flat(), rows);
}

function judge(references: readonly Reference[], rows: readonly (readonly unknown[])[]): void {
  const deleted = new Map(rows.map((row) => [row[0], row[1] === true]));
  for (const { row, field, id } of references) {
    const state = deleted.get(id);
    if (state === undefined) row.fail('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [field.name]);
    else if (state) row.fail('ENTITY_IS_DELETED', 'entity is deleted', [field.name]);
  }
}
