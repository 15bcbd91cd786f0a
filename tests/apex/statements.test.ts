/** Every kind of statement, compiled and run. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluate, loadApex } from './run-apex.ts';

test('locals start as null and are found in any case', () => {
  assert.equal(evaluate('Integer count; if (COUNT == null) { Count = 3; } return count;'), 3);
});

test('words of JavaScript are names in Apex', () => {
  assert.equal(
    evaluate('Integer function = 1; Integer arguments = 2; Integer var = 3; return function + arguments + var;'),
    6
  );
});

test('if takes the branch of its condition', () => {
  assert.equal(evaluate(`Integer x = 5; if (x > 6) return 'a'; else if (x > 4) { return 'b'; } else return 'c';`), 'b');
});

test('loops count, skip and stop', () => {
  assert.equal(
    evaluate(`Integer sum = 0;
      for (Integer i = 0, j = 10; i < j; i++) { if (i == 2) continue; if (i == 6) break; sum += i; }
      Integer k = 0;
      while (true) { k++; if (k > 3) break; }
      do { k--; } while (k > 1);
      return sum * 10 + k;`),
    131
  );
});

test('for each walks lists and sets, and a loop inside a loop keeps its own values', () => {
  assert.equal(
    evaluate(`String text = '';
      for (String a : new List<String>{ 'x', 'y' }) for (Integer b : new List<Integer>{ 1, 2 }) text += a + b;
      return text;`),
    'x1x2y1y2'
  );
});

test('for each widens its values', () => {
  assert.equal(evaluate('Long sum = 0; for (Long value : new List<Integer>{ 1, 2 }) sum += value; return sum;'), 3n);
});

test('for each over null is a NullPointerException that can be caught', () => {
  assert.equal(
    evaluate(
      `List<String> none; try { for (String s : none) { return s; } } catch (NullPointerException e) { return 'caught'; } return 'ran';`
    ),
    'caught'
  );
});

test('switch on numbers, with lists of values and else', () => {
  const source = (value: string) =>
    `Integer x = ${value}; switch on x { when 1, 2 { return 'low'; } when -3 { return 'negative'; } when null { return 'null'; } when else { return 'other'; } }`;
  assert.deepEqual(
    ['2', '-3', 'null', '9'].map((value) => evaluate(source(value))),
    ['low', 'negative', 'null', 'other']
  );
});

test('switch compares strings with case', () => {
  assert.equal(
    evaluate(`switch on 'A' { when 'a' { return 'lower'; } when 'A' { return 'upper'; } } return 'none';`),
    'upper'
  );
});

test('switch on the constants of an enum; break in it leaves the loop around', () => {
  assert.equal(
    evaluate(
      `Integer rounds = 0;
      for (Season each : Season.values()) { rounds++; switch on each { when SUMMER { break; } when SPRING, WINTER { continue; } } }
      return rounds;`,
      'enum Season { SPRING, SUMMER, WINTER }'
    ),
    2
  );
});

test('try runs finally on every way out', () => {
  const apex = loadApex(`public class Subject {
    static String log = '';
    static Integer work(Integer how) {
      try {
        if (how == 1) { return 1; }
        if (how == 2) { throw new FirstException('two'); }
        log += 'end ';
      } catch (FirstException e) {
        log += e.getMessage() + ' ';
        return 2;
      } finally {
        log += 'finally ';
      }
      return 3;
    }
    public static Object run() { return work(0) * 100 + work(1) * 10 + work(2) + ' ' + log; }
    class FirstException extends Exception {}
  }`);
  assert.equal(apex.run('Subject', 'run'), '312 end finally finally two finally ');
});

test('catch takes the first clause that fits, by class', () => {
  assert.equal(
    evaluate(
      `try { throw new SmallException('s'); } catch (OtherException e) { return 'other'; } catch (BigException e) { return 'big ' + e.getMessage(); } catch (Exception e) { return 'any'; }`,
      `virtual class BigException extends Exception {} class SmallException extends BigException {} class OtherException extends Exception {}`
    ),
    'big s'
  );
});

test('an exception that no clause takes goes on', () => {
  assert.equal(
    evaluate(
      `try { try { throw new OneException('1'); } catch (TwoException e) { return 'wrong'; } } catch (OneException e) { return 'outer'; }`,
      `class OneException extends Exception {} class TwoException extends Exception {}`
    ),
    'outer'
  );
});

test('a statement stands on its line', () => {
  const apex = loadApex(`public class Subject {
    public static Object run() {
      try {
        String text =
          null;
        text.length();
      } catch (Exception e) { return e.getLineNumber(); }
      return 0;
    }
  }`);
  assert.equal(apex.run('Subject', 'run'), 6);
});

test('what cannot be caught passes catch and finally', () => {
  const apex = loadApex(`public class Subject {
    public static String log = '';
    public static Object read() { return log; }
    public static Object run() {
      try { try { Integer.valueOf('stop'); } catch (Exception e) { log += 'caught '; } finally { log += 'finally '; } } finally { log += 'outer'; }
      return log;
    }
  }`);
  const fault = new Error('a fault of ours');
  apex.linkage.platform = () => () => {
    throw fault;
  };
  assert.throws(() => apex.run('Subject', 'run'), fault);
  assert.equal(apex.run('Subject', 'read'), '');
});
