/** Literals of Apex. */
import type { LiteralContext } from '@apexdevtools/apex-parser';
import { holdsSoqlEscape, unquote } from '../../soql/index.ts';
import { syntaxProblems } from '../diagnostics/index.ts';
import { optional, positionOf, type Reader } from './reader.ts';
import type { LiteralExpression, Position } from './tree.ts';

export function readLiteral(reader: Reader, context: LiteralContext): LiteralExpression {
  const at = positionOf(context);
  const text = context.getText();
  if (optional(context.IntegerLiteral())) return integer(reader, at, text);
  if (optional(context.LongLiteral())) return { kind: 'literal', at, type: 'Long', text: text.slice(0, -1) };
  if (optional(context.NumberLiteral())) return number(at, text);
  if (optional(context.StringLiteral())) return string(reader, at, text);
  if (optional(context.MultilineStringLiteral())) return multilineString(reader, at, text);
  if (optional(context.BooleanLiteral())) return { kind: 'literal', at, type: 'Boolean', text: text.toLowerCase() };
  return nullLiteral(at);
}

export function nullLiteral(at: Position): LiteralExpression {
  return { kind: 'literal', at, type: 'null', text: 'null' };
}

export function integer(reader: Reader, at: Position, text: string): LiteralExpression {
  // 2147483648 stands only behind a minus, which is an operator of its own.
  if (BigInt(text) > 2147483648n) reader.report(syntaxProblems.illegalInteger(text), at);
  return { kind: 'literal', at, type: 'Integer', text };
}

/** A number with a decimal point is a Decimal, with the suffix d a Double. */
function number(at: Position, text: string): LiteralExpression {
  return /d$/i.test(text)
    ? { kind: 'literal', at, type: 'Double', text: text.slice(0, -1) }
    : { kind: 'literal', at, type: 'Decimal', text };
}

export function string(reader: Reader, at: Position, text: string): LiteralExpression {
  if (holdsSoqlEscape(text)) reader.report(syntaxProblems.illegalEscape(), at);
  return { kind: 'literal', at, type: 'String', text: unquote(text, false) };
}

/** The text begins on the line after the opening quotes; that line break is not part of it (Summer '26 release notes). */
export function multilineString(reader: Reader, at: Position, text: string): LiteralExpression {
  const body = text.slice(3, -3).replace(/^\r?\n/, '');
  return string(reader, at, `'${body}'`);
}
