/** Clients that we did not write, unchanged: what they do against Salesforce they do here. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';

import { Connection } from '@jsforce/jsforce-node';

import { localOrgForTests, PROJECT_FOLDER } from './local-org-fixture.ts';

const org = await localOrgForTests();
const run = promisify(execFile);

const connection = new Connection({ instanceUrl: org.instanceUrl, accessToken: org.adminToken, version: '67.0' });

test('jsforce creates, upserts, queries and deletes', async () => {
  const created = await connection.sobject('Contact').create({ LastName: 'Jsforce', Email: 'jsforce@example.com' });
  assert.equal(created.success, true);
  const upserted = await connection
    .sobject('Contact')
    .upsert({ External_Contact_ID__c: 'JSF-1', LastName: 'Upserted' }, 'External_Contact_ID__c');
  assert.equal(upserted.success, true);
  const found = await connection.query<{ LastName: string }>(
    "SELECT LastName FROM Contact WHERE External_Contact_ID__c = 'JSF-1'"
  );
  assert.deepEqual(
    found.records.map((record) => record.LastName),
    ['Upserted']
  );
  const removed = await connection.sobject('Contact').destroy(String(upserted.id));
  assert.equal(removed.success, true);
});

test('jsforce upserts 450 rows through sObject Collections', async () => {
  const rows = Array.from({ length: 450 }, (_, index) => ({
    External_Contact_ID__c: `JSF-BULK-${index}`,
    LastName: `Bulk ${index}`
  }));
  const results = await connection.sobject('Contact').upsert(rows, 'External_Contact_ID__c', { allowRecursive: true });
  assert.equal(results.filter((result) => result.success).length, 450);
});

test('jsforce describes an object and meets a unique collision as DUPLICATE_VALUE', async () => {
  const describe = await connection.describe('Contact');
  assert.ok(describe.fields.some((field) => field.name === 'External_Contact_ID__c' && field.externalId));
  await connection.sobject('Contact').create({ LastName: 'Holder', External_Contact_ID__c: 'JSF-HELD' });
  await assert.rejects(
    connection.sobject('Contact').create({ LastName: 'Taker', External_Contact_ID__c: 'JSF-HELD' }),
    (error: Error & { errorCode?: string }) => error.errorCode === 'DUPLICATE_VALUE'
  );
});

test('the sf CLI signs in with an access token, queries, creates and updates', async () => {
  const home = mkdtempSync(join(tmpdir(), 'upsert-guard-sf-'));
  after(() => rmSync(home, { recursive: true, force: true }));
  const sf = async (...words: string[]): Promise<unknown> => {
    const { stdout } = await run(join(PROJECT_FOLDER, 'node_modules/.bin/sf'), [...words, '--json'], {
      cwd: home,
      env: {
        PATH: `${join(PROJECT_FOLDER, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`,
        HOME: home,
        SF_ACCESS_TOKEN: org.adminToken,
        // Not set where a file is run alone; in a run, sf then compiles its modules once and not at each start.
        NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
        SF_DISABLE_TELEMETRY: 'true',
        SF_DISABLE_AUTOUPDATE: 'true',
        SF_AUTOUPDATE_DISABLE: 'true',
        // No keychain on a build machine: the CLI then encrypts with a key file.
        SF_USE_GENERIC_UNIX_KEYCHAIN: 'true'
      },
      timeout: 120_000
    });
    return (JSON.parse(stdout) as { result: unknown }).result;
  };
  const login = (await sf(
    'org',
    'login',
    'access-token',
    '--instance-url',
    org.instanceUrl,
    '--no-prompt',
    '--alias',
    'local'
  )) as {
    username: string;
  };
  assert.equal(login.username, 'admin@local.org');
  const created = (await sf(
    'data',
    'create',
    'record',
    '-o',
    'local',
    '-s',
    'Contact',
    '-v',
    "LastName='Cli' External_Contact_ID__c='SF-1'"
  )) as {
    id: string;
  };
  await sf('data', 'update', 'record', '-o', 'local', '-s', 'Contact', '-i', created.id, '-v', "Title='Typed'");
  const found = (await sf(
    'data',
    'query',
    '-o',
    'local',
    '-q',
    "SELECT Title FROM Contact WHERE External_Contact_ID__c = 'SF-1'"
  )) as {
    records: { Title: string }[];
  };
  assert.deepEqual(
    found.records.map((record) => record.Title),
    ['Typed']
  );
});
