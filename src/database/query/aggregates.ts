/** Aggregate functions as SQL, with the field type that their result has. */
import type { FieldDescribe } from '../../metadata/index.ts';
import type { AggregateFunction, FieldPath } from '../../soql/index.ts';
import { comparable } from '../schema/table.ts';
import type { Column } from '../schema/table.ts';
import { malformed } from './errors.ts';
import type { Scope } from './scope.ts';

export function aggregateSql(
  scope: Scope,
  { function: name, path }: { readonly function: AggregateFunction; readonly path?: FieldPath }
): { sql: string; column: Column } {
  if (!path) {
    if (name !== 'COUNT') throw malformed(`${name} needs a field.`);
    return { sql: 'count(*)::int', column: numberColumn('int', name) };
  }
  const { sql, column } = scope.resolve(path);
  if (!supports(column, name)) throw malformed(`field ${path.join('.')} does not support aggregate operator ${name}`);
  switch (name) {
    case 'COUNT':
      return { sql: `count(${sql})::int`, column: numberColumn('int', name) };
    case 'COUNT_DISTINCT':
      return { sql: `count(DISTINCT ${comparable(column, sql)})::int`, column: numberColumn('int', name) };
    case 'SUM':
    case 'AVG':
      return { sql: `${name.toLowerCase()}(${sql})`, column: numberColumn('double', name) };
    case 'MIN':
    case 'MAX':
      return { sql: `${name.toLowerCase()}(${sql})`, column };
  }
}

/** SOQL and SOSL Reference, "Support for Field Types in Aggregate Functions". */
function supports({ field, parameterType }: Column, name: AggregateFunction): boolean {
  switch (field.type) {
    case 'boolean':
    case 'time':
    case 'multipicklist':
    case 'base64':
      return false;
    default:
      return (name !== 'SUM' && name !== 'AVG') || parameterType === 'numeric' || parameterType === 'integer';
  }
}

function numberColumn(type: 'int' | 'double', name: string): Column {
  const field: FieldDescribe = {
    name,
    label: name,
    type,
    length: 0,
    precision: 0,
    scale: 0,
    custom: false,
    nillable: true,
    externalId: false,
    unique: false,
    caseSensitive: false,
    createable: false,
    updateable: false
  };
  const sqlType = type === 'int' ? 'integer' : 'numeric';
  return { field, key: name.toLowerCase(), sql: name, sqlType, parameterType: sqlType, ignoresCase: false };
}
