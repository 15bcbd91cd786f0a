/** One record on its way through the order of save. */
import type { SaveError, SaveResult } from '../save.ts';
import type { FieldValue, SObject } from '../sobject.ts';

export class SaveRow {
  /** Place in the request. */
  readonly index: number;
  /** The caller's record: read for its values, given its id on success, otherwise left alone. */
  readonly source: SObject;
  readonly errors: SaveError[] = [];
  /** Ids of parents that the caller named by an external id, by lookup field. */
  readonly foreignKeys = new Map<string, string>();
  id: string | null;
  /** Insert in an insert or an upsert that found nothing. */
  readonly created: boolean;
  /** The record as it is going to be: Trigger.new. Made anew on every attempt. */
  #next: SObject | null = null;
  /** The record as it is stored: Trigger.old. */
  old: SObject | null = null;
  /** Values that a sequence gave out; kept over attempts so that a retry does not burn more. */
  autoNumbers: readonly string[] | null = null;

  constructor(index: number, source: SObject, created: boolean, id: string | null) {
    this.index = index;
    this.source = source;
    this.created = created;
    this.id = id;
  }

  get next(): SObject {
    if (!this.#next) throw new Error('The record has not been prepared.');
    return this.#next;
  }

  set next(record: SObject) {
    this.#next = record;
  }

  /** What the caller gave for a field; undefined when it was not set. */
  given(field: string): FieldValue | undefined {
    return this.foreignKeys.get(field) ?? this.source.fields.get(field);
  }

  get failed(): boolean {
    return this.errors.length > 0;
  }

  fail(statusCode: string, message: string, fields: readonly string[] = []): void {
    this.errors.push({ statusCode, message, fields });
  }

  /** The user must not write these fields. */
  refuseFields(fields: readonly string[], message: string, hint: string): void {
    const inaccessible = { object: this.source.describe.name, hint };
    this.errors.push({
      statusCode: 'INVALID_FIELD_FOR_INSERT_UPDATE',
      message: `${message} ${hint}`,
      fields,
      inaccessible
    });
  }

  /** Takes over what `addError` left on a record. */
  collect(record: SObject): void {
    for (const error of record.errors.splice(0)) this.errors.push(error);
  }

  result(): SaveResult {
    const success = !this.failed;
    // From API 53.0 the id is there on failures too when the record was known (salesforce-facts 3.4).
    const id = success || !this.created ? this.id : null;
    return { id, success, created: success && this.created, errors: this.errors };
  }
}

export function good(rows: readonly SaveRow[]): SaveRow[] {
  return rows.filter((row) => !row.failed);
}
