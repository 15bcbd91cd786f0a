/** if … else. */
import type { IfStatement } from '../../syntax/tree.ts';
import type { LoweringContext } from '../context.ts';
import { lowerCondition } from '../expressions/index.ts';
import type { LineWriter } from '../line-writer.ts';
import { lowerBody } from './blocks.ts';
import { either, type Completion } from './completion.ts';

export function lowerIf(context: LoweringContext, statement: IfStatement, out: LineWriter): Completion {
  out.write(`if (${lowerCondition(context, statement.condition)})`, statement.at.line);
  const then = lowerBody(context, statement.then, out);
  if (!statement.else) return 'normal';
  out.write('else');
  return either(then, lowerBody(context, statement.else, out));
}
