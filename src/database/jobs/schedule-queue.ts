/**
 * Scheduled Apex, in the org's database: a row with the serialised instance and the time at which it fires next, and beside it the CronTrigger
 * and CronJobDetail records that Apex sees. Sources: Apex Developer Guide, "Apex Scheduler"; Object Reference, "CronTrigger", "CronJobDetail".
 */
import type { OrgSchema } from '../../metadata/index.ts';
import { insertRecord, nextId, objectOf, type JobStatements } from './job-records.ts';

export interface NewSchedule {
  readonly name: string;
  readonly expression: string;
  readonly state: string;
  readonly userId: string;
  readonly username: string;
  readonly now: number;
  readonly fireAt: number;
}

export interface DueSchedule {
  readonly id: string;
  readonly username: string;
  readonly state: string;
}

export const SCHEDULE_SETUP = `
CREATE TABLE IF NOT EXISTS jobs.scheduled (
  id text PRIMARY KEY, username text NOT NULL, name text NOT NULL, expression text NOT NULL, state text NOT NULL, phase text NOT NULL,
  run_at bigint NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS scheduled_name ON jobs.scheduled (lower(name))`;

/** CronJobDetail.JobType of scheduled Apex (Object Reference, "CronJobDetail"). */
const SCHEDULED_APEX = '7';

export class ScheduleQueue {
  readonly #statements: JobStatements;
  readonly #schema: OrgSchema;

  constructor(statements: JobStatements, schema: OrgSchema) {
    this.#statements = statements;
    this.#schema = schema;
  }

  /** The serialised instances of all scheduled jobs. */
  states(): readonly string[] {
    return this.#statements.query('SELECT state FROM jobs.scheduled').rows.map(([state]) => String(state));
  }

  /** Scheduled jobs of the org. */
  count(): number {
    return Number(this.#statements.query('SELECT count(*)::int FROM jobs.scheduled').rows[0]?.[0] ?? 0);
  }

  /** The id of the CronTrigger; null when a job of this name is scheduled. Waits for a transaction that has just used the name. */
  schedule(schedule: NewSchedule): string | null {
    const trigger = objectOf(this.#schema, 'CronTrigger');
    const detail = objectOf(this.#schema, 'CronJobDetail');
    const id = nextId(this.#statements, trigger);
    const { name, expression, state, userId, username, now, fireAt } = schedule;
    const inserted = this.#statements.query(
      `INSERT INTO jobs.scheduled (id, username, name, expression, state, phase, run_at)
       VALUES ($1::text, $2::text, $3::text, $4::text, $5::text, 'waiting', $6::bigint) ON CONFLICT DO NOTHING`,
      [id, username, name, expression, state, String(fireAt)]
    );
    if (inserted.rowCount === 0) return null;
    const detailId = nextId(this.#statements, detail);
    insertRecord(this.#statements, detail, {
      id: detailId,
      userId,
      now,
      values: { Name: name, JobType: SCHEDULED_APEX }
    });
    insertRecord(this.#statements, trigger, {
      id,
      userId,
      now,
      values: {
        CronJobDetailId: detailId,
        CronExpression: expression,
        State: 'WAITING',
        NextFireTime: new Date(fireAt).toISOString(),
        StartTime: new Date(now).toISOString(),
        TimesTriggered: 0,
        TimeZoneSidKey: 'UTC',
        OwnerId: userId
      }
    });
    return id;
  }

  /**
   * The job fires: it is counted, and its next time is set before it runs, so that a crash does not fire it twice. Null when it is gone, or
   * when it was found half-way, which ends that firing.
   */
  fire(id: string, now: number, next: (expression: string) => number | null): DueSchedule | null {
    const { rows } = this.#statements.query(
      'SELECT username, expression, state, phase, run_at FROM jobs.scheduled WHERE id = $1::text FOR UPDATE',
      [id]
    );
    const [row] = rows;
    if (!row) return null;
    const [username, expression, state, phase] = row;
    if (phase === 'running') {
      this.fired(id);
      return null;
    }
    const following = next(String(expression));
    this.#statements.query(
      `UPDATE jobs.scheduled SET phase = 'running', run_at = coalesce($2::bigint, -1) WHERE id = $1::text`,
      [id, following === null ? null : String(following)]
    );
    this.#statements.query(
      `UPDATE org."crontrigger" SET state = 'EXECUTING', previousfiretime = $2::timestamptz, nextfiretime = $3::timestamptz,
         timestriggered = timestriggered + 1 WHERE id = $1::text`,
      [id, new Date(now).toISOString(), following === null ? null : new Date(following).toISOString()]
    );
    return { id, username: String(username), state: String(state) };
  }

  /** A firing is over: the job waits for the next, or is complete. */
  fired(id: string): void {
    const complete = this.#statements.query(
      `DELETE FROM jobs.scheduled WHERE id = $1::text AND phase = 'running' AND run_at < 0`,
      [id]
    );
    this.#statements.query(`UPDATE jobs.scheduled SET phase = 'waiting' WHERE id = $1::text AND run_at >= 0`, [id]);
    this.#statements.query(`UPDATE org."crontrigger" SET state = $2::text WHERE id = $1::text`, [
      id,
      complete.rowCount > 0 ? 'COMPLETE' : 'WAITING'
    ]);
  }

  /** False when there is no such job. Its CronTrigger goes with it (Apex Reference, "System Class", abortJob). */
  abort(id: string): boolean {
    const removed = this.#statements.query('DELETE FROM jobs.scheduled WHERE id = $1::text', [id]);
    if (removed.rowCount === 0) return false;
    const { rows } = this.#statements.query(
      'DELETE FROM org."crontrigger" WHERE id = $1::text RETURNING cronjobdetailid',
      [id]
    );
    for (const [detail] of rows)
      this.#statements.query('DELETE FROM org."cronjobdetail" WHERE id = $1::text', [String(detail)]);
    return true;
  }
}
