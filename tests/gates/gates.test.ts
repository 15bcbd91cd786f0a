import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { unexplainedSuppressions } from '../../scripts/gates/apex-findings.ts';
import { countJest, countJunit, countSummary } from '../../scripts/gates/count-results.ts';
import { runSuite } from '../../scripts/gates/run-suite.ts';
import { suites, type Suite } from '../../scripts/gates/suites.ts';

describe('counting checks', () => {
  test('takes the last summary line and nothing that only looks like one', () => {
    assert.deepEqual(countSummary('1 passed, 2 failed\n3 passed, 0 failed\nfile 9 passed, 9 failed\n'), {
      passed: 3,
      failed: 0,
      skipped: 0
    });
    assert.deepEqual(countSummary('skipped: Java is missing\n'), { passed: 0, failed: 0, skipped: 1 });
    assert.deepEqual(countSummary('all is well'), { passed: 0, failed: 0, skipped: 0 });
  });

  test('counts nested test cases of a JUnit file, and not what a comment says', () => {
    const xml = `<?xml version="1.0"?><testsuites><!-- <testcase> in a message --><testcase name="a"/>
      <testsuite name="s"><testsuite name="t"><testcase name="b"><failure message="&lt;testcase/>">x</failure></testcase>
      <testcase name="c"><skipped/></testcase><testcase name="d"><error/></testcase></testsuite></testsuite></testsuites>`;
    assert.deepEqual(countJunit(xml), { passed: 1, failed: 2, skipped: 1 });
  });

  test('counts a Jest file that cannot be loaded as failed', () => {
    const report = { numPassedTests: 4, numFailedTests: 1, numPendingTests: 2, numRuntimeErrorTestSuites: 1 };
    assert.deepEqual(countJest(JSON.stringify(report)), { passed: 4, failed: 2, skipped: 2 });
  });
});

describe('running a suite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gates-'));
  after(() => rmSync(folder, { recursive: true }));
  const run = (code: string, suite: Partial<Suite> = {}) =>
    runSuite({ name: 'one', script: 'one', count: 'summary', minutes: 1, ...suite }, folder, [
      process.execPath,
      '-e',
      code
    ]);

  test('keeps what the tool wrote in a log', async () => {
    const result = await run('console.log("2 passed, 0 failed"); console.error("beside")');
    assert.deepEqual([result.passed, result.failed, result.problem], [2, 0, undefined]);
    assert.match(readFileSync(result.log, 'utf8'), /2 passed[^]*beside|beside[^]*2 passed/);
  });

  test('is red when nothing was tested', async () => {
    const result = await run('');
    assert.deepEqual([result.failed, result.problem], [1, 'ran no test']);
  });

  test('is red when the tool breaks after its last good test', async () => {
    const result = await run('console.log("2 passed, 0 failed"); process.exit(3)');
    assert.deepEqual([result.passed, result.failed, result.problem], [2, 1, 'ended with exit code 3']);
  });

  test('does not count the report of an earlier run', async () => {
    const count = { kind: 'junit', file: 'x.xml' } as const;
    const write = `require('node:fs').writeFileSync('reports/x.xml', '<testsuites><testcase name="a"/></testsuites>')`;
    assert.equal((await run(write, { count })).passed, 1);
    const later = await run('', { count });
    assert.deepEqual([later.passed, later.failed, later.problem], [0, 1, 'ran no test']);
  });

  test('stops a suite that hangs, and what it started', async () => {
    const child = `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }); setInterval(() => {}, 1000)`;
    const result = await run(child, { minutes: 0.005 });
    assert.deepEqual([result.failed, result.problem], [1, 'stopped after 0.005 minutes']);
  });

  test('every suite is an npm script that runs alone', () => {
    const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    assert.deepEqual(
      suites.filter(({ script }) => !Object.hasOwn(scripts, script)).map(({ script }) => script),
      []
    );
  });
});

describe('suppressions in Apex', () => {
  const found = (source: string): number[] => unexplainedSuppressions('A.cls', source).map(({ line }) => line);

  test('need a reason beside or above them', () => {
    assert.deepEqual(found("@SuppressWarnings('PMD.X')\npublic class A {}"), [1]);
    assert.deepEqual(found("@SuppressWarnings('PMD.X') public class A {}"), [1]);
    assert.deepEqual(found("// The table is read in one piece.\n@SuppressWarnings('PMD.X')\npublic class A {}"), []);
    assert.deepEqual(found("@SuppressWarnings('PMD.X') // read in one piece"), []);
    assert.deepEqual(found('a(); // NOPMD\nb(); // NOPMD the trigger has no other way'), [1]);
  });
});
