/** Conformance of conditional requests (REST API Developer Guide, "Conditional Request Headers"), and who wins when several set one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';

import type { SqlConnection } from '../../src/database/index.ts';
import { openConnection } from '../../src/database/index.ts';
import type { HttpReply } from './local-org-fixture.ts';
import { localOrgForTests, rest } from './local-org-fixture.ts';

const WRITERS = 8;
const org = await localOrgForTests({ warmWorkers: WRITERS });
const DATA = '/services/data/v67.0';
const JOB = { object: 'Contact', operation: 'insert' };
const LONG_AGO = 'Wed, 01 Jan 2020 10:00:00 GMT';

type Json = Record<string, unknown>;
const asJson = (value: unknown): Json => value as Json;
const secondsAfter = (date: string, seconds: number): string =>
  new Date(Date.parse(date) + seconds * 1000).toUTCString();

async function createContact(lastName: string): Promise<string> {
  const reply = await rest(org, 'POST', `${DATA}/sobjects/Contact`, { LastName: lastName });
  assert.equal(reply.status, 201, JSON.stringify(reply.body));
  return String(asJson(reply.body)['id']);
}

function read(id: string, headers: Readonly<Record<string, string>> = {}, query = ''): Promise<HttpReply> {
  return rest(org, 'GET', `${DATA}/sobjects/Contact/${id}${query}`, undefined, headers);
}

async function titleOf(id: string): Promise<unknown> {
  return asJson((await read(id)).body)['Title'];
}

/** The last modified date of a record, as a conditional header takes it. */
async function modifiedDate(id: string): Promise<string> {
  const reply = await read(id, {}, '?fields=lastmodifieddate');
  return new Date(String(asJson(reply.body)['LastModifiedDate'])).toUTCString();
}

function change(id: string, title: string, since: string): Promise<HttpReply> {
  return rest(org, 'PATCH', `${DATA}/sobjects/Contact/${id}`, { Title: title }, { 'if-unmodified-since': since });
}

function withDatabase<T>(body: (connection: SqlConnection) => Promise<T>): Promise<T> {
  const connection = openConnection(org.databaseUrl);
  return body(connection).finally(() => connection.close());
}

/** A contact that nobody has modified for years, without waiting for it. */
async function oldContact(lastName: string): Promise<string> {
  const id = await createContact(lastName);
  await withDatabase(async (connection) => {
    connection.query(`UPDATE org."contact" SET "lastmodifieddate" = $1::text::timestamptz WHERE id = $2::text`, [
      LONG_AGO,
      id
    ]);
  });
  return id;
}

test('an update goes in when the record was not modified after the date', async () => {
  const id = await createContact('Same second');
  const date = await modifiedDate(id);
  const reply = await change(id, 'Buyer', date);
  assert.equal(reply.status, 204, JSON.stringify(reply.body));
  assert.equal(await titleOf(id), 'Buyer');
  assert.equal((await change(id, 'Seller', secondsAfter(date, 3600))).status, 204);
});

test('an update of a record that was modified after the date is 412 and writes nothing', async () => {
  const id = await createContact('Later');
  const before = (await read(id)).body;
  const reply = await change(id, 'Buyer', secondsAfter(await modifiedDate(id), -1));
  assert.equal(reply.status, 412);
  const [error] = reply.body as Json[];
  assert.equal(error?.['errorCode'], 'PRECONDITION_FAILED');
  assert.deepEqual((await read(id)).body, before);
});

test('a change makes the date of the state before it too old, as soon as its second is over', async () => {
  const id = await oldContact('Overtaken');
  assert.equal((await change(id, 'First', LONG_AGO)).status, 204);
  assert.equal((await change(id, 'Second', LONG_AGO)).status, 412);
  assert.equal((await change(id, 'Second', await modifiedDate(id))).status, 204);
  assert.equal(await titleOf(id), 'Second');
});

test('a date in the zone of the guide counts in that zone', async () => {
  const id = await oldContact('Zone');
  assert.equal((await change(id, 'Early', 'Wed, 01 Jan 2020 02:59:59 MST')).status, 412);
  assert.equal((await change(id, 'Same', 'Wed, 01 Jan 2020 03:00:00 MST')).status, 204);
});

test('a date that is none is 400 on an update, and no condition on a read', async () => {
  const id = await createContact('No date');
  for (const date of ['yesterday', '2026-05-01T12:00:00Z', 'Sat, 31 Feb 2026 10:00:00 GMT']) {
    const reply = await change(id, 'Buyer', date);
    assert.equal(reply.status, 400, date);
    assert.match(JSON.stringify(reply.body), /no HTTP date/);
    assert.equal((await read(id, { 'if-unmodified-since': date, 'if-modified-since': date })).status, 200, date);
  }
  assert.equal(await titleOf(id), null);
});

test('an update that would fail anyway says why, whatever the date', async () => {
  const gone = await createContact('Gone');
  await rest(org, 'DELETE', `${DATA}/sobjects/Contact/${gone}`);
  assert.equal((await change(gone, 'Buyer', LONG_AGO)).status, 404);
  const id = await createContact('Field');
  const unknown = await rest(
    org,
    'PATCH',
    `${DATA}/sobjects/Contact/${id}`,
    { Nope__c: 1 },
    { 'if-unmodified-since': LONG_AGO }
  );
  assert.equal(unknown.status, 400);
  assert.match(JSON.stringify(unknown.body), /INVALID_FIELD/);
});

test('a read tells when the record was modified, and is 412 or 304 by its conditions', async () => {
  const id = await createContact('Read');
  const date = await modifiedDate(id);
  assert.equal((await read(id, {}, '?fields=Title')).headers.get('last-modified'), date);
  assert.deepEqual(Object.keys(asJson((await read(id, {}, '?fields=id,Title')).body)), ['attributes', 'Id', 'Title']);
  assert.equal((await read(id, { 'if-unmodified-since': date })).status, 200);
  assert.equal((await read(id, { 'if-unmodified-since': secondsAfter(date, -1) })).status, 412);
  assert.equal((await read(id, { 'if-modified-since': secondsAfter(date, -1) })).status, 200);
  const unchanged = await read(id, { 'if-modified-since': date });
  assert.deepEqual([unchanged.status, unchanged.body], [304, undefined]);
});

test('a condition that nobody looks at is refused, and nothing is written', async () => {
  const id = await createContact('Refused');
  const row = `/sobjects/Contact/${id}`;
  const contact = { attributes: { type: 'Contact' }, id, Title: 'Buyer' };
  const calls: readonly (readonly [string, string, unknown, string])[] = [
    ['PATCH', row, { Title: 'Buyer' }, 'If-Match'],
    ['PATCH', row, { Title: 'Buyer' }, 'If-None-Match'],
    ['PATCH', row, { Title: 'Buyer' }, 'If-Modified-Since'],
    ['GET', row, undefined, 'If-Match'],
    ['DELETE', row, undefined, 'If-Unmodified-Since'],
    ['POST', '/sobjects/Contact', { LastName: 'New' }, 'If-Unmodified-Since'],
    ['PATCH', '/sobjects/Contact/External_Contact_ID__c/COND-1', { LastName: 'New' }, 'If-Unmodified-Since'],
    ['PATCH', '/composite/sobjects', { records: [contact] }, 'If-Unmodified-Since'],
    ['POST', '/composite', { compositeRequest: [] }, 'If-Unmodified-Since'],
    ['POST', '/actions/custom/apex/Nope', { inputs: [] }, 'If-Unmodified-Since'],
    ['PATCH', '/sobjects/GroupMember/011000000000001AAA', {}, 'If-Unmodified-Since'],
    ['GET', '', undefined, 'If-Unmodified-Since'],
    ['GET', '/limits', undefined, 'If-Unmodified-Since'],
    ['POST', '/jobs/ingest', JOB, 'If-Unmodified-Since'],
    ['POST', '/jobs/ingest', JOB, 'If-Modified-Since'],
    ['GET', '/jobs/ingest', undefined, 'If-Match'],
    ['POST', '/jobs/query', { operation: 'query', query: 'SELECT Id FROM Contact' }, 'If-Unmodified-Since'],
    ['GET', '/query/01g000000000000000-2000', undefined, 'If-Unmodified-Since'],
    ['GET', '/tooling/query?q=SELECT+Id+FROM+ApexClass', undefined, 'If-Unmodified-Since'],
    ['POST', '/metadata/deployRequest', {}, 'If-Unmodified-Since']
  ];
  for (const [method, path, body, header] of calls) {
    const value = header.endsWith('Since') ? LONG_AGO : '"U5iWijwWbQD18jeiXwsqxeGpZQk=-gzip"';
    const reply = await rest(org, method, `${DATA}${path}`, body, { [header]: value });
    assert.equal(reply.status, 400, `${method} ${path} ${header}: ${JSON.stringify(reply.body)}`);
    assert.equal((reply.body as Json[])[0]?.['errorCode'], 'NOT_SUPPORTED', `${method} ${path} ${header}`);
  }
  assert.equal(await titleOf(id), null);
  const people = `${DATA}/query?q=${encodeURIComponent("SELECT COUNT() FROM Contact WHERE LastName = 'New'")}`;
  const count = await rest(org, 'GET', people, undefined, { 'if-none-match': '"x"' });
  assert.equal(asJson(count.body)['totalSize'], 0);
  const jobs = await rest(org, 'GET', `${DATA}/jobs/ingest`, undefined, { 'if-modified-since': LONG_AGO });
  assert.deepEqual(asJson(jobs.body)['records'], []);
});

/** Waits until that many sessions wait for a lock; asked of PostgreSQL, so no guess about time. */
async function untilBlocked(connection: SqlConnection, count: number): Promise<void> {
  for (let round = 0; round < 2000; round++) {
    const { rows } = connection.query(
      `SELECT count(*)::int FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND cardinality(pg_blocking_pids(pid)) > 0`
    );
    if (rows[0]?.[0] === count) return;
    await setTimeout(5);
  }
  throw new Error(`${count} waiting sessions were expected, but did not come.`);
}

test('of eight updates with the date of a second that is over exactly one goes in', async () => {
  const id = await oldContact('Contested');
  const replies = await withDatabase(async (connection) => {
    connection.run('BEGIN');
    connection.query(`SELECT id FROM org."contact" WHERE id = $1::text FOR UPDATE`, [id]);
    const sent = Array.from({ length: WRITERS }, (_, writer) => change(id, `Writer ${writer}`, LONG_AGO));
    // All of them have begun: whoever compared before the lock was his would have seen the old date.
    await untilBlocked(connection, WRITERS).finally(() => connection.run('ROLLBACK'));
    return Promise.all(sent);
  });
  assert.deepEqual(replies.map((reply) => reply.status).toSorted(), [204, ...Array<number>(WRITERS - 1).fill(412)]);
  const winner = replies.findIndex((reply) => reply.status === 204);
  assert.equal(await titleOf(id), `Writer ${winner}`);
});

test('of eight updates with the date of a running second any number goes in, and none that was refused is kept', async () => {
  const id = await createContact('Same second race');
  const date = await modifiedDate(id);
  const writers = Array.from({ length: WRITERS }, (_, writer) => `Writer ${writer}`);
  const replies = await Promise.all(writers.map((writer) => change(id, writer, date)));
  const statuses = replies.map((reply) => reply.status);
  assert.ok(
    statuses.every((status) => status === 204 || status === 412),
    statuses.join()
  );
  const accepted = writers.filter((_, index) => statuses[index] === 204);
  const title = await titleOf(id);
  if (accepted.length > 0) assert.ok(accepted.includes(String(title)), `${String(title)} of ${accepted.join()}`);
  else assert.equal(title, null);
  assert.equal((await change(id, 'Too late', secondsAfter(date, -1))).status, 412);
});
