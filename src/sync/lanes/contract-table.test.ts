import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMPILED_FIELDS } from './compile-lane.ts';
import { contractKeys } from './contract-table.ts';

const keys = contractKeys();

test('every key of the schema has a row, with its type and default', () => {
  const row = (path: string): unknown => {
    const { type, fallback, compiledTo } = keys.find((key) => key.path === path) ?? assert.fail(`no ${path}`);
    return [type, fallback, compiledTo];
  };
  assert.deepEqual(row('lane'), ['text, at most 40', 'required', 'Sync_Lane__mdt.DeveloperName']);
  assert.deepEqual(row('identity.policy'), ['`A`, `B`, `C`', 'required', 'Sync_Lane__mdt.Policy__c']);
  assert.deepEqual(row('retry.delaySeconds'), [
    'whole number, 1 to 3600',
    '`60`',
    'Sync_Lane__mdt.Retry_Delay_Seconds__c'
  ]);
  assert.deepEqual(row('ownership.routes[].any'), ['`true`', '', 'Sync_Lane_Route__mdt.Operator__c']);
  assert.deepEqual(row('source.externalIdPrefix'), ['text, at most 20', "`''`", '']);
  assert.deepEqual(row('fields'), ['list, at least one', 'required', '']);
  assert.deepEqual(row('parent.field'), ['text, at most 80', 'required', 'Sync_Lane__mdt.Parent_Field__c']);
  assert.equal(new Set(keys.map(({ path }) => path)).size, keys.length);
});

/** Fields that no single key fills. */
const WORKED_OUT = [
  'Sync_Lane_Field__mdt.Sync_Lane__c',
  'Sync_Lane_Route__mdt.Sync_Lane__c',
  'Sync_Lane_Route__mdt.Order__c',
  'Sync_Lane_Alert__mdt.Sync_Lane__c'
];

test('every compiled field is named by a key, and no key names another field', () => {
  const named = keys.flatMap(({ compiledTo }) => {
    const [type = '', ...fields] = compiledTo.split(/[.,\s]+/).filter((part) => part !== '');
    return fields.map((field) => `${type}.${field}`);
  });
  const compiled = Object.entries(COMPILED_FIELDS).flatMap(([type, fields]) =>
    fields.map((field) => `${type}__mdt.${field}`)
  );
  assert.deepEqual(
    compiled.filter((field) => !named.includes(field) && !WORKED_OUT.includes(field)),
    []
  );
  assert.deepEqual(
    named.filter((field) => !compiled.includes(field) && field !== 'Sync_Lane__mdt.DeveloperName'),
    []
  );
});
