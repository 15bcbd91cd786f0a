/** `++` and `--`, before and after. */
import type { PostfixExpression, UnaryExpression } from '../../syntax/tree.ts';
import { isNumeric, primitives, problems, typeText, unknownType } from '../../types/index.ts';
import type { Lowered, LoweringContext } from '../context.ts';
import { store } from './assignments.ts';
import { operate } from './binary.ts';
import { convert } from './conversion.ts';
import { checked } from './nullability.ts';
import { placeOf } from './places.ts';

const ONE: Lowered = { type: primitives.Integer, code: '1', nonNull: true };

/** `valueUsed` false: `i++` as a statement need not keep the old value. */
export function lowerIncrement(
  context: LoweringContext,
  expression: UnaryExpression | PostfixExpression,
  valueUsed = true
): Lowered {
  const { operator, operand, at } = expression;
  const place = placeOf(context, operand, true);
  if (!place) return { type: unknownType, code: 'null' };
  if (!isNumeric(place.type)) {
    if (place.type.kind !== 'unknown') context.report(problems.incompatibleOperand(operator, typeText(place.type)), at);
    return { type: unknownType, code: 'null' };
  }
  const step = operator === '++' ? '+' : '-';
  if (expression.kind === 'unary' || !valueUsed)
    return store(place, convert(context, operate(context, step, place.read(), ONE, at), place.type, at));
  const before = context.temporary();
  const old: Lowered = { type: place.type, code: before, nonNull: true };
  const after = convert(context, operate(context, step, old, ONE, at), place.type, at);
  const steps = [...place.prepare, `${before} = ${checked(place.read())}`, place.write(after.code), before];
  return { type: place.type, code: `(${steps.join(', ')})`, nonNull: true };
}
