/** The save to the database: one statement for all rows of a chunk, and what the unique indexes and locks say to it. */
import type { ApexDatetime } from '../../base/index.ts';
import { makeId } from '../../base/index.ts';
import type { SObjectDescribe } from '../../metadata/index.ts';
import { tableOf } from '../schema/table.ts';
import type { Column, ObjectTable } from '../schema/table.ts';
import { toSql } from '../schema/values.ts';
import { isLockFailure } from '../transaction/session.ts';
import type { Session } from '../transaction/session.ts';
import { isChanged } from './changes.ts';
import { failUnlocked } from './lock-failure.ts';
import { addDerived, wholeSecond } from './prepare.ts';
import { good } from './save-row.ts';
import type { SaveRow } from './save-row.ts';
import { changedUniqueColumns, failColliding, failRefused } from './unique.ts';

/** How often an update is tried again after another transaction took one of its unique values in between. */
const RACE_LIMIT = 5;

/**
 * ON CONFLICT DO NOTHING waits for a transaction that has inserted the same unique value and not ended yet: if that one commits, the row
 * is left out and named in no RETURNING, which is DUPLICATE_VALUE; if it rolls back, the row goes in. That is the platform's behaviour
 * (salesforce-facts 4), for any number of rows in one statement.
 */
export function writeInserts(
  session: Session,
  describe: SObjectDescribe,
  all: readonly SaveRow[],
  sharing: boolean
): void {
  const rows = good(all);
  if (rows.length === 0) return;
  const table = tableOf(describe);
  giveNumbers(session, table, rows);
  const now = wholeSecond(session.clock.now());
  for (const row of rows) {
    row.next.id = row.id;
    addDerived(describe, row.next);
    stamp(session, row, now, true);
  }
  const columns = [...table.columns.values()].filter(
    (column) => isStamp(column) || rows.some((row) => (row.next.fields.get(column.field.name) ?? null) !== null)
  );
  const { casts, parameters } = arrays(
    columns,
    rows,
    (column, row) => stampValue(session, column, now) ?? cell(column, row)
  );
  const sql =
    `INSERT INTO ${table.sql} (${columns.map((column) => column.sql).join(', ')}) SELECT * FROM unnest(${casts.join(', ')}) ` +
    `ON CONFLICT DO NOTHING RETURNING id`;
  const outcome = session.attempt(() => session.query(sql, parameters));
  if ('error' in outcome) {
    if (!isLockFailure(outcome.error)) throw outcome.error;
    failUnlocked(rows);
    return;
  }
  if (outcome.value.rows.length === rows.length) return;
  const written = new Set(outcome.value.rows.map((row) => row[0]));
  failRefused(
    session,
    describe,
    rows.filter((row) => !written.has(row.id)),
    sharing
  );
}

/** Rows are locked already, so only a unique index can still make the statement wait or fail. */
export function writeUpdates(
  session: Session,
  describe: SObjectDescribe,
  all: readonly SaveRow[],
  sharing: boolean
): void {
  const table = tableOf(describe);
  const now = wholeSecond(session.clock.now());
  for (const row of good(all)) {
    addDerived(describe, row.next);
    stamp(session, row, now, false);
  }
  const unique = changedUniqueColumns(describe, good(all));
  for (let race = 0; ; race++) {
    failColliding(session, unique, all, sharing);
    const rows = good(all);
    if (rows.length === 0) return;
    const { sql, parameters } = updateStatement(session, table, rows, now);
    if (unique.length === 0) {
      session.query(sql, parameters);
      return;
    }
    const outcome = session.attempt(() => session.query(sql, parameters));
    if ('value' in outcome) return;
    if (isLockFailure(outcome.error)) {
      failUnlocked(rows);
      return;
    }
    if (outcome.error.sqlState !== '23505') throw outcome.error;
    // The other transaction has committed by now; the next look at the holders sees its record.
    if (race === RACE_LIMIT) failRefused(session, describe, rows, sharing);
  }
}

/** Writes the columns that some row changes; the other rows write what they hold, which nobody else can change: they are locked. */
function updateStatement(
  session: Session,
  table: ObjectTable,
  rows: readonly SaveRow[],
  now: ApexDatetime
): { sql: string; parameters: (readonly (string | number | boolean | null)[])[] } {
  const columns = [...table.columns.values()].filter(
    (column) =>
      column.key !== 'id' &&
      (isUpdateStamp(column) || (!isStamp(column) && rows.some((row) => isChanged(row, column.field))))
  );
  const idColumn = table.columns.get('id');
  if (!idColumn) throw new Error('A table without an id column.');
  const { casts, parameters } = arrays(
    [idColumn, ...columns],
    rows,
    (column, row) => stampValue(session, column, now) ?? cell(column, row)
  );
  const names = ['id', ...columns.map((_, index) => `v${index}`)];
  const sets = columns.map((column, index) => `${column.sql} = v.v${index}`);
  const sql = `UPDATE ${table.sql} AS t SET ${sets.join(', ')} FROM unnest(${casts.join(', ')}) AS v(${names.join(', ')}) WHERE t.id = v.id`;
  return { sql, parameters };
}

function cell(column: Column, row: SaveRow): string | number | boolean | null {
  if (column.key === 'id') return row.id;
  const value = toSql(column.field, row.next.fields.get(column.field.name));
  return value === null && column.sqlType === 'boolean' ? false : value;
}

function arrays(
  columns: readonly Column[],
  rows: readonly SaveRow[],
  value: (column: Column, row: SaveRow) => string | number | boolean | null
): { casts: string[]; parameters: (string | number | boolean | null)[][] } {
  return {
    casts: columns.map((column, index) => `$${index + 1}::${column.parameterType}[]`),
    parameters: columns.map((column) => rows.map((row) => value(column, row)))
  };
}

/** Ids and auto numbers of all new rows in one query. A number once given is not given again, also when the row fails. */
function giveNumbers(session: Session, table: ObjectTable, rows: readonly SaveRow[]): void {
  const needing = rows.filter((row) => row.id === null);
  if (needing.length > 0) {
    const sequences = [table.idSequence, ...table.autoNumbers.map((item) => item.sequence)];
    const calls = sequences.map((sequence) => `nextval('${sequence}')`);
    const numbers = session.query(`SELECT ${calls.join(', ')} FROM generate_series(1, $1::int)`, [needing.length]);
    needing.forEach((row, index) => {
      const [idNumber = '0', ...others] = (numbers.rows[index] ?? []).map(String);
      row.id = makeId(table.describe.keyPrefix, BigInt(idNumber));
      row.autoNumbers = others;
    });
  }
  for (const row of rows)
    table.autoNumbers.forEach(({ column, format }, index) => {
      const given = row.autoNumbers?.[index] ?? '0';
      row.next.fields.set(column.field.name, formatAutoNumber(format, given));
    });
}

/** `EX-{000000}` and 42 make `EX-000042`. */
export function formatAutoNumber(format: string, number: string): string {
  return format.replace(/\{(0+)\}/, (_, zeros: string) => number.padStart(zeros.length, '0'));
}

const INSERT_STAMPS = ['createddate', 'createdbyid'];
const UPDATE_STAMPS = ['lastmodifieddate', 'lastmodifiedbyid', 'systemmodstamp'];

function isStamp(column: Column): boolean {
  return column.key === 'id' || INSERT_STAMPS.includes(column.key) || isUpdateStamp(column);
}

function isUpdateStamp(column: Column): boolean {
  return UPDATE_STAMPS.includes(column.key);
}

function stampValue(session: Session, column: Column, now: ApexDatetime): string | null {
  if (!INSERT_STAMPS.includes(column.key) && !isUpdateStamp(column)) return null;
  return column.field.type === 'datetime' ? now.toISOString() : session.user.id;
}

/** The audit fields as after triggers see them. */
function stamp(session: Session, row: SaveRow, now: ApexDatetime, created: boolean): void {
  const { describe, fields } = row.next;
  for (const key of created ? [...INSERT_STAMPS, ...UPDATE_STAMPS] : UPDATE_STAMPS) {
    const field = describe.fields.get(key);
    if (field) fields.set(field.name, field.type === 'datetime' ? now : session.user.id);
  }
}
