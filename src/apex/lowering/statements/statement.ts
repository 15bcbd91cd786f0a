/** The door of statements: each kind's function checks it, writes its JavaScript and says how it ends. */
import type { Expression, Position, Statement } from '../../syntax/tree.ts';
import { statementProblems } from '../../diagnostics/index.ts';
import type { LoweringContext } from '../context.ts';
import { lowerForEffect } from '../expressions/index.ts';
import type { LineWriter } from '../line-writer.ts';
import { lowerBlock } from './blocks.ts';
import type { Completion } from './completion.ts';
import { lowerDml } from './dml.ts';
import { lowerForEach } from './for-each.ts';
import { lowerIf } from './if.ts';
import { lowerBreak, lowerContinue, lowerReturn, lowerThrow } from './jumps.ts';
import { lowerLocal } from './locals.ts';
import { lowerDoWhile, lowerFor, lowerWhile } from './loops.ts';
import { lowerRunAs } from './run-as.ts';
import { lowerSwitch } from './switch.ts';
import { lowerTry } from './try.ts';

export function lowerStatement(context: LoweringContext, statement: Statement, out: LineWriter): Completion {
  if (statement.kind !== 'block' && statement.kind !== 'try') markLine(context, statement.at, out);
  switch (statement.kind) {
    case 'block':
      return lowerBlock(context, statement, out);
    case 'local':
      return lowerLocal(context, statement, out);
    case 'expression':
      return lowerExpressionStatement(context, statement.expression, statement.at, out);
    case 'if':
      return lowerIf(context, statement, out);
    case 'for':
      return lowerFor(context, statement, out);
    case 'forEach':
      return lowerForEach(context, statement, out);
    case 'while':
      return lowerWhile(context, statement, out);
    case 'doWhile':
      return lowerDoWhile(context, statement, out);
    case 'switch':
      return lowerSwitch(context, statement, out);
    case 'try':
      return lowerTry(context, statement, out);
    case 'return':
      return lowerReturn(context, statement, out);
    case 'throw':
      return lowerThrow(context, statement, out);
    case 'break':
      return lowerBreak(context, statement, out);
    case 'continue':
      return lowerContinue(context, statement, out);
    case 'dml':
      return lowerDml(context, statement, out);
    case 'runAs':
      return lowerRunAs(context, statement, out);
  }
}

/** Counts the line as executable, and in code compiled for coverage tells the run time that it runs. */
export function markLine(context: LoweringContext, at: Position, out: LineWriter): void {
  const { unit } = context;
  if (unit.isTest) return;
  unit.executableLines.add(at.line);
  if (unit.coverage) out.write(`$.line($unit,${at.line});`, at.line);
}

function lowerExpressionStatement(
  context: LoweringContext,
  expression: Expression,
  at: Position,
  out: LineWriter
): Completion {
  if (!isStatementExpression(expression)) context.report(statementProblems.expressionStatement(), at);
  if (expression.kind === 'call' && !expression.target && (expression.name === 'this' || expression.name === 'super'))
    context.report(statementProblems.constructorCallPlace(expression.name), at);
  out.write(`${lowerForEffect(context, expression)};`, at.line);
  return 'normal';
}

function isStatementExpression(expression: Expression): boolean {
  switch (expression.kind) {
    case 'assignment':
    case 'call':
    case 'new':
    case 'postfix':
      return true;
    case 'unary':
      return expression.operator === '++' || expression.operator === '--';
    default:
      return false;
  }
}
