/** Implicit conversion: what Apex does to a value on its way into a variable, a parameter or a result. */
import type { Position } from '../../syntax/tree.ts';
import {
  isAssignable,
  isPrimitive,
  listOf,
  problems,
  sameType,
  sobjectType,
  typeText,
  type ApexType,
  type PrimitiveName
} from '../../types/index.ts';
import type { Lowered, LoweringContext } from '../context.ts';

/** Whether `convert` would succeed; an inline query also goes where one record is wanted. */
export function isConvertible(context: LoweringContext, lowered: Lowered, to: ApexType): boolean {
  if (isAssignable(context.symbols, lowered.type, to)) return true;
  const { singleRecord, inlineQuery } = lowered;
  if (inlineQuery && to.kind === 'platform' && sameType(inlineQuery.type, to)) return true;
  return singleRecord !== undefined && to.kind !== 'list' && isAssignable(context.symbols, singleRecord.type, to);
}

/** The value as `to`, or a diagnostic at `at` ("Illegal assignment from String to Integer"). */
export function convert(context: LoweringContext, lowered: Lowered, to: ApexType, at: Position): Lowered {
  const from = lowered.type;
  if (from.kind === 'void') {
    context.report(problems.voidValue(), at);
    return { type: to, code: lowered.code };
  }
  const { singleRecord, inlineQuery } = lowered;
  if (inlineQuery && to.kind === 'platform' && sameType(inlineQuery.type, to)) return inlineQuery;
  if (singleRecord && to.kind === 'sobject') {
    if (isAssignable(context.symbols, singleRecord.type, to)) return { ...singleRecord, type: to };
  }
  if (singleRecord && to.kind === 'platform' && sameType(singleRecord.type, to)) return singleRecord;
  if (!isAssignable(context.symbols, from, to)) {
    context.report(problems.illegalAssignment(typeText(from), typeText(to)), at);
    return { type: to, code: lowered.code };
  }
  if (from.kind === 'primitive' && to.kind === 'primitive' && from.name !== to.name)
    return convertPrimitive(context, lowered, to.name);
  return { type: to, code: lowered.code, nonNull: lowered.nonNull };
}

function convertPrimitive(context: LoweringContext, lowered: Lowered, to: PrimitiveName): Lowered {
  const { code, nonNull } = lowered;
  const type: ApexType = { kind: 'primitive', name: to };
  const integer = /^\d+$/.test(code);
  switch (to) {
    case 'Long':
      return { type, code: integer ? `${code}n` : `$.toLong(${code})`, nonNull };
    case 'Double':
      return { type, code: integer ? context.hoist(`$.doubleLiteral("${code}")`) : `$.toDouble(${code})`, nonNull };
    case 'Decimal':
      return { type, code: integer ? context.hoist(`$.decimalLiteral("${code}")`) : `$.toDecimal(${code})`, nonNull };
    case 'Id':
      return { type, code: `$.toId(${code})`, nonNull };
    case 'Datetime':
      return { type, code: `$.toDatetime(${code})`, nonNull };
    default:
      // Id to String: the same text.
      return { type, code, nonNull };
  }
}

/** The type of two values joined by an operator or a ternary; null when they have nothing in common. */
export function commonType(context: LoweringContext, left: ApexType, right: ApexType): ApexType | null {
  if (sameType(left, right)) return left;
  if (left.kind === 'null' || left.kind === 'unknown') return right;
  if (right.kind === 'null' || right.kind === 'unknown') return left;
  const number = widerNumber(left, right);
  if (number) return number;
  // Id beside String is a String: the other way would check text that need not be an id.
  if (isPrimitive(left, 'Id', 'String') && isPrimitive(right, 'Id', 'String'))
    return { kind: 'primitive', name: 'String' };
  if (left.kind === 'sobject' && right.kind === 'sobject') return sobjectType;
  if (
    left.kind === 'list' &&
    right.kind === 'list' &&
    left.element.kind === 'sobject' &&
    right.element.kind === 'sobject'
  )
    return listOf(sobjectType);
  if (isAssignable(context.symbols, left, right)) return right;
  if (isAssignable(context.symbols, right, left)) return left;
  return null;
}

const WIDTH: readonly PrimitiveName[] = ['Integer', 'Long', 'Double', 'Decimal'];

/** Integer beside Long is a Long, beside Double a Double, anything beside Decimal a Decimal; null when one is no number. */
export function widerNumber(left: ApexType, right: ApexType): ApexType | null {
  if (left.kind !== 'primitive' || right.kind !== 'primitive') return null;
  const leftWidth = WIDTH.indexOf(left.name);
  const rightWidth = WIDTH.indexOf(right.name);
  if (leftWidth < 0 || rightWidth < 0) return null;
  return leftWidth >= rightWidth ? left : right;
}
