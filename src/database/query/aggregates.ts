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
  switch (name) {
    case 'COUNT':
      return { sql: `count(${sql})::int`, column: numberColumn('int', name) };
    case 'COUNT_DISTINCT':
      return { sql: `count(DISTINCT ${comparable(column, sql)})::int`, column: numberColumn('int', name) };
    case 'SUM':
    case 'AVG':
      if (column.parameterType !== 'numeric' && column.parameterType !== 'integer')
        throw malformed(`field ${path.join('.')} does not support aggregate operator ${name}`);
      return { sql: `${name.toLowerCase()}(${sql})`, column: numberColumn('double', name) };
    case 'MIN':
    case 'MAX':
      return { sql: `${name.toLowerCase()}(${sql})`, column };
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
