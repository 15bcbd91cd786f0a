/**
 * Formulas of validation rules. The syntax and the functions are formulon's; nulls, short circuits and what depends on the save (ISNEW,
 * ISCHANGED, PRIORVALUE) are settled here, because formulon takes null for a value and evaluates every branch.
 */
import formulon from 'formulon';
import type { ApexDecimal } from '../../base/index.ts';

export interface Literal {
  readonly type: 'literal';
  readonly dataType: string;
  readonly value: unknown;
  readonly options?: object;
  /** A number of a field with all its digits: `value` is a double, which merges neighbours from 2^53 on. */
  readonly exact?: ApexDecimal;
}

export type FormulaNode =
  | Literal
  | { readonly type: 'identifier'; readonly name: string }
  | { readonly type: 'callExpression'; readonly id: string; readonly arguments: readonly FormulaNode[] };

export class FormulaError extends Error {}

/** What a formula may ask while it is evaluated. */
export interface FormulaValues {
  readonly isNew: boolean;
  value(name: string): Literal;
  priorValue(name: string): Literal;
  isChanged(name: string): boolean;
}

export const NULL: Literal = { type: 'literal', dataType: 'null', value: null };

const boolean = (value: boolean): Literal => ({ type: 'literal', dataType: 'checkbox', value });

const COMPARISONS: Readonly<Record<string, string>> = {
  lessThan: '<',
  lessThanOrEqual: '<=',
  greaterThan: '>',
  greaterThanOrEqual: '>='
};

/** What the order of two numbers (-1, 0, 1) means to each comparison. */
const ORDERS: Readonly<Record<string, (order: number) => boolean>> = {
  lessThan: (order) => order < 0,
  lessThanOrEqual: (order) => order <= 0,
  greaterThan: (order) => order > 0,
  greaterThanOrEqual: (order) => order >= 0
};

const OPERATORS: Readonly<Record<string, string>> = {
  ...COMPARISONS,
  equal: '=',
  unequal: '<>',
  add: '+',
  subtract: '-',
  multiply: '*',
  divide: '/',
  exponentiate: '^'
};

/** Answered here; every other name must be a function of formulon. */
const OWN_FUNCTIONS = new Set([
  'and',
  'or',
  'not',
  'if',
  'isnew',
  'ischanged',
  'priorvalue',
  'isblank',
  'isnull',
  'blankvalue',
  'nullvalue',
  'ispickval',
  'case',
  'begins',
  'contains',
  'len',
  'text',
  'isnumber'
]);

/** Throws FormulaError when the text is no formula. Comments are dropped first: formulon's grammar has none. */
export function parseFormula(text: string): FormulaNode {
  const plain = text.replace(
    /("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\/\*[\s\S]*?\*\//g,
    (_, literal?: string) => literal ?? ' '
  );
  const node = formulon.ast(plain) as FormulaNode | { readonly type: 'error'; readonly message: string };
  if (node.type === 'error') throw new FormulaError(node.message);
  if (!('type' in node)) throw new FormulaError('The formula is empty.');
  return node;
}

/** Calls `visit` with every identifier, `call` with every function name. */
export function walkFormula(node: FormulaNode, visit: (name: string) => void, call: (id: string) => void): void {
  if (node.type === 'identifier') visit(node.name);
  if (node.type !== 'callExpression') return;
  call(node.id);
  for (const argument of node.arguments) walkFormula(argument, visit, call);
}

/** Functions that neither this file nor formulon carries out; found by calling them with nothing. */
export function isKnownFunction(id: string): boolean {
  if (OWN_FUNCTIONS.has(id) || id in OPERATORS) return true;
  const result = formulon.parse(`${id.toUpperCase()}()`) as { readonly errorType?: string };
  return result.errorType !== 'NoFunctionError' && result.errorType !== 'NotImplementedError';
}

export function evaluateFormula(node: FormulaNode, values: FormulaValues): Literal {
  if (node.type === 'literal') return node;
  if (node.type === 'identifier') return values.value(node.name);
  const { id, arguments: operands } = node;
  const operand = (index: number): Literal => {
    const argument = operands[index];
    if (!argument) throw new FormulaError(`Incorrect number of parameters for function '${id.toUpperCase()}()'.`);
    return evaluateFormula(argument, values);
  };
  switch (id) {
    case 'and':
      return boolean(operands.every((argument) => isTrue(evaluateFormula(argument, values))));
    case 'or':
      return boolean(operands.some((argument) => isTrue(evaluateFormula(argument, values))));
    case 'not':
      return boolean(!isTrue(operand(0)));
    case 'if':
      return isTrue(operand(0)) ? operand(1) : operand(2);
    case 'isnew':
      return boolean(values.isNew);
    case 'ischanged':
      return boolean(values.isChanged(fieldName(operands[0], id)));
    case 'priorvalue':
      return values.priorValue(fieldName(operands[0], id));
    case 'isblank':
    case 'isnull':
      return boolean(isBlank(operand(0)));
    case 'blankvalue':
    case 'nullvalue':
      return isBlank(operand(0)) ? operand(1) : operand(0);
    case 'ispickval':
      return boolean(String(operand(0).value ?? '') === String(operand(1).value ?? ''));
    case 'contains':
      return boolean(textOf(operand(0)).includes(textOf(operand(1))));
    case 'begins':
      return boolean(textOf(operand(0)).startsWith(textOf(operand(1))));
    case 'len':
      return {
        type: 'literal',
        dataType: 'number',
        value: textOf(operand(0)).length,
        options: { length: 18, scale: 0 }
      };
    case 'isnumber':
      return boolean(/^\s*[+-]?(\d+\.?\d*|\.\d+)\s*$/.test(textOf(operand(0))));
    case 'case':
      return caseOf(operands, operand);
    case 'equal':
      return boolean(isEqual(operand(0), operand(1)));
    case 'unequal':
      return boolean(!isEqual(operand(0), operand(1)));
  }
  const given = operands.map((_, index) => operand(index));
  if (id === 'text' && given[0] && isBlank(given[0])) return { type: 'literal', dataType: 'text', value: '' };
  // Anything worked out from nothing is nothing, and nothing is neither less nor more than a value.
  if (given.some((literal) => literal.dataType === 'null')) return id in COMPARISONS ? boolean(false) : NULL;
  const [left, right] = given;
  const order = left && right ? orderOf(left, right) : null;
  if (order !== null && ORDERS[id]) return boolean(ORDERS[id](order));
  return callFormulon(id, given);
}

/**
 * Two fields are compared with all their digits, as Salesforce's engine compares BigDecimals (salesforce/formula-engine, OperatorComparison); null when one of
 * them is no number of a field.
 */
function orderOf(left: Literal, right: Literal): number | null {
  return left.exact && right.exact ? left.exact.value.comparedTo(right.exact.value) : null;
}

function callFormulon(id: string, given: readonly Literal[]): Literal {
  const names = given.map((_, index) => `a${index}`);
  const operator = OPERATORS[id];
  const text = operator && given.length === 2 ? `a0 ${operator} a1` : `${id.toUpperCase()}(${names.join(', ')})`;
  const result = formulon.parse(text, Object.fromEntries(given.map((literal, index) => [`a${index}`, literal]))) as
    Literal | { readonly type: 'error'; readonly message: string };
  if (result.type === 'error') throw new FormulaError(result.message);
  return result;
}

function caseOf(operands: readonly FormulaNode[], operand: (index: number) => Literal): Literal {
  const subject = operand(0);
  let index = 1;
  for (; index + 1 < operands.length; index += 2) if (isEqual(subject, operand(index))) return operand(index + 1);
  return operand(index);
}

function isTrue(literal: Literal): boolean {
  return literal.value === true;
}

function isBlank(literal: Literal): boolean {
  return literal.value === null || literal.value === undefined || literal.value === '';
}

function textOf(literal: Literal): string {
  return literal.value === null || literal.value === undefined ? '' : String(literal.value);
}

/** Text is compared with regard to case, as formulas do. */
function isEqual(left: Literal, right: Literal): boolean {
  if (isBlank(left) || isBlank(right)) return isBlank(left) && isBlank(right);
  if (left.value instanceof Date && right.value instanceof Date) return left.value.getTime() === right.value.getTime();
  const order = orderOf(left, right);
  if (order !== null) return order === 0;
  if (left.dataType === 'number' || right.dataType === 'number') return Number(left.value) === Number(right.value);
  return left.value === right.value;
}

function fieldName(node: FormulaNode | undefined, id: string): string {
  if (node?.type === 'identifier') return node.name;
  throw new FormulaError(`${id.toUpperCase()}() needs a field.`);
}
