/** Statements: dispatch, and those without a file of their own. */
import type {
  AccessLevelContext,
  BlockContext,
  ExpressionContext,
  FieldDeclarationContext,
  IfStatementContext,
  LocalVariableDeclarationContext,
  ModifierContext,
  RunAsStatementContext,
  StatementContext,
  TryStatementContext,
  VariableDeclaratorsContext
} from '@apexdevtools/apex-parser';
import { syntaxProblems } from '../diagnostics/index.ts';
import { readArguments, readExpression } from './expressions.ts';
import { nullLiteral } from './literals.ts';
import { readDoWhile, readFor, readWhile } from './loops.ts';
import { readModifiers } from './modifiers.ts';
import { endOf, optional, positionOf, type Reader } from './reader.ts';
import { readSwitch } from './switches.ts';
import type {
  BlockStatement,
  DmlOperation,
  DmlStatement,
  IfStatement,
  LocalVariableStatement,
  RunAsStatement,
  Statement,
  TryStatement,
  VariableDeclarator
} from './tree.ts';
import { readQualifiedType, readTypeName } from './type-names.ts';

export function readBlock(reader: Reader, context: BlockContext): BlockStatement {
  return {
    kind: 'block',
    at: positionOf(context),
    statements: context.statement_list().map((statement) => readStatement(reader, statement)),
    end: endOf(context)
  };
}

export function readStatement(reader: Reader, context: StatementContext): Statement {
  const at = positionOf(context);
  const expression = optional(context.expressionStatement());
  if (expression) return { kind: 'expression', at, expression: readExpression(reader, expression.expression()) };
  const local = optional(context.localVariableDeclarationStatement());
  if (local) {
    const declaration = local.localVariableDeclaration();
    return readLocalVariables(reader, declaration.modifier_list(), declaration);
  }
  const ifStatement = optional(context.ifStatement());
  if (ifStatement) return readIf(reader, ifStatement);
  const returnStatement = optional(context.returnStatement());
  if (returnStatement) {
    const value = optional(returnStatement.expression());
    return { kind: 'return', at, ...(value ? { value: readExpression(reader, value) } : {}) };
  }
  const block = optional(context.block());
  if (block) return readBlock(reader, block);
  const forStatement = optional(context.forStatement());
  if (forStatement) return readFor(reader, forStatement);
  const whileStatement = optional(context.whileStatement());
  if (whileStatement) return readWhile(reader, whileStatement);
  const doWhile = optional(context.doWhileStatement());
  if (doWhile) return readDoWhile(reader, doWhile);
  const tryStatement = optional(context.tryStatement());
  if (tryStatement) return readTry(reader, tryStatement);
  const throwStatement = optional(context.throwStatement());
  if (throwStatement) return { kind: 'throw', at, value: readExpression(reader, throwStatement.expression()) };
  const switchStatement = optional(context.switchStatement());
  if (switchStatement) return readSwitch(reader, switchStatement);
  if (optional(context.breakStatement())) return { kind: 'break', at };
  if (optional(context.continueStatement())) return { kind: 'continue', at };
  const runAs = optional(context.runAsStatement());
  if (runAs) return readRunAs(reader, runAs);
  return readDml(reader, context);
}

/** In a trigger and in an anonymous block the grammar reads a local variable as a field, whose modifiers stand beside it. */
export function readLocalVariables(
  reader: Reader,
  modifiers: readonly ModifierContext[],
  context: LocalVariableDeclarationContext | FieldDeclarationContext
): LocalVariableStatement {
  const { words } = readModifiers(reader, modifiers, 'variable');
  return {
    kind: 'local',
    ...(words.includes('final') ? { final: true } : {}),
    at: positionOf(context),
    type: readTypeName(reader, context.typeRef()),
    variables: readDeclarators(reader, context.variableDeclarators())
  };
}

export function readDeclarators(reader: Reader, context: VariableDeclaratorsContext): VariableDeclarator[] {
  return context.variableDeclarator_list().map((variable) => {
    const initializer = optional(variable.expression());
    return {
      at: positionOf(variable),
      name: variable.id().getText(),
      ...(initializer ? { initializer: readExpression(reader, initializer) } : {})
    };
  });
}

function readIf(reader: Reader, context: IfStatementContext): IfStatement {
  const [then, otherwise] = context.statement_list().map((statement) => readStatement(reader, statement));
  if (!then) throw new Error('An if statement without its statement passed the parser.');
  return {
    kind: 'if',
    at: positionOf(context),
    condition: readExpression(reader, context.parExpression().expression()),
    then,
    ...(otherwise ? { else: otherwise } : {})
  };
}

function readTry(reader: Reader, context: TryStatementContext): TryStatement {
  const last = optional(context.finallyBlock());
  return {
    kind: 'try',
    at: positionOf(context),
    body: readBlock(reader, context.block()),
    catches: context.catchClause_list().map((clause) => {
      readModifiers(reader, clause.modifier_list(), 'variable');
      return {
        at: positionOf(clause),
        type: readQualifiedType(clause.qualifiedName()),
        name: clause.id().getText(),
        body: readBlock(reader, clause.block())
      };
    }),
    ...(last ? { finally: readBlock(reader, last.block()) } : {})
  };
}

function readRunAs(reader: Reader, context: RunAsStatementContext): RunAsStatement {
  const at = positionOf(context);
  const [user, ...others] = readArguments(reader, optional(context.expressionList()));
  if (!user || others.length > 0) reader.report(syntaxProblems.arguments('System.runAs', 1), at);
  return { kind: 'runAs', at, user: user ?? nullLiteral(at), body: readBlock(reader, context.block()) };
}

function readDml(reader: Reader, context: StatementContext): Statement {
  const merge = optional(context.mergeStatement());
  if (merge)
    return {
      ...dml(reader, context, 'merge', optional(merge.accessLevel()), merge.expression(0)),
      mergeWith: readExpression(reader, merge.expression(1))
    };
  const upsert = optional(context.upsertStatement());
  if (upsert) {
    const statement = dml(reader, context, 'upsert', optional(upsert.accessLevel()), upsert.expression());
    const field = optional(upsert.qualifiedName());
    return field ? { ...statement, externalIdField: field.id_list().map((part) => part.getText()) } : statement;
  }
  const simple = {
    insert: context.insertStatement(),
    update: context.updateStatement(),
    delete: context.deleteStatement(),
    undelete: context.undeleteStatement()
  };
  for (const [operation, statement] of Object.entries(simple))
    if (optional(statement))
      return dml(reader, context, operation as DmlOperation, optional(statement.accessLevel()), statement.expression());
  throw new Error(`A statement of an unknown kind passed the parser: ${context.getText()}`);
}

function dml(
  reader: Reader,
  context: StatementContext,
  operation: DmlOperation,
  access: AccessLevelContext | null,
  value: ExpressionContext
): DmlStatement {
  return {
    kind: 'dml',
    at: positionOf(context),
    operation,
    ...(access ? { accessMode: optional(access.USER()) ? ('user' as const) : ('system' as const) } : {}),
    value: readExpression(reader, value)
  };
}
