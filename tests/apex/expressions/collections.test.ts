import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluate, thrown } from './evaluate.ts';

test('lists: literals, sizes, copies, indexes', () => {
  assert.equal(
    evaluate('Integer', 'List<Integer> a = new List<Integer>{ 1, 2 }; a[1] = 5; a.add(7); return a[1] + a.size();'),
    8
  );
  assert.equal(evaluate('Boolean', 'Integer[] a = new Integer[3]; return a.size() == 3 && a[2] == null;'), true);
  assert.equal(
    evaluate('Integer', 'Set<Integer> s = new Set<Integer>{ 3, 3 }; return new List<Integer>(s).size();'),
    1
  );
  assert.match(thrown('List<Integer> a = new List<Integer>(); return a[3];'), /List index out of bounds: 3/);
});

test('elements are converted to the type of the collection', () => {
  assert.equal(
    evaluate(
      'Boolean',
      `List<Decimal> a = new List<Decimal>{ 1, 2.5 }; a.add(3); Object o = a[2]; return o instanceof Decimal;`
    ),
    true
  );
  assert.equal(evaluate('Long', "Map<String, Long> m = new Map<String, Long>{ 'a' => 1 }; return m.get('a') + 1;"), 2n);
});

test('sets and maps', () => {
  assert.equal(
    evaluate('Boolean', `return new Set<String>{ 'a', 'b' }.contains('b') && !new Set<String>{ 'a' }.contains('A');`),
    true
  );
  assert.equal(
    evaluate(
      'Integer',
      `Map<String, List<Integer>> m = new Map<String, List<Integer>>(); m.put('a', new List<Integer>()); m.get('a').add(1); return m.get('a').size() + new Map<String, List<Integer>>(m).keySet().size();`
    ),
    2
  );
});

test('a map of records is made from a list of them', () => {
  assert.equal(
    evaluate(
      'String',
      `List<Contact> cs = new List<Contact>{ new Contact(Id = '003000000000001', LastName = 'x') }; return new Map<Id, Contact>(cs).get('003000000000001AAA').LastName;`
    ),
    'x'
  );
});
