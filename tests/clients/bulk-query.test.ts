/** Bulk API 2.0 query jobs with clients that we did not write: `sf data export bulk` and jsforce. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Connection } from '@jsforce/jsforce-node';

import { localOrgForTests, rest } from './local-org-fixture.ts';
import { signedInCli } from './sf-cli.ts';

type Json = Record<string, unknown>;

const JOBS = '/services/data/v67.0/jobs/query';
const org = await localOrgForTests();
const sf = await signedInCli(org);
const folder = mkdtempSync(join(tmpdir(), 'upsert-guard-bulk-query-'));
after(() => rmSync(folder, { recursive: true, force: true }));

before(async () => {
  const connection = new Connection({ instanceUrl: org.instanceUrl, accessToken: org.adminToken, version: '67.0' });
  const account = await connection.sobject('Account').create({ Name: 'Acme, "Ltd"' });
  const rows = Array.from({ length: 450 }, (_, index) => ({
    LastName: `Bulk ${String(index).padStart(3, '0')}`,
    Description: index === 0 ? 'line one\nline two' : '',
    ...(index < 2 ? { AccountId: account.id } : {})
  }));
  const made = await connection.sobject('Contact').create(rows, { allowRecursive: true });
  assert.ok(made.every(({ success }) => success));
});

async function ended(query: string, more: Json = {}): Promise<Json> {
  const created = await rest(org, 'POST', JOBS, { operation: 'query', query, ...more });
  assert.equal(created.status, 200, JSON.stringify(created.body));
  assert.equal((created.body as Json)['state'], 'UploadComplete');
  await org.jobsIdle();
  return (await rest(org, 'GET', `${JOBS}/${String((created.body as Json)['id'])}`)).body as Json;
}

async function results(id: unknown, parameters = ''): Promise<{ status: number; text: string; headers: Headers }> {
  const response = await fetch(`${org.instanceUrl}${JOBS}/${String(id)}/results${parameters}`, {
    headers: { authorization: `Bearer ${org.adminToken}`, accept: 'text/csv' }
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

test('sf exports 450 contacts, with quotes and line breaks as they are', async () => {
  const file = join(folder, 'contacts.csv');
  const query = 'SELECT LastName, Account.Name, Description FROM Contact ORDER BY LastName';
  await sf.json(folder, 'data', 'export', 'bulk', '-o', 'local', '-q', query, '--output-file', file, '--wait', '5');
  const text = readFileSync(file, 'utf8');
  assert.match(text, /^"?LastName"?,"?Account\.Name"?,"?Description"?\n/);
  assert.match(text, /"?Bulk 000"?,"Acme, ""Ltd""","line one\nline two"\n/);
  assert.equal(text.match(/Bulk \d{3}/g)?.length, 450);
});

test('results come in pages behind a locator, each with the header', async () => {
  const job = await ended('SELECT LastName FROM Contact ORDER BY LastName', { lineEnding: 'CRLF' });
  assert.deepEqual([job['state'], job['numberRecordsProcessed'], job['jobType']], ['JobComplete', 450, 'V2Query']);
  const first = await results(job['id'], '?maxRecords=400');
  assert.equal(first.headers.get('sforce-numberofrecords'), '400');
  assert.match(first.text, /^"LastName"\r\n"Bulk 000"\r\n/);
  const second = await results(job['id'], `?maxRecords=400&locator=${first.headers.get('sforce-locator')}`);
  assert.equal(second.headers.get('sforce-numberofrecords'), '50');
  assert.equal(second.headers.get('sforce-locator'), 'null');
  assert.match(second.text, /^"LastName"\r\n"Bulk 400"\r\n/);
});

test('a job that cannot be answered fails and says why; deleted jobs are gone', async () => {
  const failed = await ended('SELECT Nope__c FROM Contact');
  assert.equal(failed['state'], 'Failed');
  assert.match(String(failed['errorMessage']), /^INVALID_FIELD: /);
  assert.equal((await results(failed['id'])).status, 400);
  assert.equal((await rest(org, 'PATCH', `${JOBS}/${String(failed['id'])}`, { state: 'Aborted' })).status, 400);
  assert.equal((await rest(org, 'DELETE', `${JOBS}/${String(failed['id'])}`)).status, 204);
  assert.equal((await rest(org, 'GET', `${JOBS}/${String(failed['id'])}`)).status, 404);
});

test('deleted records come with queryAll only, date-times in UTC with Z', async () => {
  const query = `SELECT LastName, CreatedDate FROM Contact WHERE LastName = 'Bulk 449'`;
  const [record] = (
    (await rest(org, 'GET', `/services/data/v67.0/query?q=${encodeURIComponent(query.replace('LastName', 'Id'))}`))
      .body as { records: Json[] }
  ).records;
  await rest(org, 'DELETE', `/services/data/v67.0/sobjects/Contact/${String(record?.['Id'])}`);
  assert.equal((await ended(query))['numberRecordsProcessed'], 0);
  const all = await ended(query, { operation: 'queryAll' });
  assert.match((await results(all['id'])).text, /\n"Bulk 449","\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z"\n$/);
});

test('what a bulk query does not take is refused when the job is created', async () => {
  for (const query of [
    'SELECT COUNT(Id) FROM Contact',
    'SELECT LastName FROM Contact GROUP BY LastName',
    'SELECT Id, (SELECT Id FROM Contacts) FROM Account',
    'SELECT Id FROM Contact LIMIT 1 OFFSET 1',
    'SELECT FROM'
  ]) {
    assert.equal((await rest(org, 'POST', JOBS, { operation: 'query', query })).status, 400, query);
  }
  assert.equal((await rest(org, 'POST', JOBS, { operation: 'insert', query: 'SELECT Id FROM Contact' })).status, 400);
});
