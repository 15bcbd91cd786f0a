/** `=` and the compound assignments, which evaluate their target once. */
import type { AssignmentExpression, BinaryOperator } from '../../syntax/tree.ts';
import { unknownType } from '../../types/index.ts';
import type { Lowered, LoweringContext } from '../context.ts';
import { operate } from './binary.ts';
import { convert } from './conversion.ts';
import { lowerValue } from './lower.ts';
import { placeOf, type Place } from './places.ts';

export function lowerAssignment(context: LoweringContext, expression: AssignmentExpression): Lowered {
  const { operator, target, at } = expression;
  const place = placeOf(context, target, operator !== '=');
  const value = lowerValue(context, expression.value);
  if (!place) return { type: unknownType, code: value.code };
  if (operator === '=') {
    const converted = convert(context, value, place.type, at);
    return { type: place.type, code: place.write(converted.code), nonNull: converted.nonNull };
  }
  const result = operate(context, operator.slice(0, -1) as BinaryOperator, place.read(), value, at);
  return store(place, convert(context, result, place.type, at));
}

/** Writes a value that was worked out from the place itself. */
export function store(place: Place, value: Lowered): Lowered {
  const written = place.write(value.code);
  const code = place.prepare.length === 0 ? written : `(${[...place.prepare, written].join(', ')})`;
  return { type: place.type, code, nonNull: value.nonNull };
}
