/** The condition of an update: nobody may have modified the record since. */
import { ApexDatetime } from '../../base/index.ts';
import { wholeSecond } from './prepare.ts';
import { good } from './save-row.ts';
import type { SaveRow } from './save-row.ts';

/**
 * Rows are locked and read already, and the stamp of an update is taken under that lock: of saves that follow each other none has an older
 * date than the one before. Dates have whole seconds; what was modified twice within one second looks unmodified.
 */
export function failModified(rows: readonly SaveRow[], since: number): void {
  const limit = wholeSecond(since).time;
  for (const row of good(rows)) {
    const modified = row.old?.fields.get('LastModifiedDate');
    if (!(modified instanceof ApexDatetime)) throw new Error(`${row.source.describe.name} has no LastModifiedDate.`);
    if (modified.time <= limit) continue;
    row.fail('PRECONDITION_FAILED', `The record was modified at ${modified.toRestString()}.`);
  }
}
