/** SOQL from text: dynamic queries in Apex and the REST API's `query`. */
import {
  ApexErrorListener,
  ApexParserFactory,
  type ApexTokenStream,
  type BoundExpressionContext
} from '@apexdevtools/apex-parser';
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

/** Of a query that comes over an API; queries built in Apex may be longer (App Limits Cheat Sheet, "SOQL and SOSL Limits for Search Queries"). */
export const LONGEST_API_QUERY = 100_000;

/** The parser's time grows with the cube of the depth: 20 levels take it half a second at most, 100 take ten, 500 a minute and a half. */
const MAXIMUM_DEPTH = 20;

/** Binds (`:name`) get the kind 'bind' with their name; index counts them in reading order. A query with more than `longest` characters is a problem. */
export function parseSoql(text: string, longest = Infinity): ParsedSoql {
  if (text.length > longest) return refused(1, 0, `SOQL statements cannot be longer than ${longest} characters.`);
  const listener = new Listener();
  const { parser } = ApexParserFactory.createLexerAndParser(protectEscapes(text), listener);
  const early = firstObstacle(parser.getTokenStream() as ApexTokenStream);
  if (early) return refused(early.line, early.column, early.message);
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

function refused(line: number, column: number, message: string): ParsedSoql {
  return { query: null, problems: [{ code: 'SOQ4000', line, column: column + 1, message }] };
}

/** Of Apex expressions; no query holds them, and no query holds two signs side by side. */
const APEX_ONLY: ReadonlySet<string> = new Set(['[', '{', '!', '~', '++', '--', '?', 'new', 'instanceof']);
const SIGNS: ReadonlySet<string> = new Set(['+', '-']);

/**
 * What the parser had better not begin with, because its time or its stack would grow without bound: parentheses that open one level too many,
 * and what makes a bound expression nest, where only a variable may stand anyway.
 */
function firstObstacle(stream: ApexTokenStream): { line: number; column: number; message: string } | null {
  stream.fill();
  let depth = 0;
  let before = '';
  for (const { text, line, column } of stream.tokens) {
    if (text.trim() === '') continue;
    const word = text.toLowerCase();
    if (APEX_ONLY.has(word) || (SIGNS.has(word) && SIGNS.has(before)))
      return { line, column, message: `unexpected token: '${text}'` };
    if (word === ')') depth--;
    if (word === '(' && ++depth > MAXIMUM_DEPTH)
      return { line, column, message: `Parentheses are nested deeper than ${MAXIMUM_DEPTH} levels.` };
    before = word;
  }
  return null;
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
