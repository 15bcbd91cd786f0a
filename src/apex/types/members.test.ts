import assert from 'node:assert/strict';
import { test } from 'node:test';
import { declareClasses } from './fixtures/program.ts';
import { elementTypeOf, findMethods, findUserField, isExceptionType, typeText } from './index.ts';

const program = declareClasses(
  `public abstract class Base {
     protected String name;
     public String label { get; private set; }
     public virtual void run(Integer count) {}
     public void run(String text) {}
     public abstract Integer total();
   }`,
  `public class Derived extends Base {
     public override void run(Integer count) {}
     public override Integer total() { return 1; }
   }`,
  'public class Oops extends Exception { public Integer code; }',
  'public enum Season { WINTER }'
);

function methods(type: string, name: string): string[] {
  return findMethods(program.symbols, program.type(type), name).map((candidate) => {
    const { source } = candidate;
    const owner = source.method.owner.name;
    return `${owner}.${candidate.name}(${candidate.parameters.map(typeText).join(',')}) ${typeText(candidate.returnType)}`;
  });
}

test('an overridden method is found once, in the subclass, beside inherited overloads', () => {
  assert.deepEqual(methods('Derived', 'RUN'), ['Derived.run(Integer) void', 'Base.run(String) void']);
});

test('fields and properties are found through the superclass, with their own visibility', () => {
  const field = findUserField(program.class('Derived'), 'NAME');
  const property = findUserField(program.class('Derived'), 'label');

  assert.equal(field?.owner.name, 'Base');
  assert.equal(field?.visibility, 'protected');
  assert.deepEqual(
    [property?.getVisibility, property?.setVisibility, property?.accessors],
    ['public', 'private', false]
  );
});

test('user exceptions have the methods of Exception, and everything has those of Object', () => {
  assert.deepEqual(methods('Oops', 'getMessage'), ['System.Exception.getMessage() String']);
  assert.deepEqual(methods('Oops', 'hashCode'), ['System.Object.hashCode() Integer']);
  assert.ok(isExceptionType(program.symbols, program.type('Oops')));
  assert.ok(!isExceptionType(program.symbols, program.type('Derived')));
});

test('type parameters become what the receiver says', () => {
  assert.deepEqual(methods('Map<Id, List<Contact>>', 'get'), ['System.Map.get(Id) List<Contact>']);
  assert.deepEqual(methods('Map<Id, Contact>', 'keySet'), ['System.Map.keySet() Set<Id>']);
  assert.deepEqual(methods('List<String>', 'iterator'), ['System.Iterable.iterator() System.Iterator<String>']);
});

test('a clone of a record keeps its object', () => {
  assert.deepEqual(methods('Contact', 'clone'), ['System.SObject.clone(Boolean) Contact']);
});

test('enum constants have name and ordinal', () => {
  assert.deepEqual(methods('Season', 'ordinal'), ['System.Enum.ordinal() Integer']);
});

test('for-each walks lists, sets and iterables', () => {
  const element = (type: string) => {
    const found = elementTypeOf(program.symbols, program.type(type));
    return found && typeText(found);
  };
  assert.deepEqual(
    [element('List<Contact>'), element('Set<Id>'), element('Iterable<String>'), element('Integer')],
    ['Contact', 'Id', 'String', null]
  );
});
