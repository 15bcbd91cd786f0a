import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApexDate, ApexDatetime, ApexDecimal, ApexDouble } from '../../../base/index.ts';
import { SObject } from '../../../database/index.ts';
import { contact } from '../../execution/fixtures/fake-context.ts';
import { ApexException, ApexList, ApexMap, ApexSet, equalValues, hashCode, looselyEqual } from '../index.ts';

class Point {
  readonly x: number;

  constructor(x: number) {
    this.x = x;
  }

  equals$object(other: unknown): boolean {
    return other instanceof Point && other.x === this.x;
  }

  hashcode(): number {
    return this.x % 2;
  }
}

function doe(score: number): SObject {
  const record = new SObject(contact);
  record.fields.set('LastName', 'Doe');
  record.fields.set('Score__c', new ApexDecimal(score));
  return record;
}

test('keys are told apart by value and class, strings by case', () => {
  const values = [
    'a',
    'A',
    1,
    1n,
    true,
    null,
    new ApexDecimal('1.5'),
    new ApexDouble(1.5),
    new ApexDate(0),
    new ApexDatetime(0),
    doe(1),
    doe(2),
    new Point(1),
    new Point(3),
    new ApexList('Integer', [1]),
    new ApexSet('Integer', [1])
  ];
  const map = new ApexMap('Object', 'Integer');
  values.forEach((value, index) => map.put(value, index));
  assert.equal(map.size, values.length);
  values.forEach((value, index) => assert.equal(map.get(value), index));
  const twins = [new ApexDecimal('1.50'), new ApexDate(5), doe(1), new Point(3), new ApexList('Integer', [1])];
  assert.deepEqual(
    twins.map((twin) => map.get(twin)),
    [6, 8, 10, 13, 14]
  );
  assert.deepEqual(map.keys(), values);
});

test('removing a key of a user class keeps its neighbours in the same bucket', () => {
  const set = new ApexSet('Point', [new Point(1), new Point(3), new Point(5)]);
  assert.equal(set.delete(new Point(3)), true);
  assert.equal(set.delete(new Point(3)), false);
  assert.equal(set.add(new Point(5)), false);
  assert.deepEqual(
    set.values().map((point) => (point as Point).x),
    [1, 5]
  );
});

test('random operations on a set of user objects agree with a set of numbers', () => {
  let seed = Date.now() % 2147483647;
  console.log(`seed ${seed}`);
  const random = (bound: number): number => {
    seed = (seed * 48271) % 2147483647;
    return seed % bound;
  };
  const points = new ApexSet('Point');
  const numbers = new Set<number>();
  for (let step = 0; step < 2000; step++) {
    const x = random(40);
    if (random(2) === 0) {
      assert.equal(points.add(new Point(x)), !numbers.has(x));
      numbers.add(x);
    } else {
      assert.equal(points.delete(new Point(x)), numbers.delete(x));
    }
    assert.equal(points.size, numbers.size);
  }
  assert.deepEqual(
    points.values().map((point) => (point as Point).x),
    [...numbers]
  );
});

test('15 characters find an id key of 18', () => {
  const map = new ApexMap('Id', 'String', [['003000000000001', 'short']]);
  assert.equal(map.get('003000000000001AAA'), 'short');
  assert.deepEqual(map.keys(), ['003000000000001AAA']);
});

test('equals is exact where == is loose', () => {
  assert.equal(equalValues('a', 'A'), false);
  assert.equal(looselyEqual('a', 'A'), true);
  assert.equal(equalValues(1, new ApexDecimal('1.00')), true);
  assert.equal(equalValues(1n, new ApexDouble(1)), true);
  assert.equal(equalValues(new ApexDate(0), new ApexDatetime(0)), false);
  assert.equal(looselyEqual(new ApexDate(0), new ApexDatetime(0)), true);
  assert.equal(hashCode(new ApexList('String', ['a', 'b'])), 4066);
});

test('positions outside a list, and changes while it is walked, are exceptions', () => {
  const list = new ApexList('Integer', [1, 2]);
  const thrown = (body: () => void): string => {
    try {
      body();
      return 'nothing';
    } catch (error) {
      return error instanceof ApexException ? String(error) : 'no Apex exception';
    }
  };
  assert.equal(
    thrown(() => list.get(2)),
    'System.ListException: List index out of bounds: 2'
  );
  assert.equal(
    thrown(() => {
      for (const item of list) list.add(item);
    }),
    'System.FinalException: Cannot modify a collection while it is being iterated.'
  );
  for (const item of list) if (item === 1) break;
  list.add(3);
  assert.deepEqual(list.items, [1, 2, 3]);
});
