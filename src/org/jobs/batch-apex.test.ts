/** Batch and scheduled Apex in tests, as the test runner carries it out: the real compiler, runtime and database. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { newDataFolder } from '../../database/fixtures/data-folder.ts';
import { startEmbeddedCluster, type Cluster } from '../../database/index.ts';
import { deployDatabase, DeployFailure, preparePackage } from '../deploy/prepare-org.ts';
import { writeApexProject } from '../tests/fixtures/apex-project.ts';
import { batchSources } from '../tests/fixtures/platform-batch.ts';
import { runApexTests } from '../tests/run-apex-tests.ts';

const folder = newDataFolder('upsert-guard-batch-');
const projectFolder = writeApexProject(batchSources);
let cluster: Cluster;

before(async () => {
  cluster = await startEmbeddedCluster({ dataDirectory: join(folder, 'postgres'), persistent: false });
});

after(async () => {
  await cluster.stop();
  for (const path of [folder, projectFolder]) rmSync(path, { recursive: true, force: true });
});

function optionsFor(project: string): Parameters<typeof preparePackage>[0] {
  return { projectFolder: project, cacheFolder: join(folder, 'cache'), coverage: true, onStep: () => undefined };
}

test('batch and scheduled jobs do in tests what the platform does', async () => {
  const options = optionsFor(projectFolder);
  const prepared = preparePackage(options);
  await cluster.createDatabase('batch');
  const connectionString = cluster.connectionString('batch');
  deployDatabase(prepared, connectionString, options);
  const org = { program: prepared.program, schema: prepared.source.schema, connectionString };
  const { results } = await runApexTests({ org, workers: 1 });
  const unexpected = results
    .filter(({ message }) => message !== null)
    .map(({ methodName, message, stackTrace }) => [methodName, message, stackTrace]);
  assert.deepEqual(unexpected, []);
  assert.equal(results.length, 23);
});

const BAD_CLASSES: readonly (readonly [string, string, RegExp])[] = [
  [
    'a start that gives no rows',
    `implements Database.Batchable<SObject> { public Integer start(Database.BatchableContext c) { return 1; }
     public void execute(Database.BatchableContext c, List<SObject> r) {} public void finish(Database.BatchableContext c) {} }`,
    /APX2526.*Database.QueryLocator or Iterable/
  ],
  [
    'a missing finish',
    `implements Database.Batchable<SObject> { public List<SObject> start(Database.BatchableContext c) { return null; }
     public void execute(Database.BatchableContext c, List<Contact> r) {} }`,
    /APX2522.*Database.Batchable.finish/
  ],
  [
    'a scope of the wrong type',
    `implements Database.Batchable<SObject> { public List<SObject> start(Database.BatchableContext c) { return null; }
     public void execute(Database.BatchableContext c, List<String> r) {} public void finish(Database.BatchableContext c) {} }`,
    /APX2522.*Database.Batchable.execute/
  ],
  [
    'a query locator of a list',
    `{ public void run() { List<Contact> found = [SELECT Id FROM Contact]; Database.getQueryLocator(found); } }`,
    /APX2/
  ]
];

for (const [name, body, message] of BAD_CLASSES)
  test(`${name} does not compile`, () => {
    const project = writeApexProject({ Bad: `public with sharing class Bad ${body}` });
    try {
      preparePackage(optionsFor(project));
      assert.fail('The class was compiled.');
    } catch (error) {
      assert.ok(error instanceof DeployFailure, String(error));
      assert.match(error.diagnostics.map(({ code, message: text }) => `${code} ${text}`).join('\n'), message);
    } finally {
      rmSync(project, { recursive: true, force: true });
    }
  });
