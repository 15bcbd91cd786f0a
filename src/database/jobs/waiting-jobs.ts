/** All kinds of asynchronous jobs as the scheduler of an org sees them. */
import type { OrgSchema } from '../../metadata/index.ts';
import type { SqlConnection } from '../connection.ts';
import { BATCH_SETUP, BatchQueue } from './batch-queue.ts';
import { JobQueue, QUEUEABLE_SETUP } from './job-queue.ts';
import { SCHEDULE_SETUP, ScheduleQueue } from './schedule-queue.ts';
import type { JobStatements } from './job-records.ts';

export type JobKind = 'queueable' | 'batch' | 'scheduled';

export interface DueJob {
  readonly kind: JobKind;
  readonly id: string;
  readonly username: string;
}

/** Part of `applySchema`. */
export function createJobTables(connection: SqlConnection): void {
  connection.run(`CREATE SCHEMA IF NOT EXISTS jobs;${QUEUEABLE_SETUP};${BATCH_SETUP};${SCHEDULE_SETUP}`);
}

const DUE = `
SELECT kind, id, username FROM (
  SELECT 'queueable' AS kind, id, username, run_at FROM jobs.queueable
    WHERE (phase = 'queued' AND run_at <= $1::bigint) OR ($2::boolean AND phase <> 'queued')
  UNION ALL SELECT 'batch', id, username, run_at FROM jobs.batch WHERE phase = 'queued'
  UNION ALL SELECT 'scheduled', id, username, run_at FROM jobs.scheduled WHERE phase = 'waiting' AND run_at <= $1::bigint
) AS due ORDER BY run_at, id`;

const NEXT = `
SELECT min(run_at) FROM (
  SELECT run_at FROM jobs.queueable WHERE phase = 'queued' AND run_at > $1::bigint
  UNION ALL SELECT run_at FROM jobs.scheduled WHERE phase = 'waiting' AND run_at > $1::bigint
) AS later`;

export class WaitingJobQueue {
  readonly #statements: JobStatements;
  readonly #schema: OrgSchema;

  constructor(statements: JobStatements, schema: OrgSchema) {
    this.#statements = statements;
    this.#schema = schema;
  }

  /**
   * Jobs that may begin at `now`, first the one that waits longest. With `interrupted` also those that a dead process left half-way: a
   * queueable job to be counted as failed, the step of a batch to be run again, since its transaction is gone (Apex Developer Guide, "Using
   * Batch Apex": jobs in progress are rolled back and run again after a maintenance of the service).
   */
  due(now: number, interrupted: boolean): readonly DueJob[] {
    if (interrupted) {
      this.#statements.query(`UPDATE jobs.batch SET phase = 'queued' WHERE phase = 'running'`);
      const schedules = new ScheduleQueue(this.#statements, this.#schema);
      const { rows } = this.#statements.query(`SELECT id FROM jobs.scheduled WHERE phase = 'running'`);
      for (const [id] of rows) schedules.fired(String(id));
    }
    const { rows } = this.#statements.query(DUE, [String(now), interrupted]);
    return rows.map(([kind, id, username]) => ({ kind: kind as JobKind, id: String(id), username: String(username) }));
  }

  /** When the next job may begin; null when none waits for a time. */
  nextRunAt(now: number): number | null {
    const next = this.#statements.query(NEXT, [String(now)]).rows[0]?.[0];
    return next === null || next === undefined ? null : Number(next);
  }

  /** Ends a job that cannot be run. */
  giveUp({ kind, id }: DueJob, now: number, message: string): void {
    const error = { type: 'System.UnexpectedException', message };
    if (kind === 'queueable') new JobQueue(this.#statements, this.#schema).end(id, { now, finalizer: null, error });
    else if (kind === 'batch') new BatchQueue(this.#statements, this.#schema).end(id, now, error);
    else new ScheduleQueue(this.#statements, this.#schema).fired(id);
  }
}
