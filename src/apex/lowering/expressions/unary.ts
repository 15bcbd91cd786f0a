/** `!`, `-`, `+` and `~`. */
import type { UnaryExpression } from '../../syntax/tree.ts';
import { isNumeric, isPrimitive, primitives, problems, typeText } from '../../types/index.ts';
import type { Lowered, LoweringContext } from '../context.ts';
import { lowerLiteral } from './literals.ts';
import { lowerConverted, lowerValue } from './lower.ts';
import { checked } from './nullability.ts';

export function lowerUnary(context: LoweringContext, expression: UnaryExpression): Lowered {
  const { operator, operand, at } = expression;
  if (operator === '!') {
    const condition = lowerConverted(context, operand, primitives.Boolean);
    return { type: primitives.Boolean, code: `(!${checked(condition)})`, nonNull: true };
  }
  if (operator === '-' && operand.kind === 'literal' && operand.type !== 'String' && operand.type !== 'Boolean') {
    if (operand.type !== 'null') return lowerLiteral(context, operand, true);
  }
  const lowered = lowerValue(context, operand);
  const { type } = lowered;
  if (type.kind === 'unknown') return lowered;
  const value = checked(lowered);
  if (operator === '~') {
    if (isPrimitive(type, 'Integer')) return { type, code: `(~${value})`, nonNull: true };
    if (isPrimitive(type, 'Long')) return { type, code: `BigInt.asIntN(64, ~${value})`, nonNull: true };
  } else if (isNumeric(type)) {
    if (operator === '+') return { type, code: value, nonNull: true };
    if (isPrimitive(type, 'Integer')) return { type, code: `(-${value} | 0)`, nonNull: true };
    if (isPrimitive(type, 'Long')) return { type, code: `BigInt.asIntN(64, -${value})`, nonNull: true };
    // Times -1, not 0 minus: -(0.0) is -0.0 for a Double, and a Decimal keeps its scale.
    if (isPrimitive(type, 'Double'))
      return { type, code: `$.double("*", ${value}, ${context.hoist('$.doubleLiteral("-1")')})`, nonNull: true };
    return { type, code: `$.decimal("*", ${value}, ${context.hoist('$.decimalLiteral("-1")')})`, nonNull: true };
  }
  context.report(problems.incompatibleOperand(operator, typeText(type)), at);
  return { type, code: 'null' };
}
