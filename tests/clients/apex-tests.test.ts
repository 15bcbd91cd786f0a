/** `sf apex run test` against the local org: the same tests, results and coverage as the local runner has them. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { writeApexProject } from '../../src/org/tests/fixtures/apex-project.ts';
import { runApexTestsOfProject } from '../../src/org/tests/project-tests.ts';
import { localOrgForTests, rest } from './local-org-fixture.ts';
import { signedInCli } from './sf-cli.ts';

interface TestReport {
  readonly summary: Readonly<Record<string, unknown>> & { readonly testRunId: string };
  readonly tests: readonly {
    readonly FullName: string;
    readonly Outcome: string;
    readonly Message: string | null;
    readonly StackTrace: string | null;
  }[];
}

/** The code with which `sf apex run test` ends when tests fail. */
const TESTS_FAILED = 100;
const TOOLING = '/services/data/v67.0/tooling';

const project = writeApexProject({
  Prices: `public class Prices {
  public static Integer doubled(Integer price) {
    if (price < 0) {
      throw new IllegalArgumentException('A price is not negative.');
    }
    return price * 2;
  }
}
`,
  ContactMark: `trigger ContactMark on Contact (before insert) {
  for (Contact record : Trigger.new) {
    record.Title = 'Marked';
  }
}
`,
  PricesTest: `@IsTest
private class PricesTest {
  @IsTest
  static void doublesAPrice() {
    System.Assert.areEqual(4, Prices.doubled(2), 'twice two');
  }

  @IsTest
  static void failsOnPurpose() {
    System.Assert.areEqual(5, Prices.doubled(2), 'five');
  }
}
`,
  MarkTest: `@IsTest
private class MarkTest {
  @IsTest
  static void marksANewContact() {
    insert new Contact(LastName = 'New');
    System.Assert.areEqual('Marked', [SELECT Title FROM Contact].Title, 'title');
  }
}
`
});
after(() => rmSync(project, { recursive: true, force: true }));
const org = await localOrgForTests({ projectFolder: project });
const sf = await signedInCli(org);

async function runTests(...words: string[]): Promise<{ exitCode: number; report: TestReport }> {
  const { exitCode, stdout } = await sf.run(project, 'apex', 'run', 'test', '-o', 'local', '--json', ...words);
  return { exitCode, report: (JSON.parse(stdout) as { result: TestReport }).result };
}

const outcomesOf = ({ tests }: TestReport): Record<string, string> =>
  Object.fromEntries(tests.map(({ FullName, Outcome }) => [FullName, Outcome]).sort());

async function query(soql: string): Promise<{ status: number; body: unknown }> {
  return rest(org, 'GET', `${TOOLING}/query?q=${encodeURIComponent(soql)}`);
}

test('RunLocalTests runs what the local runner runs, with its messages, stack traces and coverage', async () => {
  const own = await runApexTestsOfProject({ projectFolder: project, filter: [], workers: 2, onStep: () => undefined });
  const { exitCode, report } = await runTests('--test-level', 'RunLocalTests', '--code-coverage', '--wait', '10');
  assert.equal(exitCode, TESTS_FAILED);
  assert.deepEqual(
    report.tests.map(({ FullName, Outcome, Message, StackTrace }) => [FullName, Outcome, Message, StackTrace]).sort(),
    own.results
      .map(({ className, methodName, passed, message, stackTrace }) => [
        `${className}.${methodName}`,
        passed ? 'Pass' : 'Fail',
        message,
        stackTrace
      ])
      .sort()
  );
  const { summary } = report;
  assert.deepEqual(
    [summary['outcome'], summary['testsRan'], summary['passing'], summary['failing']],
    ['Failed', 3, 2, 1]
  );
  assert.equal(summary['orgWideCoverage'], `${Math.floor(own.coveragePercent)}%`);
  const { body } = await query(
    'SELECT ApexClassOrTrigger.Name, NumLinesCovered, NumLinesUncovered, Coverage FROM ApexCodeCoverageAggregate'
  );
  const rows = (body as { records: Record<string, unknown>[] }).records;
  assert.deepEqual(
    rows.map((row) => [
      (row['ApexClassOrTrigger'] as { Name: string }).Name,
      row['NumLinesCovered'],
      row['NumLinesUncovered'],
      (row['Coverage'] as { uncoveredLines: number[] }).uncoveredLines
    ]),
    own.coverage.map(({ name, covered, lines, uncoveredLines }) => [name, covered, lines - covered, uncoveredLines])
  );
});

test('people read the same in the human form', async () => {
  const { exitCode, stdout } = await sf.run(
    project,
    ...['apex', 'run', 'test', '-o', 'local', '--test-level', 'RunLocalTests'],
    ...['--code-coverage', '--result-format', 'human', '--wait', '10']
  );
  assert.equal(exitCode, TESTS_FAILED);
  for (const part of [
    /PricesTest\.failsOnPurpose\s+.*Fail.*Assertion Failed: five/s,
    /Class\.PricesTest\.failsOnPurpose: line 10, column 1/,
    /MarkTest\.marksANewContact\s+.*Pass/,
    /Tests Ran\s+.*3/,
    /Org Wide Coverage\s+.*\d+%/,
    /ContactMark\s+.*100%/
  ]) {
    assert.match(stdout, part);
  }
});

test('classes and single methods are run by name, synchronously too', async () => {
  const whole = await runTests('--tests', 'PricesTest', '--wait', '10');
  assert.deepEqual(outcomesOf(whole.report), {
    'PricesTest.doublesAPrice': 'Pass',
    'PricesTest.failsOnPurpose': 'Fail'
  });
  const one = await runTests('--tests', 'PricesTest.doublesAPrice', '--tests', 'MarkTest', '--wait', '10');
  assert.equal(one.exitCode, 0);
  assert.deepEqual(outcomesOf(one.report), { 'MarkTest.marksANewContact': 'Pass', 'PricesTest.doublesAPrice': 'Pass' });
  const synchronous = await runTests('--class-names', 'PricesTest', '--synchronous', '--code-coverage');
  assert.equal(synchronous.exitCode, TESTS_FAILED);
  assert.deepEqual(outcomesOf(synchronous.report), outcomesOf(whole.report));
  const failed = synchronous.report.tests.find(({ Outcome }) => Outcome === 'Fail');
  assert.match(failed?.Message ?? '', /Assertion Failed: five/);
});

test('a run that nobody waits for is asked for later, while it runs and when it has ended', async () => {
  const start = ['apex', 'run', 'test', '-o', 'local', '--test-level', 'RunLocalTests', '--code-coverage', '--json'];
  const started = JSON.parse((await sf.run(project, ...start)).stdout) as { result: { testRunId: string } };
  const { testRunId } = started.result;
  for (let round = 0; round < 2; round++) {
    const get = ['apex', 'get', 'test', '-o', 'local', '--test-run-id', testRunId, '--code-coverage', '--json'];
    const { exitCode, stdout } = await sf.run(project, ...get);
    assert.equal(exitCode, TESTS_FAILED, stdout);
    const { result } = JSON.parse(stdout) as { result: TestReport };
    assert.equal(result.summary.testRunId, testRunId);
    assert.deepEqual([result.summary['testsRan'], result.summary['failing']], [3, 1]);
  }
});

test('a result file for a build server is written', async () => {
  const folder = join(project, 'results');
  await runTests('--tests', 'MarkTest', '--wait', '10', '--result-format', 'junit', '--output-dir', folder);
  const id = readFileSync(join(folder, 'test-run-id.txt'), 'utf8');
  assert.match(id, /^707/);
  assert.match(readFileSync(join(folder, `test-result-${id}-junit.xml`), 'utf8'), /testcase name="marksANewContact"/);
});

test('what names no test, and what is not carried out, is refused', async () => {
  const { exitCode, stdout } = await sf.run(
    project,
    'apex',
    'run',
    'test',
    '-o',
    'local',
    '--tests',
    'NopeTest',
    '--json'
  );
  assert.equal(exitCode, 1);
  assert.match(stdout, /This class name's value is invalid: NopeTest\. Provide the name of an Apex class/);
  for (const [body, pattern] of [
    [{}, /Always provide a classes/],
    [{ suiteNames: 'All', testLevel: 'RunSpecifiedTests' }, /no test suites/],
    [{ testLevel: 'RunLocalTests', maxFailedTests: 1 }, /maxFailedTests is not supported/],
    [{ tests: [{ classId: '01p000000000099' }] }, /class ID's value is invalid/]
  ] as const) {
    const reply = await rest(org, 'POST', `${TOOLING}/runTestsAsynchronous`, body);
    assert.equal(reply.status, 400);
    assert.match(JSON.stringify(reply.body), pattern);
  }
  for (const [soql, pattern] of [
    ['SELECT Id FROM SourceMember', /SourceMember.*INVALID_TYPE/],
    ['SELECT Nope FROM ApexClass', /Nope.*INVALID_FIELD/],
    ["SELECT Id FROM ApexClass WHERE Name LIKE 'P%'", /LIKE.*MALFORMED_QUERY/],
    ['SELECT Id FROM ApexClass ORDER BY Name', /ORDER BY.*MALFORMED_QUERY/],
    ['SELECT Id FROM ApexClass FOR UPDATE', /FOR UPDATE.*MALFORMED_QUERY/],
    ['SELECT Id FROM ApexClass ALL ROWS', /ALL ROWS.*MALFORMED_QUERY/],
    ['SELECT Id FROM ApexClass WITH SYSTEM_MODE', /SYSTEM_MODE.*MALFORMED_QUERY/]
  ] as const) {
    const reply = await query(soql);
    assert.equal(reply.status, 400);
    assert.match(JSON.stringify(reply.body), pattern);
  }
});

test('a user without Author Apex runs no tests and asks for no results, and nobody does without a session', async () => {
  const headers = { authorization: `Bearer ${org.integrationToken}` };
  const run = await rest(org, 'POST', `${TOOLING}/runTestsAsynchronous`, { testLevel: 'RunLocalTests' }, headers);
  assert.equal(run.status, 403);
  const asked = await rest(org, 'GET', `${TOOLING}/query?q=SELECT+Id+FROM+ApexClass`, undefined, headers);
  assert.equal(asked.status, 403);
  assert.match(JSON.stringify(asked.body), /AuthorApex/);
  for (const path of [`${TOOLING}/query?q=SELECT+Id+FROM+ApexClass`, '/cometd/67.0']) {
    const unknown = await rest(org, 'POST', path, [], { authorization: 'Bearer nobody' });
    assert.equal(unknown.status, 401, path);
  }
});

test('anonymous Apex runs over the Tooling API as well', async () => {
  const run = async (source: string): Promise<Record<string, unknown>> =>
    (await rest(org, 'GET', `${TOOLING}/executeAnonymous?anonymousBody=${encodeURIComponent(source)}`)).body as never;
  assert.deepEqual(
    [(await run('System.debug(Prices.doubled(1));'))['success'], (await run('nope();'))['compiled']],
    [true, false]
  );
});

test('anonymous Apex is neither compiled for a user without Author Apex, nor run for a HEAD request', async () => {
  const address = (source: string): string => `${TOOLING}/executeAnonymous?anonymousBody=${encodeURIComponent(source)}`;
  const headers = { authorization: `Bearer ${org.integrationToken}` };
  const denied = await rest(org, 'GET', address('nope();'), undefined, headers);
  assert.equal(denied.status, 403, JSON.stringify(denied.body));
  assert.equal((await rest(org, 'HEAD', address("insert new Contact(LastName = 'Headless');"))).status, 405);
  const asked = "SELECT COUNT() FROM Contact WHERE LastName = 'Headless'";
  const found = await rest(org, 'GET', `/services/data/v67.0/query?q=${encodeURIComponent(asked)}`);
  assert.equal((found.body as { totalSize: number }).totalSize, 0);
});
