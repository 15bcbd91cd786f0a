/** Permissions as Apex meets them, on the tests' own project. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { newDataFolder } from '../../database/fixtures/data-folder.ts';
import { startEmbeddedCluster } from '../../database/index.ts';
import type { Cluster } from '../../database/index.ts';
import { deployDatabase, preparePackage } from '../deploy/prepare-org.ts';
import { writeApexProject } from './fixtures/apex-project.ts';
import { accessFiles, accessSources } from './fixtures/platform-access.ts';
import { sharingFiles, sharingSources } from './fixtures/platform-sharing.ts';
import { runApexTests } from './run-apex-tests.ts';

const folder = newDataFolder('access-tests-');
let cluster: Cluster;

before(async () => {
  cluster = await startEmbeddedCluster({ dataDirectory: join(folder, 'postgres'), persistent: false });
});
after(async () => {
  await cluster.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function runProject(
  name: string,
  sources: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>>
): Promise<number> {
  const projectFolder = writeApexProject(sources, files);
  const options = { projectFolder, cacheFolder: join(folder, 'cache'), coverage: false, onStep: () => undefined };
  const prepared = preparePackage(options);
  await cluster.createDatabase(name);
  const connectionString = cluster.connectionString(name);
  deployDatabase(prepared, connectionString, options);
  const { results } = await runApexTests({
    org: { program: prepared.program, schema: prepared.source.schema, connectionString },
    workers: 1
  });
  rmSync(projectFolder, { recursive: true, force: true });
  const failures = results.filter(({ passed }) => !passed);
  assert.deepEqual(
    failures.map(({ methodName, message, stackTrace }) => [methodName, message, stackTrace]),
    []
  );
  return results.length;
}

test('user mode, describes and stripInaccessible follow profile and permission sets', async () => {
  assert.ok((await runProject('access', accessSources, accessFiles)) >= 10);
});

test('sharing follows keywords, modes, owners and masters', async () => {
  assert.ok((await runProject('sharing', sharingSources, sharingFiles)) >= 14);
});
