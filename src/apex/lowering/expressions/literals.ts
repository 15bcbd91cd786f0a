/** Literals. Decimals and doubles are boxed, so each is made once when the unit is loaded. */
import type { LiteralExpression } from '../../syntax/tree.ts';
import { nullType, primitives, problems } from '../../types/index.ts';
import type { Lowered, LoweringContext } from '../context.ts';

export function lowerLiteral(context: LoweringContext, literal: LiteralExpression, negative = false): Lowered {
  const { text, at } = literal;
  const sign = negative ? '-' : '';
  switch (literal.type) {
    case 'Integer': {
      const value = Number(text);
      if (value > 2_147_483_647 + (negative ? 1 : 0))
        context.report(problems.literalOutOfRange(sign + text, 'Integer'), at);
      return { type: primitives.Integer, code: negative ? `(-${value})` : `${value}`, nonNull: true };
    }
    case 'Long': {
      const value = BigInt(text);
      if (value > 9_223_372_036_854_775_807n + (negative ? 1n : 0n))
        context.report(problems.literalOutOfRange(sign + text, 'Long'), at);
      return { type: primitives.Long, code: negative ? `(-${value}n)` : `${value}n`, nonNull: true };
    }
    case 'Double':
      return { type: primitives.Double, code: context.hoist(`$.doubleLiteral("${sign}${text}")`), nonNull: true };
    case 'Decimal':
      return { type: primitives.Decimal, code: context.hoist(`$.decimalLiteral("${sign}${text}")`), nonNull: true };
    case 'String':
      return { type: primitives.String, code: JSON.stringify(text), nonNull: true };
    case 'Boolean':
      return { type: primitives.Boolean, code: text.toLowerCase(), nonNull: true };
    case 'null':
      return { type: nullType, code: 'null' };
  }
}
