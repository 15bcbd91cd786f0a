/** SOQL from text: dynamic queries in Apex and the REST API's `query`. */
import { ApexErrorListener, ApexParserFactory, type BoundExpressionContext } from '@apexdevtools/apex-parser';
import type { SoqlQuery, SoqlValue } from '../tree.ts';
import type { SoqlProblem } from './problem.ts';
import { convertQuery } from './query.ts';
import { protectEscapes } from './values.ts';

export interface ParsedSoql {
  /** Null when there are problems. */
  readonly query: SoqlQuery | null;
  /** In the order of the text. */
  readonly problems: readonly SoqlProblem[];
}

class Listener extends ApexErrorListener {
  readonly problems: SoqlProblem[] = [];

  apexSyntaxError(line: number, column: number, message: string): void {
    this.problems.push({ code: 'SOQ4000', line, column: column + 1, message });
  }
}

const endOfText = -1;

/** Binds (`:name`) get the kind 'bind' with their name; index counts them in reading order. */
export function parseSoql(text: string): ParsedSoql {
  const listener = new Listener();
  const { parser } = ApexParserFactory.createLexerAndParser(protectEscapes(text), listener);
  const context = parser.query();
  const { problems } = listener;
  // The rule `query` stops where it cannot go on; what follows must not be ignored.
  const next = parser.getTokenStream().LT(1);
  if (problems.length === 0 && next.type !== endOfText)
    problems.push({
      code: 'SOQ4000',
      line: next.line,
      column: next.column + 1,
      message: `unexpected token: '${next.text}'`
    });
  if (problems.length > 0) return { query: null, problems };
  let count = 0;
  const query = convertQuery(
    {
      bind: (bound) => convertBind(bound, count++, problems),
      problem: (problem) => problems.push(problem)
    },
    context
  );
  return { query: problems.length > 0 ? null : query, problems };
}

/** Dynamic SOQL binds variables, not expressions (Apex developer guide: "Dynamic SOQL"). */
function convertBind(context: BoundExpressionContext, index: number, problems: SoqlProblem[]): SoqlValue {
  const name = context.expression().getText();
  if (!/^[A-Za-z]\w*$/.test(name))
    problems.push({
      code: 'SOQ4002',
      line: context.start.line,
      column: context.start.column + 1,
      message: `only a variable can be bound in a query built at run time: ${name}`
    });
  return { kind: 'bind', index, name };
}
