/**
 * try … catch … finally. What is not an exception of Apex (a limit, a failed assertion, a stop, a fault of ours) passes every catch, and
 * no finally runs for it (Apex Developer Guide, "Exception Statements": Exceptions that Can't be Caught).
 */
import { statementProblems } from '../../diagnostics/index.ts';
import type { TryStatement } from '../../syntax/tree.ts';
import { isExceptionType, sameType, typeText, type ApexType } from '../../types/index.ts';
import type { LoweringContext } from '../context.ts';
import { resolveType } from '../expressions/index.ts';
import type { LineWriter } from '../line-writer.ts';
import { lowerBlock } from './blocks.ts';
import { either, type Completion } from './completion.ts';
import { declareVariable } from './locals.ts';

export function lowerTry(context: LoweringContext, statement: TryStatement, out: LineWriter): Completion {
  const passing = statement.finally ? context.temporary() : null;
  if (passing) out.write(`${passing} = false; try {`, statement.at.line);
  const completion = lowerTryAndCatches(context, statement, out);
  if (!passing || !statement.finally) return completion;
  out.write(`} catch ($u) { ${passing} = $.caught($u) === null; throw $u; }`);
  out.write(`finally { if (!${passing})`, statement.finally.at.line);
  const last = lowerBlock(context, statement.finally, out);
  out.write('}');
  return last === 'normal' ? completion : last;
}

function lowerTryAndCatches(context: LoweringContext, statement: TryStatement, out: LineWriter): Completion {
  const [first] = statement.catches;
  if (first) out.write('try', statement.at.line);
  const completions = [lowerBlock(context, statement.body, out)];
  if (first) {
    out.write('catch ($e) { const $x = $.caught($e); if ($x === null) throw $e;', first.at.line);
    const caught: ApexType[] = [];
    for (const clause of statement.catches) {
      const type = resolveType(context, clause.type);
      if (type.kind !== 'unknown' && !isExceptionType(context.symbols, type))
        context.report(statementProblems.notException(typeText(type)), clause.type.at);
      // Each type once, and Exception last (the same page).
      if (
        type.kind !== 'unknown' &&
        caught.some((earlier) => sameType(earlier, type) || typeText(earlier) === 'System.Exception')
      )
        context.report(statementProblems.caughtBefore(typeText(type)), clause.at);
      caught.push(type);
      const text = typeText(type);
      const test = text === 'System.Exception' ? 'true' : `$.is($x, ${JSON.stringify(text)})`;
      completions.push(
        context.withScope(() => {
          const { jsName } = declareVariable(context, clause.name, type, clause.at);
          out.write(`if (${test}) { let ${jsName} = $x;`, clause.at.line);
          const completion = lowerBlock(context, clause.body, out);
          out.write('} else');
          return completion;
        })
      );
    }
    out.write('throw $e; }');
  }
  return either(...completions);
}
