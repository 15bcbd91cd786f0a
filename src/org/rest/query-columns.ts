/**
 * `/query?q=…&columns=true`: what the columns of a query are, without running it. Not in the REST guide; the sf CLI asks for it to lay out
 * its table and reads `columnName`, `displayName`, `aggregate`, `custom` and `joinColumns` (npm @salesforce/plugin-data, commands/data/query).
 */
import type { SObjectDescribe } from '../../metadata/index.ts';
import type { SelectItem, SoqlQuery } from '../../soql/index.ts';

interface ColumnMetadata {
  readonly columnName: string;
  readonly displayName: string;
  readonly aggregate: boolean;
  readonly custom: boolean;
  readonly joinColumns: readonly ColumnMetadata[];
}

export function queryColumns(query: SoqlQuery, describe: SObjectDescribe): unknown {
  return {
    columnMetadata: columnsOf(query),
    entityName: describe.name,
    groupBy: query.groupBy.length > 0,
    keyPrefix: describe.keyPrefix
  };
}

function columnsOf(query: SoqlQuery): ColumnMetadata[] {
  let unnamed = 0;
  return query.select.map((item) => {
    // Aggregates without an alias are numbered in the order of the SELECT clause: expr0, expr1 …
    const alias = item.kind === 'aggregate' ? (item.alias ?? `expr${unnamed++}`) : '';
    return columnOf(item, alias);
  });
}

function columnOf(item: SelectItem, alias: string): ColumnMetadata {
  switch (item.kind) {
    case 'field':
      return fieldColumn(item.path);
    case 'aggregate':
      return column(alias, `${item.function}(${item.path?.join('.') ?? ''})`, true, []);
    case 'subquery':
      return column(item.query.from, item.query.from, true, columnsOf(item.query));
    case 'fields':
      return column(`FIELDS(${item.group})`, `FIELDS(${item.group})`, false, []);
  }
}

function fieldColumn(path: readonly string[]): ColumnMetadata {
  const [first = '', ...rest] = path;
  return column(first, first, false, rest.length > 0 ? [fieldColumn(rest)] : []);
}

function column(
  columnName: string,
  displayName: string,
  aggregate: boolean,
  joinColumns: readonly ColumnMetadata[]
): ColumnMetadata {
  return { columnName, displayName, aggregate, custom: /__[cr]$/i.test(columnName), joinColumns };
}
