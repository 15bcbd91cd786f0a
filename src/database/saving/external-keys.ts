/** Records that are named by a field other than their id: the key of an upsert, and parents that are named by their external id. */
import type { SObjectDescribe } from '../../metadata/index.ts';
import { foldCase } from '../schema/fold-case.ts';
import { comparable, tableOf } from '../schema/table.ts';
import type { Column } from '../schema/table.ts';
import { WrongTypeError, toSql } from '../schema/values.ts';
import type { SObject } from '../sobject.ts';
import type { Session } from '../transaction/session.ts';

export interface ExternalKey {
  readonly column: Column;
  /** What records are compared by; null when the record has none, or a value that the field cannot hold. */
  readonly key: string | null;
  /** As it was given, for messages. */
  readonly text: string;
  readonly wrongType: string | null;
}

/** The column of a field that may name records; null for any other. */
export function keyColumn(describe: SObjectDescribe, fieldName: string): Column | null {
  const column = tableOf(describe).columns.get(fieldName.toLowerCase());
  const isKey = column && describe.fields.has(column.key) && (column.field.externalId || column.field.unique);
  return isKey ? column : null;
}

/** In the words of the platform (Bulk API and Apex alike). */
export function noKeyMessage(describe: SObjectDescribe, fieldName: string): string {
  return `Field name provided, ${fieldName} does not match an External ID, Salesforce Id, or indexed field for ${describe.name}`;
}

export function externalKeyOf(column: Column, record: SObject): ExternalKey {
  try {
    const value = toSql(column.field, record.fields.get(column.field.name));
    if (value === null) return { column, key: null, text: '', wrongType: null };
    const text = String(value);
    return { column, key: foldsCase(column) ? foldCase(text) : text, text, wrongType: null };
  } catch (error) {
    if (error instanceof WrongTypeError) return { column, key: null, text: '', wrongType: error.message };
    throw error;
  }
}

/** Ids of the live records behind each key, in one query. */
export function findByKeys(
  session: Session,
  describe: SObjectDescribe,
  column: Column,
  keys: readonly string[]
): ReadonlyMap<string, readonly string[]> {
  const matches = new Map<string, string[]>();
  if (keys.length === 0) return matches;
  const wanted = column.ignoresCase ? keys.map(foldCase) : keys;
  const { rows } = session.query(
    `SELECT id, ${column.sql} FROM ${tableOf(describe).sql} WHERE ${comparable(column, column.sql)} = ANY ($1::${column.parameterType}[]) AND NOT isdeleted ORDER BY id`,
    [wanted]
  );
  for (const [id, value] of rows) {
    const key = foldsCase(column) ? foldCase(String(value)) : String(value);
    const ids = matches.get(key);
    if (ids) ids.push(String(id));
    else matches.set(key, [String(id)]);
  }
  return matches;
}

export function severalMatchesMessage(column: Column, ids: readonly string[]): string {
  return `${column.field.label}: more than one record found for external id field: [${ids.join(', ')}]`;
}

/** Only a unique field that is not case-sensitive is matched without regard to case (salesforce-facts 4). */
function foldsCase(column: Column): boolean {
  return column.ignoresCase && column.field.unique;
}
