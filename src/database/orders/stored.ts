/** What is stored of the records that orders hang together with, read in one query per object. */
import type { ApexDecimal } from '../../base/index.ts';
import { fromSql } from '../schema/values.ts';
import { tableOf } from '../schema/table.ts';
import type { FieldValue } from '../sobject.ts';
import type { SqlResult } from '../connection.ts';
import type { Session } from '../transaction/session.ts';
import type { SaveRow } from '../saving/save-row.ts';

export type StoredRow = ReadonlyMap<string, FieldValue>;

/** The text of a lookup field of a row that is going to be saved. */
export function idIn(row: SaveRow, field: string): string {
  return String(row.next.fields.get(field) ?? '');
}

export function decimalIn(row: SaveRow, field: string): ApexDecimal | null {
  return (row.next.fields.get(field) ?? null) as ApexDecimal | null;
}

/** Live records by id; fields by API name. */
export function readStored(
  session: Session,
  object: string,
  fields: readonly string[],
  ids: readonly string[]
): Map<string, StoredRow> {
  const { sql, columns } = selectOf(session, object, fields);
  if (ids.length === 0) return new Map();
  return rowsOf(session.query(`${sql} WHERE id = ANY ($1::text[]) AND NOT isdeleted`, [[...new Set(ids)]]), columns);
}

export interface Select {
  readonly sql: string;
  readonly columns: readonly { readonly name: string; readonly value: (value: SqlCell) => FieldValue }[];
}

type SqlCell = SqlResult['rows'][number][number];

/** `SELECT id, …` without a condition. */
export function selectOf(session: Session, object: string, fields: readonly string[]): Select {
  const describe = session.schema.objects.get(object.toLowerCase());
  if (!describe) throw new Error(`The schema has no object ${object}.`);
  const table = tableOf(describe);
  const columns = ['Id', ...fields].map((name) => {
    const column = table.columns.get(name.toLowerCase());
    if (!column) throw new Error(`${object} has no column ${name}.`);
    return { name, sql: column.sql, value: (value: SqlCell) => fromSql(column.field, value) };
  });
  return { sql: `SELECT ${columns.map((column) => column.sql).join(', ')} FROM ${table.sql}`, columns };
}

export function rowsOf(result: SqlResult, columns: Select['columns']): Map<string, StoredRow> {
  return new Map(
    result.rows.map((row) => [
      String(row[0]),
      new Map(columns.map((column, index) => [column.name, column.value(row[index] ?? null)]))
    ])
  );
}
