/** Batch and scheduled jobs of a running org: chunks as transactions of their own, over restarts and when their worker dies. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { newDataFolder } from '../../database/fixtures/data-folder.ts';
import { openConnection } from '../../database/index.ts';
import { startLocalOrg, type LocalOrg } from '../local-org.ts';
import { writeApexProject } from '../tests/fixtures/apex-project.ts';
import { batchDoorSources } from './fixtures/batch-door.ts';

const dataFolder = newDataFolder('upsert-guard-batches-');
const projectFolder = writeApexProject(batchDoorSources);
let org: LocalOrg;

/** A minute, which no chunk of these tests takes on a busy machine either; the test of a chunk that never ends asks for less. */
async function start(keepData: boolean, transactionTimeout = 60_000): Promise<void> {
  org = await startLocalOrg({ projectFolder, dataFolder, keepData, transactionTimeout, maximumWorkers: 3 });
}

async function call(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${org.instanceUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${org.adminToken}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  });
  const text = await response.text();
  return text === '' ? null : (JSON.parse(text) as unknown);
}

async function query(soql: string): Promise<Record<string, unknown>[]> {
  const answer = await call('GET', `/services/data/v67.0/query?q=${encodeURIComponent(soql)}`);
  return (answer as { records: Record<string, unknown>[] }).records;
}

/** Contacts `Row 1` to `Row n` of the department. */
async function rows(department: string, count: number): Promise<void> {
  const records = Array.from({ length: count }, (_, index) => ({
    attributes: { type: 'Contact' },
    LastName: `Row ${index + 1}`,
    Department: department
  }));
  await call('POST', '/services/data/v67.0/composite/sobjects', { allOrNone: true, records });
}

async function startBatch(mode: string, scope: number): Promise<string> {
  return String(await call('POST', '/services/apexrest/batches/job', { mode, scope }));
}

async function job(id: string): Promise<unknown[]> {
  const [record] = await query(
    `SELECT Status, TotalJobItems, JobItemsProcessed, NumberOfErrors, ExtendedStatus FROM AsyncApexJob WHERE Id = '${id}'`
  );
  const { attributes: _, ...values } = record ?? {};
  return Object.values(values);
}

async function descriptions(department: string): Promise<unknown[]> {
  const records = await query(`SELECT Description FROM Contact WHERE Department = '${department}' ORDER BY LastName`);
  return records.map((record) => record['Description']);
}

async function finished(mode: string): Promise<unknown> {
  return (await query(`SELECT Description FROM Contact WHERE LastName = 'Finished ${mode}'`))[0]?.['Description'];
}

function sql(statement: string): readonly (readonly unknown[])[] {
  const connection = openConnection(org.databaseUrl);
  try {
    return connection.query(statement).rows;
  } finally {
    connection.close();
  }
}

before(() => start(false));

after(async () => {
  await org.close();
  for (const path of [dataFolder, projectFolder]) rmSync(path, { recursive: true, force: true });
});

describe('batch jobs of an org', () => {
  it('work off their rows chunk by chunk, and leave nothing behind', async () => {
    await rows('plain', 5);
    const id = await startBatch('plain', 2);
    await org.jobsIdle();
    assert.deepEqual(await job(id), ['Completed', 3, 3, 0, null]);
    assert.deepEqual(await descriptions('plain'), ['chunk 1', 'chunk 1', 'chunk 2', 'chunk 2', 'chunk 3']);
    assert.equal(await finished('plain'), '3 chunks, 5 rows');
    for (const table of ['batch', 'batch_row', 'batch_items'])
      assert.deepEqual(sql(`SELECT count(*)::text FROM jobs.${table}`), [['0']], table);
  });

  it('go on after a chunk that failed and was rolled back alone', async () => {
    await rows('bad', 5);
    const id = await startBatch('bad', 2);
    await org.jobsIdle();
    assert.deepEqual(await job(id), ['Completed', 3, 3, 1, 'First error: Row 3 is bad']);
    // The failed chunk left no state either: the third chunk is the second that counted.
    assert.deepEqual(await descriptions('bad'), ['chunk 1', 'chunk 1', null, null, 'chunk 2']);
    assert.equal(await finished('bad'), '2 chunks, 3 rows');
  });

  it('end after the chunk in which they are aborted', async () => {
    await rows('abort', 5);
    const id = await startBatch('abort', 2);
    await org.jobsIdle();
    assert.equal((await job(id))[0], 'Aborted');
    assert.deepEqual(await descriptions('abort'), ['chunk 1', 'chunk 1', 'chunk 2', 'chunk 2', null]);
    assert.equal(await finished('abort'), undefined);
    assert.deepEqual(sql('SELECT count(*)::text FROM jobs.batch_row'), [['0']]);
  });

  it('leave out records that were deleted since the start', async () => {
    await rows('delete', 3);
    const id = await startBatch('delete', 1);
    await org.jobsIdle();
    assert.deepEqual(await job(id), ['Completed', 3, 3, 0, null]);
    assert.equal(await finished('delete'), '3 chunks, 2 rows');
  });

  it('go on after a restart with the step that was interrupted', async () => {
    await rows('restart', 3);
    // Five active jobs, so that the next one holds and the test can make of it what a killed process leaves.
    sql(`INSERT INTO jobs.batch (id, username, phase, step, state, stateful, scope, run_at)
         SELECT 'active' || n, 'nobody', 'parked', 'start', '', false, 1, 0 FROM generate_series(1, 5) AS n RETURNING id`);
    const id = await startBatch('restart', 2);
    await org.jobsIdle();
    assert.equal((await job(id))[0], 'Holding');
    sql(`DELETE FROM jobs.batch WHERE phase = 'parked' RETURNING id`);
    sql(`UPDATE jobs.batch SET phase = 'running' WHERE id = '${id}' RETURNING id`);
    await org.close();
    await start(true);
    await org.jobsIdle();
    assert.deepEqual(await job(id), ['Completed', 2, 2, 0, null]);
    assert.equal(await finished('restart'), '2 chunks, 3 rows');
  });
});

describe('scheduled jobs of an org', () => {
  async function plan(name: string, cron: string): Promise<string> {
    return String(await call('PUT', '/services/apexrest/batches/job', { name, cron }));
  }

  async function trigger(id: string): Promise<unknown[]> {
    const [record] = await query(`SELECT State, TimesTriggered, NextFireTime FROM CronTrigger WHERE Id = '${id}'`);
    return record ? [record['State'], record['TimesTriggered'], record['NextFireTime']] : [];
  }

  /** As if the time had come. */
  async function comeDue(id: string): Promise<void> {
    sql(`UPDATE jobs.scheduled SET run_at = 1 WHERE id = '${id}' RETURNING id`);
    await startBatch('nothing', 200);
    await org.jobsIdle();
  }

  it('fire when they are due and wait for the next time', async () => {
    const id = await plan('nightly', '0 0 2 * * ?');
    await org.jobsIdle();
    assert.deepEqual((await trigger(id)).slice(0, 2), ['WAITING', 0]);
    await comeDue(id);
    assert.deepEqual((await trigger(id)).slice(0, 2), ['WAITING', 1]);
    assert.equal((await query(`SELECT Id FROM Contact WHERE LastName = 'Fired nightly'`)).length, 1);
    assert.equal(await finished('nightly'), '0 chunks, 0 rows');
    await call('DELETE', `/services/apexrest/batches/job?id=${id}`);
    assert.deepEqual(await trigger(id), []);
  });

  it('are complete after their only time', async () => {
    const id = await plan('once', '0 0 2 3 9 ? 2098');
    sql(`UPDATE jobs.scheduled SET expression = '0 0 2 3 9 ? 2019' WHERE id = '${id}' RETURNING id`);
    await comeDue(id);
    assert.deepEqual(await trigger(id), ['COMPLETE', 1, null]);
    assert.deepEqual(sql(`SELECT count(*)::text FROM jobs.scheduled WHERE id = '${id}'`), [['0']]);
  });

  it('wait for their next time although they failed', async () => {
    const id = await plan('failing', '0 0 2 * * ?');
    await comeDue(id);
    assert.deepEqual((await trigger(id)).slice(0, 2), ['WAITING', 1]);
    assert.equal((await query(`SELECT Id FROM Contact WHERE LastName = 'Fired failing'`)).length, 0);
  });

  it('are there after a restart, and fire once when their time passed meanwhile', async () => {
    const id = await plan('later', '0 0 2 * * ?');
    sql(`UPDATE jobs.scheduled SET run_at = 1 WHERE id = '${id}' RETURNING id`);
    await org.close();
    await start(true);
    await org.jobsIdle();
    assert.deepEqual((await trigger(id)).slice(0, 2), ['WAITING', 1]);
    assert.equal((await query(`SELECT Id FROM Contact WHERE LastName = 'Fired later'`)).length, 1);
  });
});

describe('a batch job with a chunk that never ends', () => {
  it('counts it as failed when its worker dies, and goes on', async () => {
    await org.close();
    await start(true, 8_000);
    await rows('loop', 2);
    const id = await startBatch('loop', 1);
    await org.jobsIdle();
    assert.deepEqual((await job(id)).slice(0, 4), ['Completed', 2, 2, 1]);
    assert.match(String((await job(id))[4]), /^First error: .*ended unexpectedly/);
    assert.deepEqual(await descriptions('loop'), [null, 'chunk 1']);
  });
});
