import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readAuraCall } from './aura-call.ts';

test('reads class, method and parameters; parameters may be left out', () => {
  assert.deepEqual(readAuraCall('{"class":"A","method":"b","params":{"c":[1]}}'), {
    className: 'A',
    method: 'b',
    parameters: { c: [1] }
  });
  assert.deepEqual(readAuraCall('{"class":"A","method":"b"}'), { className: 'A', method: 'b', parameters: {} });
});

test('says what is wrong with a body that is no call', () => {
  assert.match(String(readAuraCall('{')), /^The body is not JSON: /);
  for (const body of ['null', '[]', '"text"', '{"class":1,"method":"b"}', '{"class":"A"}']) {
    assert.equal(readAuraCall(body), 'The call needs "class" and "method".');
  }
  for (const params of ['[]', '1', '"text"']) {
    assert.equal(
      readAuraCall(`{"class":"A","method":"b","params":${params}}`),
      '"params" must be an object with the parameters by name.'
    );
  }
});

test('refuses a body that nests without end; brackets in strings do not nest', () => {
  const call = (params: string): string => `{"class":"A","method":"b","params":{"c":${params}}}`;
  const deep = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
  assert.equal(readAuraCall(call(deep(999))), 'The body nests deeper than 1000 levels.');
  assert.equal(readAuraCall(call(deep(1_000_000))), 'The body nests deeper than 1000 levels.');
  assert.equal(typeof readAuraCall(call(deep(998))), 'object');
  assert.equal(typeof readAuraCall(call(JSON.stringify('[{"\\\\'.repeat(2000)))), 'object');
});
