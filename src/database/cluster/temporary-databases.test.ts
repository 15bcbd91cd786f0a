import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { newDataFolder } from '../fixtures/data-folder.ts';
import { openConnection } from '../door/open-connection.ts';
import { startEmbeddedCluster } from './cluster.ts';
import { ConnectedCluster } from './connected-cluster.ts';
import { createTemporaryDatabase, dropLeftDatabases } from './temporary-databases.ts';

const PREFIX = 'work_';

const folder = newDataFolder('temporary-databases-');
const cluster = await startEmbeddedCluster({ dataDirectory: join(folder, 'postgres'), persistent: false });
after(async () => {
  await cluster.stop();
  rmSync(folder, { recursive: true, force: true });
});

function namesOnServer(): string[] {
  const connection = openConnection(cluster.connectionString('postgres'));
  try {
    const { rows } = connection.query(`SELECT datname FROM pg_database WHERE starts_with(datname, 'work') ORDER BY 1`);
    return rows.map(([name]) => String(name));
  } finally {
    connection.close();
  }
}

test('databases that nobody works on are dropped with their copies, those of work that goes on are kept', async () => {
  const work = await createTemporaryDatabase(cluster, PREFIX);
  const name = decodeURIComponent(new URL(work.connectionString).pathname.slice(1));
  await cluster.cloneDatabase(name, `${name}_test_1`);
  for (const left of ['work_0123abcd', 'work_0123abcd_test_1', 'work_0123abcd_test_2', 'work_0123abce'])
    await cluster.createDatabase(left);
  // Somebody else's: not a name of ours.
  for (const other of ['work_shop', 'works']) await cluster.createDatabase(other);

  assert.deepEqual(await dropLeftDatabases(cluster, PREFIX), [
    'work_0123abcd',
    'work_0123abcd_test_1',
    'work_0123abcd_test_2',
    'work_0123abce'
  ]);
  assert.deepEqual(namesOnServer(), [name, `${name}_test_1`, 'work_shop', 'works'].sort());
  assert.deepEqual(await dropLeftDatabases(cluster, PREFIX), [], 'once is enough');

  await work.drop();
  assert.deepEqual(await dropLeftDatabases(cluster, PREFIX), [`${name}_test_1`], 'the copy of work that has ended');
});

test('databases of another role are left to it', async () => {
  const connection = openConnection(cluster.connectionString('postgres'));
  try {
    connection.run(`CREATE ROLE tidy LOGIN PASSWORD 'tidy' CREATEDB`);
  } finally {
    connection.close();
  }
  await cluster.createDatabase('work_0123abcf');
  const connectionString = (database: string): string => {
    const url = new URL(cluster.connectionString(database));
    url.username = url.password = 'tidy';
    return url.href;
  };
  const asOther = new ConnectedCluster(connectionString('postgres'), () => Promise.resolve());

  assert.deepEqual(await dropLeftDatabases(asOther, PREFIX), [], 'only its owner may drop it');

  assert.deepEqual(await dropLeftDatabases(cluster, PREFIX), ['work_0123abcf']);
});

test('of two who clean up at once, each database is dropped by one', async () => {
  const left = Array.from({ length: 4 }, (_, index) => `work_0000000${index}`);
  for (const name of left) await cluster.createDatabase(name);

  const dropped = await Promise.all([dropLeftDatabases(cluster, PREFIX), dropLeftDatabases(cluster, PREFIX)]);

  assert.deepEqual(dropped.flat().sort(), left);
});
