/** Delete moves records to the recycle bin (isdeleted), undelete brings them back. Children follow the rule of their lookup. */
import type { FieldDescribe, OrgSchema, SObjectDescribe } from '../../metadata/index.ts';
import { RECORD_ITEM, recountSetsOf } from '../duplicates/record-sets.ts';
import { totalOrdersOf } from '../orders/check.ts';
import { refuseOrderDeletes } from '../orders/refuse-deletes.ts';
import { quote, tableOf } from '../schema/table.ts';
import { isLockFailure } from '../transaction/session.ts';
import { requireRecordRight } from '../sharing/check.ts';
import type { Session } from '../transaction/session.ts';
import { loadOld } from './load-old.ts';
import { failUnlocked } from './lock-failure.ts';
import { wholeSecond } from './prepare.ts';
import { good } from './save-row.ts';
import type { SaveRow } from './save-row.ts';
import { runTriggers } from './triggers.ts';
import { failRefused } from './unique.ts';

interface ChildLookup {
  readonly describe: SObjectDescribe;
  readonly field: FieldDescribe;
  readonly constraint: 'SetNull' | 'Restrict' | 'Cascade';
}

export function deleteRows(
  session: Session,
  describe: SObjectDescribe,
  rows: readonly SaveRow[],
  sharing: boolean
): void {
  loadOld(session, describe, rows, 'live');
  if (sharing) requireRecordRight(session, describe, rows, 'delete');
  runTriggers(session, 'BEFORE_DELETE', rows);
  refuseRestricted(session, describe, good(rows));
  refuseOrderDeletes(session, describe, rows);
  const ids = good(rows).flatMap((row) => row.id ?? []);
  if (ids.length === 0) return;
  const outcome = session.attempt(() => moveToBin(session, describe, ids));
  if ('error' in outcome) {
    if (!isLockFailure(outcome.error)) throw outcome.error;
    failUnlocked(good(rows));
    return;
  }
  totalOrdersOf(session, describe, rows);
  runTriggers(session, 'AFTER_DELETE', rows);
}

/** Cascaded deletes and cleared lookups fire no triggers (Apex Developer Guide, "Operations That Don't Invoke Triggers"). */
function moveToBin(
  session: Session,
  describe: SObjectDescribe,
  ids: readonly string[],
  parentColumn: string | null = null
): void {
  const now = wholeSecond(session.clock.now()).toISOString();
  for (const { describe: child, field, constraint } of childLookups(session.schema, describe)) {
    const { sql } = tableOf(child);
    const column = quote(field.name.toLowerCase());
    if (constraint === 'SetNull') {
      session.query(`UPDATE ${sql} SET ${column} = NULL WHERE ${column} = ANY ($1::text[]) AND NOT isdeleted`, [ids]);
    } else if (constraint === 'Cascade') {
      const children = session.query(
        `SELECT id FROM ${sql} WHERE ${column} = ANY ($1::text[]) AND NOT isdeleted ORDER BY id FOR UPDATE`,
        [ids]
      );
      const childIds = children.rows.map((row) => String(row[0]));
      if (childIds.length > 0) moveToBin(session, child, childIds, column);
      if (childIds.length > 0 && child.name === RECORD_ITEM) recountSetsOf(session, childIds);
    }
  }
  session.query(
    `UPDATE ${tableOf(describe).sql} SET isdeleted = true, deletedwithid = ${parentColumn ?? 'NULL'}, lastmodifieddate = $2::timestamptz, systemmodstamp = $2::timestamptz, lastmodifiedbyid = $3::text WHERE id = ANY ($1::text[])`,
    [ids, now, session.user.id]
  );
}

function refuseRestricted(session: Session, describe: SObjectDescribe, rows: readonly SaveRow[]): void {
  for (const { describe: child, field, constraint } of childLookups(session.schema, describe)) {
    if (constraint !== 'Restrict' || rows.length === 0) continue;
    const column = quote(field.name.toLowerCase());
    const found = session.query(
      `SELECT DISTINCT ${column} FROM ${tableOf(child).sql} WHERE ${column} = ANY ($1::text[]) AND NOT isdeleted`,
      [rows.map((row) => row.id)]
    );
    const held = new Set(found.rows.map((row) => row[0]));
    for (const row of rows)
      if (held.has(row.id))
        row.fail(
          'DELETE_FAILED',
          `Your attempt to delete ${String(row.old?.fields.get('Name') ?? row.id)} could not be completed because it is associated with the following ${child.labelPlural.toLowerCase()}.`
        );
  }
}

const lookupsByObject = new WeakMap<OrgSchema, Map<string, ChildLookup[]>>();

/** Lookups that point at an object and that a deletion has to care for; who created, changed or owns a record is none of them. */
export function childLookups(schema: OrgSchema, parent: SObjectDescribe): readonly ChildLookup[] {
  let byObject = lookupsByObject.get(schema);
  if (!byObject) {
    byObject = new Map();
    for (const describe of schema.objects.values()) {
      if (describe.kind === 'customMetadata' || describe.kind === 'platformEvent') continue;
      for (const field of describe.fields.values()) {
        if (field.type !== 'reference' || !field.createable || field.name === 'OwnerId') continue;
        const constraint = field.masterDetail ? 'Cascade' : (field.deleteConstraint ?? 'SetNull');
        for (const target of field.referenceTo ?? []) {
          const list = byObject.get(target.toLowerCase()) ?? [];
          list.push({ describe, field, constraint });
          byObject.set(target.toLowerCase(), list);
        }
      }
    }
    lookupsByObject.set(schema, byObject);
  }
  return byObject.get(parent.name.toLowerCase()) ?? [];
}

/**
 * A value that another record took meanwhile keeps the record in the bin; the value of a child that was deleted along keeps its parent there
 * too. Children that a merge gave to the master stay with it. MasterRecordId is only for records that lie in the bin because of a merge
 * (Object Reference, Account, MasterRecordId).
 */
export function undeleteRows(
  session: Session,
  describe: SObjectDescribe,
  rows: readonly SaveRow[],
  sharing: boolean
): void {
  loadOld(session, describe, rows, 'deleted');
  if (sharing) requireRecordRight(session, describe, rows, 'delete');
  for (const row of good(rows)) {
    row.next = (row.old ?? row.source).clone();
    if (describe.fields.has('isdeleted')) row.next.fields.set('IsDeleted', false);
    if (describe.fields.has('masterrecordid')) row.next.fields.set('MasterRecordId', null);
    row.next.readOnly = true;
  }
  const now = wholeSecond(session.clock.now()).toISOString();
  const restore = (chosen: readonly SaveRow[]): boolean => {
    const ids = chosen.flatMap((row) => row.id ?? []);
    const outcome = session.attempt(() => takeFromBin(session, describe, ids, now));
    if ('value' in outcome) return true;
    if (isLockFailure(outcome.error)) failUnlocked(chosen);
    else if (outcome.error.sqlState !== '23505') throw outcome.error;
    return false;
  };
  const open = good(rows);
  if (open.length > 0 && !restore(open)) {
    // Rare: find the rows whose values are taken one by one.
    for (const row of good(open)) if (!restore([row]) && !row.failed) failRefused(session, describe, [row], sharing);
  }
  totalOrdersOf(session, describe, rows);
  runTriggers(session, 'AFTER_UNDELETE', rows);
}

/**
 * With the children that were deleted along (SOAP API Developer Guide, "undelete()"); triggers run for the records of the call only (Apex
 * Developer Guide, "Triggers": after undelete runs on top-level objects). A lookup that the deletion cleared stays empty.
 */
function takeFromBin(session: Session, describe: SObjectDescribe, ids: readonly string[], now: string): void {
  const unmerged = describe.fields.has('masterrecordid') ? 'masterrecordid = NULL, ' : '';
  session.query(
    `UPDATE ${tableOf(describe).sql} SET isdeleted = false, deletedwithid = NULL, ${unmerged}systemmodstamp = $2::timestamptz WHERE id = ANY ($1::text[])`,
    [ids, now]
  );
  for (const { describe: child, field, constraint } of childLookups(session.schema, describe)) {
    if (constraint !== 'Cascade') continue;
    const column = quote(field.name.toLowerCase());
    const children = session.query(
      `SELECT id FROM ${tableOf(child).sql} WHERE ${column} = ANY ($1::text[]) AND deletedwithid = ${column} AND isdeleted ORDER BY id FOR UPDATE`,
      [ids]
    );
    const childIds = children.rows.map((row) => String(row[0]));
    if (childIds.length > 0) takeFromBin(session, child, childIds, now);
    if (childIds.length > 0 && child.name === RECORD_ITEM) recountSetsOf(session, childIds);
  }
}
