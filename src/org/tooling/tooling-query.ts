/**
 * `/tooling/query`: SOQL over rows that are no records of the database. Plain fields, fields of parents, and conditions with =, !=, IN and NOT
 * IN; anything else is refused. Source: Tooling API Developer Guide, "query".
 */
import { isIdText, toId18 } from '../../base/index.ts';
import { ApiException } from '../../protocol/index.ts';
import {
  LONGEST_API_QUERY,
  parseSoql,
  type Condition,
  type FieldPath,
  type SoqlQuery,
  type SoqlValue
} from '../../soql/index.ts';
import type { ToolingRow, ToolingTable } from './tooling-tables.ts';

export interface ToolingAnswer {
  readonly totalSize: number;
  readonly done: true;
  readonly records: readonly Readonly<Record<string, unknown>>[];
}

export function queryTooling(text: string, tables: ReadonlyMap<string, ToolingTable>): ToolingAnswer {
  const { query, problems } = parseSoql(text, LONGEST_API_QUERY);
  if (!query) throw malformed(problems[0]?.message ?? 'The query cannot be read.');
  const table = tables.get(query.from.toLowerCase());
  if (!table) throw new ApiException(400, 'INVALID_TYPE', `sObject type '${query.from}' is not supported.`);
  refuseClauses(query);
  const columns = query.select.map((item) => {
    if (item.kind !== 'field') throw unsupported('anything but fields in SELECT');
    return columnOf(table, item.path);
  });
  const matches = query.where ? conditionOf(table, query.where) : () => true;
  const found = table.rows().filter(matches);
  const records = found.slice(0, limitOf(query)).map((row) => recordOf(table, columns, row));
  return { totalSize: records.length, done: true, records };
}

function refuseClauses(query: SoqlQuery): void {
  if (query.groupBy.length > 0 || query.having) throw unsupported('GROUP BY');
  if (query.orderBy.length > 0) throw unsupported('ORDER BY');
  if (query.offset) throw unsupported('OFFSET');
  if (query.forUpdate) throw unsupported('FOR UPDATE');
  if (query.allRows) throw unsupported('ALL ROWS');
  if (query.accessMode) throw unsupported('WITH USER_MODE and WITH SYSTEM_MODE');
}

function limitOf({ limit }: SoqlQuery): number | undefined {
  if (!limit) return undefined;
  if (limit.kind === 'literal' && typeof limit.value === 'number') return limit.value;
  throw unsupported('a LIMIT that is no number');
}

function columnOf(table: ToolingTable, path: FieldPath): string {
  const wanted = path.join('.').toLowerCase();
  const column = table.columns.find((name) => name.toLowerCase() === wanted);
  if (column !== undefined) return column;
  throw new ApiException(400, 'INVALID_FIELD', `No such column '${path.join('.')}' on entity '${table.name}'.`);
}

function conditionOf(table: ToolingTable, condition: Condition): (row: ToolingRow) => boolean {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const parts = condition.operands.map((operand) => conditionOf(table, operand));
      return condition.kind === 'and'
        ? (row) => parts.every((part) => part(row))
        : (row) => parts.some((part) => part(row));
    }
    case 'not': {
      const part = conditionOf(table, condition.operand);
      return (row) => !part(row);
    }
    case 'semiJoin':
      throw unsupported('subqueries');
    case 'comparison': {
      const { field, operator, value } = condition;
      if (field.kind !== 'field') throw unsupported('aggregate functions');
      const column = columnOf(table, field.path);
      const values = new Set(literalsOf(value));
      if (operator === '=' || operator === 'IN') return (row) => values.has(comparable(row[column]));
      if (operator === '!=' || operator === 'NOT IN') return (row) => !values.has(comparable(row[column]));
      throw unsupported(`the operator ${operator}`);
    }
  }
}

function literalsOf(value: SoqlValue): unknown[] {
  if (value.kind === 'list') return value.values.flatMap(literalsOf);
  if (value.kind === 'literal') return [comparable(value.value)];
  throw unsupported('anything but texts, numbers and Booleans in conditions');
}

/** Ids are compared in 18 characters, other texts without case. */
function comparable(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? null;
  return isIdText(value) ? toId18(value) : value.toLowerCase();
}

/** Columns of a parent become an object of their own. */
function recordOf(table: ToolingTable, columns: readonly string[], row: ToolingRow): Record<string, unknown> {
  const record: Record<string, unknown> = { attributes: { type: table.name } };
  for (const column of columns) {
    const [name = '', field] = column.split('.');
    if (field === undefined) record[name] = row[column] ?? null;
    else record[name] = { ...(record[name] as Record<string, unknown> | undefined), [field]: row[column] ?? null };
  }
  return record;
}

function unsupported(what: string): ApiException {
  return malformed(`The local org's Tooling API does not support ${what}.`);
}

function malformed(message: string): ApiException {
  return new ApiException(400, 'MALFORMED_QUERY', message);
}
