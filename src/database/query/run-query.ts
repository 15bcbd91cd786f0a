/** Carries out a query: plan (cached per query object and shape of its binds), rows to records, children in one query for all parents. */
import { guardOf } from '../access/query-guard.ts';
import type { AccessRights } from '../access/rights.ts';
import type { OrgSchema } from '../../metadata/index.ts';
import type { SoqlQuery } from '../../soql/index.ts';
import { fromSql } from '../schema/values.ts';
import type { FieldValue, SObject } from '../sobject.ts';
import type { Session } from '../transaction/session.ts';
import { isLockFailure } from '../transaction/session.ts';
import type { BindValue, QueryAccess, QueryResult } from '../transaction.ts';
import { recordUnavailable } from './errors.ts';
import { shapeOf } from './parameters.ts';
import type { Binds, RunValues } from './parameters.ts';
import { makePlan } from './plan.ts';
import type { QueryPlan, SqlText, SubqueryPlan } from './plan.ts';

type PlansByQuery = WeakMap<SoqlQuery, Map<string, QueryPlan>>;

/** By schema, or for user mode by what the user may do: a plan that was made passed the checks. */
const plans = new WeakMap<OrgSchema | AccessRights, PlansByQuery>();

/** Of system mode with sharing, by what the user may do. The plan of one user serves all with the same rights: the user is a parameter. */
const sharedPlans = new WeakMap<AccessRights, PlansByQuery>();

/** A query object that is run with ever new shapes of binds must not fill the memory. */
const SHAPES_PER_QUERY = 64;

function planFor({ schema, user }: Session, query: SoqlQuery, values: RunValues, access: QueryAccess): QueryPlan {
  const byQuery = plansOf(schema, user.access, access);
  let byShape = byQuery.get(query);
  if (!byShape) byQuery.set(query, (byShape = new Map()));
  const shape = shapeOf(values.binds);
  let plan = byShape.get(shape);
  if (!plan) {
    plan = makePlan(schema, query, values, guardOf(access, user, schema));
    if (byShape.size >= SHAPES_PER_QUERY) byShape.clear();
    byShape.set(shape, plan);
  }
  return plan;
}

function plansOf(schema: OrgSchema, rights: AccessRights, { mode, sharing }: QueryAccess): PlansByQuery {
  if (mode === 'system' && sharing) return entryOf(sharedPlans, rights);
  return entryOf(plans, mode === 'user' ? rights : schema);
}

function entryOf<K extends object>(plansByOwner: WeakMap<K, PlansByQuery>, owner: K): PlansByQuery {
  let entry = plansByOwner.get(owner);
  if (!entry) plansByOwner.set(owner, (entry = new WeakMap()));
  return entry;
}

export function runQuery(
  session: Session,
  query: SoqlQuery,
  binds: readonly BindValue[] | ReadonlyMap<string, BindValue>,
  access: QueryAccess
): QueryResult {
  const values: RunValues = { binds: binds as Binds, now: session.clock.now(), viewer: session.user.id };
  const plan = planFor(session, query, values, access);
  // Queries on custom metadata are free (salesforce-facts 2, "CustomMetadata").
  if (plan.describe.kind !== 'customMetadata') session.usage.queries++;
  const result = carryOut(session, plan, values);
  return result;
}

function carryOut(session: Session, plan: QueryPlan, values: RunValues): QueryResult {
  const main = plan.lock ? { ...values, ids: lockRows(session, plan.lock, values) } : values;
  const rows = plan.lock && main.ids?.length === 0 ? [] : ask(session, plan.main, main);
  switch (plan.kind) {
    case 'count':
      session.usage.queryRows++;
      return { records: [], totalSize: Number(rows[0]?.[0] ?? 0) };
    case 'aggregates': {
      session.usage.queryRows += rows.length;
      const aggregates = rows.map(
        (row) =>
          new Map<string, FieldValue>(
            plan.aggregates.map(({ alias, index, column }) => [alias, fromSql(column.field, row[index] ?? null)])
          )
      );
      return { records: [], aggregates, totalSize: aggregates.length };
    }
    case 'records': {
      session.usage.queryRows += rows.length;
      const records = withChildren(session, plan, rows, values);
      return { records, totalSize: records.length };
    }
  }
}

/** Records that a query locator found; they do not count as rows of the transaction that reads them. */
export function readRows(session: Session, plan: QueryPlan, values: RunValues): SObject[] {
  const { queryRows } = session.usage;
  const records = withChildren(session, plan, ask(session, plan.main, values), values);
  session.usage.queryRows = queryRows;
  return records;
}

function withChildren(session: Session, plan: QueryPlan, rows: ReturnType<typeof ask>, values: RunValues): SObject[] {
  const records = rows.map((row) => plan.shape.read(row));
  for (const subquery of plan.subqueries) addChildren(session, subquery, records, values);
  return records;
}

/**
 * Locks in id order, so that two transactions that lock overlapping sets cannot wait for each other; waits at most the connection's lock
 * timeout. Rows that no longer fit the filter once the lock is there are left out by PostgreSQL.
 */
function lockRows(session: Session, lock: SqlText, values: RunValues): string[] {
  const parameters = lock.sources.map((source) => source(values));
  const outcome = session.attemptLock(lock.sql, parameters);
  if ('value' in outcome) return outcome.value.rows.map((row) => String(row[0]));
  throw isLockFailure(outcome.error) ? recordUnavailable() : outcome.error;
}

function ask(
  session: Session,
  text: SqlText,
  values: RunValues
): readonly (readonly (string | number | boolean | null)[])[] {
  return session.query(
    text.sql,
    text.sources.map((source) => source(values))
  ).rows;
}

function addChildren(session: Session, subquery: SubqueryPlan, parents: readonly SObject[], values: RunValues): void {
  const { relationshipName, plan, parentIndex } = subquery;
  const byId = new Map<string, SObject[]>();
  for (const parent of parents) {
    const children: SObject[] = [];
    parent.children.set(relationshipName, children);
    if (parent.id !== null) byId.set(parent.id, children);
  }
  if (byId.size === 0) return;
  const rows = ask(session, plan.main, { ...values, ids: [...byId.keys()] });
  session.usage.queryRows += rows.length;
  const records = rows.map((row) => {
    const record = plan.shape.read(row);
    byId.get(String(row[parentIndex]))?.push(record);
    return record;
  });
  for (const nested of plan.subqueries) addChildren(session, nested, records, values);
}
