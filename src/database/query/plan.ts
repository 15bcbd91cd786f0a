/** A query made ready: SQL text, where its parameters come from, and how its columns become records. */
import type { QueryGuard } from '../access/query-guard.ts';
import type { OrgSchema, SObjectDescribe } from '../../metadata/index.ts';
import type { Condition, ConditionField, FieldPath, SoqlQuery, SoqlValue } from '../../soql/index.ts';
import { DatabaseError } from '../transaction.ts';
import type { Column } from '../schema/table.ts';
import { comparable, isIdType } from '../schema/table.ts';
import { aggregateSql } from './aggregates.ts';
import { conditionSql } from './condition.ts';
import { malformed, noSuchChildRelationship, notGrouped } from './errors.ts';
import { ParameterList, wholeNumber } from './parameters.ts';
import type { ParameterSource, RunValues } from './parameters.ts';
import { Scope, findObject } from './scope.ts';
import { RecordShape } from './record-shape.ts';

export interface SqlText {
  readonly sql: string;
  readonly sources: readonly ParameterSource[];
}

export interface AggregateColumn {
  readonly alias: string;
  readonly index: number;
  readonly column: Column;
}

export interface QueryPlan {
  readonly kind: 'records' | 'aggregates' | 'count';
  readonly describe: SObjectDescribe;
  readonly main: SqlText;
  /** FOR UPDATE: locks the rows in id order and names them; `main` then reads them with a fresh snapshot. */
  readonly lock: SqlText | null;
  readonly shape: RecordShape;
  readonly aggregates: readonly AggregateColumn[];
  readonly subqueries: readonly SubqueryPlan[];
}

export interface SubqueryPlan {
  /** Canonical name of the child relationship. */
  readonly relationshipName: string;
  readonly plan: QueryPlan;
  /** Column that holds the parent's id. */
  readonly parentIndex: number;
}

/** A query whose rows are found first and read later by their ids. */
export interface LocatorPlan {
  readonly ids: SqlText;
  readonly rows: QueryPlan;
}

const MAXIMUM_OFFSET = 2000;

interface Restriction {
  /** Child subquery: the lookup to the parent. */
  readonly parentField?: string;
  readonly byIds?: boolean;
  /** With `byIds`: the records may have been deleted since their ids were found. */
  readonly living?: boolean;
}

export function makePlan(schema: OrgSchema, query: SoqlQuery, values: RunValues, guard: QueryGuard): QueryPlan {
  const describe = findObject(schema, query.from);
  const plan = new Planner(schema, query, describe, values, guard).plan();
  guard.settle();
  return plan;
}

export function makeLocatorPlan(
  schema: OrgSchema,
  query: SoqlQuery,
  values: RunValues,
  guard: QueryGuard
): LocatorPlan {
  const plan = new Planner(schema, query, findObject(schema, query.from), values, guard).locatorPlan();
  guard.settle();
  return plan;
}

class Planner {
  readonly #schema: OrgSchema;
  readonly #query: SoqlQuery;
  readonly #describe: SObjectDescribe;
  readonly #values: RunValues;
  readonly #guard: QueryGuard;

  constructor(schema: OrgSchema, query: SoqlQuery, describe: SObjectDescribe, values: RunValues, guard: QueryGuard) {
    guard.object(describe);
    this.#guard = guard;
    this.#schema = schema;
    this.#query = query;
    this.#describe = describe;
    this.#values = values;
  }

  plan(): QueryPlan {
    const { select, groupBy, forUpdate } = this.#query;
    const [only] = select;
    if (select.length === 1 && only?.kind === 'aggregate' && only.function === 'COUNT' && !only.path && !only.alias)
      return this.#countPlan();
    if (groupBy.length > 0 || select.some((item) => item.kind === 'aggregate')) return this.#aggregatePlan();
    const subqueries = this.#subqueries();
    if (!forUpdate) return this.#recordPlan({}, subqueries, null).plan;
    if (this.#query.orderBy.length > 0) throw malformed('ORDER BY is not allowed with FOR UPDATE.');
    return this.#recordPlan({ byIds: true }, subqueries, this.#lock()).plan;
  }

  locatorPlan(): LocatorPlan {
    const { select, groupBy, forUpdate } = this.#query;
    // A query locator finds records, and locks would not last from its start to its chunks (salesforce-facts 3.5).
    if (groupBy.length > 0 || select.some((item) => item.kind === 'aggregate'))
      throw malformed('Aggregate query does not support queryMore()');
    if (forUpdate) throw malformed('FOR UPDATE is not allowed in a query locator.');
    const builder = new SelectBuilder(this.#schema, this.#describe, this.#values, this.#guard, 'l');
    const id = `${builder.scope.rootAlias}.id`;
    const where = builder.where(this.#query);
    const order = builder.orderBy(this.#query, id);
    const limit = builder.limit(this.#query);
    const sql = `SELECT ${id} FROM ${builder.scope.fromSql} WHERE ${where} ORDER BY ${order}${limit}`;
    const rows = this.#recordPlan({ byIds: true, living: !this.#query.allRows }, this.#subqueries(), null).plan;
    return { ids: { sql, sources: builder.parameters.sources }, rows };
  }

  #lock(): SqlText {
    const builder = new SelectBuilder(this.#schema, this.#describe, this.#values, this.#guard, 'l');
    const alias = builder.scope.rootAlias;
    const where = builder.where(this.#query);
    const limit = builder.limit(this.#query);
    const { fromSql } = builder.scope;
    const sql = `SELECT ${alias}.id FROM ${fromSql} WHERE ${where} ORDER BY ${alias}.id${limit} FOR UPDATE OF ${alias}`;
    return { sql, sources: builder.parameters.sources };
  }

  #recordPlan(
    restriction: Restriction,
    subqueries: readonly SubqueryPlan[],
    lock: SqlText | null
  ): { plan: QueryPlan; parentIndex: number } {
    const builder = new SelectBuilder(this.#schema, this.#describe, this.#values, this.#guard, 't');
    const { scope } = builder;
    const shape = new RecordShape(scope.root);
    this.#selectFields(scope, shape);
    const parentIndex = restriction.parentField ? shape.addRaw(scope.resolve([restriction.parentField]).sql) : -1;
    const conditions = restriction.byIds ? [] : [builder.where(this.#query)];
    if (restriction.byIds || restriction.parentField) {
      const ids = builder.parameters.add((values) => values.ids ?? []);
      const key = restriction.parentField ? scope.resolve([restriction.parentField]).sql : `${scope.rootAlias}.id`;
      conditions.push(`${key} = ANY (${ids}::text[])`);
      if (restriction.living) conditions.push(`NOT ${scope.rootAlias}.isdeleted`);
    }
    // Without ORDER BY the platform promises no order; ours is by id, so that two runs agree.
    const order = builder.orderBy(this.#query, `${scope.rootAlias}.id`);
    const where = conditions.join(' AND ');
    const sql =
      restriction.parentField && (this.#query.limit || this.#query.offset)
        ? this.#limitPerParent(builder, shape, parentIndex, where, order)
        : `SELECT ${shape.selectList()} FROM ${scope.fromSql} WHERE ${where} ORDER BY ${order}${
            restriction.byIds ? '' : builder.limit(this.#query)
          }`;
    const main = { sql, sources: builder.parameters.sources };
    const plan: QueryPlan = {
      kind: 'records',
      describe: this.#describe,
      main,
      lock,
      shape,
      aggregates: [],
      subqueries
    };
    return { plan, parentIndex };
  }

  /** LIMIT in a child subquery counts per parent. */
  #limitPerParent(
    builder: SelectBuilder,
    shape: RecordShape,
    parentIndex: number,
    where: string,
    order: string
  ): string {
    const parent = shape.expressionAt(parentIndex);
    const bounds: string[] = [];
    const { limit, offset } = this.#query;
    const from = offset ? `${builder.number(offset)}` : '0';
    if (offset) bounds.push(`n > ${from}`);
    if (limit) bounds.push(`n <= ${from} + ${builder.number(limit)}`);
    return (
      `SELECT ${shape.aliases()} FROM (SELECT ${shape.selectList()}, row_number() OVER (PARTITION BY ${parent} ORDER BY ${order}) AS n ` +
      `FROM ${builder.scope.fromSql} WHERE ${where}) AS numbered WHERE ${bounds.join(' AND ')} ORDER BY n`
    );
  }

  #selectFields(scope: Scope, shape: RecordShape): void {
    for (const item of this.#query.select) {
      if (item.kind === 'field') {
        shape.add(scope.resolve(item.path), item.path);
      } else if (item.kind === 'fields') {
        if (item.group !== 'STANDARD' && !this.#query.limit)
          throw malformed('The SOQL FIELDS function must have a LIMIT of at most 200');
        for (const field of this.#describe.fields.values()) {
          const wanted = item.group === 'ALL' || (item.group === 'CUSTOM') === field.custom;
          if (wanted && field.type !== 'address' && this.#guard.shows(this.#describe, field))
            shape.add(scope.resolve([field.name]), [field.name], true);
        }
      }
    }
  }

  #subqueries(): SubqueryPlan[] {
    return this.#query.select.flatMap((item) => {
      if (item.kind !== 'subquery') return [];
      const child = this.#describe.childRelationships.get(item.query.from.toLowerCase());
      if (!child) throw noSuchChildRelationship(item.query.from);
      const describe = findObject(this.#schema, child.childSObject);
      const planner = new Planner(this.#schema, item.query, describe, this.#values, this.#guard);
      const nested = planner.#recordPlan({ parentField: child.field }, planner.#subqueries(), null);
      return [{ relationshipName: child.relationshipName, ...nested }];
    });
  }

  #countPlan(): QueryPlan {
    const builder = new SelectBuilder(this.#schema, this.#describe, this.#values, this.#guard, 't');
    const where = builder.where(this.#query);
    const limit = builder.limit(this.#query);
    const from = `FROM ${builder.scope.fromSql} WHERE ${where}`;
    const sql = limit
      ? `SELECT count(*)::int FROM (SELECT 1 ${from}${limit}) AS limited`
      : `SELECT count(*)::int ${from}`;
    return this.#plain('count', builder, sql, []);
  }

  #aggregatePlan(): QueryPlan {
    const { select, groupBy, having, forUpdate } = this.#query;
    if (forUpdate) throw malformed('FOR UPDATE is not allowed with aggregate functions or GROUP BY.');
    const builder = new SelectBuilder(this.#schema, this.#describe, this.#values, this.#guard, 't');
    const { scope } = builder;
    const groups = groupBy.map((path) => scope.resolve(path).sql);
    const columns: { sql: string; alias: string; column: Column }[] = [];
    let unnamed = 0;
    for (const item of select) {
      if (item.kind === 'aggregate') {
        const alias = item.alias ?? `expr${unnamed++}`;
        columns.push({ ...aggregateSql(scope, item), alias });
      } else if (item.kind === 'field') {
        const { sql, column } = scope.resolve(item.path);
        if (!groups.includes(sql)) throw notGrouped(item.path.join('.'));
        columns.push({ sql, column, alias: item.alias ?? column.field.name });
      } else {
        throw malformed('Subqueries and FIELDS() are not allowed in an aggregate query.');
      }
    }
    const named = new Set(columns.map(({ alias }) => alias.toLowerCase()));
    if (named.size < columns.length) throw malformed('Two fields of the query have one alias.');
    const where = builder.where(this.#query);
    builder.grouped = groups;
    const group = groups.length > 0 ? ` GROUP BY ${groups.join(', ')}` : '';
    const havingSql = having ? ` HAVING ${builder.condition(having)}` : '';
    const order = this.#query.orderBy.length > 0 ? ` ORDER BY ${builder.orderBy(this.#query, '')}` : '';
    const list = columns.map((column) => column.sql).join(', ');
    const sql = `SELECT ${list} FROM ${scope.fromSql} WHERE ${where}${group}${havingSql}${order}${builder.limit(this.#query)}`;
    return this.#plain(
      'aggregates',
      builder,
      sql,
      columns.map(({ alias, column }, index) => ({ alias, index, column }))
    );
  }

  #plain(
    kind: 'count' | 'aggregates',
    builder: SelectBuilder,
    sql: string,
    aggregates: readonly AggregateColumn[]
  ): QueryPlan {
    return {
      kind,
      describe: this.#describe,
      main: { sql, sources: builder.parameters.sources },
      lock: null,
      shape: new RecordShape(builder.scope.root),
      aggregates,
      subqueries: []
    };
  }
}

/** One SELECT under construction: its scope and its parameters. */
class SelectBuilder {
  readonly scope: Scope;
  readonly parameters: ParameterList;
  readonly #schema: OrgSchema;
  readonly #describe: SObjectDescribe;
  readonly #values: RunValues;
  readonly #guard: QueryGuard;
  #semiJoins = 0;
  readonly #prefix: string;
  /** HAVING and ORDER BY of an aggregate query: the SQL of what it groups by. Null where fields of single records are meant. */
  grouped: readonly string[] | null = null;

  constructor(
    schema: OrgSchema,
    describe: SObjectDescribe,
    values: RunValues,
    guard: QueryGuard,
    prefix: string,
    parameters = new ParameterList()
  ) {
    this.#guard = guard;
    this.#schema = schema;
    this.#describe = describe;
    this.#values = values;
    this.#prefix = prefix;
    this.parameters = parameters;
    this.scope = new Scope(schema, describe, guard, prefix, parameters);
  }

  where(query: SoqlQuery): string {
    const alias = this.scope.rootAlias;
    const conditions = query.allRows ? [] : [`NOT ${alias}.isdeleted`];
    const visible = this.#guard.records(this.#describe, alias, this.parameters);
    if (visible !== null) conditions.push(visible);
    if (query.where) conditions.push(this.condition(query.where));
    return conditions.join(' AND ') || 'true';
  }

  condition(condition: Condition): string {
    return conditionSql(condition, {
      parameters: this.parameters,
      values: this.#values,
      field: (field) => this.field(field),
      semiJoin: (semiJoin) => this.#semiJoin(semiJoin)
    });
  }

  field(field: ConditionField): { readonly sql: string; readonly column: Column } {
    if (field.kind === 'aggregate') {
      if (!this.grouped)
        throw malformed(`${field.function} is not allowed where single records are filtered or sorted.`);
      return aggregateSql(this.scope, field);
    }
    const resolved = this.scope.resolve(field.path);
    if (this.grouped && !this.grouped.includes(resolved.sql)) throw notGrouped(field.path.join('.'));
    return resolved;
  }

  orderBy(query: SoqlQuery, fallback: string): string {
    if (query.orderBy.length === 0) return fallback;
    // Nulls come first unless said otherwise, in both directions (SOQL and SOSL Reference, "ORDER BY").
    return query.orderBy
      .map(({ field, descending, nulls }) => {
        const { sql, column } = this.field(field);
        return `${comparable(column, sql)} ${descending ? 'DESC' : 'ASC'} NULLS ${(nulls ?? 'first').toUpperCase()}`;
      })
      .join(', ');
  }

  limit(query: SoqlQuery): string {
    const limit = query.limit ? ` LIMIT ${this.number(query.limit)}` : '';
    return query.offset ? `${limit} OFFSET ${this.#offset(query.offset)}` : limit;
  }

  number(value: SoqlValue): string {
    const parameter = this.parameters.add((values) => wholeNumber(value, values));
    return `${parameter}::bigint`;
  }

  #offset(value: SoqlValue): string {
    const parameter = this.parameters.add((values) => {
      const offset = wholeNumber(value, values);
      if (offset <= MAXIMUM_OFFSET) return offset;
      throw new DatabaseError('NUMBER_OUTSIDE_VALID_RANGE', 'Maximum SOQL offset allowed is 2000');
    });
    return `${parameter}::bigint`;
  }

  #semiJoin({ field, negated, query }: Condition & { kind: 'semiJoin' }): string {
    const left = this.#idOf(this.scope, field);
    const describe = findObject(this.#schema, query.from);
    this.#guard.object(describe);
    const prefix = `${this.#prefix}s${++this.#semiJoins}_`;
    const inner = new SelectBuilder(this.#schema, describe, this.#values, this.#guard, prefix, this.parameters);
    const [item] = query.select;
    if (query.select.length !== 1 || item?.kind !== 'field')
      throw malformed('The inner select of a semi join must have exactly one field.');
    const right = this.#idOf(inner.scope, item.path);
    const where = inner.where(query);
    const select = `SELECT ${right} FROM ${inner.scope.fromSql} WHERE ${where} AND ${right} IS NOT NULL${inner.limit(query)}`;
    return negated ? `(${left} IS NULL OR ${left} NOT IN (${select}))` : `(${left} IN (${select}))`;
  }

  /** Both sides of a semi join are ids or references (SOQL and SOSL Reference, "Comparison Operators": semi-joins and anti-joins). */
  #idOf(scope: Scope, path: FieldPath): string {
    const { sql, column } = scope.resolve(path);
    if (isIdType(column.field)) return sql;
    throw malformed(`Semi join sub-selects can only query id fields, cannot use: '${path.join('.')}'`);
  }
}
