/** An org that was deployed to over the Metadata API is stopped in the middle of its work and started again with what it had. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { newDataFolder } from '../../src/database/fixtures/data-folder.ts';
import { startLocalOrg, type LocalOrg } from '../../src/org/index.ts';
import { PROJECT_FOLDER, rest } from '../clients/local-org-fixture.ts';
import { signedInCli } from '../clients/sf-cli.ts';

type Json = Record<string, unknown>;

const DATA = '/services/data/v67.0';
const ROWS = 2_000;
const dataFolder = newDataFolder('upsert-guard-kept-');
const project = mkdtempSync(join(tmpdir(), 'upsert-guard-kept-project-'));
const start = (keepData: boolean): Promise<LocalOrg> =>
  startLocalOrg({ projectFolder: PROJECT_FOLDER, dataFolder, keepData, empty: true });
let org = await start(false);
after(async () => {
  await org.close();
  for (const folder of [dataFolder, project]) rmSync(folder, { recursive: true, force: true });
});

async function count(where: string): Promise<number> {
  const query = encodeURIComponent(`SELECT COUNT() FROM Contact WHERE ${where}`);
  return ((await rest(org, 'GET', `${DATA}/query?q=${query}`)).body as { totalSize: number }).totalSize;
}

test('what was deployed is there again, and a bulk job goes on where the org ended', async () => {
  cpSync(join(PROJECT_FOLDER, 'sfdx-project.json'), join(project, 'sfdx-project.json'));
  const fields = join(project, 'force-app/main/default/objects/Contact/fields');
  mkdirSync(fields, { recursive: true });
  writeFileSync(
    join(fields, 'Kept__c.field-meta.xml'),
    `<?xml version="1.0" encoding="UTF-8"?>
<CustomField xmlns="http://soap.sforce.com/2006/04/metadata">
    <fullName>Kept__c</fullName>
    <label>Kept</label>
    <length>20</length>
    <required>false</required>
    <type>Text</type>
</CustomField>
`
  );
  const sf = await signedInCli(org);
  await sf.json(project, 'project', 'deploy', 'start', '-o', 'local', '-d', 'force-app');

  // Job and data in one multipart request: the upload is complete with it.
  const form = new FormData();
  form.append('job', JSON.stringify({ object: 'Contact', operation: 'insert', contentType: 'CSV', lineEnding: 'LF' }));
  const lines = Array.from({ length: ROWS }, (_, index) => `Kept ${index}`);
  form.append('content', new Blob([`LastName\n${lines.join('\n')}\n`], { type: 'text/csv' }), 'content.csv');
  const created = await fetch(`${org.instanceUrl}${DATA}/jobs/ingest`, {
    method: 'POST',
    headers: { authorization: `Bearer ${org.adminToken}` },
    body: form
  });
  const job = (await created.json()) as Json;
  assert.equal(created.status, 200, JSON.stringify(job));
  assert.equal(job['state'], 'UploadComplete');
  const asked = { operation: 'query', query: 'SELECT Name FROM Profile' };
  const query = ((await rest(org, 'POST', `${DATA}/jobs/query`, asked)).body as Json)['id'];
  await org.close();

  org = await start(true);
  assert.equal(org.prepared.source.schema.objects.get('contact')?.fields.has('kept__c'), true);
  await org.jobsIdle();
  const ended = (await rest(org, 'GET', `${DATA}/jobs/ingest/${String(job['id'])}`)).body as Json;
  assert.deepEqual(
    [ended['state'], ended['numberRecordsProcessed'], ended['numberRecordsFailed']],
    ['JobComplete', ROWS, 0]
  );
  assert.equal(await count(`LastName LIKE 'Kept %'`), ROWS, 'no row is lost, none is saved twice');
  const exported = (await rest(org, 'GET', `${DATA}/jobs/query/${String(query)}`)).body as Json;
  assert.deepEqual([exported['state'], exported['numberRecordsProcessed']], ['JobComplete', 4], 'profiles');
});
