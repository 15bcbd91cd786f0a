/** Query jobs that are aborted while they run, and that outlive their process; the query itself is answered by the test. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { orgSchema } from '../../database/fixtures/org-schema.ts';
import type { OrgAnswer } from '../pool/tasks.ts';
import { QueryJobs } from './query-jobs.ts';
import { readQueryRequest } from './query-request.ts';
import { QueryStore } from './query-store.ts';

const USER = { id: '005000000000001AAA', username: 'admin@local.org' };
const REQUEST = readQueryRequest({ operation: 'query', query: 'SELECT LastName FROM Contact' });
const folders: string[] = [];
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'upsert-guard-query-jobs-'));
  folders.push(folder);
  return folder;
}

/** Jobs over a folder whose queries wait for the test. */
function jobsIn(
  folder: string,
  firstNumber = 1
): { jobs: QueryJobs; waiting: PromiseWithResolvers<OrgAnswer>[]; asked: () => Promise<null> } {
  const schema = orgSchema();
  const waiting: PromiseWithResolvers<OrgAnswer>[] = [];
  let started = Promise.withResolvers<null>();
  let number = BigInt(firstNumber);
  const jobs = new QueryJobs({
    store: new QueryStore(folder),
    clock: { now: () => 1_700_000_000_000 },
    nextNumber: () => number++,
    schema: () => schema,
    run: () => {
      const answer = Promise.withResolvers<OrgAnswer>();
      waiting.push(answer);
      started.resolve(null);
      started = Promise.withResolvers<null>();
      return answer.promise;
    }
  });
  return { jobs, waiting, asked: () => started.promise };
}

function answerOf(...names: string[]): OrgAnswer {
  const records = names.map((LastName) => ({ LastName }));
  return { status: 200, headers: {}, body: JSON.stringify({ totalSize: names.length, done: true, records }) };
}

test('a job that is aborted while its query runs stays aborted, keeps no rows, and lets the next one run', async () => {
  const folder = newFolder();
  const { jobs, waiting, asked } = jobsIn(folder);
  const begun = asked();
  const first = jobs.create(REQUEST, USER, 67);
  const second = jobs.create(REQUEST, USER, 67);
  await begun;
  assert.deepEqual([first.state, second.state], ['InProgress', 'UploadComplete']);
  const next = asked();
  assert.equal(jobs.abort(first), true);
  waiting[0]?.resolve(answerOf('Too late'));
  await next;
  waiting[1]?.resolve(answerOf('Lee'));
  await jobs.idle();
  assert.deepEqual([first.state, second.state, second.processed], ['Aborted', 'JobComplete', 1]);
  assert.equal(jobs.abort(second), false);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.includes('rows')),
    [`${second.id}.rows.json`]
  );
});

test('a job that is aborted while its query runs stays aborted when the query fails', async () => {
  const { jobs, waiting, asked } = jobsIn(newFolder());
  const begun = asked();
  const job = jobs.create(REQUEST, USER, 67);
  await begun;
  jobs.abort(job);
  waiting[0]?.reject(new Error('The worker died.'));
  await jobs.idle();
  assert.deepEqual([job.state, job.errorMessage], ['Aborted', null]);
});

test('jobs whose files cannot be written fail, and end nothing else', async () => {
  const folder = newFolder();
  const { jobs, waiting, asked } = jobsIn(folder);
  const begun = asked();
  const running = jobs.create(REQUEST, USER, 67);
  const waits = jobs.create(REQUEST, USER, 67);
  await begun;
  rmSync(folder, { recursive: true });
  writeFileSync(folder, 'a file where the folder was');
  waiting[0]?.resolve(answerOf('Ann'));
  await jobs.idle();
  for (const { state, errorMessage } of [running, waits]) {
    assert.equal(state, 'Failed');
    assert.match(errorMessage ?? '', /EEXIST|ENOTDIR/);
  }
});

test('jobs that have ended and those that have not are there again after a restart, and the latter run anew', async () => {
  const folder = newFolder();
  const before = jobsIn(folder);
  let begun = before.asked();
  const done = before.jobs.create(REQUEST, USER, 67);
  await begun;
  before.waiting[0]?.resolve(answerOf('Ann', 'Bob'));
  await before.jobs.idle();
  begun = before.asked();
  const running = before.jobs.create(REQUEST, USER, 67);
  const waits = before.jobs.create(REQUEST, USER, 67);
  await begun;
  const stopped = before.jobs.stop();
  before.waiting[1]?.reject(new Error('The pool was closed.'));
  await stopped;

  const later = jobsIn(folder, 100);
  assert.deepEqual(
    later.jobs.list().map(({ id, state }) => [id, state]),
    [
      [done.id, 'JobComplete'],
      [running.id, 'InProgress'],
      [waits.id, 'UploadComplete']
    ]
  );
  const kept = later.jobs.find(done.id);
  assert.ok(kept);
  assert.equal(later.jobs.page(kept, 0).csv, '"LastName"\n"Ann"\n"Bob"\n');
  for (const [index, id] of [running.id, waits.id].entries()) {
    const again = later.asked();
    if (index === 0) later.jobs.start();
    else later.waiting[index - 1]?.resolve(answerOf('Once'));
    await again;
    assert.equal(later.jobs.find(id)?.state, 'InProgress');
  }
  later.waiting[1]?.resolve(answerOf('Once'));
  await later.jobs.idle();
  assert.deepEqual(
    later.jobs.list().map(({ state, processed }) => [state, processed]),
    [
      ['JobComplete', 2],
      ['JobComplete', 1],
      ['JobComplete', 1]
    ]
  );
  later.jobs.remove(kept);
  assert.equal(new QueryStore(folder).load().length, 2);
});
