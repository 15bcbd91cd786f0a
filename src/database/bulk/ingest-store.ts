/**
 * Jobs of Bulk API 2.0 and what became of their rows. The outcome of a chunk is written in the transaction that saves it, so after a crash a
 * chunk is either done and reported or neither.
 */
import type { SqlConnection, SqlResult, SqlValue } from '../connection.ts';

export type IngestState = 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';
export type IngestOperation = 'insert' | 'update' | 'upsert' | 'delete';

export interface NewIngestJob {
  readonly username: string;
  readonly userId: string;
  readonly object: string;
  readonly operation: IngestOperation;
  readonly externalIdField: string | null;
  readonly columnDelimiter: string;
  readonly lineEnding: string;
  readonly apiVersion: number;
}

export interface IngestJob extends NewIngestJob {
  readonly id: string;
  readonly state: IngestState;
  readonly uploaded: boolean;
  readonly errorMessage: string | null;
  /** Milliseconds of the clock. */
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** Milliseconds spent in transactions. */
  readonly processingTime: number;
  readonly processed: number;
  readonly failed: number;
}

/** Of one row: the record's id and whether it was created, or the error. */
export type IngestRowResult = readonly [id: string, created: boolean, error: string | null];

interface Statements {
  query(sql: string, parameters?: readonly SqlValue[]): SqlResult;
}

const SETUP = `
CREATE SCHEMA IF NOT EXISTS bulk;
CREATE SEQUENCE IF NOT EXISTS bulk.ingest_number;
CREATE TABLE IF NOT EXISTS bulk.ingest_job (
  id text PRIMARY KEY, username text NOT NULL, user_id text NOT NULL, object text NOT NULL, operation text NOT NULL, external_id_field text,
  column_delimiter text NOT NULL, line_ending text NOT NULL, api_version integer NOT NULL, state text NOT NULL,
  uploaded boolean NOT NULL DEFAULT false, error_message text, created_at bigint NOT NULL, modified_at bigint NOT NULL,
  processing_time integer NOT NULL DEFAULT 0, processed integer NOT NULL DEFAULT 0, failed integer NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS bulk.ingest_chunk (
  job_id text NOT NULL REFERENCES bulk.ingest_job ON DELETE CASCADE, number integer NOT NULL, results text NOT NULL, PRIMARY KEY (job_id, number)
)`;

const COLUMNS = `id, username, user_id, object, operation, external_id_field, column_delimiter, line_ending, api_version, state, uploaded,
  error_message, created_at, modified_at, processing_time, processed, failed`;

/** Part of `applySchema`. */
export function createIngestTables(connection: SqlConnection): void {
  connection.run(SETUP);
}

export class IngestStore {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  nextNumber(): bigint {
    return BigInt(String(this.#statements.query(`SELECT nextval('bulk.ingest_number')`).rows[0]?.[0] ?? 1));
  }

  create(id: string, job: NewIngestJob, now: number): IngestJob {
    const { rows } = this.#statements.query(
      `INSERT INTO bulk.ingest_job (id, username, user_id, object, operation, external_id_field, column_delimiter, line_ending, api_version,
         state, created_at, modified_at)
       VALUES ($1::text, $2::text, $3::text, $4::text, $5::text, $6::text, $7::text, $8::text, $9::integer, 'Open', $10::bigint, $10::bigint)
       RETURNING ${COLUMNS}`,
      [
        id,
        job.username,
        job.userId,
        job.object,
        job.operation,
        job.externalIdField,
        job.columnDelimiter,
        job.lineEnding,
        job.apiVersion,
        String(now)
      ]
    );
    return jobOf(rows[0]!);
  }

  find(id: string): IngestJob | null {
    const { rows } = this.#statements.query(`SELECT ${COLUMNS} FROM bulk.ingest_job WHERE id = $1::text`, [id]);
    return rows[0] ? jobOf(rows[0]) : null;
  }

  /** All jobs, or those in one of `states`, the oldest first. */
  list(states: readonly IngestState[] | null = null): readonly IngestJob[] {
    const { rows } = this.#statements.query(
      `SELECT ${COLUMNS} FROM bulk.ingest_job WHERE $1::text[] IS NULL OR state = ANY($1::text[]) ORDER BY created_at, id`,
      [states]
    );
    return rows.map(jobOf);
  }

  markUploaded(id: string, now: number): void {
    this.#statements.query('UPDATE bulk.ingest_job SET uploaded = true, modified_at = $2::bigint WHERE id = $1::text', [
      id,
      String(now)
    ]);
  }

  /** Changes the state when it is one of `from`; false when it is not. */
  move(id: string, from: readonly IngestState[], to: IngestState, now: number, errorMessage?: string): boolean {
    const { rowCount } = this.#statements.query(
      `UPDATE bulk.ingest_job SET state = $3::text, modified_at = $4::bigint, error_message = COALESCE($5::text, error_message)
        WHERE id = $1::text AND state = ANY($2::text[])`,
      // What a file holds is shown in the message, also the character U+0000, which PostgreSQL cannot store.
      [id, from, to, String(now), errorMessage?.replaceAll('\u0000', '\uFFFD') ?? null]
    );
    return rowCount === 1;
  }

  /** Part of the transaction that saves the chunk. */
  recordChunk(id: string, number: number, results: readonly IngestRowResult[], milliseconds: number): void {
    this.#statements.query(
      'INSERT INTO bulk.ingest_chunk (job_id, number, results) VALUES ($1::text, $2::integer, $3::text)',
      [id, number, JSON.stringify(results)]
    );
    this.#statements.query(
      `UPDATE bulk.ingest_job SET processed = processed + $2::integer, failed = failed + $3::integer,
         processing_time = processing_time + $4::integer WHERE id = $1::text`,
      [id, results.length, results.filter(([, , error]) => error !== null).length, milliseconds]
    );
  }

  /** What became of the rows of a chunk; null when it has not been saved. */
  chunk(id: string, number: number): readonly IngestRowResult[] | null {
    const { rows } = this.#statements.query(
      'SELECT results FROM bulk.ingest_chunk WHERE job_id = $1::text AND number = $2::integer',
      [id, number]
    );
    return rows[0] ? (JSON.parse(String(rows[0][0])) as IngestRowResult[]) : null;
  }

  remove(id: string): void {
    this.#statements.query('DELETE FROM bulk.ingest_job WHERE id = $1::text', [id]);
  }
}

function jobOf(row: SqlResult['rows'][number]): IngestJob {
  const text = (index: number): string => String(row[index]);
  const orNull = (index: number): string | null => (row[index] as string | null | undefined) ?? null;
  return {
    id: text(0),
    username: text(1),
    userId: text(2),
    object: text(3),
    operation: text(4) as IngestOperation,
    externalIdField: orNull(5),
    columnDelimiter: text(6),
    lineEnding: text(7),
    apiVersion: Number(row[8]),
    state: text(9) as IngestState,
    uploaded: row[10] === true,
    errorMessage: orNull(11),
    createdAt: Number(row[12]),
    modifiedAt: Number(row[13]),
    processingTime: Number(row[14]),
    processed: Number(row[15]),
    failed: Number(row[16])
  };
}
