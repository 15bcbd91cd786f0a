/** Bulk API 2.0 ingest with clients that we did not write: `sf data … bulk` and jsforce. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { Connection } from '@jsforce/jsforce-node';

import { localOrgForTests, rest } from './local-org-fixture.ts';
import { signedInCli } from './sf-cli.ts';

const DATA = '/services/data/v67.0';
const org = await localOrgForTests();
const sf = await signedInCli(org);
const connection = new Connection({ instanceUrl: org.instanceUrl, accessToken: org.adminToken, version: '67.0' });
const folder = mkdtempSync(join(tmpdir(), 'upsert-guard-bulk-'));
after(() => rmSync(folder, { recursive: true, force: true }));

type Json = Record<string, unknown>;

async function contacts(where: string, fields = 'Id'): Promise<Json[]> {
  const query = `SELECT ${fields} FROM Contact WHERE ${where} ORDER BY External_Contact_ID__c`;
  const reply = await rest(org, 'GET', `${DATA}/query?q=${encodeURIComponent(query)}`);
  return (reply.body as { records: Json[] }).records;
}

async function createJob(job: Json): Promise<string> {
  const reply = await rest(org, 'POST', `${DATA}/jobs/ingest`, job);
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return String((reply.body as Json)['id']);
}

async function sendText(method: string, path: string, body?: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`${org.instanceUrl}${DATA}/jobs/ingest/${path}`, {
    method,
    headers: { authorization: `Bearer ${org.adminToken}`, 'content-type': 'text/csv' },
    ...(body === undefined ? {} : { body })
  });
  return { status: response.status, text: await response.text() };
}

/** Uploads, completes and waits; the job as it ended. */
async function runJob(job: Json, csv: string): Promise<Json> {
  const id = await createJob(job);
  assert.equal((await sendText('PUT', `${id}/batches`, csv)).status, 201);
  assert.equal((await rest(org, 'PATCH', `${DATA}/jobs/ingest/${id}`, { state: 'UploadComplete' })).status, 200);
  await org.jobsIdle();
  return (await rest(org, 'GET', `${DATA}/jobs/ingest/${id}`)).body as Json;
}

test('sf imports, upserts and deletes 450 contacts in bulk, through the triggers', async () => {
  const rows = Array.from(
    { length: 450 },
    (_, index) => `SFB-${String(index).padStart(3, '0')},Bulk ${index},B${index}@Example.com`
  );
  const file = join(folder, 'contacts.csv');
  writeFileSync(file, `External_Contact_ID__c,LastName,Email\n${rows.join('\n')}\n`);
  const target = ['-o', 'local', '--sobject', 'Contact', '--wait', '5', '--line-ending', 'LF'];
  await sf.json(folder, 'data', 'import', 'bulk', ...target, '--file', file);
  const made = await contacts("External_Contact_ID__c LIKE 'SFB-%'", 'Id, Normalized_Email__c');
  assert.equal(made.length, 450);
  assert.equal(made[7]?.['Normalized_Email__c'], 'b7@example.com');

  writeFileSync(
    file,
    `External_Contact_ID__c,LastName,Title\n${rows.map((row) => `${row.slice(0, 7)},Changed,Buyer`).join('\n')}\n`
  );
  await sf.json(folder, 'data', 'upsert', 'bulk', ...target, '--file', file, '-i', 'External_Contact_ID__c');
  assert.equal((await contacts("External_Contact_ID__c LIKE 'SFB-%' AND Title = 'Buyer'")).length, 450);

  writeFileSync(file, `Id\n${made.map((record) => String(record['Id'])).join('\n')}\n`);
  await sf.json(folder, 'data', 'delete', 'bulk', ...target, '--file', file);
  assert.equal((await contacts("External_Contact_ID__c LIKE 'SFB-%'")).length, 0);
});

test('jsforce bulk2 tells rows that were saved from rows that failed', async () => {
  const job = connection.bulk2.createJob({
    object: 'Contact',
    operation: 'upsert',
    externalIdFieldName: 'External_Contact_ID__c'
  });
  await job.open();
  await job.uploadData([
    { External_Contact_ID__c: 'JSB-1', LastName: 'Good' },
    { External_Contact_ID__c: 'JSB-2', LastName: '' },
    { External_Contact_ID__c: 'JSB-3', LastName: 'x'.repeat(81) }
  ]);
  await job.close();
  await job.poll(100, 60_000);
  const { successfulResults, failedResults, unprocessedRecords } = await job.getAllResults();
  assert.deepEqual(
    successfulResults.map((row) => [(row as Json)['External_Contact_ID__c'], row.sf__Created, row.sf__Id.length]),
    [['JSB-1', 'true', 18]]
  );
  assert.deepEqual(
    failedResults.map((row) => [(row as Json)['External_Contact_ID__c'], row.sf__Error.split(':')[0]]),
    [
      ['JSB-2', 'REQUIRED_FIELD_MISSING'],
      ['JSB-3', 'STRING_TOO_LONG']
    ]
  );
  assert.deepEqual(unprocessedRecords, []);
});

test('an empty value leaves a field as it is, #N/A clears it, and quoted values hold line breaks', async () => {
  const job = { object: 'Contact', operation: 'upsert', externalIdFieldName: 'External_Contact_ID__c' };
  await runJob(job, 'External_Contact_ID__c,LastName,Title,Department\nNA-1,Null,Buyer,"Line one\nline two"\n');
  const ended = await runJob(job, 'External_Contact_ID__c,LastName,Title,Department\nNA-1,Null,#N/A,\n');
  assert.deepEqual([ended['state'], ended['numberRecordsFailed']], ['JobComplete', 0]);
  const [record] = await contacts("External_Contact_ID__c = 'NA-1'", 'Title, Department');
  assert.deepEqual([record?.['Title'], record?.['Department']], [null, 'Line one\nline two']);
});

test('a value that its field cannot hold fails its row and names the column', async () => {
  const ended = await runJob(
    { object: 'Contact', operation: 'insert', columnDelimiter: 'SEMICOLON', lineEnding: 'CRLF' },
    'LastName;HasOptedOutOfEmail;Birthdate\r\nGood;yes;1980-02-01\r\nBad;perhaps;1980-02-01\r\n'
  );
  assert.deepEqual([ended['numberRecordsProcessed'], ended['numberRecordsFailed']], [2, 1]);
  const { text } = await sendText('GET', `${String(ended['id'])}/failedResults`);
  assert.match(text, /^"sf__Id";"sf__Error";"LastName"/);
  assert.match(text, /col 1.*'perhaps' is not a valid value for the type xsd:boolean/);
});

test('a column that the object does not have fails the job, and nothing is saved', async () => {
  const ended = await runJob({ object: 'Contact', operation: 'insert' }, 'LastName,Nope__c\nUnsaved,1\n');
  assert.equal(ended['state'], 'Failed');
  assert.equal(ended['errorMessage'], 'InvalidBatch : Field name not found : Nope__c');
  assert.equal((await contacts("LastName = 'Unsaved'")).length, 0);
  const { text } = await sendText('GET', `${String(ended['id'])}/unprocessedrecords`);
  assert.equal(text, '"LastName","Nope__c"\n"Unsaved","1"\n');
});

test('a job is aborted before its data is processed, takes no second upload, and can be deleted', async () => {
  const id = await createJob({ object: 'Contact', operation: 'insert' });
  assert.equal((await rest(org, 'PATCH', `${DATA}/jobs/ingest/${id}`, { state: 'UploadComplete' })).status, 400);
  await sendText('PUT', `${id}/batches`, 'LastName\nAborted\n');
  assert.equal((await sendText('PUT', `${id}/batches`, 'LastName\nAgain\n')).status, 400);
  assert.equal((await rest(org, 'DELETE', `${DATA}/jobs/ingest/${id}`)).status, 400);
  const aborted = await rest(org, 'PATCH', `${DATA}/jobs/ingest/${id}`, { state: 'Aborted' });
  assert.equal((aborted.body as Json)['state'], 'Aborted');
  assert.equal((await contacts("LastName = 'Aborted'")).length, 0);
  assert.equal((await rest(org, 'DELETE', `${DATA}/jobs/ingest/${id}`)).status, 204);
  assert.equal((await rest(org, 'GET', `${DATA}/jobs/ingest/${id}`)).status, 404);
});

test('a job that is aborted while it runs keeps what is saved, and tells the other rows as unprocessed', async () => {
  const rows = 6_000;
  const id = await createJob({ object: 'Contact', operation: 'insert' });
  const lines = Array.from({ length: rows }, (_, index) => `ABR-${index},Aborted ${index}`);
  await sendText('PUT', `${id}/batches`, `External_Contact_ID__c,LastName\n${lines.join('\n')}\n`);
  await rest(org, 'PATCH', `${DATA}/jobs/ingest/${id}`, { state: 'UploadComplete' });
  const job = async (): Promise<Json> => (await rest(org, 'GET', `${DATA}/jobs/ingest/${id}`)).body as Json;
  for (let running = await job(); Number(running['numberRecordsProcessed']) === 0; running = await job()) {
    assert.notEqual(running['state'], 'Failed', JSON.stringify(running));
  }
  const aborted = await rest(org, 'PATCH', `${DATA}/jobs/ingest/${id}`, { state: 'Aborted' });
  assert.equal((aborted.body as Json)['state'], 'Aborted', JSON.stringify(aborted.body));
  await org.jobsIdle();
  const ended = await job();
  const processed = Number(ended['numberRecordsProcessed']);
  assert.equal(ended['state'], 'Aborted');
  assert.ok(processed > 0 && processed < rows, `${processed} rows were processed`);
  const saved = await rest(
    org,
    'GET',
    `${DATA}/query?q=${encodeURIComponent("SELECT COUNT() FROM Contact WHERE External_Contact_ID__c LIKE 'ABR-%'")}`
  );
  assert.equal((saved.body as Json)['totalSize'], processed);
  const { text } = await sendText('GET', `${id}/unprocessedrecords`);
  assert.equal(text.trim().split('\n').length, 1 + rows - processed);
});

test('what is not carried out is refused when the job is created', async () => {
  for (const asked of [
    { object: 'Nope__c', operation: 'insert' },
    { object: 'Contact', operation: 'hardDelete' },
    { object: 'Contact', operation: 'upsert', externalIdFieldName: 'Title' },
    { object: 'Contact', operation: 'insert', assignmentRuleId: '01Q000000000001AAA' },
    { object: 'Contact', operation: 'insert', lineEnding: 'CR' }
  ]) {
    const reply = await rest(org, 'POST', `${DATA}/jobs/ingest`, asked);
    assert.equal(reply.status, 400, JSON.stringify(asked));
  }
});

test('a file that is no CSV fails its job, and the jobs after it go on', async () => {
  const insert = { object: 'Contact', operation: 'insert', lineEnding: 'LF' };
  const strange = await runJob(insert, 'LastName,Na\u0000me\nLee,x\n');
  assert.equal(strange['state'], 'Failed');
  assert.equal(strange['errorMessage'], 'InvalidBatch : Field name not found : Na\uFFFDme');
  const broken = await runJob(insert, 'LastName,Title\nBulk broken,x\nBulk broken,y"z"\n');
  assert.equal(broken['state'], 'Failed');
  assert.match(String(broken['errorMessage']), /^InvalidBatch : Invalid Opening Quote/);
  for (const results of ['failedResults', 'successfulResults', 'unprocessedrecords'])
    assert.equal((await sendText('GET', `${String(broken['id'])}/${results}`)).status, 200, results);
  assert.equal((await runJob(insert, 'LastName\nBulk after\n'))['state'], 'JobComplete');
});
