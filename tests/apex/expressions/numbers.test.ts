import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluate, printed, thrown } from './evaluate.ts';

test('Integer arithmetic wraps at 32 bits and truncates', () => {
  assert.equal(evaluate('Integer', 'Integer a = 2147483647; return a + 1;'), -2147483648);
  assert.equal(evaluate('Integer', 'Integer a = 65536; return a * a + 7;'), 7);
  assert.equal(evaluate('Integer', 'Integer a = 2000000000; return a * 3;'), 1705032704);
  assert.equal(evaluate('Integer', 'return -7 / 2;'), -3);
  assert.equal(evaluate('Integer', 'return -2147483648;'), -2147483648);
  assert.match(thrown('Integer zero = 0; return 1 / zero;'), /Divide by 0/);
});

test('Long arithmetic wraps at 64 bits, and an Integer beside it widens', () => {
  assert.equal(evaluate('Long', 'Long a = 9223372036854775807L; return a + 1;'), -9223372036854775808n);
  assert.equal(evaluate('Long', 'Integer a = 2147483647; return a + 1L;'), 2147483648n);
  assert.equal(evaluate('Long', 'return 7L / 2;'), 3n);
});

test('Decimal keeps exact digits, Double does not', () => {
  assert.equal(printed('0.1 + 0.2'), '0.3');
  assert.equal(printed('0.1d + 0.2d'), '0.30000000000000004');
  assert.equal(printed('1 + 0.50'), '1.50');
  assert.equal(evaluate('Boolean', 'return 1.0 == 1 && 1 == 1L && 1.50 == 1.5;'), true);
});

test('bits and shifts', () => {
  assert.equal(evaluate('Integer', 'return (6 & 3) | 8 ^ 1;'), 11);
  assert.equal(evaluate('Integer', 'Integer a = -8; return a >>> 28;'), 15);
  assert.equal(evaluate('Integer', 'return 1 << 31;'), -2147483648);
  assert.equal(evaluate('Long', 'Long a = -1; return a >>> 1;'), 9223372036854775807n);
  assert.equal(
    evaluate('Boolean', 'Boolean a = true; Boolean b = false; return (a ^ b) && (a | b) && !(a & b);'),
    true
  );
});

test('increments give the value before or after', () => {
  assert.equal(printed(`i++ + '/' + i + '/' + ++i + '/' + i-- + '/' + i`, 'static Integer i = 5;'), '5/6/7/7/6');
  assert.equal(evaluate('Long', 'Long a = 1; a++; ++a; return a;'), 3n);
  assert.equal(printed('d++', 'static Decimal d = 1.5;'), '1.5');
});

test('compound assignments evaluate their target once', () => {
  const members = `static Integer calls = 0; static List<Integer> numbers = new List<Integer>{ 1, 2 };
    static List<Integer> getNumbers() { calls++; return numbers; }
    static Integer next() { return calls++; }`;

  assert.equal(evaluate('String', `getNumbers()[0] += 10; return calls + '/' + numbers[0];`, members), '1/11');
  assert.equal(evaluate('String', `numbers[next()]++; return calls + '/' + numbers[0];`, members), '1/2');
  assert.equal(evaluate('Integer', 'Integer a = 7; a -= 2; a *= 6; a /= 4; a <<= 2; a |= 1; return a;'), 29);
  assert.equal(printed(`(text += 1)`, `static String text = 'a';`), 'a1');
});

test('comparisons with a null number are false, arithmetic with it throws', () => {
  assert.equal(
    evaluate('Boolean', 'Integer a = null; Decimal d = null; return a < 1 || a >= 1 || a <= 0 || d < 1 || d >= 0;'),
    false
  );
  assert.match(thrown('Integer a = null; return a + 1;'), /Attempt to de-reference a null object/);
  assert.match(thrown('Decimal a = null; return a * 2;'), /Attempt to de-reference a null object/);
  assert.match(thrown('Boolean a = null; return !a;'), /Attempt to de-reference a null object/);
});

test('casts between numbers drop what does not fit', () => {
  assert.equal(evaluate('Integer', 'Decimal d = 3.9; return (Integer) d;'), 3);
  assert.equal(evaluate('Integer', 'Object o = 5; return (Integer) o;'), 5);
  assert.match(
    thrown(`Object o = 'five'; return (Integer) o;`),
    /Invalid conversion from runtime type String to Integer/
  );
});
