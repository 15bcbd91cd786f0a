/** Records as they were when Apex read them FOR UPDATE: what triggers call old, and since when they must be unchanged. */
import { ApexDatetime } from '../../base/index.ts';
import type { SObject } from '../../database/index.ts';

export interface ReadRecord {
  readonly record: SObject;
  /** LastModifiedDate in milliseconds (whole seconds); null when it was not read. */
  readonly modified: number | null;
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
    if (record.id !== null) this.#byId.set(record.id, { record: old, modified });
    return modified ?? Number.NEGATIVE_INFINITY;
  }

  get(id: string): ReadRecord | undefined {
    return this.#byId.get(id);
  }

  /** What was sent to the org is not what was read any more. */
  forget(id: string): void {
    this.#byId.delete(id);
  }
}
