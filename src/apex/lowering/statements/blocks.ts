/** Blocks and the bodies of other statements, which always become blocks. */
import { statementProblems } from '../../diagnostics/index.ts';
import type { BlockStatement, Statement } from '../../syntax/tree.ts';
import type { LoweringContext } from '../context.ts';
import type { LineWriter } from '../line-writer.ts';
import type { Completion } from './completion.ts';
import { lowerStatement } from './statement.ts';

export function lowerBlock(context: LoweringContext, block: BlockStatement, out: LineWriter): Completion {
  out.write('{', block.at.line);
  const completion = context.withScope(() => lowerStatements(context, block.statements, out));
  out.write('}', block.end.line);
  return completion;
}

export function lowerStatements(
  context: LoweringContext,
  statements: readonly Statement[],
  out: LineWriter
): Completion {
  let completion: Completion = 'normal';
  let reported = false;
  for (const statement of statements) {
    if (completion === 'jump' && !reported) {
      context.report(statementProblems.unreachable(), statement.at);
      reported = true;
    }
    const next = lowerStatement(context, statement, out);
    if (completion === 'normal') completion = next;
  }
  return completion;
}

/** The body of an if or a loop, in braces also when it is a single statement or none. */
export function lowerBody(context: LoweringContext, body: Statement | undefined, out: LineWriter): Completion {
  if (body?.kind === 'block') return lowerBlock(context, body, out);
  out.write('{');
  const completion = body ? context.withScope(() => lowerStatement(context, body, out)) : 'normal';
  out.write('}');
  return completion;
}
