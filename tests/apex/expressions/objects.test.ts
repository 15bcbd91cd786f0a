import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluate, printed, runApex, thrown } from './evaluate.ts';

test('methods are dispatched by the object, overloads by the static type', () => {
  const members = `
    virtual class Animal { public virtual String speak() { return 'silence'; } public String twice() { return speak() + speak(); } }
    class Dog extends Animal { public override String speak() { return 'wau' + super.speak().length(); } }
    static String kind(Animal a) { return 'animal'; }
    static String kind(Dog d) { return 'dog'; }
    static String kind(Object o) { return 'object'; }`;

  assert.equal(
    evaluate('String', 'Animal a = new Dog(); return a.twice() + kind(a) + kind(new Dog()) + kind(1);', members),
    'wau7wau7animaldogobject'
  );
});

test('the nearest numeric overload wins, Object comes last', () => {
  const members = `static String f(Long n) { return 'Long'; } static String f(Decimal n) { return 'Decimal'; } static String f(Object n) { return 'Object'; }`;

  assert.equal(printed(`f(1) + f(1L) + f(1.5) + f('a')`, members), 'LongLongDecimalObject');
});

test('fields, properties and constructors of inner classes', () => {
  const members = `
    class Point {
      public Integer x = 1; public Integer y { get; set; }
      public Integer sum { get { return x + (y ?? 0); } set { x = value; y = value; } }
      Point() { this(5); } Point(Integer y) { this.y = y; }
    }`;

  assert.equal(
    evaluate('String', `Point p = new Point(); p.x += 2; p.y++; return p.sum + '/' + p.x + '/' + p.Y;`, members),
    '9/3/6'
  );
  assert.equal(evaluate('Integer', 'Point p = new Point(1); p.sum = 4; return p.sum;', members), 8);
  assert.equal(evaluate('Integer', 'Point p = new Point(1); p.sum += 4; return p.sum;', members), 12);
});

test('statics of the own and of other classes, also through an inner class', () => {
  const run = runApex([
    `public class Sample {
       static Integer count = Other.START;
       class Inner { Integer next() { return ++count; } }
       static String label { get { return label ?? 'none'; } set; }
       public static String run() { Inner i = new Inner(); i.next(); Sample.count += 10; Sample.label = 'x' + label; return i.next() + label + Other.describe(); }
     }`,
    `public class Other { public static final Integer START = 100; public static String describe() { return 'other'; } }`
  ]);

  assert.equal(run.value, '112xnoneother');
});

test('own exceptions carry message and cause, and have methods of their own', () => {
  const members = `class OopsException extends Exception { public Integer code = 7; public String full() { return getMessage() + code; } }`;

  assert.equal(
    evaluate(
      'String',
      `try { throw new OopsException('bad'); } catch (OopsException e) { return e.full() + e.getTypeName(); }`,
      members
    ),
    'bad7Sample.OopsException'
  );
  assert.equal(
    evaluate(
      'String',
      `Exception cause = new OopsException('inner'); OopsException e = new OopsException('outer', cause); return e.getCause().getMessage();`,
      members
    ),
    'inner'
  );
  assert.match(thrown(`throw new OopsException('out');`, members), /out/);
});

test('enums', () => {
  const members = 'public enum Season { SPRING, SUMMER, WINTER }';

  assert.equal(
    printed(
      `Season.winter.ordinal() + Season.values()[0].name() + Season.valueOf('summer') + (Season.SPRING == Season.spring)`,
      members
    ),
    '2SPRINGSUMMERtrue'
  );
  assert.equal(
    evaluate(
      'Boolean',
      `Season s; return s == null && s != Season.WINTER && StatusCode.DUPLICATE_VALUE.name() == 'DUPLICATE_VALUE';`,
      members
    ),
    true
  );
});

test('casts and instanceof follow classes and interfaces', () => {
  const members = `
    interface Shape { Integer area(); }
    virtual class Square implements Shape { public Integer area() { return 4; } }
    class Cube extends Square {}`;

  assert.equal(
    evaluate(
      'Boolean',
      'Object o = new Cube(); return o instanceof Square && o instanceof Shape && !(o instanceof String);',
      members
    ),
    true
  );
  assert.equal(evaluate('Integer', 'Object o = new Cube(); return ((Shape) o).area();', members), 4);
  assert.match(
    thrown('Square s = new Square(); return (Cube) s;', members),
    /Invalid conversion from runtime type Sample.Square to Sample.Cube/
  );
});

test('safe navigation ends the whole chain at the first null', () => {
  const members = `class Node { public Node next; public String name = 'n'; public Node getNext() { return next; } public String show(Integer i) { return name + i; } }
    static Integer calls = 0; static Integer count() { return ++calls; }`;

  assert.equal(evaluate('String', 'Node n; return n?.next.getNext().name;', members), null);
  assert.equal(
    evaluate('String', `Node n = new Node(); return n?.name + n?.getNext()?.show(count()) + calls;`, members),
    'nnull0'
  );
  assert.equal(evaluate('Integer', `Node n; return n?.show(1)?.length() ?? 42;`, members), 42);
  assert.match(thrown('Node n; return n.name;', members), /Attempt to de-reference a null object/);
  assert.match(thrown('Node n; return n.getNext();', members), /Attempt to de-reference a null object/);
});

test('a ternary takes the wider type', () => {
  assert.equal(printed('true ? 1 : 2.5'), '1');
  assert.equal(evaluate('Decimal', 'Boolean b = true; return b ? null : 2.5;'), null);
});

test('recursion keeps the temporaries of each call apart', () => {
  const members =
    'static List<Integer> xs = new List<Integer>{ 0 }; static Integer down(Integer n) { if (n == 0) { return 0; } xs[0] += down(n - 1) + n; return xs[0]; }';

  assert.equal(evaluate('Integer', 'return down(3);', members), 6);
});

test('a variable hides a class of its name only for the members that it has', () => {
  const run = runApex([
    `public class Sample { public static String run() {
       Contact contact = new Contact(LastName = 'x'); Helper helper = new Helper();
       return contact.LastName + Contact.SObjectType + Helper.shout() + helper.whisper(); } }`,
    `public class Helper { public static String shout() { return 'HEY'; } public String whisper() { return 'hey'; } }`
  ]);

  assert.equal(run.value, 'xContactHEYhey');
});
