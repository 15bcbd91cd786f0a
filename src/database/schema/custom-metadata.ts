/** Custom metadata records arrive by deploy; they are rows like any other, so that SOQL reads them. */
import { isIdText, makeId } from '../../base/index.ts';
import type { CustomMetadataRecord, FieldDescribe, OrgSchema } from '../../metadata/index.ts';
import type { SqlConnection } from '../connection.ts';
import { DatabaseError } from '../transaction.ts';
import { writeRows } from './rows.ts';
import type { RowValue } from './rows.ts';
import { tableOf } from './table.ts';

/** Replaces the records of every custom metadata type. A metadata relationship names its target by developer name and is stored as its id. */
export function loadCustomMetadata(connection: SqlConnection, schema: OrgSchema): void {
  const ids = assignIds(schema);
  for (const describe of schema.objects.values()) {
    if (describe.kind !== 'customMetadata') continue;
    connection.run(`DELETE FROM ${tableOf(describe).sql}`);
    const records = schema.customMetadata.filter((record) => record.object === describe.name);
    const rows = records.map((record) => {
      const row = new Map<string, RowValue>([
        ['Id', ids.get(keyOf(record.object, record.developerName)) ?? null],
        ['DeveloperName', record.developerName],
        ['MasterLabel', record.label],
        ['Label', record.label],
        ['QualifiedApiName', record.developerName],
        ['Language', 'en_US']
      ]);
      for (const [name, value] of record.values) {
        const field = describe.fields.get(name.toLowerCase());
        if (field) row.set(field.name, field.type === 'reference' ? targetId(ids, field, record, value) : value);
      }
      return row;
    });
    writeRows(connection, describe, rows);
  }
}

/** Ids follow the order of developer names, so that the same folder deployed twice has the same ids. */
function assignIds(schema: OrgSchema): Map<string, string> {
  const ids = new Map<string, string>();
  const counters = new Map<string, number>();
  const records = [...schema.customMetadata].sort((a, b) => (a.developerName < b.developerName ? -1 : 1));
  for (const record of records) {
    const describe = schema.objects.get(record.object.toLowerCase());
    if (!describe) throw new DatabaseError('INVALID_TYPE', `Custom metadata type ${record.object} does not exist.`);
    const number = (counters.get(describe.name) ?? 0) + 1;
    counters.set(describe.name, number);
    ids.set(keyOf(record.object, record.developerName), makeId(describe.keyPrefix, number));
  }
  return ids;
}

function keyOf(object: string, developerName: string): string {
  return `${object}.${developerName}`.toLowerCase();
}

function targetId(
  ids: Map<string, string>,
  field: FieldDescribe,
  record: CustomMetadataRecord,
  value: RowValue
): RowValue {
  if (typeof value !== 'string' || value === '') return null;
  for (const object of field.referenceTo ?? []) {
    const id = ids.get(keyOf(object, value));
    if (id) return id;
  }
  if (isIdText(value)) return value;
  throw new DatabaseError(
    'FIELD_INTEGRITY_EXCEPTION',
    `${record.object}.${record.developerName}: ${field.name} names "${value}", which is no record of ${(field.referenceTo ?? []).join(', ')}.`
  );
}
