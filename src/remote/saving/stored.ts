/** What the org holds of the records of a save. */
import { SaveRow, type FieldValue, type SObject } from '../../database/index.ts';
import type { FieldDescribe, SObjectDescribe } from '../../metadata/index.ts';
import type { SoqlQuery } from '../../soql/index.ts';
import { recordOf } from '../query/records.ts';
import { splitQuery } from '../query/split-query.ts';
import type { Saver } from './save.ts';

/** Gives each row its stored record: as Apex read it FOR UPDATE, or read now. One query for the latter. */
export function readOld(saver: Saver, describe: SObjectDescribe, rows: readonly SaveRow[]): void {
  const unread = rows.flatMap(({ id }) => (id !== null && !saver.read.get(id) ? [id] : []));
  for (const record of recordsWith(saver, describe, 'Id', unread)) saver.read.remember(record);
  for (const row of rows) {
    const known = row.id === null ? undefined : saver.read.get(row.id);
    if (known) row.old = known.record;
    else row.fail('ENTITY_IS_DELETED', 'entity is deleted');
  }
}

/**
 * Whose key the org has is changed, the others are new. A record that appears under a key in between is refused by the unique index
 * (DUPLICATE_VALUE), and Apex comes again. One query.
 */
export function matchByKey(
  saver: Saver,
  describe: SObjectDescribe,
  keyField: string,
  records: readonly SObject[]
): SaveRow[] {
  const field = describe.fields.get(keyField.toLowerCase());
  if (!field) throw new Error(`${describe.name} has no field ${keyField}.`);
  const keys = records.map((record) => record.fields.get(field.name) ?? null);
  const byKey = new Map<string, SObject>();
  for (const record of recordsWith(
    saver,
    describe,
    field.name,
    keys.filter((key) => key !== null)
  )) {
    saver.read.remember(record);
    byKey.set(keyOf(field, record.fields.get(field.name) ?? null), record);
  }
  return records.map((record, index) => {
    const found = byKey.get(keyOf(field, keys[index] ?? null));
    return new SaveRow(index, record, !found, found?.id ?? null);
  });
}

/** A unique index compares as its field says. */
function keyOf({ caseSensitive }: FieldDescribe, value: FieldValue): string {
  const text = String(value);
  return caseSensitive ? text : text.toLowerCase();
}

function recordsWith(
  { org }: Saver,
  describe: SObjectDescribe,
  name: string,
  values: readonly FieldValue[]
): SObject[] {
  if (values.length === 0) return [];
  const query: SoqlQuery = {
    from: describe.name,
    select: org.storedFields(describe).map((path) => ({ kind: 'field', path: [path] })),
    where: {
      kind: 'comparison',
      field: { kind: 'field', path: [name] },
      operator: 'IN',
      value: { kind: 'bind', index: 0 }
    },
    groupBy: [],
    orderBy: [],
    forUpdate: false,
    allRows: false
  };
  return splitQuery(query, [values])
    .flatMap((soql) => org.query(soql).records)
    .map((json) => recordOf(json, describe, org.schema));
}
