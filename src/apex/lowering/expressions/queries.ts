/** Inline SOQL: checked against the schema, its tree a constant of the unit, its binds evaluated at each run. */
import type { SoqlQuery } from '../../../soql/index.ts';
import type { Expression, SoqlExpression } from '../../syntax/tree.ts';
import { listOf, primitives, problems, recordOf, typeText, unknownType, type ApexType } from '../../types/index.ts';
import type { Lowered, LoweringContext } from '../context.ts';
import { lowerValue } from './lower.ts';
import { checkQuery } from './query-check.ts';

export function lowerQuery(context: LoweringContext, expression: SoqlExpression): Lowered {
  const { query, at } = expression;
  const object = checkQuery(context, query, at);
  const binds = `[${expression.binds.map((bind) => lowerBind(context, bind)).join(', ')}]`;
  if (!object) return { type: unknownType, code: 'null' };
  // A trigger's own queries run in system mode unless they say otherwise, as its statements do.
  const mode = query.accessMode ?? (context.isTrigger ? 'system' : undefined);
  const tree = context.hoist(JSON.stringify(mode ? { ...query, accessMode: mode } : query));
  const run = (shape: string, type: string) => `$.soql(${tree}, ${binds}, "${shape}", ${JSON.stringify(type)})`;
  if (isCount(query)) return { type: primitives.Integer, code: run('count', 'Integer'), nonNull: true };
  const record = isAggregate(query) ? aggregateResult(context, expression) : recordOf(object);
  const text = isAggregate(query) ? 'AggregateResult' : typeText(record);
  return {
    type: listOf(record),
    code: run('list', text),
    nonNull: true,
    singleRecord: { type: record, code: run('single', text), nonNull: true },
    inlineQuery: {
      type: context.symbols.platformType('Database.InlineQuery_') ?? unknownType,
      code: run('locator', text),
      nonNull: true
    }
  };
}

/** SELECT COUNT() with nothing else gives a number (SOQL Reference, "COUNT()"). */
function isCount(query: SoqlQuery): boolean {
  const [only] = query.select;
  return (
    query.select.length === 1 &&
    only?.kind === 'aggregate' &&
    only.function === 'COUNT' &&
    only.path === undefined &&
    query.groupBy.length === 0
  );
}

function isAggregate(query: SoqlQuery): boolean {
  return query.groupBy.length > 0 || query.select.some((item) => item.kind === 'aggregate');
}

function aggregateResult(context: LoweringContext, expression: SoqlExpression): ApexType {
  const found = context.symbols.resolve(
    { at: expression.at, parts: ['AggregateResult'], typeArguments: [] },
    context.classSymbol
  );
  if (!found) context.report(problems.notSupported('AggregateResult'), expression.at);
  return found ?? unknownType;
}

/** A value, a list or set of values, or records, which stand for their ids. */
function lowerBind(context: LoweringContext, bind: Expression): string {
  const lowered = lowerValue(context, bind);
  const { type } = lowered;
  const single = type.kind === 'list' || type.kind === 'set' ? type.element : type;
  const allowed =
    single.kind === 'primitive' ||
    single.kind === 'sobject' ||
    single.kind === 'null' ||
    single.kind === 'unknown' ||
    // A value of Object is checked when the query runs.
    single.kind === 'object';
  if (!allowed) context.report(problems.bindNotAllowed(typeText(type)), bind.at);
  return lowered.code;
}
