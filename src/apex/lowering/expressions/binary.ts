/** Operators between two values: which family each belongs to. */
import type { BinaryExpression, BinaryOperator, Position } from '../../syntax/tree.ts';
import { isPrimitive, primitives, problems, typeText, unknownType } from '../../types/index.ts';
import type { Lowered, LoweringContext } from '../context.ts';
import { arithmetic } from './arithmetic.ts';
import { bitwise, shift } from './bits.ts';
import { concatenation } from './concatenation.ts';
import { commonType, convert } from './conversion.ts';
import { equality, identity } from './equality.ts';
import { lowerCondition, lowerValue } from './lower.ts';
import { ordering } from './ordering.ts';

export function lowerBinary(context: LoweringContext, expression: BinaryExpression): Lowered {
  const { operator, at } = expression;
  if (operator === '&&' || operator === '||') {
    const left = lowerCondition(context, expression.left);
    const right = lowerCondition(context, expression.right);
    return { type: primitives.Boolean, code: `(${left} ${operator} ${right})`, nonNull: true };
  }
  return operate(context, operator, lowerValue(context, expression.left), lowerValue(context, expression.right), at);
}

/** Every operator that evaluates both sides, and `??`. */
export function operate(
  context: LoweringContext,
  operator: BinaryOperator,
  left: Lowered,
  right: Lowered,
  at: Position
): Lowered {
  switch (operator) {
    case '==':
    case '!=':
      return equality(context, operator === '!=', left, right, at);
    case '===':
    case '!==':
      return identity(operator === '!==', left, right);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return ordering(context, operator, left, right, at);
    case '??':
      return coalesce(context, left, right, at);
    case '&':
    case '|':
    case '^':
      return bitwise(context, operator, left, right, at);
    case '<<':
    case '>>':
    case '>>>':
      return shift(context, operator, left, right, at);
    case '+':
      if (isPrimitive(left.type, 'String', 'Id') || isPrimitive(right.type, 'String', 'Id'))
        return concatenation(context, left, right, at);
      return arithmetic(context, operator, left, right, at);
    case '-':
    case '*':
    case '/':
      return arithmetic(context, operator, left, right, at);
    case '&&':
    case '||':
      return { type: unknownType, code: 'null' };
  }
}

function coalesce(context: LoweringContext, left: Lowered, right: Lowered, at: Position): Lowered {
  const type = commonType(context, left.type, right.type);
  if (!type) {
    context.report(problems.incompatibleOperands('??', typeText(left.type), typeText(right.type)), at);
    return { type: unknownType, code: left.code };
  }
  const first = convert(context, left, type, at);
  const second = convert(context, right, type, at);
  return { type, code: `(${first.code} ?? ${second.code})`, nonNull: second.nonNull };
}
