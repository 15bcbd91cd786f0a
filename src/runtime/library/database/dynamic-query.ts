/** Database.query and its relatives: SOQL from text. Source: Apex Reference, "Database Class", query, queryWithBinds, countQueryWithBinds. */
import type { BindValue } from '../../../database/index.ts';
import { parseSoql, type SoqlQuery } from '../../../soql/index.ts';
import { ApexList, type ApexMap, raise } from '../../values/index.ts';
import type { AccessLevel } from './access-level.ts';
import { bindValue, execute, rowsOf } from './query.ts';

export function runDynamicQuery(soql: string | null, binds: ApexMap | null, access: AccessLevel | null): ApexList {
  const query = parseDynamic(soql, access);
  const rows = rowsOf(execute(query, bindsOf(query, binds)));
  return new ApexList(query.groupBy.length > 0 || isAggregate(query) ? 'AggregateResult' : query.from, rows);
}

export function runDynamicCount(soql: string | null, binds: ApexMap | null, access: AccessLevel | null): number {
  const query = parseDynamic(soql, access);
  return execute(query, bindsOf(query, binds)).totalSize;
}

/**
 * Queries by text and access mode. The same text comes again with every call, parsing costs some milliseconds, and the database keeps its
 * plan by the query object. Bounded, because texts may be made from data; the oldest goes first.
 */
const parsedQueries = new Map<string, SoqlQuery>();
const MAXIMUM_PARSED = 500;

export function parseDynamic(soql: string | null, access: AccessLevel | null): SoqlQuery {
  if (soql === null) return raise('NullPointerException', 'Argument cannot be null.');
  const key = `${access?.mode ?? ''} ${soql}`;
  const known = parsedQueries.get(key);
  if (known) return known;
  const { query, problems } = parseSoql(soql);
  if (!query) return raise('QueryException', problems.map((problem) => problem.message).join('\n'));
  const parsed = access ? { ...query, accessMode: access.mode } : query;
  for (const oldest of parsedQueries.keys()) {
    if (parsedQueries.size < MAXIMUM_PARSED) break;
    parsedQueries.delete(oldest);
  }
  parsedQueries.set(key, parsed);
  return parsed;
}

/**
 * Emitted code does not hand the local variables of its method to the library, so a bind of `Database.query` has nothing to bind to: a
 * difference from the platform that is said loudly.
 */
export function bindsOf(query: SoqlQuery, binds: ApexMap | null): ReadonlyMap<string, BindValue> {
  const values = new Map<string, BindValue>();
  for (const [key, value] of binds?.entries() ?? []) values.set(String(key).toLowerCase(), bindValue(value));
  for (const name of bindNames(query)) {
    if (values.has(name.toLowerCase())) continue;
    if (binds) raise('QueryException', `Key '${name}' does not exist in the bindMap`);
    raise(
      'QueryException',
      `Variable does not exist: ${name}. The local org does not see the variables around Database.query: ` +
        'use Database.queryWithBinds or Database.countQueryWithBinds.'
    );
  }
  return values;
}

/** Names of all binds, wherever they stand in the tree. */
function bindNames(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(bindNames);
  if (typeof node !== 'object' || node === null) return [];
  const { kind, name } = node as { kind?: unknown; name?: unknown };
  if (kind === 'bind') return [String(name)];
  return Object.values(node).flatMap(bindNames);
}

function isAggregate(query: SoqlQuery): boolean {
  const only = query.select[0];
  const counts = query.select.length === 1 && only?.kind === 'aggregate' && !only.path && !only.alias;
  return !counts && query.select.some((item) => item.kind === 'aggregate');
}
