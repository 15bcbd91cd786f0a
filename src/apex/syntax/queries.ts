/** `[SELECT …]`: the tree of the query, its bind expressions beside it. */
import type { SoqlLiteralContext } from '@apexdevtools/apex-parser';
import { convertQuery } from '../../soql/index.ts';
import { syntaxProblems } from '../diagnostics/index.ts';
import { readExpression } from './expressions.ts';
import { positionOf, type Reader } from './reader.ts';
import type { Expression, SoqlExpression } from './tree.ts';

export function readQuery(reader: Reader, context: SoqlLiteralContext): SoqlExpression {
  const binds: Expression[] = [];
  const query = convertQuery(
    {
      bind(bound) {
        const index = binds.push(readExpression(reader, bound.expression())) - 1;
        return { kind: 'bind', index };
      },
      problem: ({ code, message, line, column }) => reader.report(syntaxProblems.soql(code, message), { line, column })
    },
    context.query()
  );
  return { kind: 'soql', at: positionOf(context), query, binds };
}
