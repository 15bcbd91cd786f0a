/** Locks the stored records of an update, delete or undelete and reads them. */
import { fromSql } from '../schema/values.ts';
import { tableOf } from '../schema/table.ts';
import { SObject } from '../sobject.ts';
import type { SObjectDescribe } from '../../metadata/index.ts';
import { isLockFailure } from '../transaction/session.ts';
import type { Session } from '../transaction/session.ts';
import { failUnlocked } from './lock-failure.ts';
import { good } from './save-row.ts';
import type { SaveRow } from './save-row.ts';

type Cell = string | number | boolean | null;

/**
 * One statement for all rows. Rows are locked in id order, so that two saves of overlapping rows queue up instead of deadlocking; each
 * lock is waited for up to the lock timeout (salesforce-facts 4). When a lock cannot be had, only the rows that are still locked fail.
 */
export function loadOld(
  session: Session,
  describe: SObjectDescribe,
  rows: readonly SaveRow[],
  wanted: 'live' | 'deleted'
): void {
  let candidates = good(rows);
  for (let attempt = 0; candidates.length > 0; attempt++) {
    const ids = candidates.map((row) => row.id ?? '');
    const outcome = session.attemptLock(selectForUpdate(describe), [ids]);
    if ('value' in outcome) {
      assign(describe, candidates, outcome.value.rows, wanted);
      return;
    }
    if (!isLockFailure(outcome.error)) throw outcome.error;
    const busy = attempt === 0 ? stillLocked(session, describe, candidates) : candidates;
    failUnlocked(busy);
    candidates = good(candidates);
  }
}

function selectForUpdate(describe: SObjectDescribe): string {
  const table = tableOf(describe);
  const columns = [...table.columns.values()].map((column) => column.sql).join(', ');
  return `SELECT ${columns} FROM ${table.sql} WHERE id = ANY ($1::text[]) ORDER BY id FOR UPDATE`;
}

/** The rows that somebody else holds right now; all of them when the holder let go in between (a deadlock that is over). */
function stillLocked(session: Session, describe: SObjectDescribe, rows: readonly SaveRow[]): readonly SaveRow[] {
  const { sql } = tableOf(describe);
  const free = session.query(`SELECT id FROM ${sql} WHERE id = ANY ($1::text[]) ORDER BY id FOR UPDATE SKIP LOCKED`, [
    rows.map((row) => row.id ?? '')
  ]);
  const freeIds = new Set(free.rows.map((row) => row[0]));
  const busy = rows.filter((row) => !freeIds.has(row.id));
  return busy.length > 0 ? busy : rows;
}

function assign(
  describe: SObjectDescribe,
  rows: readonly SaveRow[],
  stored: readonly (readonly Cell[])[],
  wanted: 'live' | 'deleted'
): void {
  const columns = [...tableOf(describe).columns.values()];
  const idIndex = columns.findIndex((column) => column.key === 'id');
  const deletedIndex = columns.findIndex((column) => column.key === 'isdeleted');
  const byId = new Map(stored.map((row) => [row[idIndex], row]));
  for (const row of rows) {
    const cells = byId.get(row.id);
    if (!cells) {
      row.fail('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
    } else if (wanted === 'live' && cells[deletedIndex] === true) {
      row.fail('ENTITY_IS_DELETED', 'entity is deleted');
    } else if (wanted === 'deleted' && cells[deletedIndex] !== true) {
      row.fail('UNDELETE_FAILED', 'Entity is not in the recycle bin');
    } else {
      const old = new SObject(describe);
      columns.forEach((column, index) => {
        if (describe.fields.has(column.key))
          old.fields.set(column.field.name, fromSql(column.field, cells[index] ?? null));
      });
      old.fields.set('Id', row.id);
      old.readOnly = true;
      row.old = old;
    }
  }
}
