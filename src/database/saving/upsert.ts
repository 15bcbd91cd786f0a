/**
 * Upsert by external id: look up, then insert or update. The two steps are not atomic, as on the platform: a competing upsert of the same
 * key ends in DUPLICATE_VALUE for the loser, and only the unique index protects (salesforce-facts 1.3, 4).
 */
import type { SObjectDescribe } from '../../metadata/index.ts';
import { foldCase } from '../schema/fold-case.ts';
import { comparable, tableOf } from '../schema/table.ts';
import type { Column } from '../schema/table.ts';
import { WrongTypeError, toSql } from '../schema/values.ts';
import type { SObject } from '../sobject.ts';
import { DatabaseError } from '../transaction.ts';
import type { Session } from '../transaction/session.ts';
import { SaveRow } from './save-row.ts';

interface Keyed {
  readonly record: SObject;
  readonly key: string | null;
  readonly wrongType: string | null;
}

/**
 * Decides insert or update for every record, with one query for the whole call. A record without the key is refused with "<field> not
 * specified" (the text is seen in forcedotcom/Data-Migration-Tool issue 5); upsert by Id is the one that inserts such records.
 */
export function matchByExternalId(
  session: Session,
  describe: SObjectDescribe,
  fieldName: string,
  records: readonly SObject[]
): SaveRow[] {
  const column = keyColumn(describe, fieldName);
  const keyed = records.map((record) => keyOf(column, record));
  const counts = new Map<string, number>();
  for (const { key } of keyed) if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
  const matches = findMatches(session, describe, column, [...counts.keys()]);
  return keyed.map(({ record, key, wrongType }, index) => {
    const ids = key === null ? [] : (matches.get(key) ?? []);
    const [only] = ids;
    const row = new SaveRow(index, record, ids.length === 0, ids.length === 1 && only ? only : null);
    const { name, label } = column.field;
    if (wrongType !== null) row.fail('INVALID_TYPE_ON_FIELD_IN_RECORD', wrongType, [name]);
    else if (key === null) row.fail('MISSING_ARGUMENT', `${name} not specified`, [name]);
    else if ((counts.get(key) ?? 0) > 1)
      row.fail('DUPLICATE_VALUE', `Duplicate external id specified: ${toText(column, record)}`, [name]);
    else if (ids.length > 1) {
      const message = `${label}: more than one record found for external id field: [${ids.join(', ')}]`;
      row.fail('DUPLICATE_EXTERNAL_ID', message, [name]);
    }
    return row;
  });
}

function keyColumn(describe: SObjectDescribe, fieldName: string): Column {
  const column = tableOf(describe).columns.get(fieldName.toLowerCase());
  if (column && describe.fields.has(column.key) && (column.field.externalId || column.field.unique)) return column;
  throw new DatabaseError(
    'INVALID_FIELD',
    `Field name provided, ${fieldName} does not match an External ID, Salesforce Id, or indexed field for ${describe.name}`
  );
}

/** Only a unique field that is not case-sensitive is matched without regard to case (salesforce-facts 4). */
function foldsCase(column: Column): boolean {
  return column.ignoresCase && column.field.unique;
}

function keyOf(column: Column, record: SObject): Keyed {
  try {
    const text = toText(column, record);
    return { record, key: text === null ? null : foldsCase(column) ? foldCase(text) : text, wrongType: null };
  } catch (error) {
    if (error instanceof WrongTypeError) return { record, key: null, wrongType: error.message };
    throw error;
  }
}

function toText(column: Column, record: SObject): string | null {
  const value = toSql(column.field, record.fields.get(column.field.name));
  return value === null ? null : String(value);
}

function findMatches(
  session: Session,
  describe: SObjectDescribe,
  column: Column,
  keys: readonly string[]
): Map<string, string[]> {
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
