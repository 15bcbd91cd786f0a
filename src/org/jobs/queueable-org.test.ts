/** Queueable jobs of a running org: after commit, with delays, over restarts and when their worker dies. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { newDataFolder } from '../../database/fixtures/data-folder.ts';
import { openConnection } from '../../database/index.ts';
import { startLocalOrg, type LocalOrg } from '../local-org.ts';
import { writeApexProject } from '../tests/fixtures/apex-project.ts';
import { jobSources } from './fixtures/job-sources.ts';

const dataFolder = newDataFolder('upsert-guard-jobs-');
const projectFolder = writeApexProject(jobSources);
let org: LocalOrg;

/** A minute, which no job of these tests takes on a busy machine either; the test of a job that never ends asks for less. */
async function start(keepData: boolean, transactionTimeout = 60_000): Promise<void> {
  org = await startLocalOrg({ projectFolder, dataFolder, keepData, transactionTimeout, maximumWorkers: 3 });
}

async function call(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${org.instanceUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${org.adminToken}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  });
  return response.json();
}

async function enqueue(mode: string, delay = 0): Promise<string> {
  return String(await call('POST', '/services/apexrest/jobs/queue', { mode, delay, fail: false }));
}

async function query(soql: string): Promise<Record<string, unknown>[]> {
  const answer = await call('GET', `/services/data/v67.0/query?q=${encodeURIComponent(soql)}`);
  return (answer as { records: Record<string, unknown>[] }).records;
}

async function contacts(mode: string): Promise<unknown[]> {
  const records = await query(
    `SELECT LastName FROM Contact WHERE LastName LIKE '% ${mode} %' ORDER BY CreatedDate, Id`
  );
  return records.map((record) => record['LastName']);
}

async function job(id: string): Promise<unknown[]> {
  const [record] = await query(`SELECT Status, NumberOfErrors, ExtendedStatus FROM AsyncApexJob WHERE Id = '${id}'`);
  return record ? [record['Status'], record['NumberOfErrors'], record['ExtendedStatus']] : [];
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

describe('queueable jobs of an org', () => {
  it('run after the transaction that enqueued them', async () => {
    const id = await enqueue('plain');
    await org.jobsIdle();
    assert.deepEqual(await job(id), ['Completed', 0, null]);
    assert.deepEqual(await contacts('plain'), ['Job plain 1']);
    assert.deepEqual(sql('SELECT count(*)::text FROM jobs.queueable'), [['0']]);
  });

  it('vanish with a transaction that is rolled back', async () => {
    const before = await query('SELECT Id FROM AsyncApexJob');
    const answer = await call('POST', '/services/apexrest/jobs/queue', { mode: 'gone', delay: 0, fail: true });
    assert.match(JSON.stringify(answer), /rolled back/);
    await org.jobsIdle();
    assert.deepEqual(await query('SELECT Id FROM AsyncApexJob'), before);
    assert.deepEqual(await contacts('gone'), []);
  });

  it('chain to a depth of five', async () => {
    await enqueue('chain');
    await org.jobsIdle();
    // The fifth is refused its child, and what it did is rolled back.
    assert.deepEqual(await contacts('chain'), ['Job chain 1', 'Job chain 2', 'Job chain 3', 'Job chain 4']);
    const failed = await query(
      `SELECT Id FROM AsyncApexJob WHERE Status = 'Failed' AND ExtendedStatus = 'Maximum stack depth has been reached.'`
    );
    assert.equal(failed.length, 1);
  });

  it('are enqueued again by their finalizer five times in a row', async () => {
    const id = await enqueue('retry');
    await org.jobsIdle();
    assert.deepEqual(await job(id), ['Failed', 1, 'again']);
    const failed = await query(`SELECT Id FROM AsyncApexJob WHERE ExtendedStatus = 'again'`);
    assert.equal(failed.length, 6);
    // The sixth finalizer may not enqueue, and what it did is rolled back.
    assert.equal((await contacts('retry')).length, 5);
  });

  it('have a signature that is free again when they begin', async () => {
    const once = (delay: number): Promise<unknown> =>
      call('PUT', '/services/apexrest/jobs/queue', { mode: 'plain', delay });
    const first = String(await once(10));
    assert.match(first, /^707/);
    assert.equal(await once(10), 'Attempt to enqueue job with duplicate queueable signature');
    assert.deepEqual(sql(`SELECT phase FROM jobs.queueable WHERE id = '${first}'`), [['queued']]);
    sql(`UPDATE jobs.queueable SET run_at = 0 WHERE id = '${first}' RETURNING id`);
    await enqueue('plain');
    await org.jobsIdle();
    assert.deepEqual(await job(first), ['Completed', 0, null]);
    const second = String(await once(10));
    assert.match(second, /^707/);
    sql(`DELETE FROM jobs.queueable WHERE id = '${second}' RETURNING id`);
  });

  it('wait over a restart; one that was running then counts as failed', async () => {
    const waiting = await enqueue('later', 10);
    const running = await enqueue('later', 10);
    const finalizing = await enqueue('finish', 10);
    await org.jobsIdle();
    assert.deepEqual(await job(waiting), ['Queued', 0, null]);
    sql(`UPDATE jobs.queueable SET run_at = 0 WHERE id = '${waiting}' RETURNING id`);
    sql(`UPDATE jobs.queueable SET phase = 'running', finalizer = state WHERE id = '${running}' RETURNING id`);
    sql(`UPDATE jobs.queueable SET phase = 'finalizing', finalizer = state WHERE id = '${finalizing}' RETURNING id`);
    await org.close();
    await start(true);
    await org.jobsIdle();
    assert.deepEqual(await job(waiting), ['Completed', 0, null]);
    assert.deepEqual((await job(running)).slice(0, 2), ['Failed', 1]);
    assert.deepEqual([...(await contacts('later'))].sort(), ['Finalizer later 0', 'Finalizer later 1', 'Job later 1']);
    assert.deepEqual(await contacts('finish'), ['Finalizer finish 0']);
    assert.deepEqual(sql('SELECT count(*)::text FROM jobs.queueable'), [['0']]);
  });

  it('count as failed when their worker dies, and the finalizer hears of it', async () => {
    await org.close();
    await start(true, 3_000);
    const id = await enqueue('loop');
    await org.jobsIdle();
    assert.deepEqual((await job(id)).slice(0, 2), ['Failed', 1]);
    assert.deepEqual(await contacts('loop'), ['Finalizer loop 1']);
    const [record] = await query(`SELECT Department, Description FROM Contact WHERE LastName = 'Finalizer loop 1'`);
    assert.equal(record?.['Department'], 'UNHANDLED_EXCEPTION');
    assert.match(String(record['Description']), /ended unexpectedly/);
  });
});
