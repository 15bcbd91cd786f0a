import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openConnection } from '../door/open-connection.ts';
import { connectCluster, startEmbeddedCluster } from './cluster.ts';

const folder = mkdtempSync(join(tmpdir(), 'cluster-test-'));
const dataDirectory = join(folder, 'data');
after(() => rmSync(folder, { recursive: true, force: true }));

function ask(connectionString: string, sql: string): unknown {
  const connection = openConnection(connectionString);
  try {
    return connection.query(sql).rows[0]?.[0];
  } finally {
    connection.close();
  }
}

test('a cluster is created, cloned, stopped and found again with its data; strange lock files do not matter', async () => {
  const first = await startEmbeddedCluster({ dataDirectory });
  try {
    await assert.rejects(startEmbeddedCluster({ dataDirectory }), /PostgreSQL \(process \d+, port \d+\) is running on/);
    await first.createDatabase('one');
    const connection = openConnection(first.connectionString('one'));
    connection.run('CREATE TABLE kept (value text); INSERT INTO kept VALUES (1)');
    connection.close();
    await first.cloneDatabase('one', 'two');
    assert.equal(ask(first.connectionString('two'), 'SELECT value FROM kept'), '1');
    await first.dropDatabase('two');
    assert.equal(await first.databaseExists('two'), false);
    assert.equal(
      ask(first.connectionString('one'), `SELECT lower('ÉA') || current_setting('deadlock_timeout')`),
      'éa200ms'
    );
  } finally {
    await first.stop();
  }
  // A lock file that names a living process of another program: ours.
  writeFileSync(join(dataDirectory, 'postmaster.pid'), `${process.ppid}\n${dataDirectory}\n0\n5432\n`);
  const second = await startEmbeddedCluster({ dataDirectory });
  try {
    assert.equal(ask(second.connectionString('one'), 'SELECT value FROM kept'), '1');
  } finally {
    await second.stop();
  }
  const fresh = await startEmbeddedCluster({ dataDirectory, fresh: true, persistent: false });
  try {
    assert.equal(await fresh.databaseExists('one'), false);
  } finally {
    await fresh.stop();
  }
});

test('a taken port and a missing server are said in plain words', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await assert.rejects(startEmbeddedCluster({ dataDirectory: join(folder, 'other'), port }), {
      message: `Port ${port}, meant for PostgreSQL, is taken by another program. Choose another port or leave it out for any free one.`
    });
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
  await assert.rejects(
    connectCluster(`postgres://u:p@127.0.0.1:${port}/x`),
    /^ClusterFailure: No PostgreSQL answers at 127\.0\.0\.1/
  );
});

test('a program that started and stopped a server ends with its own exit code', async () => {
  const cluster = JSON.stringify(join(import.meta.dirname, 'cluster.ts'));
  const options = JSON.stringify({ dataDirectory: join(folder, 'short'), persistent: false });
  const program = `const { startEmbeddedCluster } = await import(${cluster});
    const server = await startEmbeddedCluster(${options});
    await server.stop();
    process.exitCode = 3;`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'ignore', 'pipe']
  });
  const errors: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  assert.equal(code, 3, Buffer.concat(errors).toString());
});
