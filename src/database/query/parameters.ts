/** Values of a query as SQL parameters: nothing that a caller wrote ever becomes SQL text. */
import { ApexDate, ApexDatetime, isIdText, restTime, toId18 } from '../../base/index.ts';
import type { FieldDescribe } from '../../metadata/index.ts';
import type { SoqlValue } from '../../soql/index.ts';
import type { SqlValue } from '../connection.ts';
import { foldCase } from '../schema/fold-case.ts';
import type { Column } from '../schema/table.ts';
import { isIdType } from '../schema/table.ts';
import { WrongTypeError, toDecimal, toSql } from '../schema/values.ts';
import type { FieldValue } from '../sobject.ts';
import { DatabaseError } from '../transaction.ts';
import type { BindValue } from '../transaction.ts';
import { malformed } from './errors.ts';

const LARGEST_INTEGER = 2 ** 31 - 1;

export type Binds = readonly BindValue[] | ReadonlyMap<string, BindValue>;

/** What a parameter is worked out from each time the plan runs. */
export interface RunValues {
  readonly binds: Binds;
  readonly now: number;
  /** Ids of the parents whose children a subquery reads, or of the records that FOR UPDATE has locked. */
  readonly ids?: readonly string[];
  /** Id of the user whose record access counts. */
  readonly viewer: string;
}

export type ParameterSource = (values: RunValues) => SqlValue;

export class ParameterList {
  readonly sources: ParameterSource[] = [];
  #viewer: string | null = null;

  add(source: ParameterSource): string {
    this.sources.push(source);
    return `$${this.sources.length}`;
  }

  /** The user's id, as SQL. */
  viewer(): string {
    return (this.#viewer ??= `${this.add((values) => values.viewer)}::text`);
  }
}

export function bindOf(binds: Binds, value: SoqlValue & { kind: 'bind' }): BindValue {
  const found = isMap(binds) ? binds.get((value.name ?? '').toLowerCase()) : binds[value.index];
  if (found === undefined) throw malformed(`Variable does not exist: ${value.name ?? `bind ${value.index}`}`);
  return found;
}

/**
 * Which binds are null, lists, or lists with a null in them: that changes the SQL (`IS NULL`), so plans are kept per shape.
 */
export function shapeOf(binds: Binds): string {
  if (isMap(binds)) return [...binds].map(([name, value]) => `${name}:${shape(value)}`).join();
  return binds.map(shape).join('');
}

function shape(value: BindValue): string {
  if (isList(value)) return value.some(isNull) ? 'm' : 'l';
  return isNull(value) ? 'n' : 'v';
}

function isMap(binds: Binds): binds is ReadonlyMap<string, BindValue> {
  return binds instanceof Map;
}

export function isList(value: BindValue): value is readonly FieldValue[] {
  return Array.isArray(value);
}

/** SOQL takes '' for null. */
export function isNull(value: BindValue): boolean {
  return value === null || value === '';
}

/** Type of a filter's parameter: whole-number fields may be compared with any number. */
export function filterType(column: Column): string {
  return column.parameterType === 'integer' ? 'numeric' : column.parameterType;
}

/** A value of a filter in the field's type, folded to lower case where the field's comparisons ignore case. */
export function filterValue(column: Column, value: FieldValue): string | number | boolean | null {
  const { field } = column;
  if (isNull(value)) return null;
  if (isIdType(field)) {
    if (typeof value === 'string' && isIdText(value)) return toId18(value);
    throw new DatabaseError('INVALID_QUERY_FILTER_OPERATOR', `invalid ID field: ${String(value)}`);
  }
  if (column.parameterType === 'numeric' || column.parameterType === 'integer') {
    const number = toDecimal(value);
    if (number) return number.toString();
    throw wrongType(field, 'number');
  }
  // Apex may compare a Datetime field with a Date (its midnight), and the other way round.
  const isDate = value instanceof ApexDate || value instanceof ApexDatetime;
  if (field.type === 'datetime' && !isDate) throw wrongType(field, 'dateTime');
  if (field.type === 'date' && !isDate) throw wrongType(field, 'date');
  try {
    const converted = toSql(field, value);
    return column.ignoresCase && typeof converted === 'string' ? foldCase(converted) : converted;
  } catch (error) {
    if (!(error instanceof WrongTypeError)) throw error;
    throw wrongType(field, field.type, column.parameterType === 'text' ? 'be' : 'not be');
  }
}

/** Text that is matched with a part of a field's text: a pattern of LIKE, the values of INCLUDES. Null matches like the empty text. */
export function filterText(column: Column, value: FieldValue): string {
  const text = value ?? '';
  // PostgreSQL cannot take the character U+0000; `=` refuses it in the same words.
  if (typeof text !== 'string' || text.includes('\u0000')) throw wrongType(column.field, column.field.type, 'be');
  return foldCase(text.toWellFormed());
}

function wrongType(field: FieldDescribe, type: string, quotes: 'be' | 'not be' = 'not be'): DatabaseError {
  return new DatabaseError(
    'INVALID_FIELD',
    `value of filter criterion for field '${field.name}' must be of type ${type} and should ${quotes} enclosed in quotes`
  );
}

/** A day or an instant as it is written in a query. Nobody says what Salesforce makes of days that no calendar has. */
function timeOf(text: string): number {
  const time = restTime(text);
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  if (!Number.isNaN(time) && day.toISOString().startsWith(text.slice(0, 10))) return time;
  throw malformed(`Invalid date: ${text}`);
}

/** A constant or bind as one value. */
export function scalarOf(value: SoqlValue, { binds }: RunValues): FieldValue {
  switch (value.kind) {
    case 'literal':
      return value.value;
    case 'date':
      return new ApexDate(timeOf(value.text));
    case 'datetime':
      return new ApexDatetime(timeOf(value.text));
    case 'bind': {
      const bound = bindOf(binds, value);
      if (!isList(bound)) return bound;
      throw malformed('A collection can only be bound after IN, NOT IN, LIKE, INCLUDES or EXCLUDES.');
    }
    case 'dateLiteral':
    case 'list':
      throw malformed(`A ${value.kind === 'list' ? 'list' : 'date literal'} is not allowed here.`);
  }
}

/** The right side of IN: a list, or a bound collection (a single bound value counts as a list of one). */
export function listOf(value: SoqlValue, values: RunValues): readonly FieldValue[] {
  if (value.kind === 'list') return value.values.flatMap((item) => listOf(item, values));
  if (value.kind === 'bind') {
    const bound = bindOf(values.binds, value);
    return isList(bound) ? bound : [bound];
  }
  return [scalarOf(value, values)];
}

/** An Integer of Apex; a number beyond it was typed by somebody who wants to see what happens. */
export function wholeNumber(value: SoqlValue, values: RunValues): number {
  const number = toDecimal(scalarOf(value, values))?.toNumber();
  if (number !== undefined && Number.isInteger(number) && number >= 0 && number <= LARGEST_INTEGER) return number;
  if (number !== undefined && number > LARGEST_INTEGER) throw malformed(`${number} is no number of rows.`);
  throw malformed(`LIMIT and OFFSET need a whole number that is not negative.`);
}
