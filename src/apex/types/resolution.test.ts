import assert from 'node:assert/strict';
import { test } from 'node:test';
import { declareClasses } from './fixtures/program.ts';
import { typeText } from './index.ts';

const program = declareClasses(
  `public class Outer {
     public class Inner { public class Ignored {} }
     public enum Season { SPRING, WINTER }
     public class Contact {}
     public Inner first;
   }`,
  'public class Sub extends Outer { Inner inherited; }',
  'public class Inner {}'
);

function text(written: string, scope?: string): string | null {
  const found = program.find(written, scope);
  return found && typeText(found);
}

test('built-in types resolve without case and get their canonical text', () => {
  assert.equal(text('INTEGER'), 'Integer');
  assert.equal(text('system.string'), 'String');
  assert.equal(text('map<ID, list<contact>>'), 'Map<Id,List<Contact>>');
  assert.equal(text('Contact[]'), 'List<Contact>');
  assert.equal(text('sobject'), 'SObject');
});

test('records, library classes and namespaces resolve', () => {
  assert.equal(text('Schema.Contact'), 'Contact');
  assert.equal(text('DmlException'), 'System.DmlException');
  assert.equal(text('database.saveresult'), 'Database.SaveResult');
  assert.equal(text('Database.Batchable<SObject>'), 'Database.Batchable<SObject>');
});

test('what does not exist, or has the wrong number of type arguments, does not resolve', () => {
  for (const written of [
    'Nothing',
    'List',
    'List<Integer, Integer>',
    'Map<Id>',
    'String<Integer>',
    'Contact.Inner',
    'SaveResult'
  ])
    assert.equal(text(written), null, written);
});

test('inner classes hide top-level classes and records, from inside, from subclasses and by dotted name', () => {
  assert.equal(text('Inner', 'Outer'), 'Outer.Inner');
  assert.equal(text('Inner', 'Sub'), 'Outer.Inner');
  assert.equal(text('Inner'), 'Inner');
  assert.equal(text('Contact', 'Outer.Inner'), 'Outer.Contact');
  assert.equal(text('Schema.Contact', 'Outer'), 'Contact');
  assert.equal(text('outer.SEASON'), 'Outer.Season');
});

test('a member whose type does not exist is reported at its place and becomes unknown', () => {
  const { diagnostics, class: find } = declareClasses('public class Broken {\n  public Nothing field;\n}');

  assert.deepEqual(
    diagnostics.items.map(({ code, line, message }) => [code, line, message]),
    [['APX2001', 2, 'Invalid type: Nothing']]
  );
  assert.equal(find('Broken').fields.get('field')?.type.kind, 'unknown');
});
