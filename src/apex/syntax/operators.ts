/** Operators: unary, binary, assignment, conditional, cast, instanceof. */
import {
  type AssignExpressionContext,
  type CastExpressionContext,
  type CondExpressionContext,
  type InstanceOfExpressionContext,
  type NegExpressionContext,
  type PostOpExpressionContext,
  PreOpExpressionContext,
  type ExpressionContext
} from '@apexdevtools/apex-parser';
import { syntaxProblems } from '../diagnostics/index.ts';
import { readExpression } from './expressions.ts';
import { positionOf, type Reader } from './reader.ts';
import type { AssignmentExpression, BinaryOperator, Expression, PostfixExpression, UnaryExpression } from './tree.ts';
import { readTypeName } from './type-names.ts';

const binaryOperators: ReadonlySet<string> = new Set<BinaryOperator>([
  '+',
  '-',
  '*',
  '/',
  '&',
  '|',
  '^',
  '<<',
  '>>',
  '>>>',
  '&&',
  '||',
  '==',
  '!=',
  '===',
  '!==',
  '<',
  '<=',
  '>',
  '>=',
  '??'
]);

export function readConditional(reader: Reader, context: CondExpressionContext): Expression {
  return {
    kind: 'conditional',
    at: positionOf(context),
    condition: readExpression(reader, context.expression(0)),
    then: readExpression(reader, context.expression(1)),
    else: readExpression(reader, context.expression(2))
  };
}

export function readAssignment(reader: Reader, context: AssignExpressionContext): Expression {
  return {
    kind: 'assignment',
    at: positionOf(context),
    operator: context.getChild(1).getText() as AssignmentExpression['operator'],
    target: readExpression(reader, context.expression(0)),
    value: readExpression(reader, context.expression(1))
  };
}

export function readPostfix(reader: Reader, context: PostOpExpressionContext): Expression {
  return {
    kind: 'postfix',
    at: positionOf(context),
    operator: context.getChild(1).getText() as PostfixExpression['operator'],
    operand: readExpression(reader, context.expression())
  };
}

export function readUnary(reader: Reader, context: PreOpExpressionContext | NegExpressionContext): Expression {
  return {
    kind: 'unary',
    at: positionOf(context),
    operator: context.getChild(0).getText() as UnaryExpression['operator'],
    operand: readExpression(reader, context.expression())
  };
}

const numberTypes = /^(integer|long|double|decimal)$/i;

export function readCast(reader: Reader, context: CastExpressionContext): Expression {
  const type = readTypeName(reader, context.typeRef());
  const operand = context.expression();
  const [name = ''] = type.parts;
  // The grammar prefers a cast where `(a) - b` is meant; only a number type can be followed by a sign.
  if (operand instanceof PreOpExpressionContext && !numberTypes.test(name))
    reader.report(syntaxProblems.ambiguousCast(type.parts.join('.')), type.at);
  return { kind: 'cast', at: positionOf(context), type, value: readExpression(reader, operand) };
}

export function readInstanceOf(reader: Reader, context: InstanceOfExpressionContext): Expression {
  return {
    kind: 'instanceof',
    at: positionOf(context),
    value: readExpression(reader, context.expression()),
    type: readTypeName(reader, context.typeRef())
  };
}

/** All of the parser's binary rules have the shape: expression, operator tokens (`>` `>` `=` come one by one), expression. */
export function readBinary(reader: Reader, context: ExpressionContext): Expression | null {
  const { children } = context;
  const [first, ...others] = children ?? [];
  const last = others.pop();
  const text = others.map((child) => child.getText()).join('');
  const operator = text === '<>' ? '!=' : text;
  if (!isBinaryOperator(operator) || !first || !last) return null;
  return {
    kind: 'binary',
    at: positionOf(context),
    operator,
    left: readExpression(reader, first as ExpressionContext),
    right: readExpression(reader, last as ExpressionContext)
  };
}

function isBinaryOperator(text: string): text is BinaryOperator {
  return binaryOperators.has(text);
}
