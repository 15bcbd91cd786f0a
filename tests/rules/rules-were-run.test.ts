/**
 * The last suite of `npm test`: the tests that `docs/rules.md` names were run by the suites before, and passed. Reads their reports, so it is red
 * when a suite was left out, or when only some of its tests were run.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { passedTests } from './read-report.ts';
import { nameOf, PROJECT, readCatalogue } from './read-rules.ts';
import type { NamedTest } from './read-rules.ts';

function reportOf(named: NamedTest): string {
  if (named.kind === 'apex') return 'apex-tests.xml';
  return named.file.startsWith('tests/browser/') ? 'browser-tests.xml' : 'node-tests.xml';
}

function passedIn(report: string): Set<string> {
  const file = join(PROJECT, 'reports', report);
  assert.ok(existsSync(file), `reports/${report} is missing: run npm test as a whole`);
  return passedTests(readFileSync(file, 'utf8'));
}

test('every test that proves a rule was run and passed', () => {
  const proofs = readCatalogue().flatMap(({ id, tests }) => tests.map((named) => ({ id, named })));
  const passed = new Map(
    [...new Set(proofs.map(({ named }) => reportOf(named)))].map((name) => [name, passedIn(name)])
  );
  const missing = proofs.filter(({ named }) => !passed.get(reportOf(named))?.has(nameOf(named)));
  assert.deepEqual(
    missing.map(({ id, named }) => `${id}: ${nameOf(named)}`),
    []
  );
});
