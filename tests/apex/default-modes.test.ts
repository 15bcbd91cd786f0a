/** The mode and the sharing of code that names none: a class, a trigger, an anonymous block. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { compileAnonymous } from '../../src/apex/index.ts';
import { testSchema } from '../../src/apex/types/fixtures/schema.ts';
import { platformClasses } from '../../src/runtime/library/index.ts';
import { loadApexWith, type LoadedApex } from './run-apex.ts';

const STATEMENTS = `insert new Contact(LastName = 'x'); List<Contact> found = [SELECT Id FROM Contact];`;

/** What the statements ask for, and what classes enter and leave. */
function recorded(...texts: readonly string[]): { readonly apex: LoadedApex; readonly seen: unknown[] } {
  const seen: unknown[] = [];
  const apex = loadApexWith(
    {
      dml: (operation, _value, accessMode) => void seen.push([operation, accessMode]),
      soql: (query) => {
        seen.push(['soql', query.accessMode ?? null]);
        return null;
      },
      enter: (sharing) => {
        seen.push(`enter ${sharing}`);
        return !sharing;
      },
      leave: (outer) => void seen.push(`leave to ${outer}`)
    },
    texts
  );
  return { apex, seen };
}

test('statements of a class leave the mode to the run time, those of a trigger run in system mode', () => {
  const { apex, seen } = recorded(
    `public inherited sharing class Made { public static void run() { ${STATEMENTS} } }`,
    `trigger OnContact on Contact (before insert) { ${STATEMENTS} Made.run(); }`
  );
  apex.fire('OnContact');
  assert.deepEqual(seen, [
    ['insert', 'system'],
    ['soql', 'system'],
    ['insert', null],
    ['soql', null]
  ]);
});

test('an anonymous block is no trigger: its statements leave the mode to the run time', () => {
  const folder = mkdtempSync(join(tmpdir(), 'default-modes-'));
  const block = { name: 'AnonymousBlock', source: STATEMENTS, apiVersion: '67.0' };
  const { unit } = compileAnonymous(block, [], testSchema, platformClasses, folder);
  rmSync(folder, { recursive: true });
  assert.ok(unit);
  assert.match(unit.code, /\$\.dml\("insert", .*, null, null\)/);
  assert.doesNotMatch(unit.code, /"accessMode"|"system"/);
});

test('code enters the sharing of its class and leaves it by return and by exception; inherited sharing does neither', () => {
  const { apex, seen } = recorded(
    `public inherited sharing class Start { public static Integer run() { try { Without.fail(); } catch (Exception e) { return With.one(); } return 0; } }`,
    `public without sharing class Without { public static void fail() { throw new IllegalArgumentException('x'); } }`,
    `public class With { public static Integer one() { return 1; } }`
  );
  assert.equal(apex.run('Start', 'run'), 1);
  assert.deepEqual(seen, ['enter false', 'leave to true', 'enter true', 'leave to false']);
});
