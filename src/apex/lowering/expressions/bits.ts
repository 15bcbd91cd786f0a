/** & | ^ on Booleans and whole numbers, and shifts. Source: Apex Developer Guide, "Expression Operators". */
import type { Position } from '../../syntax/tree.ts';
import { isPrimitive, primitives, problems, typeText, unknownType } from '../../types/index.ts';
import type { Lowered, LoweringContext } from '../context.ts';
import { convert, widerNumber } from './conversion.ts';
import { checked } from './nullability.ts';

export function bitwise(
  context: LoweringContext,
  operator: '&' | '|' | '^',
  left: Lowered,
  right: Lowered,
  at: Position
): Lowered {
  if (isPrimitive(left.type, 'Boolean') && isPrimitive(right.type, 'Boolean')) {
    // Unlike && and ||, both sides are evaluated.
    const code = `((${checked(left)} ${operator} ${checked(right)}) === 1)`;
    return { type: primitives.Boolean, code, nonNull: true };
  }
  const type = widerNumber(left.type, right.type);
  if (!type || !isPrimitive(type, 'Integer', 'Long')) return incompatible(context, operator, left, right, at);
  const a = checked(convert(context, left, type, at));
  const b = checked(convert(context, right, type, at));
  return { type, code: `(${a} ${operator} ${b})`, nonNull: true };
}

/** The left side's type; the count is taken modulo its width, as in Java. */
export function shift(
  context: LoweringContext,
  operator: '<<' | '>>' | '>>>',
  left: Lowered,
  right: Lowered,
  at: Position
): Lowered {
  const { type } = left;
  if (!isPrimitive(type, 'Integer', 'Long') || !isPrimitive(right.type, 'Integer', 'Long'))
    return incompatible(context, operator, left, right, at);
  const value = checked(left);
  if (isPrimitive(type, 'Integer')) {
    const count = isPrimitive(right.type, 'Long') ? `Number(${checked(right)} & 31n)` : checked(right);
    const shifted = `${value} ${operator} ${count}`;
    return { type, code: operator === '>>>' ? `(${shifted} | 0)` : `(${shifted})`, nonNull: true };
  }
  const count = isPrimitive(right.type, 'Long') ? `(${checked(right)} & 63n)` : `BigInt(${checked(right)} & 63)`;
  if (operator === '>>>') {
    // A count of zero must give a negative value back unchanged, hence the outer asIntN.
    return { type, code: `BigInt.asIntN(64, BigInt.asUintN(64, ${value}) >> ${count})`, nonNull: true };
  }
  return { type, code: `BigInt.asIntN(64, ${value} ${operator} ${count})`, nonNull: true };
}

function incompatible(
  context: LoweringContext,
  operator: string,
  left: Lowered,
  right: Lowered,
  at: Position
): Lowered {
  if (left.type.kind !== 'unknown' && right.type.kind !== 'unknown')
    context.report(problems.incompatibleOperands(operator, typeText(left.type), typeText(right.type)), at);
  return { type: unknownType, code: 'null' };
}
