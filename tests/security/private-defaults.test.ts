/**
 * The package in an org in which everything is private: all its Apex tests pass as they do under the defaults of a new org, so nothing of it
 * lives on public accounts, contacts, leads or orders.
 */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';

import { newDataFolder } from '../../src/database/fixtures/data-folder.ts';
import { startEmbeddedCluster } from '../../src/database/index.ts';
import { deployDatabase, preparePackage } from '../../src/org/deploy/prepare-org.ts';
import { runApexTests } from '../../src/org/tests/index.ts';

const PROJECT = resolve(import.meta.dirname, '../..');

function privateObject(): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<CustomObject xmlns="http://soap.sforce.com/2006/04/metadata">
    <sharingModel>Private</sharingModel>
</CustomObject>
`;
}

/** A copy of the package that also sets the defaults of the standard objects which lanes write. */
function privateProject(folder: string): string {
  const project = join(folder, 'project');
  mkdirSync(project);
  for (const name of ['force-app', 'sfdx-project.json'])
    cpSync(join(PROJECT, name), join(project, name), { recursive: true });
  for (const object of ['Account', 'Contact', 'Lead', 'Order']) {
    const objectFolder = join(project, 'force-app', 'main', 'default', 'objects', object);
    mkdirSync(objectFolder, { recursive: true });
    writeFileSync(join(objectFolder, `${object}.object-meta.xml`), privateObject());
  }
  return project;
}

test('all Apex tests of the package pass where accounts, contacts, leads and orders are private', async () => {
  const folder = newDataFolder('private-defaults-');
  const options = {
    projectFolder: privateProject(folder),
    cacheFolder: join(folder, 'cache'),
    coverage: false,
    onStep: () => undefined
  };
  const cluster = await startEmbeddedCluster({ dataDirectory: join(folder, 'postgres'), persistent: false });
  try {
    const prepared = preparePackage(options);
    const { objects } = prepared.source.schema;
    assert.equal(objects.get('contact')?.sharingModel, 'Private');
    await cluster.createDatabase('private');
    const connectionString = cluster.connectionString('private');
    deployDatabase(prepared, connectionString, options);
    const org = { program: prepared.program, schema: prepared.source.schema, connectionString };
    const { results } = await runApexTests({ org, workers: 1 });
    const failures = results.filter(({ passed }) => !passed);
    assert.deepEqual(
      failures.map(({ className, methodName, message }) => `${className}.${methodName}: ${message}`),
      []
    );
    assert.ok(results.length > 500, `${results.length} tests ran`);
  } finally {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
