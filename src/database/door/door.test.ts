import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { SqlError } from '../connection.ts';
import { orgSchema } from '../fixtures/org-schema.ts';
import { openTestOrg, stopTestServer } from '../fixtures/test-org.ts';
import type { TestOrg } from '../fixtures/test-org.ts';
import { startDoorServer } from './door-server.ts';
import { openConnection } from './open-connection.ts';
import type { DoorRequest, NumberedRequest } from './protocol.ts';

let org: TestOrg;

before(async () => {
  org = await openTestOrg(orgSchema());
});
after(async () => {
  await org.close();
  await stopTestServer();
});

test('values cross the door in both directions', () => {
  const { columns, rows } = org.connection.query(
    `SELECT $1::text AS t, $2::int AS i, $3::boolean AS b, $4::numeric(9,2) AS n, $5::bigint AS g, $6::text AS z,
            $7::timestamptz AS d, $8::date AS e, $9::float8 AS f, cardinality($10::text[]) AS c, ($10::text[])[2] AS s`,
    [
      'ü"\'\\',
      7,
      true,
      '1.5',
      '9007199254740993',
      null,
      '2026-01-31T10:00:00.250Z',
      '2026-01-31',
      0.5,
      ['a', '{"x",\\}', null]
    ]
  );
  assert.deepEqual(columns, ['t', 'i', 'b', 'n', 'g', 'z', 'd', 'e', 'f', 'c', 's']);
  assert.deepEqual(rows, [
    ['ü"\'\\', 7, true, '1.50', '9007199254740993', null, '2026-01-31T10:00:00.25Z', '2026-01-31', 0.5, 3, '{"x",\\}']
  ]);
});

test('an error carries its SQLSTATE, and the connection goes on', () => {
  assert.throws(
    () => org.connection.query('SELECT 1/$1::int', [0]),
    (error) => error instanceof SqlError && error.sqlState === '22012'
  );
  assert.equal(org.connection.query('SELECT 2').rows[0]?.[0], 2);
});

test('deferred statements travel with the next query', () => {
  org.connection.defer('BEGIN');
  org.connection.defer(`SET LOCAL application_name = 'deferred'`);
  assert.equal(org.connection.query(`SELECT current_setting('application_name')`).rows[0]?.[0], 'deferred');
  org.connection.run('ROLLBACK');
});

test('a server that is not there and a closed connection are errors, not hangs', () => {
  assert.throws(() => openConnection('postgres://u:p@127.0.0.1:1/none'), { name: 'SqlError', sqlState: '08006' });
  const connection = openConnection(org.connectionString);
  connection.close();
  connection.close();
  assert.throws(() => connection.query('SELECT 1'), /closed/);
});

test('one server of doors serves several workers, each with a session of its own', async () => {
  const server = startDoorServer();
  const source = `
    const { workerData, parentPort } = require('node:worker_threads');
    import(workerData.module).then(({ openConnection }) => {
      const connection = openConnection(workerData.connectionString, { door: workerData.door, lockTimeout: 1234 });
      const { rows } = connection.query("SELECT pg_backend_pid(), current_setting('lock_timeout'), current_setting('timezone')");
      connection.close();
      parentPort.postMessage(rows[0]);
    });`;
  const answers = [1, 2].map(async () => {
    const door = server.createDoor();
    const worker = new Worker(source, {
      eval: true,
      workerData: {
        module: new URL('./open-connection.ts', import.meta.url).href,
        connectionString: org.connectionString,
        door
      },
      transferList: [door.port]
    });
    const [row] = (await once(worker, 'message')) as [unknown[]];
    await worker.terminate();
    return row;
  });
  const [first, second] = await Promise.all(answers);
  await server.stop();
  assert.notEqual(first?.[0], second?.[0]);
  assert.deepEqual(first?.slice(1), ['1234ms', 'UTC']);
});

test('a wake without an answer does not end the wait', async () => {
  const server = startDoorServer();
  const door = server.createDoor();
  const connection = openConnection(org.connectionString, { door });
  const holderDoor = server.createDoor();
  // Atomics.notify tells how many it woke: the second wake proves that the caller went back to sleep, and only then comes its answer.
  const source = `
    const { workerData, parentPort } = require('node:worker_threads');
    import(workerData.module).then(({ openConnection }) => {
      const holder = openConnection(workerData.connectionString, { door: workerData.door });
      holder.query('SELECT pg_advisory_lock(1)');
      parentPort.postMessage('held');
      const signal = new Int32Array(workerData.signal);
      for (let woken = 0; woken < 2; ) woken += Atomics.notify(signal, 0);
      holder.query('SELECT pg_advisory_unlock(1)');
      holder.close();
    });`;
  const waker = new Worker(source, {
    eval: true,
    workerData: {
      module: new URL('./open-connection.ts', import.meta.url).href,
      connectionString: org.connectionString,
      door: holderDoor,
      signal: door.signal
    },
    transferList: [holderDoor.port]
  });
  try {
    await once(waker, 'message');
    assert.equal(connection.query(`SELECT 'granted' FROM pg_advisory_lock(1)`).rows[0]?.[0], 'granted');
    assert.equal(connection.query('SELECT 2').rows[0]?.[0], 2);
    connection.close();
  } finally {
    await waker.terminate();
    await server.stop();
  }
});

test('requests whose callers are gone are carried out in turn, and their replies dropped', () => {
  const server = startDoorServer();
  const door = server.createDoor();
  const connection = openConnection(org.connectionString, { door });
  const left: DoorRequest[] = [
    { kind: 'run', sql: 'SELECT 1' },
    { kind: 'query', deferred: null, sql: 'SELECT 1/0', parameters: [] },
    { kind: 'query', deferred: 'SELECT 1', sql: `SET application_name = 'left'`, parameters: [] }
  ];
  // What a caller leaves behind that is thrown out of its wait: requests of earlier numbers, each of which will be answered.
  for (const request of left) door.port.postMessage({ number: 0, request } satisfies NumberedRequest);
  assert.equal(connection.query(`SELECT current_setting('application_name')`).rows[0]?.[0], 'left');
  assert.equal(connection.query('SELECT 2').rows[0]?.[0], 2);
  connection.close();
  return server.stop();
});
