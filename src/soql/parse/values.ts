/** Values of a condition: literals, dates, lists, binds. */
import type { SignedNumberContext, ValueContext } from '@apexdevtools/apex-parser';
import type { SoqlValue } from '../tree.ts';
import { optional, type Conversion } from './conversion.ts';

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  N: '\n',
  r: '\r',
  R: '\r',
  t: '\t',
  T: '\t',
  b: '\b',
  B: '\b',
  f: '\f',
  F: '\f',
  '"': '"',
  "'": "'",
  '\\': '\\',
  _: '_',
  '%': '%'
};

/**
 * `\\_` and `\\%` are SOQL's own escapes, which the parser's lexer does not know: their backslash becomes this private-use character
 * before parsing (same width, so columns stay right) and is turned back here.
 */
const soqlEscape = '\uE000';

export function protectEscapes(text: string): string {
  return text.replace(/\\(.)/gs, (whole, code: string) => (code === '_' || code === '%' ? soqlEscape + code : whole));
}

/** Whether a literal outside SOQL holds one of SOQL's escapes, which is an error there. */
export function holdsSoqlEscape(literal: string): boolean {
  return literal.includes(soqlEscape);
}

/**
 * Text between the quotes with its escapes resolved (SOQL reference: "Quoted String Escape Sequences"). For LIKE, `\_`, `\%` and `\\`
 * stay as they are: there the backslash belongs to the pattern.
 */
export function unquote(literal: string, forLike: boolean): string {
  return literal
    .slice(1, -1)
    .replaceAll(soqlEscape, '\\')
    .replace(/\\(u[0-9a-fA-F]{4}|.)/gs, (whole, code: string) => {
      if (code.length === 5) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
      if (forLike && (code === '_' || code === '%' || code === '\\')) return whole;
      return escapes[code] ?? whole;
    });
}

export function convertNumber(context: SignedNumberContext): SoqlValue {
  return { kind: 'literal', value: Number(context.getText()) };
}

export function convertValue(conversion: Conversion, context: ValueContext, forLike: boolean): SoqlValue {
  const bind = optional(context.boundExpression());
  if (bind) return conversion.surroundings.bind(bind);
  const list = optional(context.valueList());
  if (list) return { kind: 'list', values: list.value_list().map((value) => convertValue(conversion, value, forLike)) };
  if (optional(context.NULL())) return { kind: 'literal', value: null };
  const truth = optional(context.BooleanLiteral());
  if (truth) return { kind: 'literal', value: truth.getText().toLowerCase() === 'true' };
  const number = optional(context.signedNumber());
  if (number) return convertNumber(number);
  const string = optional(context.StringLiteral());
  if (string) return { kind: 'literal', value: unquote(string.getText(), forLike) };
  const date = optional(context.DateLiteral());
  if (date) return { kind: 'date', text: date.getText() };
  const datetime = optional(context.DateTimeLiteral());
  if (datetime) return { kind: 'datetime', text: datetime.getText() };
  const formula = optional(context.dateFormula());
  if (formula) {
    const [name = '', count] = formula.getText().toUpperCase().split(':');
    return { kind: 'dateLiteral', name, ...(count === undefined ? {} : { count: Number(count) }) };
  }
  conversion.refuse(context, `The value ${context.getText()}`);
  return { kind: 'literal', value: null };
}
