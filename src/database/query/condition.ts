/**
 * WHERE and HAVING as SQL. Salesforce filters know only true and false, so every comparison with a null field is settled here:
 * `!=` and NOT IN include records without a value, the others leave them out.
 */
import type { Condition, ConditionField, ComparisonOperator, SoqlValue } from '../../soql/index.ts';
import { ApexDatetime, ApexDate } from '../../base/index.ts';
import { comparable, isIdType } from '../schema/table.ts';
import type { Column } from '../schema/table.ts';
import { dateRange } from './date-literals.ts';
import { cannotFilter, invalidOperator, malformed } from './errors.ts';
import { filterText, filterType, filterValue, isNull, listOf, scalarOf } from './parameters.ts';
import type { ParameterList, RunValues } from './parameters.ts';

export interface ConditionContext {
  readonly parameters: ParameterList;
  /** The values of the run that the plan is being made for; only their shape may influence the SQL. */
  readonly values: RunValues;
  field(field: ConditionField): { readonly sql: string; readonly column: Column };
  semiJoin(condition: Condition & { kind: 'semiJoin' }): string;
}

export function conditionSql(condition: Condition, context: ConditionContext): string {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const parts = condition.operands.map((operand) => conditionSql(operand, context));
      return `(${parts.join(condition.kind === 'and' ? ' AND ' : ' OR ')})`;
    }
    case 'not':
      return `(${conditionSql(condition.operand, context)} IS NOT TRUE)`;
    case 'semiJoin':
      return context.semiJoin(condition);
    case 'comparison':
      return comparisonSql(condition.field, condition.operator, condition.value, context);
  }
}

function comparisonSql(
  conditionField: ConditionField,
  operator: ComparisonOperator,
  value: SoqlValue,
  context: ConditionContext
): string {
  const { sql, column } = context.field(conditionField);
  // Long text areas cannot be filtered (SOQL and SOSL Reference, "WHERE").
  if (column.field.type === 'textarea' && column.field.length > 255) throw cannotFilter(column.field.name);
  if (value.kind === 'dateLiteral') return dateLiteralSql(sql, column, operator, value, context);
  const left = comparable(column, sql);
  switch (operator) {
    case '=':
    case '!=':
      return equalitySql(sql, left, column, operator, value, context);
    case '<':
    case '<=':
    case '>':
    case '>=': {
      if (isNull(scalarOf(value, context.values))) return 'false';
      const parameter = context.parameters.add((values) => filterValue(column, scalarOf(value, values)));
      return `(${left} ${operator} ${parameter}::${filterType(column)})`;
    }
    case 'LIKE': {
      if (!isText(column)) throw invalidOperator(column.field);
      const parameter = context.parameters.add((values) =>
        listOf(value, values).map((item) => likePattern(filterText(column, item)))
      );
      return `(lower(${sql}) LIKE ANY (${parameter}::text[]))`;
    }
    case 'IN':
    case 'NOT IN':
      return inSql(sql, left, column, operator === 'NOT IN', value, context);
    case 'INCLUDES':
    case 'EXCLUDES':
      // SOQL and SOSL Reference, "Query Multi-Select Picklists".
      if (column.field.type !== 'multipicklist') throw invalidOperator(column.field);
      return includesSql(sql, column, operator === 'EXCLUDES', value, context);
  }
}

/** Patterns are for text, which several chosen values are none of (SOQL and SOSL Reference, "Comparison Operators": LIKE). */
function isText({ field, parameterType }: Column): boolean {
  return parameterType === 'text' && !isIdType(field) && field.type !== 'multipicklist' && field.type !== 'base64';
}

function equalitySql(
  sql: string,
  left: string,
  column: Column,
  operator: '=' | '!=',
  value: SoqlValue,
  context: ConditionContext
): string {
  if (isNull(scalarOf(value, context.values))) return `(${sql} IS ${operator === '=' ? '' : 'NOT '}NULL)`;
  const parameter = context.parameters.add((values) => filterValue(column, scalarOf(value, values)));
  const right = `${parameter}::${filterType(column)}`;
  return operator === '=' ? `(${left} = ${right})` : `(${left} IS DISTINCT FROM ${right})`;
}

function inSql(
  sql: string,
  left: string,
  column: Column,
  negated: boolean,
  value: SoqlValue,
  context: ConditionContext
): string {
  const hasNull = listOf(value, context.values).some(isNull);
  const parameter = context.parameters.add((values) =>
    listOf(value, values)
      .filter((item) => !isNull(item))
      .map((item) => filterValue(column, item))
  );
  const list = `(${parameter}::${filterType(column)}[])`;
  if (negated)
    return hasNull ? `(${left} <> ALL ${list} AND ${sql} IS NOT NULL)` : `(${left} <> ALL ${list} OR ${sql} IS NULL)`;
  return hasNull ? `(${left} = ANY ${list} OR ${sql} IS NULL)` : `(${left} = ANY ${list})`;
}

/** `INCLUDES ('a;b', 'c')`: a and b both chosen, or c. */
function includesSql(
  sql: string,
  column: Column,
  negated: boolean,
  value: SoqlValue,
  context: ConditionContext
): string {
  const count = listOf(value, context.values).length;
  if (value.kind === 'bind' && count === 0) return negated ? 'true' : 'false';
  const parts: string[] = [];
  for (let index = 0; index < count; index++) {
    if (value.kind === 'bind' && index > 0) break;
    const parameter = context.parameters.add((values) => {
      const items = listOf(value, values);
      const wanted = value.kind === 'bind' ? items : [items[index] ?? null];
      return wanted.flatMap((item) => filterText(column, item ?? null).split(';'));
    });
    // A bound collection means "any of them"; a written 'a;b' means "all of them".
    const operator = value.kind === 'bind' ? '&&' : '@>';
    parts.push(`(string_to_array(lower(COALESCE(${sql}, '')), ';') ${operator} ${parameter}::text[])`);
  }
  return `(${negated ? 'NOT ' : ''}(${parts.join(' OR ')}))`;
}

/**
 * % and _ are wildcards, \% and \_ are not: PostgreSQL's own rules. It refuses a backslash with nothing behind it; what Salesforce makes of one
 * is not documented, so here it stands for itself.
 */
function likePattern(text: string): string {
  const backslashes = /\\*$/.exec(text)?.[0].length ?? 0;
  return backslashes % 2 === 0 ? text : `${text}\\`;
}

function dateLiteralSql(
  sql: string,
  column: Column,
  operator: ComparisonOperator,
  value: SoqlValue & { kind: 'dateLiteral' },
  context: ConditionContext
): string {
  const { type } = column.field;
  if (type !== 'date' && type !== 'datetime')
    throw malformed(`${value.name} needs a date field, not ${column.field.name}.`);
  const bound = (edge: 'start' | 'end'): string => {
    const parameter = context.parameters.add(({ now }) => {
      const time = dateRange(value.name, value.count, now)[edge];
      return filterValue(column, type === 'date' ? new ApexDate(time) : new ApexDatetime(time));
    });
    return `${parameter}::${filterType(column)}`;
  };
  switch (operator) {
    case '=':
      return `(${sql} >= ${bound('start')} AND ${sql} < ${bound('end')})`;
    case '!=':
      return `((${sql} >= ${bound('start')} AND ${sql} < ${bound('end')}) IS NOT TRUE)`;
    case '<':
      return `(${sql} < ${bound('start')})`;
    case '<=':
      return `(${sql} < ${bound('end')})`;
    case '>':
      return `(${sql} >= ${bound('end')})`;
    case '>=':
      return `(${sql} >= ${bound('start')})`;
    default:
      throw malformed(`${operator} cannot be used with ${value.name}.`);
  }
}
