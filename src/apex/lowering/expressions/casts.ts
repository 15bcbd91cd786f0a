/** Casts and `instanceof`. Source: Apex Developer Guide, "Classes and Casting". */
import type { CastExpression, InstanceOfExpression } from '../../syntax/tree.ts';
import {
  findMethods,
  isCastable,
  isNumeric,
  isPrimitive,
  primitives,
  problems,
  typeText,
  type ApexType
} from '../../types/index.ts';
import type { Lowered, LoweringContext } from '../context.ts';
import { convert, isConvertible } from './conversion.ts';
import { lowerValue } from './lower.ts';
import { platformCall } from './platform-calls.ts';
import { resolveType } from './type-names.ts';

export function lowerCast(context: LoweringContext, expression: CastExpression): Lowered {
  const to = resolveType(context, expression.type);
  const lowered = lowerValue(context, expression.value);
  const from = lowered.type;
  if (to.kind === 'unknown' || from.kind === 'unknown') return { type: to, code: lowered.code };
  if (isNumeric(from) && isNumeric(to) && !isWidening(from, to)) return narrow(context, lowered, to, expression);
  if (isConvertible(context, lowered, to) && !holdsGenericRecords(from, to))
    return { ...convert(context, lowered, to, expression.at), type: to };
  if (!isCastable(context.symbols, from, to)) {
    context.report(problems.incompatibleCast(typeText(from), typeText(to)), expression.at);
    return { type: to, code: lowered.code };
  }
  return { type: to, code: `$.cast(${lowered.code}, ${JSON.stringify(typeText(to))})`, nonNull: lowered.nonNull };
}

export function lowerInstanceOf(context: LoweringContext, expression: InstanceOfExpression): Lowered {
  const to = resolveType(context, expression.type);
  const lowered = lowerValue(context, expression.value);
  if (to.kind !== 'unknown' && !isCastable(context.symbols, lowered.type, to))
    context.report(problems.incompatibleCast(typeText(lowered.type), typeText(to)), expression.at);
  return {
    type: primitives.Boolean,
    code: `$.is(${lowered.code}, ${JSON.stringify(typeText(to))})`,
    nonNull: true
  };
}

function isWidening(from: ApexType, to: ApexType): boolean {
  const order = ['Integer', 'Long', 'Double', 'Decimal'];
  return order.indexOf(typeText(from)) <= order.indexOf(typeText(to));
}

/** List<SObject> goes into List<Contact> without a cast; where a cast is written it checks what the list holds. */
function holdsGenericRecords(from: ApexType, to: ApexType): boolean {
  if (from.kind === 'map' && to.kind === 'map') return isGenericTo(from.value, to.value);
  if (from.kind === 'list' && to.kind === 'list') return isGenericTo(from.element, to.element);
  return from.kind === 'set' && to.kind === 'set' && isGenericTo(from.element, to.element);
}

function isGenericTo(from: ApexType, to: ApexType): boolean {
  return from.kind === 'sobject' && to.kind === 'sobject' && from.describe === null && to.describe !== null;
}

/** Drops the fraction, as the number's own intValue and longValue do. */
function narrow(context: LoweringContext, lowered: Lowered, to: ApexType, expression: CastExpression): Lowered {
  const name = isPrimitive(to, 'Integer') ? 'intValue' : isPrimitive(to, 'Long') ? 'longValue' : 'doubleValue';
  const method = findMethods(context.symbols, lowered.type, name).find(
    (candidate) => candidate.parameters.length === 0 && candidate.source.kind === 'platform'
  );
  if (method?.source.kind !== 'platform') {
    context.report(problems.methodDoesNotExist(`${name}()`, typeText(lowered.type)), expression.at);
    return { type: to, code: lowered.code };
  }
  if (lowered.nonNull)
    return { type: to, code: platformCall(context, method.source.method, [lowered.code]), nonNull: true };
  const value = context.temporary();
  const call = platformCall(context, method.source.method, [value]);
  return { type: to, code: `((${value} = ${lowered.code}) === null ? null : ${call})` };
}
