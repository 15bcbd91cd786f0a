/** Queueable Apex in tests, as the test runner carries it out: the real compiler, runtime and database. */
import { newDataFolder } from '../../database/fixtures/data-folder.ts';
import { ADMIN_USERNAME } from '../../database/index.ts';
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startEmbeddedCluster, type Cluster } from '../../database/index.ts';
import { deployDatabase, preparePackage } from '../deploy/prepare-org.ts';
import { writeApexProject } from '../tests/fixtures/apex-project.ts';
import { queueableSources } from '../tests/fixtures/platform-queueable.ts';
import { runApexTests } from '../tests/run-apex-tests.ts';

const folder = newDataFolder('upsert-guard-queueable-');
const projectFolder = writeApexProject(queueableSources);
let cluster: Cluster;

/** Tests that a job ends, by the message that ends them: nothing of Apex catches a limit. */
const ENDED_BY_THEIR_JOB: Readonly<Record<string, string>> = {
  refusesTheFiftyFirstJob: 'System.LimitException: Too many queueable jobs added to the queue: 51',
  refusesTheSecondJobOfAJob: 'System.LimitException: Too many queueable jobs added to the queue: 2',
  runsAfterTheMethodWithoutStopTest: 'System.MathException: Divide by 0'
};

before(async () => {
  cluster = await startEmbeddedCluster({ dataDirectory: join(folder, 'postgres'), persistent: false });
});

after(async () => {
  await cluster.stop();
  for (const path of [folder, projectFolder]) rmSync(path, { recursive: true, force: true });
});

test('queueable jobs do in tests what the platform does', async () => {
  const options = { projectFolder, cacheFolder: join(folder, 'cache'), coverage: true, onStep: () => undefined };
  const prepared = preparePackage(options);
  await cluster.createDatabase('queueable');
  const connectionString = cluster.connectionString('queueable');
  deployDatabase(prepared, connectionString, options);
  const org = { program: prepared.program, schema: prepared.source.schema, connectionString };
  const { results } = await runApexTests({ org, workers: 1, username: ADMIN_USERNAME });
  const unexpected = results
    .filter(({ methodName, message }) => message !== (ENDED_BY_THEIR_JOB[methodName] ?? null))
    .map(({ methodName, message, stackTrace }) => [methodName, message, stackTrace]);
  assert.deepEqual(unexpected, []);
  assert.equal(results.length, 14);
});
