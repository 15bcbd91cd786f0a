/**
 * Batch jobs, in the org's database. A job is worked off in steps (start, one for each chunk of rows, finish); a step is a transaction and
 * its end is part of it, so that a step takes effect once. The rows of a job are stored by the server when it starts: 50 million ids never
 * pass through a worker. Source: Apex Developer Guide, "Using Batch Apex".
 */
import type { OrgSchema } from '../../metadata/index.ts';
import type { SqlResult } from '../connection.ts';
import {
  EXTENDED_STATUS,
  insertRecord,
  nextId,
  objectOf,
  showEnd,
  showStatus,
  type JobError,
  type JobStatements
} from './job-records.ts';

export interface NewBatch {
  readonly userId: string;
  readonly username: string;
  /** The serialised instance. */
  readonly state: string;
  /** `Database.Stateful`: a step goes on with the fields that the last one left. */
  readonly stateful: boolean;
  /** Rows in a chunk. */
  readonly scope: number;
  readonly now: number;
}

export interface BatchStep {
  readonly id: string;
  readonly username: string;
  readonly step: 'start' | 'execute' | 'finish';
  /** Found half-way: the worker that ran it died, and its transaction with it. */
  readonly lost: boolean;
  readonly state: string;
  readonly stateful: boolean;
  readonly scope: number;
  /** The serialised query of a query locator; null for an iterable. */
  readonly query: string | null;
  /** The chunk that is next, from 0. */
  readonly chunk: number;
  readonly chunks: number;
}

/** What start found. */
export type BatchStart = Pick<BatchStep, 'query' | 'chunks' | 'scope' | 'state'>;

export const BATCH_SETUP = `
CREATE TABLE IF NOT EXISTS jobs.batch (
  id text PRIMARY KEY, username text NOT NULL, phase text NOT NULL, step text NOT NULL, state text NOT NULL, stateful boolean NOT NULL,
  scope integer NOT NULL, run_at bigint NOT NULL, query text, chunk integer NOT NULL DEFAULT 0, chunks integer NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS jobs.batch_row (
  batch_id text NOT NULL, position bigint NOT NULL, record_id text NOT NULL, PRIMARY KEY (batch_id, position)
);
CREATE TABLE IF NOT EXISTS jobs.batch_items (
  batch_id text NOT NULL, chunk integer NOT NULL, items text NOT NULL, PRIMARY KEY (batch_id, chunk)
)`;

/** Apex Developer Guide, "Batch Apex Limitations": five queued or active jobs; a hundred more wait in the flex queue as Holding. */
const MOST_ACTIVE = 5;
const MOST_HOLDING = 100;

export class BatchQueue {
  readonly #statements: JobStatements;
  readonly #schema: OrgSchema;

  constructor(statements: JobStatements, schema: OrgSchema) {
    this.#statements = statements;
    this.#schema = schema;
  }

  /** The id of the new job; null when the flex queue is full. */
  enqueue(batch: NewBatch): string | null {
    const { rows } = this.#statements.query(`SELECT count(*)::int FROM jobs.batch`);
    const others = Number(rows[0]?.[0] ?? 0);
    if (others >= MOST_ACTIVE + MOST_HOLDING) return null;
    const holding = others >= MOST_ACTIVE;
    const describe = objectOf(this.#schema, 'AsyncApexJob');
    const id = nextId(this.#statements, describe);
    this.#statements.query(
      `INSERT INTO jobs.batch (id, username, phase, step, state, stateful, scope, run_at)
       VALUES ($1::text, $2::text, $3::text, 'start', $4::text, $5::boolean, $6::integer, $7::bigint)`,
      [id, batch.username, holding ? 'holding' : 'queued', batch.state, batch.stateful, batch.scope, String(batch.now)]
    );
    insertRecord(this.#statements, describe, {
      id,
      userId: batch.userId,
      now: batch.now,
      values: {
        JobType: 'BatchApex',
        Status: holding ? 'Holding' : 'Queued',
        NumberOfErrors: 0,
        JobItemsProcessed: 0,
        TotalJobItems: 0
      }
    });
    return id;
  }

  /** The next step, which begins; null when the job is gone (it ended, or was aborted). */
  claim(id: string): BatchStep | null {
    const { rows } = this.#statements.query(
      `SELECT id, username, phase, step, state, stateful, scope, query, chunk, chunks FROM jobs.batch WHERE id = $1::text FOR UPDATE`,
      [id]
    );
    const step = rows[0] ? stepOf(rows[0]) : null;
    if (step && !step.lost) {
      this.#statements.query(`UPDATE jobs.batch SET phase = 'running' WHERE id = $1::text`, [id]);
      if (step.step === 'start') showStatus(this.#statements, id, 'Preparing');
    }
    return step;
  }

  /** Stores one chunk of an iterable. */
  storeItems(id: string, chunk: number, items: string): void {
    this.#statements.query('INSERT INTO jobs.batch_items VALUES ($1::text, $2::integer, $3::text)', [id, chunk, items]);
  }

  itemsOf({ id, chunk }: BatchStep): string {
    const { rows } = this.#statements.query(
      'SELECT items FROM jobs.batch_items WHERE batch_id = $1::text AND chunk = $2::integer',
      [id, chunk]
    );
    return String(rows[0]?.[0] ?? '[]');
  }

  /** Ids of the rows of a chunk, in the order of the query. */
  rowsOf({ id, chunk, scope }: BatchStep): string[] {
    const { rows } = this.#statements.query(
      `SELECT record_id FROM jobs.batch_row WHERE batch_id = $1::text AND position > $2::bigint AND position <= $3::bigint ORDER BY position`,
      [id, String(chunk * scope), String((chunk + 1) * scope)]
    );
    return rows.map(([recordId]) => String(recordId));
  }

  started(id: string, { query, chunks, scope, state }: BatchStart): void {
    this.#statements.query(
      `UPDATE jobs.batch SET phase = 'queued', step = $2::text, query = $3::text, chunks = $4::integer, scope = $5::integer,
         state = $6::text WHERE id = $1::text`,
      [id, chunks === 0 ? 'finish' : 'execute', query, chunks, scope, state]
    );
    this.#statements.query(
      `UPDATE org."asyncapexjob" SET status = 'Processing', totaljobitems = $2::integer WHERE id = $1::text AND completeddate IS NULL`,
      [id, chunks]
    );
  }

  /**
   * A chunk is done, or failed alone. A failed one counts as processed and as an error, and the first error is told (Object Reference,
   * "AsyncApexJob": NumberOfErrors, ExtendedStatus).
   */
  chunkEnded({ id, chunk, chunks }: BatchStep, state: string, error: JobError | null): void {
    this.#statements.query(
      `UPDATE jobs.batch SET phase = 'queued', chunk = $2::integer, step = $3::text, state = $4::text WHERE id = $1::text`,
      [id, chunk + 1, chunk + 1 < chunks ? 'execute' : 'finish', state]
    );
    this.#statements.query(
      `UPDATE org."asyncapexjob" SET jobitemsprocessed = jobitemsprocessed + 1, numberoferrors = numberoferrors + $2::integer,
         extendedstatus = coalesce(extendedstatus, $3::text) WHERE id = $1::text`,
      [id, error ? 1 : 0, error ? firstError(error) : null]
    );
  }

  /** The job is over; an error is one of start or finish. */
  end(id: string, now: number, error: JobError | null): void {
    if (error)
      this.#statements.query(
        `UPDATE org."asyncapexjob" SET numberoferrors = numberoferrors + 1, extendedstatus = coalesce(extendedstatus, $2::text)
          WHERE id = $1::text AND completeddate IS NULL`,
        [id, firstError(error)]
      );
    showEnd(this.#statements, id, error ? 'Failed' : 'Completed', now);
    this.#remove(id);
  }

  /** False when the job is none of these. A chunk that is running ends, and is the last. */
  abort(id: string, now: number): boolean {
    if (!this.#remove(id)) return false;
    showEnd(this.#statements, id, 'Aborted', now);
    return true;
  }

  /** The place of a job that is over goes to the one that holds longest. */
  #remove(id: string): boolean {
    const removed = this.#statements.query('DELETE FROM jobs.batch WHERE id = $1::text', [id]).rowCount > 0;
    if (!removed) return false;
    for (const table of ['batch_row', 'batch_items'])
      this.#statements.query(`DELETE FROM jobs.${table} WHERE batch_id = $1::text`, [id]);
    const { rows } = this.#statements.query(
      `UPDATE jobs.batch SET phase = 'queued' WHERE id = (
         SELECT id FROM jobs.batch WHERE phase = 'holding' AND (SELECT count(*) FROM jobs.batch WHERE phase <> 'holding') < $1::integer
          ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id`,
      [MOST_ACTIVE]
    );
    for (const [next] of rows) showStatus(this.#statements, String(next), 'Queued');
    return true;
  }
}

/** As the platform words it (observed in public reports of failed batch jobs). */
function firstError({ message }: JobError): string {
  return `First error: ${message}`.slice(0, EXTENDED_STATUS);
}

function stepOf([
  id,
  username,
  phase,
  step,
  state,
  stateful,
  scope,
  query,
  chunk,
  chunks
]: SqlResult['rows'][number]): BatchStep {
  return {
    id: String(id),
    username: String(username),
    step: step as BatchStep['step'],
    lost: phase === 'running',
    state: String(state),
    stateful: stateful === true,
    scope: Number(scope),
    query: (query as string | null | undefined) ?? null,
    chunk: Number(chunk),
    chunks: Number(chunks)
  };
}
