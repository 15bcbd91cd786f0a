/** return, throw, break, continue. */
import { statementProblems } from '../../diagnostics/index.ts';
import type { BreakStatement, ContinueStatement, ReturnStatement, ThrowStatement } from '../../syntax/tree.ts';
import { isExceptionType, typeText } from '../../types/index.ts';
import type { LoweringContext } from '../context.ts';
import { lowerConverted, lowerValue } from '../expressions/index.ts';
import type { LineWriter } from '../line-writer.ts';
import type { Completion } from './completion.ts';

export function lowerReturn(context: LoweringContext, statement: ReturnStatement, out: LineWriter): Completion {
  const { returnType } = context;
  let value = '';
  if (statement.value && returnType) value = lowerConverted(context, statement.value, returnType).code;
  else if (statement.value) context.report(statementProblems.returnFromVoid(), statement.at);
  else if (returnType) context.report(statementProblems.returnWithoutValue(typeText(returnType)), statement.at);
  const { runAsResult } = context.jumps;
  if (runAsResult) out.write(`${runAsResult} = [${value}]; return;`, statement.at.line);
  else out.write(value ? `return ${value};` : context.bareReturn, statement.at.line);
  return 'jump';
}

export function lowerThrow(context: LoweringContext, statement: ThrowStatement, out: LineWriter): Completion {
  const { type, code } = lowerValue(context, statement.value);
  if (type.kind !== 'unknown' && !isExceptionType(context.symbols, type))
    context.report(statementProblems.notException(typeText(type)), statement.value.at);
  out.write(`$.throw(${code});`, statement.at.line);
  return 'jump';
}

export function lowerBreak(context: LoweringContext, statement: BreakStatement, out: LineWriter): Completion {
  checkInLoop(context, 'break', statement);
  context.jumps.broken = true;
  out.write('break;', statement.at.line);
  return 'jump';
}

export function lowerContinue(context: LoweringContext, statement: ContinueStatement, out: LineWriter): Completion {
  checkInLoop(context, 'continue', statement);
  out.write('continue;', statement.at.line);
  return 'jump';
}

function checkInLoop(context: LoweringContext, word: string, statement: BreakStatement | ContinueStatement): void {
  if (context.jumps.loops > 0) return;
  const problem = context.jumps.runAsResult ? statementProblems.leavesRunAs(word) : statementProblems.outsideLoop(word);
  context.report(problem, statement.at);
}
