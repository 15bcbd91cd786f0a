/** How an object's records lie in PostgreSQL: one table per object in schema `org`, lower-case names, one column per stored field. */
import { createHash } from 'node:crypto';
import type { FieldDescribe, SObjectDescribe } from '../../metadata/index.ts';

export interface Column {
  readonly field: FieldDescribe;
  /** Lower-case API name. */
  readonly key: string;
  /** Quoted column name. */
  readonly sql: string;
  /** Type in DDL, e.g. `numeric(18,2)`. */
  readonly sqlType: string;
  /** Type of an array element in unnest($1::x[]). */
  readonly parameterType: string;
  /** Whether comparisons ignore case: text except case-sensitive unique fields (salesforce-facts 4), never ids. */
  readonly ignoresCase: boolean;
}

export interface ObjectTable {
  readonly describe: SObjectDescribe;
  /** Quoted name with schema. */
  readonly sql: string;
  readonly idSequence: string;
  /** Stored columns by lower-case API name; the system columns are always there. */
  readonly columns: ReadonlyMap<string, Column>;
  readonly uniqueColumns: readonly Column[];
  readonly autoNumbers: readonly { readonly column: Column; readonly sequence: string; readonly format: string }[];
}

export const SCHEMA = 'org';

function systemField(name: string, type: FieldDescribe['type'], referenceTo?: readonly string[]): FieldDescribe {
  return {
    name,
    label: name,
    type,
    length: type === 'reference' || type === 'id' ? 18 : 0,
    precision: 0,
    scale: 0,
    custom: false,
    nillable: false,
    externalId: false,
    unique: false,
    caseSensitive: false,
    createable: false,
    updateable: false,
    ...(referenceTo ? { referenceTo } : {})
  };
}

/** Present in every table, whether or not the object's describe lists them. */
const SYSTEM_FIELDS: readonly FieldDescribe[] = [
  systemField('Id', 'id'),
  systemField('IsDeleted', 'boolean'),
  systemField('CreatedDate', 'datetime'),
  systemField('CreatedById', 'reference', ['User']),
  systemField('LastModifiedDate', 'datetime'),
  systemField('LastModifiedById', 'reference', ['User']),
  systemField('SystemModstamp', 'datetime'),
  // Ours, in no describe: the parent whose deletion took the record along, so that undelete brings back those and no others.
  systemField('DeletedWithId', 'string')
];

const tables = new WeakMap<SObjectDescribe, ObjectTable>();

export function tableOf(describe: SObjectDescribe): ObjectTable {
  let table = tables.get(describe);
  if (!table) tables.set(describe, (table = buildTable(describe)));
  return table;
}

function buildTable(describe: SObjectDescribe): ObjectTable {
  const name = describe.name.toLowerCase();
  const columns = new Map<string, Column>();
  for (const field of SYSTEM_FIELDS) columns.set(field.name.toLowerCase(), columnOf(field));
  for (const [key, field] of describe.fields) if (isStored(field)) columns.set(key, columnOf(field));
  const all = [...columns.values()];
  return {
    describe,
    sql: `${SCHEMA}.${quote(name)}`,
    idSequence: `${SCHEMA}.${quote(shortName('seq', name))}`,
    columns,
    uniqueColumns: all.filter((column) => column.field.unique && column.field.type !== 'id'),
    autoNumbers: all.flatMap((column) => {
      const format = column.field.autoNumberFormat;
      if (format === undefined) return [];
      return [{ column, format, sequence: `${SCHEMA}.${quote(shortName('auto', name, column.key))}` }];
    })
  };
}

/** Address compounds are views on their parts (MailingCity …), which are fields of their own. */
function isStored(field: FieldDescribe): boolean {
  return field.type !== 'address';
}

function columnOf(field: FieldDescribe): Column {
  const key = field.name.toLowerCase();
  const sqlType = sqlTypeOf(field);
  return {
    field,
    key,
    sql: quote(key),
    sqlType,
    parameterType: sqlType.replace(/\(.*$/, ''),
    ignoresCase: sqlType === 'text' && !isIdType(field) && !(field.unique && field.caseSensitive)
  };
}

export function isIdType(field: FieldDescribe): boolean {
  return field.type === 'id' || field.type === 'reference';
}

function sqlTypeOf(field: FieldDescribe): string {
  switch (field.type) {
    case 'boolean':
      return 'boolean';
    case 'int':
      return 'integer';
    case 'double':
    case 'currency':
    case 'percent':
      // numeric(p,s) rounds half up on save, as the platform does with too many decimal places.
      return field.precision > 0 ? `numeric(${field.precision},${field.scale})` : 'numeric';
    case 'date':
      return 'date';
    case 'datetime':
      return 'timestamptz(3)';
    case 'time':
      return 'time(3)';
    default:
      return 'text';
  }
}

/** What an index on the column and every equality on it look at. */
export function comparable(column: Column, expression: string): string {
  return column.ignoresCase ? `lower(${expression})` : expression;
}

export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** PostgreSQL cuts names at 63 bytes; a long one ends in a hash of itself so that two fields never share an index. */
export function shortName(...parts: readonly string[]): string {
  const name = parts.join('_');
  if (name.length <= 60) return name;
  return `${name.slice(0, 50)}_${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}

export function uniqueIndexName(table: ObjectTable, column: Column): string {
  return shortName('u', table.describe.name.toLowerCase(), column.key);
}
