/** System.runAs(user) { … }: the body becomes a function, so a return in it is carried out through a temporary. */
import { statementProblems } from '../../diagnostics/index.ts';
import type { RunAsStatement } from '../../syntax/tree.ts';
import { typeText } from '../../types/index.ts';
import type { LoweringContext } from '../context.ts';
import { lowerValue } from '../expressions/index.ts';
import type { LineWriter } from '../line-writer.ts';
import { lowerBlock } from './blocks.ts';
import type { Completion } from './completion.ts';

export function lowerRunAs(context: LoweringContext, statement: RunAsStatement, out: LineWriter): Completion {
  const user = lowerValue(context, statement.user);
  const isUser =
    user.type.kind === 'unknown' || (user.type.kind === 'sobject' && (user.type.describe?.name ?? 'User') === 'User');
  if (!isUser) context.report(statementProblems.runAsUser(typeText(user.type)), statement.user.at);
  const { jumps } = context;
  const outer = { ...jumps };
  const result = context.temporary();
  out.write(`${result} = null; $.runAs(${user.code}, () =>`, statement.at.line);
  Object.assign(jumps, { loops: 0, broken: false, runAsResult: result });
  const completion = lowerBlock(context, statement.body, out);
  Object.assign(jumps, outer);
  const leave = outer.runAsResult
    ? `{ ${outer.runAsResult} = ${result}; return; }`
    : context.returnType
      ? `return ${result}[0];`
      : context.bareReturn;
  out.write(`); if (${result}) ${leave}`);
  return completion;
}
