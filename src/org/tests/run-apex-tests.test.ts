/** The Apex test runner over the real compiler, runtime and database, and the platform features that only they together can show. */
import { newDataFolder } from '../../database/fixtures/data-folder.ts';
import { ADMIN_USERNAME } from '../../database/index.ts';
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startEmbeddedCluster, type Cluster } from '../../database/index.ts';
import { deployDatabase, preparePackage } from '../deploy/prepare-org.ts';
import type { ApexTestResult, ApexTestRun, PreparedOrg } from './apex-test-run.ts';
import { platformSources } from './fixtures/platform-sources.ts';
import { runnerSources } from './fixtures/runner-sources.ts';
import { writeApexProject } from './fixtures/apex-project.ts';
import { runApexTests } from './run-apex-tests.ts';

const folder = newDataFolder('upsert-guard-runner-');
const junitFile = join(folder, 'junit.xml');
const projects: string[] = [];
let cluster: Cluster;

async function prepare(name: string, sources: Readonly<Record<string, string>>): Promise<PreparedOrg> {
  const projectFolder = writeApexProject(sources);
  projects.push(projectFolder);
  const options = { projectFolder, cacheFolder: join(folder, 'cache'), coverage: true, onStep: () => undefined };
  const prepared = preparePackage(options);
  await cluster.createDatabase(name);
  const connectionString = cluster.connectionString(name);
  deployDatabase(prepared, connectionString, options);
  return { program: prepared.program, schema: prepared.source.schema, connectionString };
}

before(async () => {
  cluster = await startEmbeddedCluster({ dataDirectory: join(folder, 'postgres'), persistent: false });
});

after(async () => {
  await cluster.stop();
  for (const path of [folder, ...projects]) rmSync(path, { recursive: true, force: true });
});

describe('runApexTests', () => {
  let org: PreparedOrg;
  let run: ApexTestRun;

  function resultOf(methodName: string): ApexTestResult {
    const result = run.results.find((candidate) => candidate.methodName === methodName);
    assert.ok(result, methodName);
    return result;
  }

  before(async () => {
    org = await prepare('runner', runnerSources);
    run = await runApexTests({ org, workers: 2, junitFile, testTimeout: 3_000 });
  });

  it('answers every test, in the order of classes and methods', () => {
    assert.deepEqual(
      run.results.map(({ className, methodName, passed }) => `${passed ? 'pass' : 'fail'} ${className}.${methodName}`),
      [
        'pass RunnerFirstTest.insertsOne',
        'pass RunnerFirstTest.seesNothingOfTheOtherTest',
        'fail RunnerFirstTest.failsInAnotherClass',
        'fail RunnerFirstTest.cannotCatchALimit',
        'fail RunnerHangingTest.neverEnds',
        'pass RunnerHangingTest.comesAfterTheOneThatNeverEnds',
        'pass RunnerSecondTest.startsWithTheSetup',
        'pass RunnerSecondTest.startsWithTheSetupAgain'
      ]
    );
    assert.deepEqual([run.passed, run.failed], [5, 3]);
  });

  it('shows a failure with its Apex message and stack trace', () => {
    const failed = resultOf('failsInAnotherClass');
    assert.equal(failed.message, 'System.MathException: Divide by 0');
    assert.match(
      failed.stackTrace ?? '',
      /^Class\.RunnerSubject\.divide: line 3, column 1\nClass\.RunnerFirstTest\.failsInAnotherClass: line \d+, column 1$/
    );
    assert.equal(failed.internalFault, false);
  });

  it('ends a test at a governor limit, whatever it catches', () => {
    assert.equal(resultOf('cannotCatchALimit').message, 'System.LimitException: Too many SOQL queries: 101');
  });

  it('gives up a test that never ends and runs the next ones', () => {
    assert.match(resultOf('neverEnds').message ?? '', /did not end within 3000 ms/);
    assert.equal(resultOf('neverEnds').internalFault, true);
  });

  it('measures coverage by line over all workers, without test classes', () => {
    const [subject, ...rest] = run.coverage;
    assert.deepEqual([subject?.name, subject?.covered, subject?.lines], ['RunnerSubject', 1, 2]);
    assert.deepEqual(subject?.uncoveredLines, [6]);
    assert.deepEqual(rest, []);
    assert.equal(run.coveragePercent, 50);
  });

  it('writes a JUnit file', () => {
    const xml = readFileSync(junitFile, 'utf8');
    assert.match(xml, /<testsuites name="apex" tests="8" failures="3"/);
    assert.match(xml, /<failure type="System.MathException" message="System.MathException: Divide by 0">/);
  });

  it('runs what a filter names, and leaves no database behind', async () => {
    const filtered = await runApexTests({ org, filter: ['runnersecondtest.startsWithTheSetupA'] });
    assert.deepEqual(
      filtered.results.map(({ methodName }) => methodName),
      ['startsWithTheSetupAgain']
    );
    assert.equal(await cluster.databaseExists('runner'), true);
    // The template can be dropped: nobody is connected to it, no clone hangs on it.
    await cluster.dropDatabase('runner');
  });
});

describe('the platform features', () => {
  it('do in Apex what the platform does', async () => {
    const org = await prepare('platform', platformSources);
    const run = await runApexTests({ org, workers: 2, username: ADMIN_USERNAME });
    const failures = run.results.filter(({ passed }) => !passed);
    assert.deepEqual(
      failures.map(({ className, methodName, message, stackTrace }) => [
        `${className}.${methodName}`,
        message,
        stackTrace
      ]),
      []
    );
    assert.ok(run.passed >= 30, `${run.passed} tests ran`);
  });
});
