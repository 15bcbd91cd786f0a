/** Finds the records that a matching rule takes for duplicates: one query for all rows, scores of fuzzy methods worked out afterwards. */
import type { MatchingRule, MatchingRuleItem } from '../../metadata/index.ts';
import type { MatchResult, MatchedRecord } from '../save.ts';
import type { SqlValue } from '../connection.ts';
import { DatabaseError } from '../transaction.ts';
import { foldCase } from '../schema/fold-case.ts';
import { isIdType, tableOf } from '../schema/table.ts';
import type { Column, ObjectTable } from '../schema/table.ts';
import { fromSql, toSql } from '../schema/values.ts';
import { accessCondition } from '../sharing/record-access.ts';
import { SObject } from '../sobject.ts';
import type { SaveRow } from '../saving/save-row.ts';
import type { Session } from '../transaction/session.ts';
import { evaluateFilter, parseBooleanFilter } from './boolean-filter.ts';
import type { BooleanFilter } from './boolean-filter.ts';
import type { RuleViewer } from './header.ts';
import { THRESHOLDS, candidateSql, fuzzyScore } from './fuzzy.ts';

/** A record is never its own match. */
export interface MatchQuestion {
  readonly rule: MatchingRule;
  /** Field of the matched object -> field of the saved record. */
  readonly inputOf: ReadonlyMap<string, string>;
  readonly excluded: ReadonlySet<string>;
  readonly withDetails: (row: SaveRow) => boolean;
  readonly viewer: RuleViewer;
  /** The rule enforces sharing: what the viewer must not see is no match. Otherwise it is one that is not named. */
  readonly enforced: boolean;
}

type Cell = string | number | boolean | null;

interface Item {
  readonly item: MatchingRuleItem;
  readonly column: Column;
  readonly inputName: string;
}

/** "At most ~100 candidate matches per rule" (salesforce-facts 1.6). */
const MATCH_LIMIT = 100;

export function findMatches(
  session: Session,
  { rule, inputOf, excluded, withDetails, viewer, enforced }: MatchQuestion,
  rows: readonly SaveRow[]
): Map<SaveRow, MatchResult> {
  const describe = session.schema.objects.get(rule.object.toLowerCase());
  if (!describe)
    throw new DatabaseError('INVALID_TYPE', `Matching rule ${rule.name}: object ${rule.object} does not exist.`);
  const table = tableOf(describe);
  const items = rule.items.map((item) => toItem(rule, table, item, inputOf));
  const filter = parseBooleanFilter(rule.booleanFilter, items.length);
  const inputs = rows
    .map((row) => ({ row, values: items.map((item) => inputValue(item, row)) }))
    .filter(({ values }) => evaluateFilter(filter, (number) => mayMatch(items[number - 1], values[number - 1])));
  const results = new Map<SaveRow, MatchResult>();
  if (inputs.length === 0) return results;

  const found = session.query(...candidateQuery(session, table, items, filter, inputs, excluded, viewer));
  const matched = new Map<SaveRow, MatchedRecord[]>();
  for (const cells of found.rows) {
    const input = inputs[Number(cells[0])];
    if (!input) continue;
    const stored = items.map((_, index) => cells[2 + index] ?? null);
    const alike = items.map((_, index) => cells[2 + items.length + index] === true);
    const scores = items.map((item, index) =>
      score(item, input.values[index] ?? null, stored[index] ?? null, alike[index] ?? false)
    );
    if (!evaluateFilter(filter, (number) => (scores[number - 1] ?? 0) >= threshold(items[number - 1]))) continue;
    const hidden = cells.at(-1) === false && viewer.isUser(input.row);
    if (hidden && enforced) continue;
    const records = matched.get(input.row) ?? [];
    matched.set(input.row, records);
    if (hidden && viewer.named === 'seen') continue;
    if (records.length >= MATCH_LIMIT) continue;
    records.push(matchedRecord(table, items, String(cells[1]), input.values, stored, scores, withDetails(input.row)));
  }
  const matchEngine = rule.items.some((item) => item.matchingMethod !== 'Exact')
    ? 'FuzzyMatchEngine'
    : 'ExactMatchEngine';
  for (const [row, matchRecords] of matched)
    results.set(row, { entityType: rule.object, matchEngine, rule: rule.name, matchRecords });
  return results;
}

function toItem(
  rule: MatchingRule,
  table: ObjectTable,
  item: MatchingRuleItem,
  inputOf: ReadonlyMap<string, string>
): Item {
  const column = table.columns.get(item.fieldName.toLowerCase());
  if (!column)
    throw new DatabaseError(
      'INVALID_FIELD',
      `Matching rule ${rule.name}: no field ${item.fieldName} on ${rule.object}.`
    );
  return { item, column, inputName: inputOf.get(item.fieldName) ?? item.fieldName };
}

/** Comparison ignores case for all methods (salesforce-facts 1.7). */
function inputValue({ column, inputName }: Item, row: SaveRow): Cell {
  const field = row.next.describe.fields.get(inputName.toLowerCase());
  if (!field) return null;
  const value = toSql(field, row.next.fields.get(field.name));
  return typeof value === 'string' && isText(column) ? foldCase(value) : value;
}

/** Ids are compared as they are. */
function isText(column: Column): boolean {
  return column.parameterType === 'text' && !isIdType(column.field);
}

function mayMatch(item: Item | undefined, value: Cell | undefined): boolean {
  return item?.item.blankValueBehavior === 'MatchBlanks' || (value !== null && value !== undefined);
}

/** The last column says whether the user may see the candidate; asked for only when somebody looks as a user who does not see all. */
function candidateQuery(
  session: Session,
  table: ObjectTable,
  items: readonly Item[],
  filter: BooleanFilter,
  inputs: readonly { readonly row: SaveRow; readonly values: readonly Cell[] }[],
  excluded: ReadonlySet<string>,
  viewer: RuleViewer
): [sql: string, parameters: SqlValue[]] {
  const parameters: SqlValue[] = [inputs.map((_, index) => index), inputs.map(({ row }) => row.id)];
  const casts = ['$1::int[]', '$2::text[]'];
  const names = ['n', 'own'];
  items.forEach(({ column }, index) => {
    parameters.push(inputs.map(({ values }) => values[index] ?? null));
    casts.push(`$${parameters.length}::${column.parameterType}[]`);
    names.push(`k${index}`);
  });
  parameters.push([...excluded]);
  const excludedSql = `$${parameters.length}::text[]`;
  const visible = inputs.some(({ row }) => viewer.isUser(row)) ? visibleSql(session, table, parameters) : 'true';
  const stored = items.map(({ column }) => `c.${column.sql}`);
  const alike = items.map(({ item, column }, index) =>
    item.matchingMethod === 'LastName' ? `dmetaphone(c.${column.sql}) = dmetaphone(i.k${index})` : 'false'
  );
  const sql =
    `SELECT i.n, c.id, ${[...stored, ...alike, visible].join(', ')} FROM unnest(${casts.join(', ')}) AS i(${names.join(', ')}) ` +
    `JOIN ${table.sql} c ON ${filterSql(filter, items)} ` +
    `WHERE NOT c.isdeleted AND c.id IS DISTINCT FROM i.own AND c.id <> ALL (${excludedSql}) ORDER BY i.n, c.id`;
  return [sql, parameters];
}

function visibleSql({ schema, user }: Session, table: ObjectTable, parameters: SqlValue[]): string {
  let id: string | null = null;
  const question = {
    schema,
    access: user.access,
    get user() {
      return (id ??= `$${parameters.push(user.id)}::text`);
    }
  };
  return accessCondition(question, table.describe, 'c', 'read') ?? 'true';
}

function filterSql(filter: BooleanFilter, items: readonly Item[]): string {
  switch (filter.kind) {
    case 'item':
      return itemSql(items[filter.number - 1], filter.number - 1);
    case 'not':
      // A fuzzy item's SQL only narrows candidates down, so its negation cannot; the scores decide.
      return 'true';
    case 'and':
      return `(${filter.operands.map((operand) => filterSql(operand, items)).join(' AND ')})`;
    case 'or':
      return `(${filter.operands.map((operand) => filterSql(operand, items)).join(' OR ')})`;
  }
}

function itemSql(item: Item | undefined, index: number): string {
  if (!item) return 'false';
  const stored = `c.${item.column.sql}`;
  const method = item.item.matchingMethod;
  const equal =
    method === 'Exact'
      ? `${isText(item.column) ? `lower(${stored})` : stored} = i.k${index}`
      : candidateSql(method, stored, `i.k${index}`);
  if (item.item.blankValueBehavior === 'NullNotAllowed') return equal;
  return `(${equal} OR (${stored} IS NULL AND i.k${index} IS NULL))`;
}

/** Blank and blank are the same under MatchBlanks, blank and a value never (salesforce-facts 1.7). */
function score({ item, column }: Item, input: Cell, stored: Cell, soundsAlike: boolean): number {
  if (input === null || stored === null)
    return input === null && stored === null && item.blankValueBehavior === 'MatchBlanks' ? 100 : 0;
  if (item.matchingMethod !== 'Exact')
    return fuzzyScore(item.matchingMethod, String(input), String(stored), soundsAlike);
  const folded = isText(column) ? foldCase(String(stored)) : String(stored);
  if (folded === String(input)) return 100;
  return column.parameterType === 'numeric' && Number(folded) === Number(input) ? 100 : 0;
}

function threshold(item: Item | undefined): number {
  if (!item) return Infinity;
  const { matchingMethod } = item.item;
  return matchingMethod === 'Exact' ? 100 : THRESHOLDS[matchingMethod];
}

/** Without includeRecordDetails a match is its id only (salesforce-facts 1.2). */
function matchedRecord(
  table: ObjectTable,
  items: readonly Item[],
  id: string,
  inputs: readonly Cell[],
  stored: readonly Cell[],
  scores: readonly number[],
  withDetails: boolean
): MatchedRecord {
  const record = new SObject(table.describe);
  record.queried = true;
  record.id = id;
  const matchConfidence = Math.round((scores.reduce((sum, value) => sum + value, 0) / scores.length) * 10) / 10;
  if (!withDetails) return { record, matchConfidence, fieldDiffs: [] };
  const fieldDiffs = items.map(({ column }, index) => {
    const value = stored[index] ?? null;
    record.fields.set(column.field.name, fromSql(column.field, value));
    const name = column.field.name;
    const difference = differenceOf(inputs[index] ?? null, value, scores[index] ?? 0);
    return { name, difference };
  });
  return { record, matchConfidence, fieldDiffs };
}

function differenceOf(input: Cell, stored: Cell, value: number): 'SAME' | 'DIFFERENT' | 'NULL' | 'SIMILAR' {
  if (input === null || stored === null) return input === stored ? 'SAME' : 'NULL';
  return value >= 100 ? 'SAME' : value > 0 ? 'SIMILAR' : 'DIFFERENT';
}
