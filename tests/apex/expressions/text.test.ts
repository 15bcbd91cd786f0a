import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluate, printed } from './evaluate.ts';

test('anything beside a String becomes text', () => {
  assert.equal(printed(`1 + 'a' + true + null`), '1atruenull');
  assert.equal(printed(`1 + 2 + 'a' + 1 + 2`), '3a12');
  assert.equal(evaluate('String', 'String a; String b; return a + b;'), 'nullnull');
  assert.equal(printed(`Date.newInstance(2026, 1, 31) + 1 + ' ' + 5L + ' ' + 1.50`), '2026-02-01 00:00:00 5 1.50');
});

test('String == ignores case, === does not', () => {
  assert.equal(evaluate('Boolean', `String a = 'ABC'; return a == 'abc' && a != 'abd' && !(a === 'abc');`), true);
  assert.equal(evaluate('Boolean', `String a; return a == null && a != '';`), true);
  assert.equal(evaluate('Boolean', `return 'a' < 'B' && 'b' >= 'B';`), true);
});

test('an Id takes text, and compares in 15 and 18 characters', () => {
  assert.equal(
    evaluate(
      'Boolean',
      `Id a = '003000000000001'; String b = '003000000000001AAA'; return a == b && a == '003000000000001';`
    ),
    true
  );
  assert.equal(evaluate('String', `Id a = '003000000000001'; return a;`), '003000000000001AAA');
});
