/** Queries as Apex sees them: binds, governor limits, exceptions, and the shape that the source asked for. */
import { ApexDecimal, ApexDouble } from '../../../base/index.ts';
import {
  DatabaseError,
  EntityAccessDenied,
  InaccessibleFields,
  SObject,
  type BindValue,
  type FieldValue,
  type QueryAccess,
  type QueryResult
} from '../../../database/index.ts';
import type { SoqlQuery } from '../../../soql/index.ts';
import { currentContext, type ExecutionContext } from '../../execution/context.ts';
import { checkAfterQuery, checkBeforeQuery } from '../../execution/limits.ts';
import { ApexEnumValue, ApexException, ApexList, ApexQueryException, ApexSet, raise } from '../../values/index.ts';
import { InlineQuery } from './inline-query.ts';
import { AggregateResult } from './aggregate-result.ts';

/** Inline SOQL of Apex. `type` is the type of the expression: `List<Contact>`, `Contact`, `Integer`. */
export function runQuery(
  query: SoqlQuery,
  binds: readonly unknown[],
  shape: 'list' | 'single' | 'count' | 'locator',
  type: string
): unknown {
  if (shape === 'locator') return new InlineQuery(query, binds.map(bindValue));
  const result = execute(query, binds.map(bindValue));
  if (shape === 'count') return result.totalSize;
  const rows = rowsOf(result);
  if (shape === 'list') return new ApexList(elementType(type), rows);
  // Messages of System.QueryException as Apex Developer Guide, "Exception Class", shows them.
  if (rows.length === 0) raise('QueryException', 'List has no rows for assignment to SObject');
  if (rows.length > 1) raise('QueryException', 'List has more than 1 row for assignment to SObject');
  return rows[0];
}

/** Records, or AggregateResults of a grouping query. */
export function rowsOf(result: QueryResult): unknown[] {
  if (result.aggregates) return result.aggregates.map((row) => new AggregateResult(row));
  return [...result.records];
}

export function execute(query: SoqlQuery, binds: readonly BindValue[] | ReadonlyMap<string, BindValue>): QueryResult {
  const context = currentContext();
  const { transaction, schema } = context;
  // Queries of custom metadata types do not count (salesforce-facts 2).
  const free = schema.objects.get(query.from.toLowerCase())?.kind === 'customMetadata';
  if (!free) checkBeforeQuery(context);
  const { queries, queryRows } = transaction.usage;
  const result = guarded(() => transaction.query(query, binds, accessOf(context)));
  if (free) {
    transaction.usage.queries = queries;
    transaction.usage.queryRows = queryRows;
  } else {
    checkAfterQuery(context);
  }
  return result;
}

/** How a query looks that names no mode: one that does wins (`Transaction.query`). */
export function accessOf({ defaultMode, sharing }: ExecutionContext): QueryAccess {
  return { mode: defaultMode, sharing };
}

/** A DatabaseError of the body as the QueryException of Apex. */
export function guarded<T>(body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    throw queryException(error);
  }
}

/**
 * The code stands in front where Apex has to tell errors apart: QueryException has no status code of its own, and the lock's text differs
 * by release (salesforce-facts 4).
 */
export function queryException(error: DatabaseError): ApexException {
  if (error instanceof EntityAccessDenied) return securityException(error);
  if (error instanceof InaccessibleFields) return new ApexQueryException(error.message, error.fields);
  const text = error.code === 'UNABLE_TO_LOCK_ROW' ? `UNABLE_TO_LOCK_ROW: ${error.message}` : error.message;
  return new ApexQueryException(text);
}

/** Observed at API 67.0, for queries and DML alike: "System.SecurityException: Access to entity 'Case' denied". */
export function securityException(error: EntityAccessDenied): ApexException {
  return new ApexException('System.SecurityException', error.message);
}

/** An Apex value as the database takes it: records stand for their ids, collections for their items. */
export function bindValue(value: unknown): BindValue {
  if (value instanceof ApexList) return value.items.map(scalar);
  if (value instanceof ApexSet) return value.values().map(scalar);
  return scalar(value);
}

function scalar(value: unknown): FieldValue {
  if (value instanceof SObject) return value.id;
  if (value instanceof ApexEnumValue) return value.name;
  if (typeof value === 'bigint') return new ApexDecimal(value.toString());
  if (value instanceof ApexDouble) return new ApexDecimal(value.value);
  return value as FieldValue;
}

function elementType(type: string): string {
  return /^List<(.*)>$/i.exec(type)?.[1] ?? type;
}
