import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextFireTime, parseCron } from './cron-expression.ts';

/** Friday. */
const NOW = Date.UTC(2026, 1, 13, 10, 30, 15);

function next(text: string, count = 1, after = NOW): string[] {
  const expression = parseCron(text);
  const times: string[] = [];
  let from = after;
  while (times.length < count) {
    const time = nextFireTime(expression, from);
    if (time === null) return [...times, 'never'];
    times.push(new Date(time).toISOString().slice(0, 19));
    from = time;
  }
  return times;
}

// The examples of the Apex Developer Guide, "Apex Scheduler".
const EXAMPLES: readonly (readonly [string, readonly string[]])[] = [
  ['0 0 13 * * ?', ['2026-02-13T13:00:00', '2026-02-14T13:00:00']],
  ['0 0 22 ? * 6L', ['2026-02-27T22:00:00', '2026-03-27T22:00:00']],
  ['0 0 10 ? * MON-FRI', ['2026-02-16T10:00:00', '2026-02-17T10:00:00']],
  ['0 0 20 * * ? 2026', ['2026-02-13T20:00:00', '2026-02-14T20:00:00']]
];

for (const [text, expected] of EXAMPLES)
  test(`'${text}' fires as documented`, () => assert.deepEqual(next(text, expected.length), expected));

const CASES: readonly (readonly [string, string, readonly string[]])[] = [
  ['a list of hours', '5 30 8,11 * * ?', ['2026-02-13T11:30:05', '2026-02-14T08:30:05']],
  ['the same second is not fired twice', '15 30 10 * * ?', ['2026-02-14T10:30:15']],
  ['an increment of hours', '0 0 0/9 * * ?', ['2026-02-13T18:00:00', '2026-02-14T00:00:00', '2026-02-14T09:00:00']],
  ['an increment of days', '0 0 0 1/15 * ?', ['2026-02-16T00:00:00', '2026-03-01T00:00:00', '2026-03-16T00:00:00']],
  [
    'a range over the end of the week',
    '0 0 0 ? * SAT-MON',
    ['2026-02-14', '2026-02-15', '2026-02-16', '2026-02-21'].map((day) => `${day}T00:00:00`)
  ],
  ['the last day of the month', '0 0 0 L * ?', ['2026-02-28T00:00:00', '2026-03-31T00:00:00']],
  ['the last day of a leap February', '0 0 0 L FEB ? 2028', ['2028-02-29T00:00:00', 'never']],
  ['the last weekday of the month', '0 0 0 LW * ?', ['2026-02-27T00:00:00', '2026-03-31T00:00:00']],
  ['the weekday nearest to a Saturday', '0 0 0 14W * ?', ['2026-03-13T00:00:00']],
  ['the weekday nearest to a Sunday', '0 0 0 15W * ?', ['2026-02-16T00:00:00']],
  ['a first of the month on a Sunday', '0 0 0 1W 3 ?', ['2026-03-02T00:00:00']],
  ['the third Friday', '0 0 0 ? * FRI#3', ['2026-02-20T00:00:00', '2026-03-20T00:00:00']],
  ['a fifth Monday', '0 0 0 ? * 2#5', ['2026-03-30T00:00:00', '2026-06-29T00:00:00']],
  ['L by itself is Saturday', '0 0 0 ? * L', ['2026-02-14T00:00:00']],
  ['named months', '0 0 0 1 JAN,JUL ?', ['2026-07-01T00:00:00', '2027-01-01T00:00:00']],
  ['once', '0 0 0 3 9 ? 2026', ['2026-09-03T00:00:00', 'never']],
  ['in the past', '0 0 0 3 9 ? 2025', ['never']],
  ['on a day that no month has', '0 0 0 31 2 ?', ['never']]
];

for (const [name, text, expected] of CASES)
  test(`${name}: '${text}'`, () => assert.deepEqual(next(text, expected.length), expected));

const ERRORS: readonly (readonly [string, RegExp])[] = [
  ['0 0 12 * *', /six or seven fields/],
  ['0 0/5 * * * ?', /Seconds and minutes must be specified as integers/],
  ['0,30 0 * * * ?', /Seconds and minutes must be specified as integers/],
  ['0 60 * * * ?', /Seconds and minutes must be specified as integers/],
  ['0 0 24 * * ?', /Hours takes 0 to 23: 24/],
  ['0 0 0 32 * ?', /Day_of_month takes 1 to 31: 32/],
  ['0 0 0 1 FOO ?', /Month takes 1 to 12: FOO/],
  ['0 0 0 ? * 8', /Day_of_week takes 1 to 7: 8/],
  ['0 0 0 ? * 2#6', /Day_of_week/],
  ['0 0 0 1 * ? 1969', /Optional_year takes 1970 to 2099: 1969/],
  ['0 0 1/0 * * ?', /increment must be at least 1/],
  ['0 0 0 ? * ?', /'\?' can only be specified/],
  ['0 0 0 1 * MON', /both a day-of-week AND a day-of-month/]
];

for (const [text, message] of ERRORS) test(`'${text}' is refused`, () => assert.throws(() => parseCron(text), message));
