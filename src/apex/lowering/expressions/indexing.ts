/** `list[i]`. */
import type { IndexExpression } from '../../syntax/tree.ts';
import { primitives, problems, typeText, unknownType } from '../../types/index.ts';
import type { LoweringContext } from '../context.ts';
import { lowerChain, receiverOf, type Chain } from './chains.ts';
import { lowerConverted } from './lower.ts';
import { checked } from './nullability.ts';

export function lowerIndex(context: LoweringContext, expression: IndexExpression): Chain {
  const chain = lowerChain(context, expression.target);
  const index = checked(lowerConverted(context, expression.index, primitives.Integer));
  if (chain.type.kind !== 'list') {
    if (chain.type.kind !== 'unknown') context.report(problems.notIndexable(typeText(chain.type)), expression.at);
    return { type: unknownType, code: 'null' };
  }
  const receiver = receiverOf(context, chain, false);
  return { type: chain.type.element, code: `$.listGet(${receiver.code}, ${index})`, guard: receiver.guard };
}
