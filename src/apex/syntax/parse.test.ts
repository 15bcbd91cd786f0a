import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseClass, parseTrigger } from './parse.ts';
import type { ClassDeclaration, Expression, Member, Statement } from './tree.ts';

function readClass(source: string): ClassDeclaration {
  const { declaration, diagnostics } = parseClass('Subject.cls', source);
  assert.deepEqual(diagnostics, []);
  assert.ok(declaration?.kind === 'class');
  return declaration;
}

function member(text: string): Member {
  const [first] = readClass(`public class Subject { ${text} }`).members;
  assert.ok(first);
  return first;
}

function statement(text: string): Statement {
  const method = member(`void run() { ${text} }`);
  const [first] = (method.kind === 'method' && method.body?.statements) || [];
  assert.ok(first);
  return first;
}

/** The expression as text with every operation in parentheses. */
function shape(text: string): string {
  const read = statement(`x = ${text};`);
  assert.ok(read.kind === 'expression' && read.expression.kind === 'assignment');
  return write(read.expression.value);
}

function write(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return expression.type === 'String' ? `'${expression.text}'` : `${expression.text}:${expression.type}`;
    case 'name':
      return expression.name;
    case 'field':
      return `${write(expression.target)}${expression.safe ? '?.' : '.'}${expression.name}`;
    case 'call': {
      const target = expression.target ? `${write(expression.target)}${expression.safe ? '?.' : '.'}` : '';
      return `${target}${expression.name}(${expression.arguments.map(write).join(', ')})`;
    }
    case 'binary':
      return `(${write(expression.left)} ${expression.operator} ${write(expression.right)})`;
    case 'unary':
      return `(${expression.operator}${write(expression.operand)})`;
    case 'postfix':
      return `(${write(expression.operand)}${expression.operator})`;
    case 'conditional':
      return `(${write(expression.condition)} ? ${write(expression.then)} : ${write(expression.else)})`;
    case 'cast':
      return `<${expression.type.parts.join('.')}>${write(expression.value)}`;
    case 'index':
      return `${write(expression.target)}[${write(expression.index)}]`;
    case 'instanceof':
      return `(${write(expression.value)} is ${expression.type.parts.join('.')})`;
    default:
      return expression.kind;
  }
}

test('reads a class with modifiers, annotations, superclass and interfaces', () => {
  const read = readClass(
    `@IsTest(SeeAllData=false isParallel=true)\npublic with sharing abstract class Subject extends A.B implements C, D<String> { }`
  );
  assert.deepEqual(read.modifiers.words, ['public', 'with sharing', 'abstract']);
  assert.deepEqual(
    read.modifiers.annotations.map(({ name, values }) => [name, values]),
    [['IsTest', { seealldata: 'false', isparallel: 'true' }]]
  );
  assert.deepEqual(read.superclass?.parts, ['A', 'B']);
  assert.deepEqual(
    read.interfaces.map(({ parts }) => parts.join('.')),
    ['C', 'D']
  );
  assert.deepEqual(read.at, { line: 2, column: 30 });
});

test('reads types: dotted, generic, arrays', () => {
  const field = member('Map<String, Database.SaveResult[]> a, b = null;');
  assert.ok(field.kind === 'field');
  const [, value] = field.type.typeArguments;
  assert.deepEqual(field.type.parts, ['Map']);
  assert.deepEqual(value?.parts, ['List']);
  assert.deepEqual(value?.typeArguments[0]?.parts, ['Database', 'SaveResult']);
  assert.deepEqual(
    field.variables.map(({ name, initializer }) => [name, initializer?.kind]),
    [
      ['a', undefined],
      ['b', 'literal']
    ]
  );
});

test('reads properties and their accessors', () => {
  const property = member('public static Integer size { get; private set { size = value; } }');
  assert.ok(property.kind === 'property');
  assert.equal(property.getter?.body, undefined);
  assert.deepEqual(property.setter?.modifiers.words, ['private']);
  assert.equal(property.setter?.body?.statements.length, 1);
});

test('operators bind as in Apex', () => {
  assert.equal(shape('a + b * c - d'), '((a + (b * c)) - d)');
  assert.equal(shape('a || b && c == d'), '(a || (b && (c == d)))');
  assert.equal(shape('a ? b : c ? d : e'), '(a ? b : (c ? d : e))');
  assert.equal(shape('a ?? b ?? c'), '((a ?? b) ?? c)');
  assert.equal(shape('a >>> 2 << 1 >= b'), '(((a >>> 2:Integer) << 1:Integer) >= b)');
  assert.equal(shape('!a.b && -c < d++'), '((!a.b) && ((-c) < (d++)))');
  assert.equal(shape('a <> b'), '(a != b)');
  assert.equal(shape('(Foo) a.b(c)[0]'), '<Foo>a.b(c)[0:Integer]');
  assert.equal(shape('a?.b().c instanceof Foo'), '(a?.b().c is Foo)');
});

test('reads literals', () => {
  assert.equal(
    shape("f(1, 2L, 1.50, 3.0d, true, null, 'it\\'s\\n')"),
    "f(1:Integer, 2:Long, 1.50:Decimal, 3.0:Double, true:Boolean, null:null, 'it's\n')"
  );
});

test('a member behind a line break has its own place', () => {
  const read = statement('x\n  .y()\n  .z;');
  assert.ok(read.kind === 'expression' && read.expression.kind === 'field');
  assert.equal(read.expression.at.line, 3);
  assert.equal(read.at.line, 1);
});

test('reads what new creates', () => {
  const created = (text: string) => {
    const read = statement(`x = ${text};`);
    return read.kind === 'expression' && read.expression.kind === 'assignment' ? read.expression.value : null;
  };
  const record = created("new Contact(LastName = 'a', Email = b)");
  assert.deepEqual(record?.kind === 'new' && record.fieldValues?.map(({ name }) => name), ['LastName', 'Email']);
  const object = created('new Foo.Bar(a, b)');
  assert.equal(object?.kind === 'new' && object.arguments.length, 2);
  const sized = created('new Integer[3]');
  assert.deepEqual(sized?.kind === 'newCollection' && sized.type.parts, ['List']);
  const map = created("new Map<String, Integer>{ 'a' => 1 }");
  assert.equal(map?.kind === 'newCollection' && map.entries?.length, 1);
  const empty = created('new Set<String>{}');
  assert.equal(empty?.kind === 'newCollection' && empty.elements, undefined);
});

test('reads an inline query with its binds in order', () => {
  const read = statement(
    "for (Contact c : [SELECT Id FROM Contact WHERE Email = :a.b() AND Name LIKE 'x\\_%' LIMIT :n + 1]) { }"
  );
  assert.ok(read.kind === 'forEach' && read.iterable.kind === 'soql');
  assert.deepEqual(read.iterable.binds.map(write), ['a.b()', '(n + 1:Integer)']);
  assert.deepEqual(read.iterable.query.limit, { kind: 'bind', index: 1 });
});

test('reads statements of every kind', () => {
  const kinds = [
    'Integer x = 1;',
    'x++;',
    'if (a) b(); else { }',
    'for (Integer i = 0; i < 3; i++) { }',
    'for (Foo f : g) { }',
    'while (a) { }',
    'do { } while (a);',
    "switch on a { when 'x', 'y' { } when null { } when else { } }",
    'try { } catch (A.B e) { } finally { }',
    'return;',
    'throw e;',
    'break;',
    'continue;',
    'insert as user a;',
    'System.runAs(u) { }',
    '{ }'
  ].map((text) => statement(text).kind);
  assert.equal(
    kinds.join(' '),
    'local expression if for forEach while doWhile switch try return throw break continue dml runAs block'
  );
});

test('reads DML with access mode and key', () => {
  const read = statement('upsert as system rows Contact.Key__c;');
  assert.ok(read.kind === 'dml');
  assert.deepEqual(
    [read.operation, read.accessMode, read.externalIdField],
    ['upsert', 'system', ['Contact', 'Key__c']]
  );
});

test('reads a text of several lines', () => {
  const read = statement("String s = '''\nfirst 'quoted'\n  second''';");
  assert.ok(read.kind === 'local');
  const value = read.variables[0]?.initializer;
  assert.equal(value?.kind === 'literal' && value.text, "first 'quoted'\n  second");
});

test('reads a trigger', () => {
  const { declaration, diagnostics } = parseTrigger(
    'T.trigger',
    'trigger T on Contact (before insert, after undelete) { Integer x = 1; Handler.run(); }'
  );
  assert.deepEqual(diagnostics, []);
  assert.deepEqual(declaration?.events, ['before insert', 'after undelete']);
  assert.deepEqual(
    declaration?.body.statements.map(({ kind }) => kind),
    ['local', 'expression']
  );
});
