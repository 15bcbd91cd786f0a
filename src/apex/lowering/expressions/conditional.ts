/** `condition ? a : b`. */
import type { ConditionalExpression } from '../../syntax/tree.ts';
import { problems, typeText, unknownType } from '../../types/index.ts';
import type { Lowered, LoweringContext } from '../context.ts';
import { commonType, convert } from './conversion.ts';
import { lowerCondition, lowerValue } from './lower.ts';

export function lowerConditional(context: LoweringContext, expression: ConditionalExpression): Lowered {
  const condition = lowerCondition(context, expression.condition);
  const left = lowerValue(context, expression.then);
  const right = lowerValue(context, expression.else);
  const type = commonType(context, left.type, right.type);
  if (!type) {
    context.report(problems.incompatibleBranches(typeText(left.type), typeText(right.type)), expression.at);
    return { type: unknownType, code: 'null' };
  }
  const first = convert(context, left, type, expression.then.at);
  const second = convert(context, right, type, expression.else.at);
  return {
    type,
    code: `(${condition} ? ${first.code} : ${second.code})`,
    nonNull: first.nonNull && second.nonNull
  };
}
