/** The parser's query -> our tree; the same for SOQL in Apex, built as text, and from the REST API. */
import type {
  ApexParserRuleContext,
  ForClausesContext,
  FromNameListContext,
  GroupByClauseContext,
  LimitClauseContext,
  OffsetClauseContext,
  OrderByClauseContext,
  QueryContext,
  SubQueryContext,
  WithClauseContext
} from '@apexdevtools/apex-parser';
import type { Condition, FieldPath, OrderItem, SoqlQuery, SoqlValue } from '../tree.ts';
import { convertLogical, convertWhere } from './conditions.ts';
import { Conversion, names, optional, type Surroundings } from './conversion.ts';
import { convertAggregate } from './functions.ts';
import { convertSelectList } from './select.ts';

export function convertQuery(surroundings: Surroundings, context: QueryContext): SoqlQuery {
  const outer = new Conversion(surroundings);
  const [from, own] = convertFrom(outer, context.fromNameList());
  const conversion = outer.over(own);
  refusePart(conversion, optional(context.usingScope()), 'USING SCOPE');
  refusePart(conversion, optional(context.updateList()), 'UPDATE TRACKING or VIEWSTAT');
  // In reading order, because binds are numbered on the way.
  const select = convertSelectList(conversion, context.selectList().selectEntry_list());
  const whereClause = optional(context.whereClause());
  const where = whereClause ? convertWhere(conversion, whereClause.whereLogicalExpression()) : undefined;
  const withClause = optional(context.withClause());
  const accessMode = withClause ? convertAccessMode(conversion, withClause) : undefined;
  const grouping = convertGrouping(conversion, optional(context.groupByClause()));
  const orderBy = convertOrderBy(conversion, optional(context.orderByClause()));
  const limit = convertCount(conversion, optional(context.limitClause()));
  const offset = convertCount(conversion, optional(context.offsetClause()));
  return {
    from,
    select,
    ...(where ? { where } : {}),
    ...grouping,
    orderBy,
    ...(limit ? { limit } : {}),
    ...(offset ? { offset } : {}),
    ...(accessMode ? { accessMode } : {}),
    forUpdate: convertForClauses(conversion, optional(context.forClauses())),
    allRows: optional(context.allRowsClause()) !== null
  };
}

/** A subquery in the field list or in a semi join; the grammar gives it fewer clauses. */
export function convertSubQuery(outer: Conversion, context: SubQueryContext): SoqlQuery {
  const [from, own] = convertFrom(outer, context.fromNameList());
  const conversion = outer.over(own);
  refusePart(conversion, optional(context.updateList()), 'UPDATE TRACKING or VIEWSTAT');
  const select = convertSelectList(conversion, context.subFieldList().subFieldEntry_list());
  const whereClause = optional(context.whereClause());
  const where = whereClause ? convertWhere(conversion, whereClause.whereLogicalExpression()) : undefined;
  const orderBy = convertOrderBy(conversion, optional(context.orderByClause()));
  const limit = convertCount(conversion, optional(context.limitClause()));
  const forUpdate = convertForClauses(conversion, optional(context.forClauses()));
  if (forUpdate) conversion.refuse(context, 'FOR UPDATE in a subquery');
  return {
    from,
    select,
    ...(where ? { where } : {}),
    groupBy: [],
    orderBy,
    ...(limit ? { limit } : {}),
    forUpdate: false,
    allRows: false
  };
}

function refusePart(conversion: Conversion, context: ApexParserRuleContext | null, what: string): void {
  if (context) conversion.refuse(context, what);
}

const clauseWords: ReadonlySet<string> = new Set([
  'WHERE',
  'WITH',
  'GROUP',
  'HAVING',
  'ORDER',
  'LIMIT',
  'OFFSET',
  'FOR',
  'UPDATE',
  'USING',
  'ALL'
]);

/** Object (or child relationship) name, and the names that mean it in field paths. */
function convertFrom(conversion: Conversion, context: FromNameListContext): [from: string, own: string[]] {
  const [first, ...others] = context.fieldName_list();
  if (others.length > 0) conversion.refuse(context, 'More than one name after FROM');
  // A subquery may name its parent too: FROM Account.Contacts.
  const path = first ? conversion.path(names(first)) : [];
  if (path.length > 1) conversion.refuse(context, `The dotted name ${path.join('.')} after FROM`);
  const [from = ''] = path;
  // The grammar takes the keyword of an unfinished clause for an alias (`FROM Contact WHERE`).
  for (const alias of context.soqlId_list())
    if (clauseWords.has(alias.getText().toUpperCase()))
      conversion.report('SOQ4000', alias, `unexpected token: '${alias.getText()}'`);
  return [from, [from, ...names(context)]];
}

function convertAccessMode(conversion: Conversion, context: WithClauseContext): 'user' | 'system' | undefined {
  if (optional(context.USER_MODE())) return 'user';
  if (optional(context.SYSTEM_MODE())) return 'system';
  if (optional(context.SECURITY_ENFORCED()))
    conversion.refuse(context, 'WITH SECURITY_ENFORCED (write WITH USER_MODE instead)');
  else conversion.refuse(context, 'WITH DATA CATEGORY or a WITH filter');
  return undefined;
}

function convertGrouping(
  conversion: Conversion,
  context: GroupByClauseContext | null
): { groupBy: readonly FieldPath[]; having?: Condition } {
  if (!context) return { groupBy: [] };
  if (optional(context.ROLLUP())) conversion.refuse(context, 'GROUP BY ROLLUP');
  if (optional(context.CUBE())) conversion.refuse(context, 'GROUP BY CUBE');
  const groupBy: FieldPath[] = [];
  for (const item of optional(context.fieldGroupByList())?.fieldGroupBy_list() ?? []) {
    const field = optional(item.fieldName());
    if (field) groupBy.push(conversion.path(names(field)));
    else conversion.refuse(item, 'A function in GROUP BY');
  }
  const having = optional(context.logicalExpression());
  return { groupBy, ...(having ? { having: convertLogical(conversion, having) } : {}) };
}

function convertOrderBy(conversion: Conversion, context: OrderByClauseContext | null): OrderItem[] {
  const items: OrderItem[] = [];
  for (const item of context?.fieldOrderList().fieldOrder_list() ?? []) {
    const name = optional(item.fieldName());
    const field = name
      ? { kind: 'field' as const, path: conversion.path(names(name)) }
      : convertAggregate(conversion, item.soqlFunction());
    if (!field) continue;
    const nulls = optional(item.FIRST()) ? 'first' : optional(item.LAST()) ? 'last' : undefined;
    items.push({ field, descending: optional(item.DESC()) !== null, ...(nulls ? { nulls } : {}) });
  }
  return items;
}

function convertCount(
  conversion: Conversion,
  context: LimitClauseContext | OffsetClauseContext | null
): SoqlValue | undefined {
  if (!context) return undefined;
  const bind = optional(context.boundExpression());
  if (bind) return conversion.surroundings.bind(bind);
  return { kind: 'literal', value: Number(context.IntegerLiteral().getText()) };
}

function convertForClauses(conversion: Conversion, context: ForClausesContext | null): boolean {
  if (!context) return false;
  if (context.VIEW_list().length > 0) conversion.refuse(context, 'FOR VIEW');
  if (context.REFERENCE_list().length > 0) conversion.refuse(context, 'FOR REFERENCE');
  return context.UPDATE_list().length > 0;
}
