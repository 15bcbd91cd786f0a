/** Queries and DML statements of emitted code: the library's database classes carry them out. */
import type { Linkage } from '../../apex/linkage.ts';
import { runDml } from '../library/database/dml.ts';
import { runQuery } from '../library/database/query.ts';

export const soql: Linkage['soql'] = (query, binds, shape, type) => runQuery(query, binds, shape, type);

export const dml: Linkage['dml'] = (operation, value, accessMode, externalIdField) =>
  runDml(operation, value, accessMode, externalIdField);

export const merge: Linkage['merge'] = () => {
  throw new Error('The merge statement is not carried out by this runtime.');
};

export const runAs: Linkage['runAs'] = () => {
  throw new Error('System.runAs is not carried out by this runtime.');
};
