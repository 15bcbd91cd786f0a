/** Runs triggers over the rows of a save, at most 200 at a time (Apex Developer Guide, "Bulk triggers"). */
import type { TriggerOperation } from '../save.ts';
import type { Session } from '../transaction/session.ts';
import { good } from './save-row.ts';
import type { SaveRow } from './save-row.ts';

export const TRIGGER_CHUNK = 200;

/** What `addError` said lands on the rows. A thrown Apex exception goes through: the caller undoes the save. */
export function runTriggers(session: Session, operation: TriggerOperation, rows: readonly SaveRow[]): void {
  const object = rows[0]?.source.describe.name;
  if (object === undefined || !session.triggers.hasTriggers(object, operation)) return;
  const running = good(rows);
  const isDelete = operation === 'BEFORE_DELETE' || operation === 'AFTER_DELETE';
  const hasOld = operation !== 'BEFORE_INSERT' && operation !== 'AFTER_INSERT' && operation !== 'AFTER_UNDELETE';
  for (let start = 0; start < running.length; start += TRIGGER_CHUNK) {
    const chunk = running.slice(start, start + TRIGGER_CHUNK);
    const newRecords = isDelete ? [] : chunk.map((row) => row.next);
    const oldRecords = hasOld ? chunk.map((row) => row.old ?? row.next) : [];
    session.triggers.run({ object, operation, newRecords, oldRecords });
    for (const row of chunk) {
      if (!isDelete) row.collect(row.next);
      if (row.old) row.collect(row.old);
    }
  }
}
