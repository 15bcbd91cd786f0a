/**
 * A query as text for the REST API, with the values of its binds in it. Nothing that a source sent can end a literal: text is escaped
 * as "Quoted String Escape Sequences" of the SOQL and SOSL Reference has it, all other values have no character of their own.
 *
 * Left out: the access mode, because the API works in the rights of its user, and FOR UPDATE, because no lock outlives a call.
 */
import { ApexBlob, ApexDate, ApexDatetime, ApexDecimal, ApexDouble, ApexTime } from '../../base/index.ts';
import type { BindValue, FieldValue } from '../../database/index.ts';
import type { Condition, ConditionField, OrderItem, SelectItem, SoqlQuery, SoqlValue } from '../../soql/index.ts';

export type Binds = readonly BindValue[] | ReadonlyMap<string, BindValue>;

export function soqlText(query: SoqlQuery, binds: Binds): string {
  const parts = [`SELECT ${query.select.map((item) => selectText(item, binds)).join(', ')}`, `FROM ${query.from}`];
  if (query.where) parts.push(`WHERE ${conditionText(query.where, binds)}`);
  if (query.groupBy.length > 0) parts.push(`GROUP BY ${query.groupBy.map((path) => path.join('.')).join(', ')}`);
  if (query.having) parts.push(`HAVING ${conditionText(query.having, binds)}`);
  if (query.orderBy.length > 0) parts.push(`ORDER BY ${query.orderBy.map(orderText).join(', ')}`);
  if (query.limit) parts.push(`LIMIT ${valueText(query.limit, binds)}`);
  if (query.offset) parts.push(`OFFSET ${valueText(query.offset, binds)}`);
  // The recycle bin has an address of its own (`queryAll`); none of the package's lanes looks into it.
  if (query.allRows) throw new Error('Queries with ALL ROWS are not sent to an org without Apex.');
  return parts.join(' ');
}

function selectText(item: SelectItem, binds: Binds): string {
  switch (item.kind) {
    case 'field':
      return withAlias(item.path.join('.'), item.alias);
    case 'aggregate':
      return withAlias(`${item.function}(${item.path?.join('.') ?? ''})`, item.alias);
    case 'fields':
      return `FIELDS(${item.group})`;
    case 'subquery':
      return `(${soqlText(item.query, binds)})`;
  }
}

function withAlias(text: string, alias: string | undefined): string {
  return alias === undefined ? text : `${text} ${alias}`;
}

function fieldText(field: ConditionField): string {
  return field.kind === 'field' ? field.path.join('.') : `${field.function}(${field.path?.join('.') ?? ''})`;
}

function orderText({ field, descending, nulls }: OrderItem): string {
  return `${fieldText(field)}${descending ? ' DESC' : ''}${nulls ? ` NULLS ${nulls.toUpperCase()}` : ''}`;
}

function conditionText(condition: Condition, binds: Binds): string {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const word = condition.kind === 'and' ? ' AND ' : ' OR ';
      return `(${condition.operands.map((operand) => conditionText(operand, binds)).join(word)})`;
    }
    case 'not':
      return `(NOT ${conditionText(condition.operand, binds)})`;
    case 'semiJoin':
      return `${condition.field.join('.')} ${condition.negated ? 'NOT IN' : 'IN'} (${soqlText(condition.query, binds)})`;
    case 'comparison':
      if (isEmptyList(condition.value, binds)) return condition.operator === 'NOT IN' ? 'Id != NULL' : 'Id = NULL';
      return `${fieldText(condition.field)} ${condition.operator} ${valueText(condition.value, binds)}`;
  }
}

/** Apex takes an empty list, which no record is in; the API takes no `IN ()`. */
function isEmptyList(value: SoqlValue, binds: Binds): boolean {
  if (value.kind !== 'bind') return false;
  const bound = valueOf(value, binds);
  return isList(bound) && bound.length === 0;
}

function valueText(value: SoqlValue, binds: Binds): string {
  switch (value.kind) {
    case 'literal':
      return literal(value.value);
    case 'date':
    case 'datetime':
      return value.text;
    case 'dateLiteral':
      return value.count === undefined ? value.name : `${value.name}:${value.count}`;
    case 'list':
      return `(${value.values.map((item) => valueText(item, binds)).join(', ')})`;
    case 'bind': {
      const bound = valueOf(value, binds);
      return isList(bound) ? `(${bound.map(literal).join(', ')})` : literal(bound);
    }
  }
}

export function valueOf(value: SoqlValue & { kind: 'bind' }, binds: Binds): BindValue {
  const bound = Array.isArray(binds)
    ? (binds as readonly BindValue[])[value.index]
    : (binds as ReadonlyMap<string, BindValue>).get((value.name ?? '').toLowerCase());
  if (bound === undefined) throw new Error(`The bind ${value.name ?? value.index} of a query has no value.`);
  return bound;
}

export function isList(value: BindValue): value is readonly FieldValue[] {
  return Array.isArray(value);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f'
};

/** A value as a literal of a query. */
export function literal(value: FieldValue): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return `'${value.replaceAll(/[\\'\n\r\t\b\f]/g, (character) => ESCAPES[character]!)}'`;
  if (typeof value === 'boolean' || typeof value === 'number') return String(value).toUpperCase();
  if (value instanceof ApexDatetime) return new Date(value.time).toISOString();
  if (value instanceof ApexDate || value instanceof ApexTime || value instanceof ApexDecimal) return value.toString();
  if (value instanceof ApexDouble) return String(value.value);
  if (value instanceof ApexBlob) throw new Error('A Blob cannot be compared in a query.');
  return value satisfies never;
}
