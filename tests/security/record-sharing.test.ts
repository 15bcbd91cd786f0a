/** Which records each user reaches over the REST API, with the organization-wide defaults of a new org and those of the package. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { localOrgForTests } from '../clients/local-org-fixture.ts';
import { Caller, DATA, type Reply } from './callers.ts';

const org = await localOrgForTests();
const SYNC = '/services/apexrest/sync/v1/marketing_contacts';

function call(username: string, method: string, path: string, body?: unknown): Promise<Reply> {
  return new Caller(org, username).call(method, path, body);
}

function codeOf({ body }: Reply): unknown {
  return (body as { errorCode?: string }[])[0]?.errorCode;
}

test('a contact of a lane has no account, so it is its owner’s: stewards read it and change it through the services only', async () => {
  const row = { externalId: 'SHARED-1', sourceVersion: '2026-01-01T00:00:00Z', fields: { LastName: 'Shared' } };
  const sent = await call('integration@local.org', 'POST', SYNC, { run: 'sharing', rows: [row] });
  assert.equal(sent.status, 200, JSON.stringify(sent.body));
  const path = `${DATA}/sobjects/Contact/External_Contact_ID__c/SHARED-1`;
  const { Id } = (await call('steward@local.org', 'GET', path)).body as { Id: string };
  const contact = `${DATA}/sobjects/Contact/${Id}`;
  for (const [method, body] of [
    ['PATCH', { Title: 'by hand' }],
    ['DELETE', undefined]
  ] as const) {
    const refused = await call('steward@local.org', method, contact, body);
    assert.deepEqual([refused.status, codeOf(refused)], [403, 'INSUFFICIENT_ACCESS_OR_READONLY'], method);
  }
  assert.equal((await call('integration@local.org', 'PATCH', contact, { Title: 'by its owner' })).status, 204);
});

test('a lane sees of the staged rows its own: those of others are not there', async () => {
  const staged = { Lane__c: 'marketing_contacts', Run_Key__c: 'sharing', Payload__c: '{}' };
  const made = await call('integration@local.org', 'POST', `${DATA}/sobjects/Sync_Inbound__c`, staged);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const row = `${DATA}/sobjects/Sync_Inbound__c/${(made.body as { id: string }).id}`;
  assert.equal((await call('integration@local.org', 'GET', row)).status, 200);
  const hidden = await call('leads.integration@local.org', 'GET', row);
  assert.deepEqual([hidden.status, codeOf(hidden)], [404, 'NOT_FOUND']);
  const soql = encodeURIComponent("SELECT COUNT() FROM Sync_Inbound__c WHERE Run_Key__c = 'sharing'");
  const sizes: number[] = [];
  for (const username of ['integration@local.org', 'leads.integration@local.org', 'operator@local.org'])
    sizes.push(((await call(username, 'GET', `${DATA}/query?q=${soql}`)).body as { totalSize: number }).totalSize);
  assert.deepEqual(sizes, [1, 0, 1]);
});
