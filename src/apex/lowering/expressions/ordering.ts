/** < <= > >= on numbers, text, dates and times; false when a side is null. */
import type { Position } from '../../syntax/tree.ts';
import { isPrimitive, primitives, problems, typeText } from '../../types/index.ts';
import type { Lowered, LoweringContext } from '../context.ts';
import { convert, widerNumber } from './conversion.ts';
import { comparable } from './nullability.ts';

export function ordering(
  context: LoweringContext,
  operator: '<' | '<=' | '>' | '>=',
  left: Lowered,
  right: Lowered,
  at: Position
): Lowered {
  const type = primitives.Boolean;
  const number = widerNumber(left.type, right.type);
  if (number && isPrimitive(number, 'Integer', 'Long')) {
    const a = comparable(convert(context, left, number, at));
    const b = comparable(convert(context, right, number, at));
    return { type, code: `(${a} ${operator} ${b})`, nonNull: true };
  }
  const bothText = isPrimitive(left.type, 'String', 'Id') && isPrimitive(right.type, 'String', 'Id');
  const bothTimes = isPrimitive(left.type, 'Time') && isPrimitive(right.type, 'Time');
  const bothDates = isPrimitive(left.type, 'Date', 'Datetime') && isPrimitive(right.type, 'Date', 'Datetime');
  const isUnknown = left.type.kind === 'unknown' || right.type.kind === 'unknown';
  if (!number && !bothText && !bothTimes && !bothDates && !isUnknown)
    context.report(problems.incompatibleComparison(typeText(left.type), typeText(right.type)), at);
  const wanted = number ?? (bothDates && typeText(left.type) !== typeText(right.type) ? primitives.Datetime : null);
  const a = wanted ? convert(context, left, wanted, at).code : left.code;
  const b = wanted ? convert(context, right, wanted, at).code : right.code;
  return { type, code: `($.compare(${a}, ${b}) ${operator} 0)`, nonNull: true };
}
