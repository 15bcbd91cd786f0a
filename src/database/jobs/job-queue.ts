/**
 * The queue of queueable Apex jobs, in the org's database. A job is a row that its transaction inserts, so it exists when that
 * transaction commits and vanishes when it is rolled back (Apex Developer Guide, "Queueable Apex": jobs of a transaction that rolls back are
 * not processed). What Apex may see of it is an AsyncApexJob record beside the row.
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

export interface NewJob {
  readonly userId: string;
  readonly username: string;
  /** The serialised instance. */
  readonly state: string;
  /** Milliseconds of the clock. */
  readonly now: number;
  readonly runAt: number;
  readonly signature: string | null;
  /** Place in a chain of jobs, 1 for the first. */
  readonly depth: number;
  /** As `AsyncOptions` set it. */
  readonly maximumDepth: number | null;
  readonly delayMinutes: number | null;
  /** Unhandled failures in a row that led to this job. */
  readonly failures: number;
}

/** `queued`: waits. `running`: its transaction is open, or its worker died. `finalizing`: it ended, its finalizer has not yet. */
export type JobPhase = 'queued' | 'running' | 'finalizing';

export interface QueuedJob {
  readonly id: string;
  readonly username: string;
  readonly phase: JobPhase;
  readonly state: string;
  readonly depth: number;
  readonly maximumDepth: number | null;
  readonly delayMinutes: number | null;
  readonly failures: number;
  /** The serialised finalizer; null without one. */
  readonly finalizer: string | null;
  /** Type and message of the exception that ended the job. */
  readonly error: JobError | null;
}

export interface JobEnd {
  readonly now: number;
  readonly finalizer: string | null;
  readonly error: JobError | null;
}

export const QUEUEABLE_SETUP = `
CREATE TABLE IF NOT EXISTS jobs.queueable (
  id text PRIMARY KEY, username text NOT NULL, phase text NOT NULL, state text NOT NULL, run_at bigint NOT NULL, signature text,
  depth integer NOT NULL, maximum_depth integer, delay_minutes integer, failures integer NOT NULL,
  finalizer text, error_type text, error_message text
);
CREATE UNIQUE INDEX IF NOT EXISTS queueable_signature ON jobs.queueable (signature) WHERE signature IS NOT NULL;
CREATE INDEX IF NOT EXISTS queueable_due ON jobs.queueable (run_at)`;

const COLUMNS =
  'id, username, phase, state, depth, maximum_depth, delay_minutes, failures, finalizer, error_type, error_message';

export class JobQueue {
  readonly #statements: JobStatements;
  readonly #schema: OrgSchema;

  constructor(statements: JobStatements, schema: OrgSchema) {
    this.#statements = statements;
    this.#schema = schema;
  }

  /** The id of the new job; null when a queued job has the same signature. Waits for a transaction that has just used the signature. */
  enqueue(job: NewJob): string | null {
    const describe = objectOf(this.#schema, 'AsyncApexJob');
    const id = nextId(this.#statements, describe);
    const inserted = this.#statements.query(
      `INSERT INTO jobs.queueable (id, username, phase, state, run_at, signature, depth, maximum_depth, delay_minutes, failures)
       VALUES ($1::text, $2::text, 'queued', $3::text, $4::bigint, $5::text, $6::integer, $7::integer, $8::integer, $9::integer)
       ON CONFLICT DO NOTHING`,
      [
        id,
        job.username,
        job.state,
        String(job.runAt),
        job.signature,
        job.depth,
        job.maximumDepth,
        job.delayMinutes,
        job.failures
      ]
    );
    if (inserted.rowCount === 0) return null;
    insertRecord(this.#statements, describe, {
      id,
      userId: job.userId,
      now: job.now,
      values: { JobType: 'Queueable', Status: 'Queued', NumberOfErrors: 0 }
    });
    return id;
  }

  /**
   * The job as it was; null when it is gone. A queued job begins: its signature is free from now on (Apex Developer Guide, "Detecting
   * Duplicate Queueable Jobs": a job of the same signature may be queued while this one runs).
   */
  claim(id: string): QueuedJob | null {
    const { rows } = this.#statements.query(`SELECT ${COLUMNS} FROM jobs.queueable WHERE id = $1::text FOR UPDATE`, [
      id
    ]);
    const job = rows[0] ? jobOf(rows[0]) : null;
    if (job?.phase === 'queued') {
      this.#statements.query(`UPDATE jobs.queueable SET phase = 'running', signature = NULL WHERE id = $1::text`, [id]);
      showStatus(this.#statements, id, 'Processing');
    }
    return job;
  }

  /** Keeps the finalizer of a running job for the case that its worker dies. */
  keepFinalizer(id: string, finalizer: string): void {
    this.#statements.query('UPDATE jobs.queueable SET finalizer = $2::text WHERE id = $1::text', [id, finalizer]);
  }

  /** The job ended; its row stays as long as a finalizer has to run. */
  end(id: string, { now, finalizer, error }: JobEnd): void {
    if (error)
      this.#statements.query(
        `UPDATE org."asyncapexjob" SET numberoferrors = 1, extendedstatus = $2::text WHERE id = $1::text`,
        [id, error.message.slice(0, EXTENDED_STATUS)]
      );
    showEnd(this.#statements, id, error ? 'Failed' : 'Completed', now);
    if (finalizer === null) this.remove(id);
    else
      this.#statements.query(
        `UPDATE jobs.queueable SET phase = 'finalizing', finalizer = $2::text, error_type = $3::text, error_message = $4::text
          WHERE id = $1::text`,
        [id, finalizer, error?.type ?? null, error?.message ?? null]
      );
  }

  remove(id: string): void {
    this.#statements.query('DELETE FROM jobs.queueable WHERE id = $1::text', [id]);
  }

  /** False when no job of this id waits; one that runs goes on to its end. */
  abort(id: string, now: number): boolean {
    const removed = this.#statements.query(`DELETE FROM jobs.queueable WHERE id = $1::text AND phase = 'queued'`, [id]);
    if (removed.rowCount === 0) return false;
    showEnd(this.#statements, id, 'Aborted', now);
    return true;
  }
}

function jobOf(row: SqlResult['rows'][number]): QueuedJob {
  const [id, username, phase, state, depth, maximumDepth, delayMinutes, failures, finalizer, errorType, errorMessage] =
    row;
  return {
    id: String(id),
    username: String(username),
    phase: phase as JobPhase,
    state: String(state),
    depth: Number(depth),
    maximumDepth: maximumDepth === null || maximumDepth === undefined ? null : Number(maximumDepth),
    delayMinutes: delayMinutes === null || delayMinutes === undefined ? null : Number(delayMinutes),
    failures: Number(failures),
    finalizer: (finalizer as string | null | undefined) ?? null,
    error: typeof errorType === 'string' ? { type: errorType, message: String(errorMessage) } : null
  };
}
