/** The package's before triggers, run here because the org has none. */
import type { SaveRow, SObject, TriggerOperation, TriggerRunner } from '../../database/index.ts';
import { TRIGGER_CHUNK } from '../../database/index.ts';

export function runTriggers(
  triggers: TriggerRunner,
  object: string,
  operation: TriggerOperation & `BEFORE_${string}`,
  rows: readonly SaveRow[]
): void {
  if (!triggers.hasTriggers(object, operation)) return;
  for (let start = 0; start < rows.length; start += TRIGGER_CHUNK) {
    const chunk = rows.slice(start, start + TRIGGER_CHUNK);
    for (const { next } of chunk) watch(next);
    const oldRecords = operation === 'BEFORE_INSERT' ? [] : chunk.map((row) => row.old ?? row.next);
    triggers.run({ object, operation, newRecords: chunk.map((row) => row.next), oldRecords });
    for (const row of chunk) row.collect(row.next);
  }
}

/** Notes from now on which fields are set, as of a record that was queried; like in Trigger.new, all of them can be read. */
function watch(next: SObject): void {
  for (const { name, type } of next.describe.fields.values())
    if (!next.fields.has(name)) next.fields.set(name, type === 'boolean' ? false : null);
  next.queried = true;
}
