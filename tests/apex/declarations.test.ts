/** Classes and their members, compiled and run. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluate, loadApex } from './run-apex.ts';

test('static values are set in order of the source, on first use, once a transaction', () => {
  const apex = loadApex(`public class Subject {
    public static List<String> log = new List<String>();
    static Integer first = note('first', 1);
    static { note('block', 0); }
    static Integer second = note('second', first + 1);
    static Integer note(String name, Integer value) { log.add(name); return value; }
    public static Object run() { second++; return String.join(log, ',') + second; }
  }`);
  assert.equal(apex.run('Subject', 'run'), 'first,block,second3');
  assert.equal(apex.run('Subject', 'run'), 'first,block,second4');
  apex.resetStatics();
  assert.equal(apex.run('Subject', 'run'), 'first,block,second3');
});

test('a static block runs when a static method of the class is called', () => {
  const apex = loadApex(
    'public class Log { public static Integer count = 0; }',
    'public class Subject { static { Log.count++; } static Integer one() { return 1; } public static Object run() { return one() + Log.count; } }'
  );
  assert.equal(apex.run('Subject', 'run'), 2);
});

test('static values are made when an object of the class is made', () => {
  const apex = loadApex(
    'public class Log { public static Integer count = 0; public static Integer next() { return ++count; } }',
    'public class Used { public static final Integer NUMBER = Log.next(); }',
    'public class Subject { public static Object run() { new Used(); new Used(); return Log.count; } }'
  );
  assert.equal(apex.run('Subject', 'run'), 1);
});

test('construction: superclass, then values of fields, then the body', () => {
  assert.equal(
    evaluate(
      `new Child('x'); return String.join(log, ' ');`,
      `static List<String> log = new List<String>();
       static String note(String text) { log.add(text); return text; }
       virtual class Parent { String a = note('parent field'); Parent(String text) { note('parent ' + text); } }
       class Child extends Parent { String b = note('child field'); { note('child block'); }
         Child(String text) { this(text, 1); note('child one'); }
         Child(String text, Integer count) { super(text + count); note('child two'); } }`
    ),
    'parent field parent x1 child field child block child two child one'
  );
});

test('an implicit constructor calls the one of the superclass', () => {
  assert.equal(
    evaluate(
      'return new Child().total;',
      'virtual class Parent { public Integer total = 1; Parent() { total += 1; } } class Child extends Parent { { total *= 10; } }'
    ),
    20
  );
});

test('virtual methods, super calls and abstract classes', () => {
  assert.equal(
    evaluate(
      `Shape shape = new Square(); return shape.describe();`,
      `abstract class Shape { public virtual String describe() { return 'area ' + area(); } protected abstract Integer area(); }
       class Square extends Shape { protected override Integer area() { return 4; } public override String describe() { return super.describe() + '!'; } }`
    ),
    'area 4!'
  );
});

test('overloads are told apart by their parameters', () => {
  assert.equal(
    evaluate(
      `Object o = 1; return name(1) + name('s') + name(o) + name(new List<String>()) + name(new List<Integer>());`,
      `static String name(Integer x) { return 'I'; } static String name(String x) { return 'S'; } static String name(Object x) { return 'O'; } static String name(List<String> x) { return 'L'; } static String name(List<Integer> x) { return 'N'; }`
    ),
    'ISOLN'
  );
});

test('interfaces of the package and their implementations', () => {
  const apex = loadApex(
    'public interface Greeter { String greet(String name); }',
    `public class Polite implements Greeter { public String greet(String name) { return 'Dear ' + name; } }`,
    `public class Subject { public static Object run() { Greeter greeter = new Polite(); return greeter instanceof Polite ? greeter.greet('Ann') : null; } }`
  );
  assert.equal(apex.run('Subject', 'run'), 'Dear Ann');
});

test('properties: automatic, with bodies, static, private set', () => {
  assert.equal(
    evaluate(
      `Box box = new Box(); box.size = 4; box.size += 1; total = box.doubled; return box.size + ' ' + total + ' ' + box.lazy + ' ' + box.lazy + ' ' + box.builds;`,
      `static Integer total { get { return total == null ? -1 : total; } set { total = value + 1; } }
       class Box {
         public Integer size { get; set; }
         public Integer builds { get; private set; }
         public Integer doubled { get { return size * 2; } }
         public String lazy { get { if (lazy == null) { builds = builds == null ? 1 : builds + 1; lazy = 'made'; } return lazy; } set; }
       }`
    ),
    '5 11 made made 1'
  );
});

test('a property can be overridden', () => {
  assert.equal(
    evaluate(
      'Parent each = new Child(); return each.name;',
      `virtual class Parent { public virtual String name { get { return 'parent'; } } } class Child extends Parent { public override String name { get { return 'child'; } } }`
    ),
    'child'
  );
});

test('exceptions of the package have their four constructors and their fields', () => {
  assert.equal(
    evaluate(
      `OneException cause = new OneException('inner');
       OneException e = new OneException('outer', cause);
       return e.getMessage() + ' ' + e.getCause().getMessage() + ' ' + e.codes.size() + ' ' + new TwoException(7).getMessage() + ' ' + e.getTypeName();`,
      `class OneException extends Exception { public List<String> codes = new List<String>(); }
       class TwoException extends Exception { TwoException(Integer n) { this('code ' + n); } }`
    ),
    'outer inner 0 code 7 Subject.OneException'
  );
});

test('enums: values, ordinal, name, valueOf', () => {
  assert.equal(
    evaluate(
      `Season s = Season.valueOf('SUMMER'); return s.name() + s.ordinal() + Season.values().size() + (s == Season.Summer);`,
      'enum Season { SPRING, SUMMER }'
    ),
    'SUMMER12true'
  );
});

test('an inner class may extend one that is declared later, and reach statics of its outer class', () => {
  assert.equal(
    evaluate(
      'return new Later().name();',
      `class Later extends Earlier {} virtual class Earlier { public String name() { return prefix + suffix(); } } static String prefix = 'a'; static String suffix() { return 'b'; }`
    ),
    'ab'
  );
});

test('classes of two files may mention each other', () => {
  const apex = loadApex(
    `public class Ping { public static Integer depth(Integer n) { return n == 0 ? 0 : Pong.depth(n - 1) + 1; } }`,
    `public class Pong { public static Integer depth(Integer n) { return n == 0 ? 0 : Ping.depth(n - 1) + 1; } }`,
    `public class Subject { public static Object run() { return Ping.depth(5); } }`
  );
  assert.equal(apex.run('Subject', 'run'), 5);
});

test('a class named like something of JavaScript', () => {
  const apex = loadApex(
    'public class Error { public static Integer count = 2; public Integer own = 1; }',
    'public class Subject { public static Object run() { return Error.count + new Error().own; } }'
  );
  assert.equal(apex.run('Subject', 'run'), 3);
});

test('words of JavaScript name members, too', () => {
  assert.equal(
    evaluate(
      'Box box = new Box(); box.prototype = 1; return box.constructor() + box.c(2) + box.prototype + Subject.name() + Subject.length();',
      `class Box { public Integer prototype; public Integer constructor() { return 10; } public Integer c(Integer x) { return x * 100; } }
       static Integer name() { return 1000; } static Integer length() { return 10000; }`
    ),
    11211
  );
});
