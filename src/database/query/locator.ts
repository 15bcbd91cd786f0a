/**
 * The rows of a query, found once and read later by their ids. A batch job stores the ids on the server when it starts, so that memory does not
 * grow with the rows, and reads the records of a chunk when it gets there: what they hold then, without asking the filter again.
 */
import type { SoqlQuery } from '../../soql/index.ts';
import type { SObject } from '../sobject.ts';
import type { Session } from '../transaction/session.ts';
import type { BindValue, QueryAccess } from '../transaction.ts';
import type { Binds, RunValues } from './parameters.ts';
import { guardOf } from '../access/query-guard.ts';
import { makeLocatorPlan, type LocatorPlan } from './plan.ts';
import { readRows } from './run-query.ts';

export class RowLocator {
  readonly #session: Session;
  readonly #values: RunValues;
  readonly #plan: LocatorPlan;

  /** Throws DatabaseError when the query cannot be run. */
  constructor(
    session: Session,
    query: SoqlQuery,
    binds: readonly BindValue[] | ReadonlyMap<string, BindValue>,
    access: QueryAccess
  ) {
    this.#session = session;
    this.#values = { binds: binds as Binds, now: session.clock.now(), viewer: session.user.id };
    this.#plan = makeLocatorPlan(session.schema, query, this.#values, guardOf(access, session.user, session.schema));
  }

  /** Stores the ids as rows of the batch job; answers how many there are. */
  store(jobId: string): number {
    const { sql, sources } = this.#plan.ids;
    const parameters = sources.map((source) => source(this.#values));
    return this.#session.query(
      `INSERT INTO jobs.batch_row (batch_id, position, record_id)
       SELECT $${parameters.length + 1}::text, row_number() OVER (), found.id FROM (${sql}) AS found`,
      [...parameters, jobId]
    ).rowCount;
  }

  /** The first ids, at most `most`. */
  ids(most: number): string[] {
    const { sql, sources } = this.#plan.ids;
    const parameters = sources.map((source) => source(this.#values));
    const text = `SELECT found.id FROM (${sql}) AS found LIMIT $${parameters.length + 1}::bigint`;
    return this.#session.query(text, [...parameters, String(most)]).rows.map(([id]) => String(id));
  }

  /** Records of these ids in their order, without those that were deleted meanwhile. */
  read(ids: readonly string[]): SObject[] {
    if (ids.length === 0) return [];
    const records = readRows(this.#session, this.#plan.rows, { ...this.#values, ids });
    const byId = new Map(records.map((record) => [record.id, record]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }
}
