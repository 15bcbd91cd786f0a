/**
 * A job of Bulk API 2.0 for all new records of a save, and one for all changed ones. Source: Bulk API 2.0 and Bulk API Developer Guide, "Bulk API 2.0
 * Ingest". Results come in no order that is promised, but with the columns that were sent: a new record is known again by its unique key.
 *
 * Jobs have no condition and no duplicate rule options (salesforce-facts 1.4): a rule that alerts refuses the row, and names no records.
 */
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { SaveError } from '../../../database/index.ts';
import type { SObjectDescribe } from '../../../metadata/index.ts';
import { DATA, type OrgConnection } from '../../org-connection.ts';
import { OrgCallFailed } from '../../wire/protocol.ts';
import { failAll } from '../answers.ts';
import { CollectionsShape } from './collections.ts';
import { idOf } from './single.ts';
import type { OutgoingRecord, SaveShape } from './shape.ts';

/** What clears a field; an empty value leaves it as it is ("Prepare CSV Files"). */
const NULL = '#N/A';
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 10_000;
const CSV = { 'content-type': 'text/csv' };

type ResultRow = Readonly<Record<string, string>>;

interface Job {
  readonly id: string;
  readonly state: string;
  readonly errorMessage?: string;
}

export class BulkShape implements SaveShape {
  readonly isGuarded = false;
  readonly #org: OrgConnection;

  constructor(org: OrgConnection) {
    this.#org = org;
  }

  /** Records without a unique key cannot be told apart in the results: they go as collections. */
  insert(describe: SObjectDescribe, all: readonly OutgoingRecord[]): void {
    const records = this.#withoutTroublesome(all, (others, shape) => shape.insert(describe, others));
    if (records.length === 0) return;
    const key = [...describe.fields.values()].find(
      ({ name, unique }) => unique && records.every(({ values }) => values[name] !== undefined)
    );
    if (!key) new CollectionsShape(this.#org).insert(describe, records);
    else
      this.#run(
        describe,
        'insert',
        key.name,
        new Map(records.map((record) => [String(record.values[key.name]), record]))
      );
  }

  update(describe: SObjectDescribe, all: readonly OutgoingRecord[]): void {
    const records = this.#withoutTroublesome(all, (others, shape) => shape.update(describe, others));
    if (records.length === 0) return;
    this.#run(describe, 'update', 'Id', new Map(records.map((record) => [record.row.id ?? '', record])));
  }

  /** A text that says "no value" in a CSV file cannot be sent in one. */
  #withoutTroublesome(
    records: readonly OutgoingRecord[],
    save: (others: readonly OutgoingRecord[], shape: CollectionsShape) => void
  ): readonly OutgoingRecord[] {
    const isTroublesome = ({ values }: OutgoingRecord): boolean => Object.values(values).includes(NULL);
    const others = records.filter(isTroublesome);
    if (others.length > 0) save(others, new CollectionsShape(this.#org));
    return records.filter((record) => !isTroublesome(record));
  }

  #run(describe: SObjectDescribe, operation: string, key: string, records: ReadonlyMap<string, OutgoingRecord>): void {
    const job = this.#upload(describe.name, operation, csvOf(key, records));
    const ended = this.#wait(job.id);
    const path = `${DATA}/jobs/ingest/${job.id}`;
    const open = new Map(records);
    const rowsOf = (results: string): readonly [ResultRow, OutgoingRecord][] =>
      this.#results(`${path}/${results}`).flatMap((result) => {
        const record = open.get(result[key] ?? '');
        open.delete(result[key] ?? '');
        return record ? [[result, record]] : [];
      });
    for (const [result, { row }] of rowsOf('successfulResults/')) row.id ??= idOf({ id: result['sf__Id'] });
    for (const [result, { row }] of rowsOf('failedResults/')) failAll(row, [errorOf(result['sf__Error'] ?? '')]);
    for (const { row } of open.values())
      // Nothing is said against the record: it waits for another try.
      row.fail(
        'UNABLE_TO_LOCK_ROW',
        `The job ${job.id} ended as ${ended.state} without this record. ${ended.errorMessage ?? ''}`
      );
  }

  #upload(object: string, operation: string, csv: string): Job {
    const path = `${DATA}/jobs/ingest`;
    const request = { object, operation, contentType: 'CSV', lineEnding: 'LF' };
    const job = this.#org.json({ method: 'POST', path, body: JSON.stringify(request) }) as Job;
    this.#org.json({ method: 'PUT', path: `${path}/${job.id}/batches`, headers: CSV, body: csv });
    this.#org.json({ method: 'PATCH', path: `${path}/${job.id}`, body: JSON.stringify({ state: 'UploadComplete' }) });
    return job;
  }

  /** As long as it takes: the platform ends a job by itself. */
  #wait(id: string): Job {
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      const job = this.#org.json({ method: 'GET', path: `${DATA}/jobs/ingest/${id}` }) as Job;
      if (job.state === 'JobComplete' || job.state === 'Failed') return job;
      if (job.state === 'Aborted') throw new OrgCallFailed(`Somebody aborted the job ${id}.`, false);
      this.#org.pause(pause);
    }
  }

  #results(path: string): ResultRow[] {
    const text = this.#org.text({ method: 'GET', path, headers: { accept: 'text/csv' } });
    return parse(text, { columns: true, skip_empty_lines: true }) as ResultRow[];
  }
}

function csvOf(key: string, records: ReadonlyMap<string, OutgoingRecord>): string {
  const names = new Set<string>([key]);
  for (const { values } of records.values()) for (const name of Object.keys(values)) names.add(name);
  const columns = [...names];
  const rows = [...records].map(([id, { values }]) =>
    columns.map((name) => (name === key ? id : values[name] === null ? NULL : (values[name] ?? '')))
  );
  return stringify([columns, ...rows], { cast: { boolean: String } });
}

/** `CODE:message:Field1 Field2--` (salesforce-facts 1.5). */
function errorOf(text: string): SaveError {
  const [, code = 'UNKNOWN_EXCEPTION', message = text, fields = ''] =
    /^(\w+):([\s\S]*?)(?::([\w, ]*)--)?$/.exec(text) ?? [];
  return { statusCode: code, message, fields: fields.split(/[ ,]+/).filter((name) => name !== '') };
}
