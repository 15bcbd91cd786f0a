/** UNABLE_TO_LOCK_ROW, as the platform words it for records (salesforce-facts 1.5). */
import type { SaveRow } from './save-row.ts';

export function failUnlocked(rows: readonly SaveRow[]): void {
  const ids = rows.flatMap((row) => (row.id && !row.created ? [row.id] : []));
  const others = ids.length === 0 ? '' : ` or ${ids.length} records: ${ids.join(',')}`;
  for (const row of rows) row.fail('UNABLE_TO_LOCK_ROW', `unable to obtain exclusive access to this record${others}`);
}
