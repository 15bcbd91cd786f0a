/** switch on … when. */
import type {
  SwitchStatementContext,
  WhenControlContext,
  WhenLiteralContext,
  WhenValueContext
} from '@apexdevtools/apex-parser';
import { syntaxProblems } from '../diagnostics/index.ts';
import { readExpression } from './expressions.ts';
import { integer, multilineString, nullLiteral, string } from './literals.ts';
import { optional, positionOf, type Reader } from './reader.ts';
import { readBlock } from './statements.ts';
import type { BlockStatement, Expression, SwitchCase, SwitchStatement } from './tree.ts';
import { readTypeName } from './type-names.ts';

export function readSwitch(reader: Reader, context: SwitchStatementContext): SwitchStatement {
  const cases: SwitchCase[] = [];
  let otherwise: BlockStatement | undefined;
  for (const when of context.whenControl_list()) {
    const value = when.whenValue();
    if (otherwise) reader.report(syntaxProblems.syntax('when else must be the last block'), positionOf(when));
    if (optional(value.ELSE())) otherwise = readBlock(reader, when.block());
    else cases.push(readCase(reader, when, value));
  }
  return {
    kind: 'switch',
    at: positionOf(context),
    subject: readExpression(reader, context.expression()),
    cases,
    ...(otherwise ? { else: otherwise } : {})
  };
}

function readCase(reader: Reader, when: WhenControlContext, value: WhenValueContext): SwitchCase {
  const type = optional(value.typeRef());
  const pattern = type ? { typePattern: { type: readTypeName(reader, type), name: value.id().getText() } } : {};
  return {
    at: positionOf(when),
    values: value.whenLiteral_list().map((literal) => readWhenLiteral(reader, literal)),
    ...pattern,
    body: readBlock(reader, when.block())
  };
}

function readWhenLiteral(reader: Reader, context: WhenLiteralContext): Expression {
  const at = positionOf(context);
  const nested = optional(context.whenLiteral());
  if (nested) return readWhenLiteral(reader, nested);
  const name = optional(context.qualifiedName());
  if (name) {
    const [first, ...rest] = name.id_list();
    let expression: Expression = { kind: 'name', at, name: first?.getText() ?? '' };
    for (const part of rest)
      expression = { kind: 'field', at: positionOf(part), target: expression, name: part.getText(), safe: false };
    return expression;
  }
  const text = optional(context.StringLiteral());
  if (text) return string(reader, at, text.getText());
  const lines = optional(context.MultilineStringLiteral());
  if (lines) return multilineString(reader, at, lines.getText());
  const whole = optional(context.IntegerLiteral());
  const long = optional(context.LongLiteral());
  if (!whole && !long) return nullLiteral(at);
  const literal: Expression = whole
    ? integer(reader, at, whole.getText())
    : { kind: 'literal', at, type: 'Long', text: (long?.getText() ?? '').slice(0, -1) };
  const negative = context.SUB_list().length % 2 === 1;
  return negative ? { kind: 'unary', at, operator: '-', operand: literal } : literal;
}
