/** Collisions on unique fields: who holds the value, in Salesforce's words (salesforce-facts 1.5). */
import { toId15 } from '../../base/index.ts';
import type { SObjectDescribe } from '../../metadata/index.ts';
import { foldCase } from '../schema/fold-case.ts';
import { comparable, tableOf } from '../schema/table.ts';
import type { Column } from '../schema/table.ts';
import { toSql } from '../schema/values.ts';
import { reachable } from '../sharing/check.ts';
import type { SObject } from '../sobject.ts';
import type { Session } from '../transaction/session.ts';
import { isChanged } from './changes.ts';
import type { SaveRow } from './save-row.ts';

/** The value as the unique index sees it; null is free. */
export function uniqueKey(column: Column, record: SObject): string | null {
  const value = toSql(column.field, record.fields.get(column.field.name));
  if (value === null) return null;
  return column.ignoresCase ? foldCase(String(value)) : String(value);
}

/** Unique columns that some row of an update would write. */
export function changedUniqueColumns(describe: SObjectDescribe, rows: readonly SaveRow[]): readonly Column[] {
  return tableOf(describe).uniqueColumns.filter((column) => rows.some((row) => isChanged(row, column.field)));
}

/**
 * Fails the rows whose value another live record holds as far as this transaction can see, one query per column; and rows that share a
 * value with an earlier row of the same save. Two records that swap a value in one update fail too: the index is checked row by row.
 */
export function failColliding(
  session: Session,
  columns: readonly Column[],
  rows: readonly SaveRow[],
  sharing: boolean
): void {
  for (const column of columns) {
    const wanting = rows.filter((row) => !row.failed && isChanged(row, column.field));
    const holders = holdersOf(session, column, wanting);
    const seen = sharing ? seenOf(session, wanting, holders) : null;
    const taken = new Map<string, string | null>();
    for (const row of wanting) {
      const key = uniqueKey(column, row.next);
      if (key === null) continue;
      const holder = holders.get(key)?.find((id) => id !== row.id);
      const earlier = taken.get(key);
      if (holder !== undefined) row.fail(...duplicateValue(column, holder, seen));
      else if (earlier !== undefined) row.fail(...duplicateValue(column, earlier, null));
      else taken.set(key, row.id);
    }
  }
}

/**
 * For rows that the index refused: names the holder. Whoever cannot be seen (gone again, or hidden) is `<unknown>`.
 */
export function failRefused(
  session: Session,
  describe: SObjectDescribe,
  rows: readonly SaveRow[],
  sharing: boolean
): void {
  for (const column of tableOf(describe).uniqueColumns) {
    const open = rows.filter((row) => !row.failed);
    if (open.length === 0) return;
    const holders = holdersOf(session, column, open);
    const seen = sharing ? seenOf(session, open, holders) : null;
    for (const row of open) {
      const key = uniqueKey(column, row.next);
      const holder = key === null ? undefined : holders.get(key)?.find((id) => id !== row.id);
      if (holder !== undefined) row.fail(...duplicateValue(column, holder, seen));
    }
  }
  for (const row of rows) if (!row.failed) row.fail(...UNKNOWN_HOLDER);
}

/** The holders that the user may know of; null for all. */
function seenOf(
  session: Session,
  rows: readonly SaveRow[],
  holders: ReadonlyMap<string, readonly string[]>
): ReadonlySet<unknown> | null {
  const [first] = rows;
  return first ? reachable(session, first.source.describe, [...holders.values()].flat(), 'read') : null;
}

function holdersOf(session: Session, column: Column, rows: readonly SaveRow[]): Map<string, string[]> {
  const holders = new Map<string, string[]>();
  const keys = rows.flatMap((row) => uniqueKey(column, row.next) ?? []);
  const [first] = rows;
  if (keys.length === 0 || !first) return holders;
  const expression = comparable(column, column.sql);
  const { rows: found } = session.query(
    `SELECT id, ${expression} FROM ${tableOf(first.next.describe).sql} WHERE ${expression} = ANY ($1::${column.parameterType}[]) AND NOT isdeleted`,
    [[...new Set(keys)]]
  );
  for (const [id, key] of found) {
    const ids = holders.get(String(key));
    if (ids) ids.push(String(id));
    else holders.set(String(key), [String(id)]);
  }
  return holders;
}

const UNKNOWN_HOLDER = [
  'DUPLICATE_VALUE',
  'duplicate value found: <unknown> duplicates value on record with id: <unknown>'
] as const;

function duplicateValue(
  column: Column,
  holder: string | null,
  seen: ReadonlySet<unknown> | null
): readonly [string, string, string[]?] {
  if (seen && !seen.has(holder)) return UNKNOWN_HOLDER;
  const { name } = column.field;
  const id = holder === null ? '<unknown>' : toId15(holder);
  return ['DUPLICATE_VALUE', `duplicate value found: ${name} duplicates value on record with id: ${id}`, [name]];
}
