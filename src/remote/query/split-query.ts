/**
 * A query that is too long for an address, as several whose answers together are its own.
 *
 * The address and the headers of a call may have 16,384 bytes together, and the query is a part of the address (Salesforce App Limits Cheat
 * Sheet, "API Requests": 431 and 414 beyond). What makes queries long is lists of keys, and a list may be cut where its condition is a
 * union: `A IN (1, 2) OR B IN (3, 4)` finds what `A IN (1) OR B IN (3)` and `A IN (2) OR B IN (4)` find, also inside an AND.
 */
import type { BindValue, FieldValue } from '../../database/index.ts';
import type { Condition, SoqlQuery } from '../../soql/index.ts';
import { isList, soqlText, valueOf, type Binds } from './soql-text.ts';

/** Of the query as it stands in the address; the rest is room for the token and the other headers. */
export const LONGEST_QUERY = 12_000;

export function splitQuery(query: SoqlQuery, binds: Binds, longest = LONGEST_QUERY): string[] {
  const text = soqlText(query, binds);
  if (encodeURIComponent(text).length <= longest) return [text];
  const lists = query.where ? listsToCut(query.where, binds) : [];
  const most = Math.max(0, ...lists.map(([, items]) => items.length));
  if (most < 2 || isWhole(query) || isUsedTwice(query, lists)) {
    throw new Error(`A query of ${text.length} characters is too long for the REST API: ${text.slice(0, 200)}…`);
  }
  const half = (first: boolean): Binds => {
    const cut = new Map(
      lists.map(([name, items]) => {
        const middle = Math.ceil(items.length / 2);
        return [name, first ? items.slice(0, middle) : items.slice(middle)] as const;
      })
    );
    return Array.isArray(binds)
      ? (binds as readonly BindValue[]).map((value, index) => cut.get(String(index)) ?? value)
      : new Map([...(binds as ReadonlyMap<string, BindValue>)].map(([name, value]) => [name, cut.get(name) ?? value]));
  };
  return [...splitQuery(query, half(true), longest), ...splitQuery(query, half(false), longest)];
}

/** Its answer is more than the records of its parts: an order, a number of rows, a group. */
function isWhole({ select, groupBy, orderBy, limit }: SoqlQuery): boolean {
  return (
    groupBy.length > 0 || orderBy.length > 0 || limit !== undefined || select.some(({ kind }) => kind === 'aggregate')
  );
}

/** A list that stands in another place too would be cut there as well. */
function isUsedTwice(query: SoqlQuery, lists: readonly NamedList[]): boolean {
  const names = new Set(lists.map(([name]) => name));
  return lists.length > names.size || bindsIn(query).filter((name) => names.has(name)).length > names.size;
}

function bindsIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { kind, name, index } = node as { kind?: unknown; name?: unknown; index?: unknown };
  if (kind === 'bind') return [String(name ?? index).toLowerCase()];
  return Object.values(node).flatMap(bindsIn);
}

type NamedList = readonly [name: string, items: readonly FieldValue[]];

/** The bound lists of the alternatives with the longest one: only lists of one OR may be cut together. */
function listsToCut(condition: Condition, binds: Binds): readonly NamedList[] {
  if (condition.kind === 'and') {
    const branches = condition.operands.map((operand) => listsToCut(operand, binds));
    return branches.reduce((best, lists) => (lengthOf(lists) > lengthOf(best) ? lists : best), []);
  }
  if (condition.kind === 'or') return condition.operands.flatMap((operand) => listsToCut(operand, binds));
  if (condition.kind !== 'comparison' || condition.operator !== 'IN' || condition.value.kind !== 'bind') return [];
  const bound = valueOf(condition.value, binds);
  const name = Array.isArray(binds) ? String(condition.value.index) : (condition.value.name ?? '').toLowerCase();
  return isList(bound) ? [[name, bound]] : [];
}

function lengthOf(lists: readonly NamedList[]): number {
  return Math.max(0, ...lists.map(([, items]) => items.length));
}
