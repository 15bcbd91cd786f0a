/** Writes rows past the order of save: deployed records and the users an org starts with. */
import type { SObjectDescribe } from '../../metadata/index.ts';
import type { SqlConnection } from '../connection.ts';
import { tableOf } from './table.ts';
import type { Column } from './table.ts';

export type RowValue = string | number | boolean | null;

const EPOCH = '2000-01-01T00:00:00.000Z';

/** Values for fields that the object does not describe are left out; audit dates have a fixed default, checkboxes false. */
export function writeRows(
  connection: Pick<SqlConnection, 'query'>,
  describe: SObjectDescribe,
  rows: readonly ReadonlyMap<string, RowValue>[]
): void {
  if (rows.length === 0) return;
  const table = tableOf(describe);
  const lowered = rows.map((row) => new Map([...row].map(([name, value]) => [name.toLowerCase(), value])));
  const columns = [...table.columns.values()].filter(
    (column) => isAudit(column) || lowered.some((row) => row.has(column.key))
  );
  const parameters = columns.map((column) =>
    lowered.map((row) => row.get(column.key) ?? (isAudit(column) ? EPOCH : column.sqlType === 'boolean' ? false : null))
  );
  const casts = columns.map((column, index) => `$${index + 1}::${column.parameterType}[]`);
  connection.query(
    `INSERT INTO ${table.sql} (${columns.map((column) => column.sql).join(', ')}) SELECT * FROM unnest(${casts.join(', ')})`,
    parameters
  );
}

function isAudit(column: Column): boolean {
  return ['createddate', 'lastmodifieddate', 'systemmodstamp'].includes(column.key);
}
