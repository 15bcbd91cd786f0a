import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findRegressions } from '../../bench/limits-baseline.ts';
import type { Usage } from '../../bench/limits-baseline.ts';

const agreed = { queries: 3, queryRows: 100, dmlStatements: 4, dmlRows: 200 };
const used = (more: Partial<Usage>): ReadonlyMap<string, Usage> =>
  new Map([['Contact, 200 rows', { ...agreed, cpuTime: 50, ...more }]]);
const baseline = { 'Contact, 200 rows': agreed };

test('as many queries and statements as agreed, or fewer, are no regression, whatever the rows and the time', () => {
  assert.deepEqual(findRegressions(baseline, used({})), []);
  assert.deepEqual(findRegressions(baseline, used({ queries: 2, queryRows: 900, dmlRows: 900, cpuTime: 9000 })), []);
});

test('one query or one statement more is a regression that names the case', () => {
  assert.deepEqual(findRegressions(baseline, used({ queries: 4, dmlStatements: 5 })), [
    'Contact, 200 rows: 4 queries, 3 agreed',
    'Contact, 200 rows: 5 DML statements, 4 agreed'
  ]);
});

test('a case that is new and a case that is gone are told', () => {
  assert.deepEqual(findRegressions({ old: agreed }, used({})), [
    'Contact, 200 rows: not in the baseline; run with --update',
    'old: no longer measured'
  ]);
});
