/** Platform events and custom notifications in Apex tests: each test method of the fixture states one behaviour of the platform. */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { newDataFolder } from '../../database/fixtures/data-folder.ts';
import { startEmbeddedCluster, type Cluster } from '../../database/index.ts';
import { deployDatabase, DeployFailure, preparePackage } from '../deploy/prepare-org.ts';
import { writeApexProject } from '../tests/fixtures/apex-project.ts';
import { runApexTests } from '../tests/run-apex-tests.ts';
import { eventFiles, eventSources } from './fixtures/event-sources.ts';
import { notificationFiles, notificationSources } from './fixtures/notification-sources.ts';

const folder = newDataFolder('upsert-guard-events-');
const projectFolder = writeApexProject(
  { ...eventSources, ...notificationSources },
  { ...eventFiles, ...notificationFiles }
);
let cluster: Cluster;

before(async () => {
  cluster = await startEmbeddedCluster({ dataDirectory: join(folder, 'postgres'), persistent: false });
});

after(async () => {
  await cluster.stop();
  for (const path of [folder, projectFolder]) rmSync(path, { recursive: true, force: true });
});

const options = { projectFolder, cacheFolder: join(folder, 'cache'), coverage: true, onStep: () => undefined };

test('platform events and custom notifications do in tests what the platform does', async () => {
  const prepared = preparePackage(options);
  await cluster.createDatabase('events');
  const connectionString = cluster.connectionString('events');
  deployDatabase(prepared, connectionString, options);
  const org = { program: prepared.program, schema: prepared.source.schema, connectionString };
  const { results } = await runApexTests({ org, workers: 1 });
  const failed = results
    .filter(({ passed }) => !passed)
    .map(({ methodName, message, stackTrace }) => [methodName, message, stackTrace]);
  assert.deepEqual(failed, []);
  assert.equal(results.length, 18);
});

test('a trigger on a platform event is after insert only', () => {
  writeFileSync(
    join(projectFolder, 'force-app/main/triggers/NewsTrigger.trigger'),
    'trigger NewsTrigger on News__e (before insert, after insert) {\n}\n'
  );
  assert.throws(
    () => preparePackage(options),
    (error) => error instanceof DeployFailure && error.diagnostics.some(({ code }) => code === 'APX2533')
  );
});
