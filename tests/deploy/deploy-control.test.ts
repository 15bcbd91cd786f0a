/** Deploys that the caller does not wait for: report, resume and cancel with the real `sf`; and the coverage that a deploy must have. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, test } from 'node:test';

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

/** Keeps the deploy busy for as long as its CPU takes, far longer than `sf` takes to ask for something. */
const BUSY = `@IsTest
private class BusyTest {
  @IsTest
  static void counts() {
    Integer sum = 0;
    for (Integer index = 0; index < 400000000; index++) {
      sum = Math.mod(sum + index, 1000);
    }
    System.Assert.isTrue(sum >= 0, 'a sum');
  }
}
`;

test('a deploy that nobody waits for is reported, and resumed until it has ended', async () => {
  const folder = project({ AsyncCounter: counter('AsyncCounter') });
  const { id } = await sf.json<Report>(folder, ...START, '--async');
  const resumed = await sf.json<Report>(folder, 'project', 'deploy', 'resume', '--job-id', id);
  assert.deepEqual([resumed.id, resumed.status, resumed.success], [id, 'Succeeded', true]);
  const reported = await sf.json<Report>(folder, 'project', 'deploy', 'report', '-o', 'local', '--job-id', id);
  assert.deepEqual([reported.id, reported.status], [id, 'Succeeded']);
  assert.deepEqual(unitsOfTheOrg(), ['AsyncCounter']);
});

test('a deploy is canceled while its tests run, and one that waits behind it too; the org stays as it was', async () => {
  const before = unitsOfTheOrg();
  const running = project({ BusyTest: BUSY });
  const first = await sf.json<Report>(
    running,
    ...START,
    '--async',
    '--test-level',
    'RunSpecifiedTests',
    '--tests',
    'BusyTest'
  );
  const waiting = project({ WaitingCounter: counter('WaitingCounter') });
  const second = await sf.json<Report>(waiting, ...START, '--async');
  const pending = await sf.json<Report>(waiting, 'project', 'deploy', 'report', '-o', 'local', '--job-id', second.id);
  assert.equal(pending.status, 'Pending');

  const ended: string[] = [];
  for (const [folder, id] of [
    [waiting, second.id],
    [running, first.id]
  ] as const) {
    const canceled = await sf.json<Report>(folder, 'project', 'deploy', 'cancel', '-o', 'local', '--job-id', id);
    ended.push(canceled.status);
  }
  assert.deepEqual(ended, ['Canceled', 'Canceled']);
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
