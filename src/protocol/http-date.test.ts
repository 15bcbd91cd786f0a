import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseHttpDate } from './http-date.ts';

test('reads the dates of the guide, whatever day of the week they claim', () => {
  assert.equal(parseHttpDate('Tue, 10 Aug 2015 00:00:00 GMT'), Date.UTC(2015, 7, 10));
  assert.equal(parseHttpDate('Mon, 30 Nov 2020 08:34:54 MST'), Date.UTC(2020, 10, 30, 15, 34, 54));
});

test('reads back every second that JavaScript writes as an HTTP date', () => {
  for (const time of [0, Date.UTC(2000, 1, 29, 23, 59, 59), Date.UTC(2026, 11, 31, 23, 59, 59)])
    assert.equal(parseHttpDate(new Date(time).toUTCString()), time);
});

test('takes nothing else for a date', () => {
  const others = [
    '',
    'yesterday',
    '2026-11-21T10:00:00Z',
    '1795000000',
    'Sat, 21 Nov 2026 10:00:00',
    'Sat, 21 Nov 2026 10:00:00 XST',
    'Sat, 21 Nov 2026 10:00:00 GMT, Sat, 21 Nov 2026 11:00:00 GMT',
    'Sat, 1 Nov 2026 10:00:00 GMT',
    'Sat, 31 Feb 2026 10:00:00 GMT',
    'Sat, 21 Nov 2026 24:00:00 GMT',
    'Saturday, 21-Nov-26 10:00:00 GMT'
  ];
  assert.deepEqual(
    others.filter((text) => parseHttpDate(text) !== null),
    []
  );
});
