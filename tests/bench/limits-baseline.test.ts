import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparedWith, findRegressions } from '../../bench/limits-baseline.ts';
import type { MeasuredCase, Usage } from '../../bench/limits-baseline.ts';

const agreed = { queries: 3, queryRows: 100, dmlStatements: 4, dmlRows: 200 };
const budget = { queries: 4, dmlStatements: 5 };
const used = (more: Partial<Usage>): ReadonlyMap<string, MeasuredCase> =>
  new Map([['Contact, 200 rows', { ...agreed, cpuTime: 50, budget, ...more }]]);
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

test('a case above the budget of its lane is red, whatever was agreed', () => {
  const lax = { 'Contact, 200 rows': { ...agreed, queries: 9, dmlStatements: 9 } };
  assert.deepEqual(findRegressions(lax, used({ queries: 5 })), [
    'Contact, 200 rows: 5 queries and 4 DML statements, the budget is 4 and 5'
  ]);
});

test('the table shows the agreed count only where it is another', () => {
  assert.equal(comparedWith(3, 3), '3');
  assert.equal(comparedWith(3, 4), '3 (4)');
  assert.equal(comparedWith(3, undefined), '3 (new)');
});
