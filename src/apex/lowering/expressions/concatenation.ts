/** `+` with a String: anything beside it becomes text, null the text "null". Source: Apex Developer Guide, "Expression Operators". */
import type { Position } from '../../syntax/tree.ts';
import { isPrimitive, primitives, problems } from '../../types/index.ts';
import type { Lowered, LoweringContext } from '../context.ts';

export function concatenation(context: LoweringContext, left: Lowered, right: Lowered, at: Position): Lowered {
  for (const side of [left, right]) if (side.type.kind === 'void') context.report(problems.voidValue(), at);
  // JavaScript adds text only when one side surely is text: null + null would be 0.
  const sure = [left, right].some((side) => (side.nonNull && isText(side)) || !isPlain(side));
  return {
    type: primitives.String,
    code: `(${sure ? '' : '"" + '}${textOf(left)} + ${textOf(right)})`,
    nonNull: true
  };
}

function textOf(side: Lowered): string {
  return isPlain(side) ? side.code : `$.text(${side.code})`;
}

function isText(side: Lowered): boolean {
  return isPrimitive(side.type, 'String', 'Id');
}

/** JavaScript writes these as Apex does. */
function isPlain(side: Lowered): boolean {
  return side.type.kind === 'null' || isPrimitive(side.type, 'String', 'Id', 'Integer', 'Long', 'Boolean');
}
