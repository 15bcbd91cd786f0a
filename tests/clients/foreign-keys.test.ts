/** Parents that are named by an external id, over REST and in bulk, with clients that we did not write. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { localOrgForTests, rest } from './local-org-fixture.ts';
import { signedInCli } from './sf-cli.ts';

const DATA = '/services/data/v67.0';
const org = await localOrgForTests();
const sf = await signedInCli(org);
const folder = mkdtempSync(join(tmpdir(), 'upsert-guard-parents-'));
after(() => rmSync(folder, { recursive: true, force: true }));

type Json = Record<string, unknown>;

async function query(soql: string): Promise<Json[]> {
  const reply = await rest(org, 'GET', `${DATA}/query?q=${encodeURIComponent(soql)}`);
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return (reply.body as { records: Json[] }).records;
}

/** External customer ids of the accounts of contacts, by the contacts' external ids. */
async function customersOf(prefix: string): Promise<Json> {
  const records = await query(
    `SELECT External_Contact_ID__c, Account.External_Customer_Id__c FROM Contact WHERE External_Contact_ID__c LIKE '${prefix}%' ORDER BY External_Contact_ID__c`
  );
  return Object.fromEntries(
    records.map((record) => [
      record['External_Contact_ID__c'],
      (record['Account'] as Json | null)?.['External_Customer_Id__c'] ?? null
    ])
  );
}

before(async () => {
  for (const number of [1, 2]) {
    const account = { Name: `Parent ${number}`, External_Customer_Id__c: `FK-A${number}` };
    assert.equal((await rest(org, 'POST', `${DATA}/sobjects/Account`, account)).status, 201);
  }
});

test('REST creates, changes and clears a parent by its external id', async () => {
  const customer = (id: string | null): Json => ({ Account: id === null ? null : { External_Customer_Id__c: id } });
  const made = await rest(org, 'POST', `${DATA}/sobjects/Contact`, {
    LastName: 'Child',
    External_Contact_ID__c: 'FKR-1',
    ...customer('FK-A1')
  });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const path = `${DATA}/sobjects/Contact/${String((made.body as Json)['id'])}`;
  assert.deepEqual(await customersOf('FKR-'), { 'FKR-1': 'FK-A1' });
  assert.equal((await rest(org, 'PATCH', path, customer('FK-A2'))).status, 204);
  assert.deepEqual(await customersOf('FKR-'), { 'FKR-1': 'FK-A2' });
  assert.equal((await rest(org, 'PATCH', path, customer(null))).status, 204);
  assert.deepEqual(await customersOf('FKR-'), { 'FKR-1': null });
  const missing = await rest(org, 'PATCH', path, customer('FK-A9'));
  assert.equal(missing.status, 400);
  assert.deepEqual(missing.body, [
    {
      message: 'Foreign key external ID: FK-A9 not found for field External_Customer_Id__c in entity Account',
      errorCode: 'INVALID_FIELD',
      fields: []
    }
  ]);
});

test('a collection fails only the rows whose parent is not there', async () => {
  const row = (key: string, account: unknown): Json => ({
    attributes: { type: 'Contact' },
    LastName: key,
    External_Contact_ID__c: key,
    Account: account
  });
  const reply = await rest(org, 'PATCH', `${DATA}/composite/sobjects/Contact/External_Contact_ID__c`, {
    records: [
      row('FKC-1', { External_Customer_Id__c: 'FK-A1' }),
      row('FKC-2', { External_Customer_Id__c: 'FK-A9' }),
      row('FKC-3', { attributes: { type: 'Account' }, External_Customer_Id__c: 'FK-A2' })
    ]
  });
  const results = reply.body as { success: boolean; errors: { statusCode: string }[] }[];
  assert.deepEqual(
    results.map(({ success, errors }) => [success, errors[0]?.statusCode]),
    [
      [true, undefined],
      [false, 'INVALID_FIELD'],
      [true, undefined]
    ]
  );
  assert.deepEqual(await customersOf('FKC-'), { 'FKC-1': 'FK-A1', 'FKC-3': 'FK-A2' });
});

test('a parent of a lookup with several objects needs its type, unless it is named by its id', async () => {
  const owner = async (Owner: Json): Promise<unknown> => {
    const lead = { LastName: 'Owned', Company: 'Acme', Owner };
    return (await rest(org, 'POST', `${DATA}/sobjects/Lead`, lead)).body;
  };
  assert.match(JSON.stringify(await owner({ Username: 'lead@local.org' })), /Owner needs attributes.type/);
  const users = await query("SELECT Id FROM User WHERE Username = 'lead@local.org'");
  const made = (await owner({ Id: users[0]?.['Id'] })) as Json;
  assert.equal(made['success'], true, JSON.stringify(made));
});

test('sf upserts children in bulk by the external ids of their parents, and says which are missing', async () => {
  const file = join(folder, 'children.csv');
  const rows = Array.from({ length: 250 }, (_, index) => {
    const key = `FKB-${String(index).padStart(3, '0')}`;
    return `${key},Child ${index},${index === 7 ? 'FK-A9' : index === 8 ? '' : `FK-A${(index % 2) + 1}`}`;
  });
  const write = (lines: readonly string[]): void =>
    writeFileSync(file, `External_Contact_ID__c,LastName,Account.External_Customer_Id__c\n${lines.join('\n')}\n`);
  const words = ['-o', 'local', '--sobject', 'Contact', '--wait', '5', '--line-ending', 'LF', '--file', file];
  write(rows);
  const failed = await sf.run(folder, 'data', 'upsert', 'bulk', ...words, '-i', 'External_Contact_ID__c', '--json');
  assert.notEqual(failed.exitCode, 0, failed.stdout);
  const jobs = (await rest(org, 'GET', `${DATA}/jobs/ingest`)).body as { records: { id: string }[] };
  const job = jobs.records[0]?.id ?? '';
  const { result } = JSON.parse(
    (await sf.run(folder, 'data', 'bulk', 'results', '-o', 'local', '--job-id', job, '--json')).stdout
  ) as { result: { successfulRecords: number; failedRecords: number } };
  assert.deepEqual([result.successfulRecords, result.failedRecords], [249, 1]);
  const response = await fetch(`${org.instanceUrl}${DATA}/jobs/ingest/${job}/failedResults`, {
    headers: { authorization: `Bearer ${org.adminToken}` }
  });
  assert.match(
    await response.text(),
    /"INVALID_FIELD:Foreign key external ID: FK-A9 not found for field External_Customer_Id__c in entity Account:--"/
  );
  const customers = await customersOf('FKB-');
  assert.deepEqual(
    [customers['FKB-000'], customers['FKB-001'], customers['FKB-008'], customers['FKB-249']],
    ['FK-A1', 'FK-A2', null, 'FK-A2']
  );

  write(['FKB-000,Child 0,#N/A', 'FKB-001,Child 1,']);
  await sf.json(folder, 'data', 'upsert', 'bulk', ...words, '-i', 'External_Contact_ID__c');
  const later = await customersOf('FKB-00');
  assert.deepEqual([later['FKB-000'], later['FKB-001']], [null, 'FK-A2']);
});

test('sf imports new children in bulk, and a column of a field that names nobody fails the job', async () => {
  const file = join(folder, 'new.csv');
  const words = ['-o', 'local', '--sobject', 'Contact', '--wait', '5', '--line-ending', 'LF', '--file', file];
  writeFileSync(file, 'External_Contact_ID__c,LastName,Account.External_Customer_Id__c\nFKI-1,New,FK-A2\n');
  await sf.json(folder, 'data', 'import', 'bulk', ...words);
  assert.deepEqual(await customersOf('FKI-'), { 'FKI-1': 'FK-A2' });
  writeFileSync(file, 'External_Contact_ID__c,LastName,Account.Phone\nFKI-2,New,1\n');
  const refused = await sf.run(folder, 'data', 'import', 'bulk', ...words, '--json');
  assert.match(refused.stdout, /InvalidBatch : Field name not found : Account\.Phone/);
});

test('a parent is named by its id or by its external id, not by both, over REST and in a CSV', async () => {
  const [account] = await query("SELECT Id FROM Account WHERE External_Customer_Id__c = 'FK-A1'");
  const id = String(account?.['Id']);
  const pattern = /INVALID_FIELD.*More than 1 field provided in an external foreign key reference in entity: Account/;
  const both = { Id: id, External_Customer_Id__c: 'FK-A1' };
  const contact = { LastName: 'Child', External_Contact_ID__c: 'FKD-1', Account: both };
  const made = await rest(org, 'POST', `${DATA}/sobjects/Contact`, contact);
  assert.equal(made.status, 400, JSON.stringify(made.body));
  const [error] = made.body as Json[];
  assert.match(`${String(error?.['errorCode'])} ${String(error?.['message'])}`, pattern);

  const job = await rest(org, 'POST', `${DATA}/jobs/ingest`, { object: 'Contact', operation: 'insert' });
  const path = `${DATA}/jobs/ingest/${String((job.body as Json)['id'])}`;
  const headers = { authorization: `Bearer ${org.adminToken}` };
  const lines = [
    'External_Contact_ID__c,LastName,Account.Id,Account.External_Customer_Id__c',
    `FKD-2,Child,${id},FK-A1`,
    `FKD-3,Child,${id},`
  ];
  const body = `${lines.join('\n')}\n`;
  const csv = { ...headers, 'content-type': 'text/csv' };
  await fetch(`${org.instanceUrl}${path}/batches`, { method: 'PUT', headers: csv, body });
  await rest(org, 'PATCH', path, { state: 'UploadComplete' });
  await org.jobsIdle();
  const failed = await (await fetch(`${org.instanceUrl}${path}/failedResults`, { headers })).text();
  assert.match(failed, pattern);
  assert.equal(failed.trim().split('\n').length, 2, failed);
  assert.deepEqual(await customersOf('FKD-'), { 'FKD-3': 'FK-A1' });
});
