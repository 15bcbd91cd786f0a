/** Deploys that the caller does not wait for: report, resume and cancel with the real `sf`; and the coverage that a deploy must have. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, test } from 'node:test';

import { openConnection } from '../../src/database/index.ts';
import { writeApexProject } from '../../src/org/tests/fixtures/apex-project.ts';
import { localOrgForTests } from '../clients/local-org-fixture.ts';
import { signedInCli } from '../clients/sf-cli.ts';

interface Report {
  readonly id: string;
  readonly status: string;
  readonly success: boolean;
  readonly details: {
    readonly runTestResult?: {
      readonly codeCoverageWarnings?: { readonly message: string }[] | { readonly message: string };
    };
  };
}

const org = await localOrgForTests({ empty: true });
const sf = await signedInCli(org);
const START = ['project', 'deploy', 'start', '-o', 'local', '-d', 'force-app'];

function project(sources: Readonly<Record<string, string>>): string {
  const folder = writeApexProject(sources);
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const unitsOfTheOrg = (): string[] => org.prepared.program.units.map(({ name }) => name).sort();

const counter = (name: string): string =>
  `public class ${name} {\n  public static Integer next(Integer from0) {\n    Integer result = from0 + 1;\n    return result;\n  }\n}\n`;

const FAILING = `@IsTest
private class FailingTest {
  @IsTest
  static void fails() {
    System.Assert.fail('on purpose');
  }
}
`;

/** Lets no deploy begin with its tests until it is called: they need a database of their own, and the server can make none. */
function holdTests(): () => void {
  const connection = openConnection(org.databaseUrl);
  connection.run('BEGIN; LOCK TABLE pg_database IN EXCLUSIVE MODE');
  return () => connection.close();
}

test('a deploy that nobody waits for is reported, and resumed until it has ended', async () => {
  const folder = project({ AsyncCounter: counter('AsyncCounter') });
  const { id } = await sf.json<Report>(folder, ...START, '--async');
  const resumed = await sf.json<Report>(folder, 'project', 'deploy', 'resume', '--job-id', id);
  assert.deepEqual([resumed.id, resumed.status, resumed.success], [id, 'Succeeded', true]);
  const reported = await sf.json<Report>(folder, 'project', 'deploy', 'report', '-o', 'local', '--job-id', id);
  assert.deepEqual([reported.id, reported.status], [id, 'Succeeded']);
  assert.deepEqual(unitsOfTheOrg(), ['AsyncCounter']);
});

test('a deploy is canceled while its tests run, however they end, and one that waits behind it too; the org stays as it was', async () => {
  const before = unitsOfTheOrg();
  const release = holdTests();
  const testing = project({ FailingTest: FAILING });
  const tests = ['--test-level', 'RunSpecifiedTests', '--tests', 'FailingTest'];
  const waiting = project({ WaitingCounter: counter('WaitingCounter') });
  const control = (folder: string, command: string, id: string, ...words: string[]): Promise<Report> =>
    sf.json<Report>(folder, 'project', 'deploy', command, '-o', 'local', '--job-id', id, ...words);
  let first: Report;
  try {
    first = await sf.json<Report>(testing, ...START, '--async', ...tests);
    const second = await sf.json<Report>(waiting, ...START, '--async');
    assert.equal((await control(waiting, 'report', second.id)).status, 'Pending');
    assert.equal((await control(waiting, 'cancel', second.id)).status, 'Canceled');
    await control(testing, 'cancel', first.id, '--async');
    assert.equal((await control(testing, 'report', first.id)).status, 'Canceling');
  } finally {
    release();
  }
  const { stdout } = await sf.run(testing, 'project', 'deploy', 'resume', '--job-id', first.id, '--json');
  assert.equal((JSON.parse(stdout) as { result: Report }).result.status, 'Canceled', stdout);
  assert.deepEqual(unitsOfTheOrg(), before);
});

test('RunLocalTests fails below 75 % coverage with the warning of the platform, and passes above', async () => {
  const before = unitsOfTheOrg();
  const tested = (call: string): string =>
    `@IsTest\nprivate class CounterTest {\n  @IsTest\n  static void counts() {\n    System.Assert.areEqual(2, ${call}, 'next');\n  }\n}\n`;
  const sources = { FirstCounter: counter('FirstCounter'), CounterTest: tested('1 + 1') };
  const words = [...START, '--test-level', 'RunLocalTests'];
  const refused = await sf.run(project(sources), ...words, '--json');
  assert.equal(refused.exitCode, 1);
  const { status, details } = (JSON.parse(refused.stdout) as { result: Report }).result;
  assert.equal(status, 'Failed');
  assert.match(
    JSON.stringify(details.runTestResult?.codeCoverageWarnings),
    /Average test coverage across all Apex Classes and Triggers is 0%, at least 75% test coverage is required/
  );
  assert.deepEqual(unitsOfTheOrg(), before);
  const shown = await sf.run(project(sources), ...words);
  assert.match(shown.stdout + shown.stderr, /75% test coverage is required/);

  const enough = tested('FirstCounter.next(0) + AsyncCounter.next(0)');
  const passed = await sf.json<Report>(project({ ...sources, CounterTest: enough }), ...words);
  assert.equal(passed.status, 'Succeeded');
  assert.deepEqual(unitsOfTheOrg(), ['AsyncCounter', 'CounterTest', 'FirstCounter']);
});
