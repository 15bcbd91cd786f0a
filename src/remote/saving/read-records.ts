/** Records as they were when Apex read them FOR UPDATE: what triggers call old, and since when they must be unchanged. */
import { ApexDatetime } from '../../base/index.ts';
import type { SObject } from '../../database/index.ts';

export interface ReadRecord {
  readonly record: SObject;
  /** LastModifiedDate in milliseconds (whole seconds); null when it was not read. */
  readonly modified: number | null;
  /** It may have been changed since, unseen. */
  isDoubtful: boolean;
}

export class ReadRecords {
  readonly #byId = new Map<string, ReadRecord>();

  /** Answers when the record was changed last; minus infinity when it does not say. */
  remember(record: SObject): number {
    const changed = record.fields.get('LastModifiedDate');
    const modified = changed instanceof ApexDatetime ? changed.time : null;
    const old = record.clone();
    // Triggers may look at every field; what the org does not have is null to them.
    old.queried = false;
    old.readOnly = true;
    if (record.id !== null) this.#byId.set(record.id, { record: old, modified, isDoubtful: false });
    return modified ?? Number.NEGATIVE_INFINITY;
  }

  /** @param settled milliseconds; what was changed later may have been changed once more */
  doubt(settled: number): void {
    for (const read of this.#byId.values()) read.isDoubtful ||= read.modified !== null && read.modified > settled;
  }

  get(id: string): ReadRecord | undefined {
    return this.#byId.get(id);
  }

  /** What was sent to the org is not what was read any more. */
  forget(id: string): void {
    this.#byId.delete(id);
  }
}
