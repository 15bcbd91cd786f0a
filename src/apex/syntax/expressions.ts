/** Expressions: dispatch by the parser's context class, primaries and calls. */
import {
  ArrayExpressionContext,
  AssignExpressionContext,
  CastExpressionContext,
  CondExpressionContext,
  DotExpressionContext,
  IdPrimaryContext,
  InstanceOfExpressionContext,
  LiteralPrimaryContext,
  MethodCallExpressionContext,
  NegExpressionContext,
  NewExpressionContext,
  PostOpExpressionContext,
  PreOpExpressionContext,
  PrimaryExpressionContext,
  SoqlPrimaryContext,
  SoslPrimaryContext,
  SubExpressionContext,
  SuperPrimaryContext,
  ThisPrimaryContext,
  TypeRefPrimaryContext,
  type ExpressionContext,
  type ExpressionListContext,
  type MethodCallContext,
  type PrimaryContext
} from '@apexdevtools/apex-parser';
import { readCreator } from './creators.ts';
import { nullLiteral, readLiteral } from './literals.ts';
import {
  readAssignment,
  readBinary,
  readCast,
  readConditional,
  readInstanceOf,
  readPostfix,
  readUnary
} from './operators.ts';
import { readQuery } from './queries.ts';
import { optional, positionOf, type Reader } from './reader.ts';
import type { CallExpression, Expression } from './tree.ts';
import { readTypeName } from './type-names.ts';

export function readExpression(reader: Reader, context: ExpressionContext): Expression {
  if (context instanceof PrimaryExpressionContext) return readPrimary(reader, context.primary());
  if (context instanceof DotExpressionContext) return readDot(reader, context);
  if (context instanceof MethodCallExpressionContext) return readCall(reader, context.methodCall());
  if (context instanceof SubExpressionContext) return readExpression(reader, context.expression());
  if (context instanceof NewExpressionContext) return readCreator(reader, positionOf(context), context.creator());
  if (context instanceof ArrayExpressionContext)
    return {
      kind: 'index',
      at: positionOf(context),
      target: readExpression(reader, context.expression(0)),
      index: readExpression(reader, context.expression(1))
    };
  if (context instanceof CastExpressionContext) return readCast(reader, context);
  if (context instanceof PostOpExpressionContext) return readPostfix(reader, context);
  if (context instanceof PreOpExpressionContext || context instanceof NegExpressionContext)
    return readUnary(reader, context);
  if (context instanceof InstanceOfExpressionContext) return readInstanceOf(reader, context);
  if (context instanceof CondExpressionContext) return readConditional(reader, context);
  if (context instanceof AssignExpressionContext) return readAssignment(reader, context);
  const binary = readBinary(reader, context);
  if (binary) return binary;
  reader.refuse(`The expression ${context.getText()}`, context);
  return nullLiteral(positionOf(context));
}

export function readArguments(reader: Reader, context: ExpressionListContext | null): Expression[] {
  return (context?.expression_list() ?? []).map((argument) => readExpression(reader, argument));
}

function readPrimary(reader: Reader, context: PrimaryContext): Expression {
  const at = positionOf(context);
  if (context instanceof IdPrimaryContext) return { kind: 'name', at, name: context.getText() };
  if (context instanceof LiteralPrimaryContext) return readLiteral(reader, context.literal());
  if (context instanceof ThisPrimaryContext) return { kind: 'this', at };
  if (context instanceof SuperPrimaryContext) return { kind: 'super', at };
  if (context instanceof SoqlPrimaryContext) return readQuery(reader, context.soqlLiteral());
  if (context instanceof TypeRefPrimaryContext)
    return { kind: 'classLiteral', at, type: readTypeName(reader, context.typeRef()) };
  reader.refuse(context instanceof SoslPrimaryContext ? 'SOSL' : context.getText(), context);
  return nullLiteral(at);
}

/** Its position is that of the name behind the dot: calls are chained over lines. */
function readDot(reader: Reader, context: DotExpressionContext): Expression {
  const target = readExpression(reader, context.expression());
  const safe = optional(context.QUESTIONDOT()) !== null;
  const call = optional(context.dotMethodCall());
  if (!call) {
    const name = context.anyId();
    return { kind: 'field', at: positionOf(name), target, name: name.getText(), safe };
  }
  return {
    kind: 'call',
    at: positionOf(call),
    target,
    name: call.anyId().getText(),
    arguments: readArguments(reader, optional(call.expressionList())),
    safe
  };
}

function readCall(reader: Reader, context: MethodCallContext): CallExpression {
  const name = optional(context.THIS()) ? 'this' : optional(context.SUPER()) ? 'super' : context.id().getText();
  return {
    kind: 'call',
    at: positionOf(context),
    name,
    arguments: readArguments(reader, optional(context.expressionList())),
    safe: false
  };
}
