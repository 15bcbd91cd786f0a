/** Boolean filters such as `1 AND (2 OR NOT 3)`; items are numbered from 1, no filter means all of them. */
import { DatabaseError } from '../transaction.ts';

export type BooleanFilter =
  | { readonly kind: 'item'; readonly number: number }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly BooleanFilter[] }
  | { readonly kind: 'not'; readonly operand: BooleanFilter };

export function parseBooleanFilter(text: string | undefined, count: number): BooleanFilter {
  if (text === undefined || text.trim() === '') {
    const operands = Array.from({ length: count }, (_, index): BooleanFilter => ({ kind: 'item', number: index + 1 }));
    return { kind: 'and', operands };
  }
  const tokens = text.toUpperCase().match(/\d+|AND|OR|NOT|[()]|\S+/g) ?? [];
  let position = 0;
  const fail = (): DatabaseError =>
    new DatabaseError(
      'INVALID_BOOLEAN_FILTER',
      `Boolean filter "${text}" is not valid at "${tokens[position] ?? 'end'}".`
    );

  function parseOr(): BooleanFilter {
    const operands = [parseAnd()];
    while (tokens[position] === 'OR') {
      position++;
      operands.push(parseAnd());
    }
    return operands.length === 1 && operands[0] ? operands[0] : { kind: 'or', operands };
  }
  function parseAnd(): BooleanFilter {
    const operands = [parseUnit()];
    while (tokens[position] === 'AND') {
      position++;
      operands.push(parseUnit());
    }
    return operands.length === 1 && operands[0] ? operands[0] : { kind: 'and', operands };
  }
  function parseUnit(): BooleanFilter {
    const token = tokens[position];
    if (token === 'NOT') {
      position++;
      return { kind: 'not', operand: parseUnit() };
    }
    if (token === '(') {
      position++;
      const inner = parseOr();
      if (tokens[position] !== ')') throw fail();
      position++;
      return inner;
    }
    const number = Number(token);
    if (!Number.isInteger(number) || number < 1 || number > count) throw fail();
    position++;
    return { kind: 'item', number };
  }

  const filter = parseOr();
  if (position !== tokens.length) throw fail();
  return filter;
}

export function evaluateFilter(filter: BooleanFilter, item: (number: number) => boolean): boolean {
  switch (filter.kind) {
    case 'item':
      return item(filter.number);
    case 'not':
      return !evaluateFilter(filter.operand, item);
    case 'and':
      return filter.operands.every((operand) => evaluateFilter(operand, item));
    case 'or':
      return filter.operands.some((operand) => evaluateFilter(operand, item));
  }
}
