/** Each numbered diagnostic of syntax, declarations and statements, at its place. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlatformClass } from '../platform/platform-class.ts';
import { apexSources, schemaOf } from '../testing/sources.ts';
import { compileProgram } from './compile-program.ts';

const none = () => null;

/** Just enough of the standard library to name it. */
const platform: readonly PlatformClass[] = [
  ...['Object', 'String', 'Integer', 'Long', 'Boolean', 'Decimal', 'Double', 'Id', 'Type', 'SObject', 'Enum'].map(
    (name): PlatformClass => ({ name: `System.${name}`, kind: 'class', members: {} })
  ),
  { name: 'System.List', kind: 'class', typeParameters: ['T'], members: { 'Integer size()': none } },
  { name: 'System.Exception', kind: 'exception', superclass: undefined, members: { 'String getMessage()': none } },
  { name: 'System.DmlException', kind: 'exception', members: {} },
  { name: 'System.Comparable', kind: 'interface', members: { 'Integer compareTo(Object other)': none } },
  {
    name: 'System.Comparator',
    kind: 'interface',
    typeParameters: ['T'],
    members: { 'Integer compare(T a, T b)': none }
  }
];

function codes(...texts: readonly string[]): string[] {
  const { diagnostics } = compileProgram(apexSources(...texts), schemaOf(), platform, { coverage: false });
  return diagnostics.map(({ code, line, column }) => `${code} ${line}:${column}`);
}

/** Codes of a class with these members. */
function inClass(members: string): string[] {
  return codes(`public virtual class Subject {\n${members}\n}`).map((text) => text.split(' ')[0] ?? '');
}

/** Codes of a method with this body. */
function inMethod(body: string, returnType = 'void'): string[] {
  return inClass(`${returnType} run() { ${body} }`);
}

test('a correct class has no diagnostics', () => {
  assert.deepEqual(
    codes(
      `public class Subject implements Comparator<Integer>, Comparable {
         public Integer compare(Integer a, Integer b) { return 0; }
         public Integer compareTo(Object other) { if (other == null) { return 1; } else { return 2; } }
         Integer endless() { while (true) { } }
         Integer thrower() { throw new OneException(); }
         Integer chooser(Integer x) { switch on x { when 1 { return 1; } when else { return 2; } } }
         Integer trier() { try { return 1; } catch (OneException e) { return 2; } finally { } }
         class OneException extends Exception { }
       }`
    ),
    []
  );
});

test('every syntax error of a file has its place', () => {
  assert.deepEqual(codes('public class Subject {\n  void a( { }\n  Integer x = 1 +;\n}'), [
    'APX1000 2:11',
    'APX1000 3:17'
  ]);
});

test('a file with a syntax error does not make errors in others', () => {
  assert.deepEqual(codes('public class A { void }', 'public class B { A a; }').length, 1);
});

test('syntax that is read but not carried out is refused', () => {
  assert.deepEqual(inMethod("List<List<Object>> x = [FIND 'a' IN ALL FIELDS RETURNING Contact];"), ['APX1001']);
  assert.deepEqual(inMethod('Integer x = 99999999999;'), ['APX1002']);
  assert.deepEqual(inMethod('Integer a; Integer b; Integer c = (a) - b;'), ['APX1003']);
  assert.deepEqual(inMethod(String.raw`String s = 'a\_b';`), ['APX1004']);
  assert.deepEqual(inClass('abstract Integer x;'), ['APX1005']);
  assert.deepEqual(inClass('public private Integer x;'), ['APX1006']);
});

test('a file is named after its type', () => {
  const [source] = apexSources('public class Other { }');
  assert.ok(source);
  const { diagnostics } = compileProgram([{ ...source, name: 'Subject' }], schemaOf(), platform, { coverage: false });
  assert.deepEqual(
    diagnostics.map(({ code }) => code),
    ['APX1010']
  );
});

test('names declared twice', () => {
  assert.deepEqual(codes('public class A { }', 'public class a { }'), ['APX2500 1:8']);
  assert.deepEqual(inClass('Integer x; String X;'), ['APX2501']);
  assert.deepEqual(inClass('void a(List<String> x) { } void A(List<String> y) { } void a(List<Integer> z) { }'), [
    'APX2502'
  ]);
  assert.deepEqual(inClass('Subject(Integer x) { } Subject(Integer y) { }'), ['APX2503']);
  assert.deepEqual(codes('public enum Subject { A, a }'), ['APX2504 1:8']);
});

test('modifiers and places of members', () => {
  assert.deepEqual(inClass('class Inner { static Integer x; }'), ['APX2506']);
  assert.deepEqual(inClass('class Inner { class More { } }').includes('APX2507'), true);
  assert.deepEqual(inClass('public abstract void a() { }'), ['APX2508', 'APX2510']);
  assert.deepEqual(inClass('void a();'), ['APX2509']);
  assert.deepEqual(inClass('abstract class Inner { abstract void a(); }'), ['APX2511']);
  assert.deepEqual(inClass('private virtual void a() { }'), ['APX2512']);
  assert.deepEqual(codes('class Subject { }'), ['APX2513 1:1']);
  assert.deepEqual(inClass('Other() { }'), ['APX2514']);
});

test('superclasses and interfaces', () => {
  assert.deepEqual(codes('public class A { }', 'public class B extends A { }'), ['APX2515 1:24']);
  assert.deepEqual(codes('public class A extends Comparable { }'), ['APX2516 1:24']);
  assert.deepEqual(codes('public virtual class A { }', 'public class B implements A { }'), ['APX2517 1:27']);
  assert.deepEqual(codes('public virtual class A extends B { }', 'public virtual class B extends A { }'), [
    'APX2518 1:16'
  ]);
  assert.deepEqual(inClass('class Wrong extends Exception { }'), ['APX2520']);
  assert.deepEqual(inClass('class WrongException { }'), ['APX2521']);
});

test('overriding and implementing', () => {
  assert.deepEqual(inClass('class Inner implements Comparable { }'), ['APX2522']);
  const pair = (parent: string, child: string) =>
    inClass(`virtual class Parent { ${parent} } class Child extends Parent { ${child} }`);
  assert.deepEqual(pair('public virtual void a() { }', 'public override void a() { }'), []);
  assert.deepEqual(pair('public virtual void a() { }', 'public void a() { }'), ['APX2523']);
  assert.deepEqual(pair('', 'public override void a() { }'), ['APX2524']);
  assert.deepEqual(pair('', 'public override String toString() { return null; }'), []);
  assert.deepEqual(pair('public void a() { }', 'public override void a() { }'), ['APX2525']);
  assert.deepEqual(pair('public virtual void a() { }', 'public override Integer a() { return 1; }'), ['APX2526']);
  assert.deepEqual(pair('public virtual void a() { }', 'protected override void a() { }'), ['APX2527']);
  assert.deepEqual(pair('public Parent(Integer x) { }', ''), ['APX2528']);
});

test('locals', () => {
  assert.deepEqual(inMethod('Integer x; { Integer X; }'), ['APX2600']);
  assert.deepEqual(inMethod('{ Integer x; } { Integer x; }'), []);
  assert.deepEqual(inMethod('for (Integer i = 0; i < 1; i++) { } for (Integer i = 0; i < 1; i++) { }'), []);
});

test('where control flow goes', () => {
  assert.deepEqual(inMethod('return; Integer x;'), ['APX2601']);
  assert.deepEqual(inMethod('while (true) { break; Integer x; }'), ['APX2601']);
  assert.deepEqual(inMethod('', 'Integer'), ['APX2602']);
  assert.deepEqual(inMethod('if (true) { return 1; }', 'Integer'), ['APX2602']);
  assert.deepEqual(inMethod('while (true) { break; }', 'Integer'), ['APX2602']);
  assert.deepEqual(inMethod('return 1;'), ['APX2603']);
  assert.deepEqual(inMethod('return;', 'Integer'), ['APX2604']);
  assert.deepEqual(inMethod('Integer x; x;'), ['APX2605']);
  assert.deepEqual(inMethod('break;'), ['APX2606']);
});

test('statements with the wrong kind of value', () => {
  assert.deepEqual(inMethod('for (Integer x : 5) { }'), ['APX2608']);
  assert.deepEqual(inMethod('switch on true { when else { } }'), ['APX2610']);
  assert.deepEqual(inMethod('switch on 1 { when 2, 2 { } }'), ['APX2611']);
  assert.deepEqual(inMethod('Integer x; switch on 1 { when x { } }'), ['APX2612']);
  assert.deepEqual(inMethod('switch on 1 { when Integer i { } }'), ['APX2613']);
  assert.deepEqual(inMethod("throw 'x';"), ['APX2614']);
  assert.deepEqual(inMethod("insert 'x';"), ['APX2615']);
  assert.deepEqual(inMethod('try { } catch (Exception e) { } catch (DmlException f) { }'), ['APX2620']);
  assert.deepEqual(inMethod('try { } catch (DmlException e) { } catch (DmlException f) { }'), ['APX2620']);
  assert.deepEqual(inMethod('try { } catch (DmlException e) { } catch (Exception f) { }'), []);
  assert.deepEqual(inClass('Subject() { Integer x; this(1); } Subject(Integer y) { }'), ['APX2618']);
});

test('a trigger needs an object, and each event once', () => {
  assert.deepEqual(codes('trigger T on Nothing (before insert, before insert) { }'), ['APX2530 1:1', 'APX2531 1:1']);
});

test('entry points', () => {
  assert.deepEqual(
    inClass('@AuraEnabled public static void a() { } @AuraEnabled public static void a(Integer x) { }'),
    ['APX2535']
  );
  assert.deepEqual(inClass('@IsTest static void a(Integer x) { }'), ['APX2536']);
  assert.deepEqual(inClass('@AuraEnabled public void a() { }'), ['APX2538']);
});

test('an annotation that would be ignored is an error', () => {
  assert.deepEqual(inClass('@future static void a() { }'), ['APX2540']);
  assert.deepEqual(inClass('@Foo static void a() { }'), ['APX2539']);
  assert.deepEqual(inClass("@SuppressWarnings('PMD') static void a() { }"), []);
});
