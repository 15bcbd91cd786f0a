/**
 * + - * / on numbers, and days added to a date. Integers wrap at 32 bits and longs at 64, as Java's do; mixed operands widen first.
 * Source: Apex Developer Guide, "Primitive Data Types" (ranges) and "Expression Operators".
 */
import type { Position } from '../../syntax/tree.ts';
import { findMethods, isPrimitive, problems, typeText, unknownType } from '../../types/index.ts';
import type { Lowered, LoweringContext } from '../context.ts';
import { convert, widerNumber } from './conversion.ts';
import { checked } from './nullability.ts';
import { platformCall } from './platform-calls.ts';

export function arithmetic(
  context: LoweringContext,
  operator: '+' | '-' | '*' | '/',
  left: Lowered,
  right: Lowered,
  at: Position
): Lowered {
  const type = widerNumber(left.type, right.type);
  if (!type) return dateArithmetic(context, operator, left, right, at);
  const a = checked(convert(context, left, type, at));
  const b = checked(convert(context, right, type, at));
  if (isPrimitive(type, 'Integer')) return { type, code: integerCode(operator, a, b), nonNull: true };
  if (isPrimitive(type, 'Long')) {
    const code = operator === '/' ? `$.divideLong(${a}, ${b})` : `BigInt.asIntN(64, ${a} ${operator} ${b})`;
    return { type, code, nonNull: true };
  }
  const family = isPrimitive(type, 'Double') ? 'double' : 'decimal';
  return { type, code: `$.${family}("${operator}", ${a}, ${b})`, nonNull: true };
}

function integerCode(operator: '+' | '-' | '*' | '/', a: string, b: string): string {
  if (operator === '*') return `Math.imul(${a}, ${b})`;
  if (operator === '/') return `$.divideInteger(${a}, ${b})`;
  return `(${a} ${operator} ${b} | 0)`;
}

/** `date + 3`, `datetime - 1`: days. */
function dateArithmetic(
  context: LoweringContext,
  operator: '+' | '-' | '*' | '/',
  left: Lowered,
  right: Lowered,
  at: Position
): Lowered {
  if (left.type.kind === 'unknown' || right.type.kind === 'unknown') return { type: unknownType, code: 'null' };
  if (
    isPrimitive(left.type, 'Date', 'Datetime') &&
    isPrimitive(right.type, 'Integer') &&
    (operator === '+' || operator === '-')
  ) {
    const days = operator === '-' ? `(-${checked(right)} | 0)` : checked(right);
    const method = findMethods(context.symbols, left.type, 'addDays').find(
      (candidate) => candidate.source.kind === 'platform'
    );
    if (method?.source.kind === 'platform')
      return {
        type: left.type,
        code: platformCall(context, method.source.method, [checked(left), days]),
        nonNull: true
      };
  }
  context.report(problems.incompatibleOperands(operator, typeText(left.type), typeText(right.type)), at);
  return { type: unknownType, code: 'null' };
}
