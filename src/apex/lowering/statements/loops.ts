/** for, while, do … while. */
import type {
  DoWhileStatement,
  Expression,
  ForStatement,
  LocalVariableStatement,
  Statement,
  WhileStatement
} from '../../syntax/tree.ts';
import type { LoweringContext } from '../context.ts';
import { lowerCondition, lowerForEffect } from '../expressions/index.ts';
import type { LineWriter } from '../line-writer.ts';
import { lowerBody } from './blocks.ts';
import type { Completion } from './completion.ts';
import { lowerDeclarators } from './locals.ts';

export function lowerFor(context: LoweringContext, statement: ForStatement, out: LineWriter): Completion {
  return context.withScope(() => {
    const initializer = lowerInitializer(context, statement.initializer);
    const condition = statement.condition ? lowerCondition(context, statement.condition) : '';
    const update = statement.update.map((expression) => lowerForEffect(context, expression)).join(', ');
    out.write(`for (${initializer}; ${condition}; ${update})`, statement.at.line);
    const { broken } = lowerLoopBody(context, statement.body, out);
    return isEndless(statement.condition) && !broken ? 'endless' : 'normal';
  });
}

export function lowerWhile(context: LoweringContext, statement: WhileStatement, out: LineWriter): Completion {
  out.write(`while (${lowerCondition(context, statement.condition)})`, statement.at.line);
  const { broken } = lowerLoopBody(context, statement.body, out);
  return isEndless(statement.condition) && !broken ? 'endless' : 'normal';
}

export function lowerDoWhile(context: LoweringContext, statement: DoWhileStatement, out: LineWriter): Completion {
  out.write('do', statement.at.line);
  const { broken, completion } = lowerLoopBody(context, statement.body, out);
  out.write(`while (${lowerCondition(context, statement.condition)});`, statement.condition.at.line);
  if (broken) return 'normal';
  return isEndless(statement.condition) ? 'endless' : completion === 'jump' ? 'endless' : completion;
}

/** Lowers a loop's body and says whether a break leaves it. */
export function lowerLoopBody(
  context: LoweringContext,
  body: Statement | undefined,
  out: LineWriter
): { broken: boolean; completion: Completion } {
  const { jumps } = context;
  const outer = jumps.broken;
  jumps.loops++;
  jumps.broken = false;
  const completion = lowerBody(context, body, out);
  const { broken } = jumps;
  jumps.loops--;
  jumps.broken = outer;
  return { broken, completion };
}

function lowerInitializer(
  context: LoweringContext,
  initializer: LocalVariableStatement | readonly Expression[] | undefined
): string {
  if (!initializer) return '';
  if ('kind' in initializer)
    return `let ${lowerDeclarators(context, initializer)
      .map(([code]) => code)
      .join(', ')}`;
  return initializer.map((expression) => lowerForEffect(context, expression)).join(', ');
}

function isEndless(condition: Expression | undefined): boolean {
  return !condition || (condition.kind === 'literal' && condition.text === 'true');
}
