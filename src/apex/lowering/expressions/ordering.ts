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
  const a = wanted ? convert(context, left, wanted, at) : left;
  const b = wanted ? convert(context, right, wanted, at) : right;
  return { type, code: compareCode(context, operator, a, b), nonNull: true };
}

/** Both sides are evaluated before either is asked for null, as the platform does. */
function compareCode(context: LoweringContext, operator: string, left: Lowered, right: Lowered): string {
  if (left.nonNull && right.nonNull) return `($.compare(${left.code}, ${right.code}) ${operator} 0)`;
  const a = context.temporary();
  const b = context.temporary();
  const both = `(${a} = ${left.code}, ${b} = ${right.code}, ${a} !== null && ${b} !== null)`;
  return `(${both} && $.compare(${a}, ${b}) ${operator} 0)`;
}
