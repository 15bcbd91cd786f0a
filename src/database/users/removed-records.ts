/** Takes away the records of components that a deploy deletes: what is deployed as metadata is read as records too. */
import { unpackTree, type OrgSchema, type SourceTree } from '../../metadata/index.ts';
import type { SqlConnection } from '../connection.ts';
import { tableOf } from '../schema/table.ts';

interface RecordsOfType {
  readonly object: string;
  readonly keyField: string;
  /** Records that hang on one: object and lookup. */
  readonly children: readonly (readonly [object: string, field: string])[];
}

const RECORDS: Readonly<Record<string, RecordsOfType>> = {
  PermissionSet: {
    object: 'PermissionSet',
    keyField: 'Name',
    children: [
      ['PermissionSetAssignment', 'PermissionSetId'],
      ['SetupEntityAccess', 'ParentId']
    ]
  },
  CustomPermission: {
    object: 'CustomPermission',
    keyField: 'DeveloperName',
    children: [['SetupEntityAccess', 'SetupEntityId']]
  },
  DuplicateRule: { object: 'DuplicateRule', keyField: 'DeveloperName', children: [] },
  CustomNotificationType: { object: 'CustomNotificationType', keyField: 'DeveloperName', children: [] },
  Queue: {
    object: 'Group',
    keyField: 'DeveloperName',
    children: [
      ['QueueSobject', 'QueueId'],
      ['GroupMember', 'GroupId']
    ]
  }
};

/** `before` and `after` as `packTree` writes them. Part of `applySchema`, in its transaction. */
export function removeRecordsOfDeleted(
  connection: SqlConnection,
  schema: OrgSchema,
  before: string,
  after: string
): void {
  const kept = new Set(keysOf(unpackTree(after)));
  for (const key of keysOf(unpackTree(before))) {
    if (kept.has(key)) continue;
    const [type = '', name = ''] = key.split(':');
    const records = RECORDS[type];
    if (records) removeRecord(connection, schema, records, name);
  }
}

function removeRecord(connection: SqlConnection, schema: OrgSchema, records: RecordsOfType, name: string): void {
  const sqlOf = (object: string, field: string): { table: string; column: string } | null => {
    const describe = schema.objects.get(object.toLowerCase());
    const table = describe && tableOf(describe);
    const column = table?.columns.get(field.toLowerCase());
    return table && column ? { table: table.sql, column: column.sql } : null;
  };
  const own = sqlOf(records.object, records.keyField);
  if (!own) return;
  const selection = `SELECT id FROM ${own.table} WHERE lower(${own.column}) = $1::text`;
  for (const [object, field] of records.children) {
    const child = sqlOf(object, field);
    if (child) connection.query(`DELETE FROM ${child.table} WHERE ${child.column} IN (${selection})`, [name]);
  }
  connection.query(`DELETE FROM ${own.table} WHERE lower(${own.column}) = $1::text`, [name]);
}

/** `PermissionSet:upsert_guard_admin`; of a duplicate rule, which is named with its object, the rule's own name. */
function keysOf({ components }: SourceTree): string[] {
  return components
    .filter(({ type }) => Object.hasOwn(RECORDS, type.type))
    .map(({ type, fullName }) => `${type.type}:${fullName.slice(fullName.indexOf('.') + 1).toLowerCase()}`);
}
