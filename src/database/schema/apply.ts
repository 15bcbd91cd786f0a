/** Brings a database to a deployed schema: creates what is missing, widens what may be widened, refuses what would lose data. */
import type { OrgSchema, SObjectDescribe } from '../../metadata/index.ts';
import { SqlError, type SqlConnection } from '../connection.ts';
import { createIngestTables } from '../bulk/ingest-store.ts';
import { createEventTables } from '../events/event-bus.ts';
import { createJobTables } from '../jobs/waiting-jobs.ts';
import { createNotificationTables } from '../notifications/notification-store.ts';
import { DatabaseError } from '../transaction.ts';
import { removeRecordsOfDeleted } from '../users/removed-records.ts';
import { seedOrg } from '../users/seed.ts';
import { SCHEMA, comparable, isIdType, quote, shortName, tableOf, uniqueIndexName } from './table.ts';
import type { Column, ObjectTable } from './table.ts';
import { keepDeployedPackage, readDeployedPackage } from './deployed-package.ts';
import { loadCustomMetadata } from './custom-metadata.ts';

export interface ApplyOptions {
  /** The components that made the schema, as `packTree` writes them; kept for the next deploy. */
  readonly tree?: string;
  /** Carries everything out and rolls it back: what the database would refuse is known, and nothing has changed. */
  readonly rehearsal?: boolean;
  /** Objects (`Sync_Run__c`) and fields (`Contact.Source_Version__c`) that a deploy deletes: their data is gone for good. */
  readonly deleted?: readonly string[];
  /** False: the org's users are not assigned the new permission sets. Default true: a folder is deployed for those who try the roles. */
  readonly assignRoles?: boolean;
}

/** The data that is there forbids the change of a field. */
export class SchemaChangeRefused extends DatabaseError {
  readonly object: string;
  readonly field: string;

  constructor(code: string, describe: SObjectDescribe, field: string, message: string) {
    super(code, message);
    this.object = describe.name;
    this.field = field;
  }
}

/**
 * Runs in one transaction of its own. Additive: a table or column that the schema no longer has stays where it is, unless it is among `deleted`. Custom metadata records are replaced by the deployed ones; the org's users are added where missing, and
 * the records of permission sets, rules and queues say what is deployed.
 */
export function applySchema(connection: SqlConnection, schema: OrgSchema, options: ApplyOptions = {}): void {
  connection.run(`BEGIN; CREATE SCHEMA IF NOT EXISTS ${SCHEMA}; CREATE EXTENSION IF NOT EXISTS fuzzystrmatch`);
  try {
    for (const name of options.deleted ?? []) dropData(connection, name);
    const present = readColumns(connection);
    dropLooseUniqueness(connection, schema);
    const statements: string[] = [];
    for (const describe of schema.objects.values())
      // Events are messages, not records: they lie on the bus.
      if (describe.kind !== 'platformEvent')
        addTable(statements, tableOf(describe), present.get(describe.name.toLowerCase()));
    addMatchingIndexes(statements, schema);
    if (statements.length > 0) runStatements(connection, statements, schema);
    createJobTables(connection);
    createIngestTables(connection);
    createEventTables(connection);
    createNotificationTables(connection);
    loadCustomMetadata(connection, schema);
    seedOrg(connection, schema, options.assignRoles ?? true);
    const before = options.tree === undefined ? null : readDeployedPackage(connection).tree;
    if (before !== null && options.tree !== undefined) removeRecordsOfDeleted(connection, schema, before, options.tree);
    keepDeployedPackage(connection, schema, options.tree);
    connection.run(options.rehearsal ? 'ROLLBACK' : 'COMMIT');
  } catch (error) {
    connection.run('ROLLBACK');
    throw error;
  }
}

/** Sequences stay, so that an id is never given twice. The package's objects refer to each other in ids only: nothing is dropped along. */
function dropData(connection: SqlConnection, name: string): void {
  const [object = '', field] = name.toLowerCase().split('.');
  const table = `${SCHEMA}.${quote(object)}`;
  connection.run(
    field === undefined
      ? `DROP TABLE IF EXISTS ${table}`
      : `ALTER TABLE IF EXISTS ${table} DROP COLUMN IF EXISTS ${quote(field)}`
  );
}

/** Column types by column, by table, as PostgreSQL writes them. */
function readColumns(connection: SqlConnection): Map<string, Map<string, string>> {
  const result = connection.query(
    `SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      WHERE c.relnamespace = $1::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped`,
    [SCHEMA]
  );
  const tables = new Map<string, Map<string, string>>();
  for (const [table, column, type] of result.rows) {
    let columns = tables.get(String(table));
    if (!columns) tables.set(String(table), (columns = new Map()));
    columns.set(String(column), String(type));
  }
  return tables;
}

function addTable(statements: string[], table: ObjectTable, present: Map<string, string> | undefined): void {
  const { describe, columns } = table;
  if (!present) {
    const definitions = [...columns.values()].map(definition).join(', ');
    statements.push(`CREATE TABLE ${table.sql} (${definitions})`);
    statements.push(`CREATE SEQUENCE IF NOT EXISTS ${table.idSequence}`);
  } else {
    for (const column of columns.values()) changeColumn(statements, table, column, present.get(column.key));
  }
  for (const { sequence } of table.autoNumbers) statements.push(`CREATE SEQUENCE IF NOT EXISTS ${sequence}`);
  for (const column of columns.values()) addIndex(statements, describe, table, column);
}

function definition(column: Column): string {
  if (column.key === 'id') return `${column.sql} text PRIMARY KEY`;
  return `${column.sql} ${column.sqlType}${column.sqlType === 'boolean' ? ' NOT NULL DEFAULT false' : ''}`;
}

function changeColumn(statements: string[], table: ObjectTable, column: Column, present: string | undefined): void {
  if (present === undefined) {
    statements.push(`ALTER TABLE ${table.sql} ADD COLUMN ${definition(column)}`);
    return;
  }
  const normal = (type: string): string =>
    type.replace('timestamp(3) with time zone', 'timestamptz(3)').replace('time(3) without time zone', 'time(3)');
  if (normal(present) === column.sqlType) return;
  const isNumeric = present.startsWith('numeric') && column.sqlType.startsWith('numeric');
  if (!isNumeric && column.sqlType !== 'text') {
    throw new SchemaChangeRefused(
      'INVALID_FIELD_TYPE_CHANGE',
      table.describe,
      column.field.name,
      `${table.describe.name}.${column.field.name}: stored data of type ${present} cannot become ${column.sqlType}; start with fresh data.`
    );
  }
  statements.push(`ALTER TABLE ${table.sql} ALTER COLUMN ${column.sql} TYPE ${column.sqlType}`);
}

/** A field that is unique no longer, or compares its case otherwise, must not keep the index that says so. */
function dropLooseUniqueness(connection: SqlConnection, schema: OrgSchema): void {
  const { rows } = connection.query('SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = $1::text', [SCHEMA]);
  const present = new Map(rows.map(([name, definition]) => [String(name), String(definition)]));
  for (const describe of schema.objects.values()) {
    if (describe.kind === 'platformEvent') continue;
    const table = tableOf(describe);
    for (const column of table.columns.values()) {
      const name = uniqueIndexName(table, column);
      const definition = present.get(name);
      if (definition === undefined) continue;
      const fits = column.field.unique && definition.includes('lower(') === column.ignoresCase;
      if (!fits) connection.run(`DROP INDEX ${SCHEMA}.${quote(name)}`);
    }
  }
}

function runStatements(connection: SqlConnection, statements: readonly string[], schema: OrgSchema): void {
  try {
    connection.run(statements.join(';\n'));
  } catch (error) {
    if (error instanceof SqlError && error.sqlState === '23505') throw notUnique(error, schema) ?? error;
    throw error;
  }
}

/** A field was made unique although records share a value of it. */
function notUnique(error: SqlError, schema: OrgSchema): SchemaChangeRefused | null {
  for (const describe of schema.objects.values()) {
    if (describe.kind === 'platformEvent') continue;
    const table = tableOf(describe);
    const column = table.uniqueColumns.find((candidate) => uniqueIndexName(table, candidate) === error.constraint);
    if (!column) continue;
    const field = column.field.name;
    const message =
      `${describe.name}.${field} cannot become unique: records share a value. ${error.detail ?? ''}`.trim();
    return new SchemaChangeRefused('DUPLICATE_VALUE', describe, field, message);
  }
  return null;
}

/**
 * Unique indexes are the only guarantee against duplicates under concurrency (salesforce-facts 4). Blanks are free, and a record in the
 * recycle bin does not hold its value.
 */
function addIndex(statements: string[], describe: SObjectDescribe, table: ObjectTable, column: Column): void {
  const { field } = column;
  if (field.type === 'id') return;
  const expression = `(${comparable(column, column.sql)})`;
  if (field.unique) {
    const name = quote(uniqueIndexName(table, column));
    statements.push(`CREATE UNIQUE INDEX IF NOT EXISTS ${name} ON ${table.sql} (${expression}) WHERE NOT isdeleted`);
  } else if (field.externalId || (isIdType(field) && !['createdbyid', 'lastmodifiedbyid'].includes(column.key))) {
    const name = quote(shortName('i', describe.name.toLowerCase(), column.key));
    // Most lookups of most records are empty: leaving those out keeps bulk inserts cheap.
    statements.push(
      `CREATE INDEX IF NOT EXISTS ${name} ON ${table.sql} (${expression}) WHERE ${column.sql} IS NOT NULL`
    );
  }
}

/** The fields that active matching rules compare exactly are searched on every save. */
function addMatchingIndexes(statements: string[], schema: OrgSchema): void {
  for (const rule of schema.matchingRules) {
    const describe = schema.objects.get(rule.object.toLowerCase());
    if (!rule.active || !describe) continue;
    const table = tableOf(describe);
    for (const item of rule.items) {
      const column = table.columns.get(item.fieldName.toLowerCase());
      if (!column || item.matchingMethod !== 'Exact' || column.field.unique || column.field.externalId) continue;
      const name = quote(shortName('m', describe.name.toLowerCase(), column.key));
      statements.push(`CREATE INDEX IF NOT EXISTS ${name} ON ${table.sql} ((${comparable(column, column.sql)}))`);
    }
  }
}
