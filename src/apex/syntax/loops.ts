/** Loops. */
import type {
  DoWhileStatementContext,
  ForControlContext,
  ForStatementContext,
  WhileStatementContext
} from '@apexdevtools/apex-parser';
import { readArguments, readExpression } from './expressions.ts';
import { optional, positionOf, type Reader } from './reader.ts';
import { readBlock, readLocalVariables, readStatement } from './statements.ts';
import type { DoWhileStatement, ForStatement, Statement, WhileStatement } from './tree.ts';
import { readTypeName } from './type-names.ts';

export function readFor(reader: Reader, context: ForStatementContext): Statement {
  const at = positionOf(context);
  const control = context.forControl();
  const statement = optional(context.statement());
  const body = statement ? { body: readStatement(reader, statement) } : {};
  const each = optional(control.enhancedForControl());
  if (each)
    return {
      kind: 'forEach',
      at,
      type: readTypeName(reader, each.typeRef()),
      name: each.id().getText(),
      iterable: readExpression(reader, each.expression()),
      ...body
    };
  const condition = optional(control.expression());
  return {
    kind: 'for',
    at,
    ...readInitializer(reader, control),
    ...(condition ? { condition: readExpression(reader, condition) } : {}),
    update: readArguments(reader, optional(control.forUpdate())?.expressionList() ?? null),
    ...body
  };
}

function readInitializer(reader: Reader, control: ForControlContext): Pick<ForStatement, 'initializer'> {
  const init = optional(control.forInit());
  if (!init) return {};
  const local = optional(init.localVariableDeclaration());
  return {
    initializer: local
      ? readLocalVariables(reader, local.modifier_list(), local)
      : readArguments(reader, init.expressionList())
  };
}

export function readWhile(reader: Reader, context: WhileStatementContext): WhileStatement {
  const statement = optional(context.statement());
  return {
    kind: 'while',
    at: positionOf(context),
    condition: readExpression(reader, context.parExpression().expression()),
    ...(statement ? { body: readStatement(reader, statement) } : {})
  };
}

export function readDoWhile(reader: Reader, context: DoWhileStatementContext): DoWhileStatement {
  return {
    kind: 'doWhile',
    at: positionOf(context),
    body: readBlock(reader, context.block()),
    condition: readExpression(reader, context.parExpression().expression())
  };
}
