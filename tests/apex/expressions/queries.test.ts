import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SObject } from '../../../src/database/index.ts';
import { testSchema } from '../../../src/apex/types/fixtures/schema.ts';
import type { FakeTransaction } from '../../../src/runtime/execution/fixtures/fake-context.ts';
import { runApex } from './evaluate.ts';

function contact(lastName: string): SObject {
  const describe = testSchema.objects.get('contact');
  if (!describe) throw new Error('no Contact in the test schema');
  const record = new SObject(describe);
  record.fields.set('LastName', lastName);
  return record;
}

function answering(...names: readonly string[]): (transaction: FakeTransaction) => void {
  return (transaction) => {
    transaction.onQuery = () => ({ records: names.map(contact), totalSize: names.length });
  };
}

function run(type: string, body: string, script: (transaction: FakeTransaction) => void) {
  return runApex([`public class Sample { public static ${type} run() { ${body} } }`], [], script);
}

test('a query gives a list, or the one record where a record is wanted', () => {
  assert.equal(run('Integer', 'return [SELECT LastName FROM Contact].size();', answering('a', 'b')).value, 2);
  assert.equal(
    run('String', 'Contact c = [SELECT LastName FROM Contact]; return c.LastName;', answering('a')).value,
    'a'
  );
  assert.equal(run('String', 'return [SELECT LastName FROM Contact LIMIT 1].LastName;', answering('a')).value, 'a');
  assert.equal(run('String', 'return [SELECT LastName FROM Contact][1].LastName;', answering('a', 'b')).value, 'b');
  assert.match(
    String(run('String', 'Contact c = [SELECT LastName FROM Contact]; return c.LastName;', answering()).exception),
    /List has no rows for assignment to SObject/
  );
});

test('COUNT() gives a number', () => {
  assert.equal(run('Integer', 'Integer n = [SELECT COUNT() FROM Contact]; return n;', answering('a', 'b')).value, 2);
});

test('binds are evaluated at each run', () => {
  const { transaction } = run(
    'Integer',
    `Set<String> names = new Set<String>{ 'x' }; return [SELECT Id FROM Contact WHERE LastName IN :names AND Email = :'a' + 'b' LIMIT :1 + 1].size();`,
    answering()
  );

  assert.deepEqual(transaction.queries[0]?.binds, [['x'], 'ab', 2]);
});

test('a row of a grouping query answers its aliases to somebody who holds it as an SObject', () => {
  const grouped = (transaction: FakeTransaction): void => {
    transaction.onQuery = () => ({ records: [], aggregates: [new Map([['total', 3]])], totalSize: 1 });
  };
  const body =
    "SObject row = Database.query('SELECT COUNT(Id) total FROM Contact')[0]; return (Integer) row.get('total');";
  assert.equal(run('Integer', body, grouped).value, 3);
});
