/** Queries, DML statements and runAs blocks of emitted code: classes of the library carry them out. */
import type { Linkage } from '../../apex/linkage.ts';
import { runDml } from '../library/database/dml.ts';
import { runMerge } from '../library/database/merge.ts';
import { runQuery } from '../library/database/query.ts';
import { runAs as runAsUser } from '../library/test/run-as.ts';

export const soql: Linkage['soql'] = (query, binds, shape, type) => runQuery(query, binds, shape, type);

export const dml: Linkage['dml'] = (operation, value, accessMode, externalIdField) =>
  runDml(operation, value, accessMode, externalIdField);

export const merge: Linkage['merge'] = (master, losers, accessMode) => runMerge(master, losers, accessMode);

export const runAs: Linkage['runAs'] = (user, body) => runAsUser(user, body);
