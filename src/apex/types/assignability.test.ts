import assert from 'node:assert/strict';
import { test } from 'node:test';
import { declareClasses } from './fixtures/program.ts';
import { isAssignable, isCastable } from './index.ts';

const program = declareClasses(
  'public interface Shape extends Comparable {}',
  'public virtual class Base implements Shape { public Integer compareTo(Object o) { return 0; } }',
  'public class Derived extends Base {}',
  'public class Walker implements Iterator<Contact> { public Boolean hasNext() { return false; } public Contact next() { return null; } }',
  'public class Oops extends Exception {}',
  'public enum Season { WINTER }'
);

function goes(from: string, to: string): boolean {
  return isAssignable(program.symbols, program.type(from), program.type(to));
}

test('numbers widen and never narrow', () => {
  for (const [from, to] of [
    ['Integer', 'Long'],
    ['Integer', 'Double'],
    ['Integer', 'Decimal'],
    ['Long', 'Decimal'],
    ['Double', 'Decimal']
  ] as const)
    assert.ok(goes(from, to), `${from} to ${to}`);
  for (const [from, to] of [
    ['Long', 'Integer'],
    ['Decimal', 'Integer'],
    ['Double', 'Long'],
    ['Integer', 'String'],
    ['Boolean', 'Integer']
  ] as const)
    assert.ok(!goes(from, to), `${from} to ${to}`);
});

test('Id and String go both ways, a Date becomes a Datetime', () => {
  assert.ok(goes('Id', 'String') && goes('String', 'Id') && goes('Date', 'Datetime'));
  assert.ok(!goes('Datetime', 'Date'));
});

test('classes go to their superclasses and interfaces, exceptions to Exception', () => {
  assert.ok(goes('Derived', 'Base') && goes('Derived', 'Shape') && goes('Derived', 'Comparable'));
  assert.ok(!goes('Base', 'Derived'));
  assert.ok(goes('Oops', 'Exception') && goes('DmlException', 'Exception') && !goes('Oops', 'DmlException'));
  assert.ok(goes('Walker', 'Iterator<SObject>') && !goes('Walker', 'Iterator<String>'));
  assert.ok(goes('Season', 'Object') && !goes('Season', 'String'));
});

test('a record goes to SObject, back only by cast; lists of records go both ways', () => {
  assert.ok(goes('Contact', 'SObject') && !goes('SObject', 'Contact') && !goes('Contact', 'Account'));
  assert.ok(isCastable(program.symbols, program.type('SObject'), program.type('Contact')));
  assert.ok(goes('List<Contact>', 'List<SObject>') && goes('List<SObject>', 'List<Contact>'));
  assert.ok(!goes('List<Contact>', 'List<Account>'));
  assert.ok(goes('Map<Id, SObject>', 'Map<Id, Contact>') && !goes('Map<Id, Contact>', 'Map<Integer, Contact>'));
});

test('collections follow their elements without converting them', () => {
  assert.ok(goes('List<Derived>', 'List<Base>') && goes('List<String>', 'List<Object>'));
  assert.ok(!goes('List<Integer>', 'List<Long>') && !goes('Set<String>', 'List<String>'));
  assert.ok(goes('List<Contact>', 'Iterable<SObject>') && goes('Set<Id>', 'Iterable<Id>'));
});

test('a cast must be able to succeed', () => {
  const castable = (from: string, to: string) => isCastable(program.symbols, program.type(from), program.type(to));

  assert.ok(castable('Object', 'Integer') && castable('Base', 'Derived') && castable('Decimal', 'Integer'));
  assert.ok(!castable('String', 'Integer') && !castable('Contact', 'Account') && !castable('Derived', 'Season'));
});
