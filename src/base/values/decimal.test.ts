import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApexDecimal } from './decimal.ts';

test('a number is read from text up to 1E1000; what is larger, or no number, is refused', () => {
  assert.equal(ApexDecimal.parse(' 1.50 ').toString(), '1.50');
  assert.equal(ApexDecimal.parse('12e-1').toString(), '1.2');
  assert.equal(ApexDecimal.parse('0e999999999').toString(), '0');
  assert.equal(ApexDecimal.parse('1e1000').toString().length, 1001);
  for (const text of [
    '1e1001',
    '-1e-999999999',
    '1e99999999999999999999',
    '9'.repeat(5000),
    '',
    'NaN',
    'Infinity',
    '1.2.3'
  ])
    assert.throws(() => ApexDecimal.parse(text), RangeError, text.slice(0, 30));
});
