/** An org that is closed in the middle of a test run leaves the databases of the run behind, until it starts again. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { openConnection, startEmbeddedCluster } from '../../src/database/index.ts';
import { newDataFolder } from '../../src/database/fixtures/data-folder.ts';
import { startLocalOrg } from '../../src/org/index.ts';
import { writeApexProject } from '../../src/org/tests/fixtures/apex-project.ts';
import { rest } from './local-org-fixture.ts';

const project = writeApexProject({
  EndlessTest: `@IsTest
private class EndlessTest {
  @IsTest
  static void runsUntilItIsStopped() {
    for (Integer round = 0; round < 1; round = 0) {
    }
  }
}
`
});
const dataFolder = newDataFolder('upsert-guard-interrupted-');
const closers: (() => Promise<void>)[] = [];
after(async () => {
  for (const close of closers) await close();
  for (const folder of [project, dataFolder]) rmSync(folder, { recursive: true, force: true });
});

async function start() {
  const org = await startLocalOrg({ projectFolder: project, dataFolder, keepData: true });
  closers.push(() => org.close());
  return org;
}

function testDatabases(databaseUrl: string): string[] {
  const connection = openConnection(databaseUrl);
  try {
    const { rows } = connection.query(
      `SELECT datname FROM pg_database WHERE starts_with(datname, 'upsert_guard_tests_')`
    );
    return rows.map(([name]) => String(name));
  } finally {
    connection.close();
  }
}

test('the next start of the org removes what the run left', async () => {
  const org = await start();
  const order = { testLevel: 'RunLocalTests' };
  const ordered = await rest(org, 'POST', '/services/data/v67.0/tooling/runTestsAsynchronous', order);
  assert.equal(ordered.status, 200, JSON.stringify(ordered.body));
  // Each look is a call of the org, so the run goes on in between.
  while (!testDatabases(org.databaseUrl).some((name) => name.includes('_test_'))) {
    const run = await rest(org, 'GET', '/services/data/v67.0/tooling/query?q=SELECT+Status+FROM+ApexTestRunResult');
    assert.match(JSON.stringify(run.body), /Queued|Processing/);
  }
  await org.close();

  const cluster = await startEmbeddedCluster({ dataDirectory: join(dataFolder, 'postgres') });
  const left = testDatabases(cluster.connectionString('postgres'));
  await cluster.stop();
  assert.ok(left.length >= 2, `the run left its database and a copy: ${left.join()}`);

  const again = await start();
  assert.deepEqual(testDatabases(again.databaseUrl), []);
});
