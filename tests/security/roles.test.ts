/** The doors of an org with the real token of each role: what HTTP lets through and how it refuses. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { localOrgForTests, rest, type HttpReply } from '../clients/local-org-fixture.ts';

const org = await localOrgForTests();
const SYNC = '/services/apexrest/sync/v1/marketing_contacts';

function call(username: string, method: string, path: string, body?: unknown): Promise<HttpReply> {
  return rest(org, method, path, body, { authorization: `Bearer ${org.tokenOf(username)}` });
}

function codeOf({ body }: HttpReply): unknown {
  return (body as { errorCode?: string }[])[0]?.errorCode;
}

test('only lanes and administrators come through the REST door', async () => {
  for (const username of ['steward@local.org', 'lead@local.org', 'operator@local.org']) {
    const refused = await call(username, 'POST', SYNC, { run: 'roles', rows: [] });
    assert.deepEqual([refused.status, codeOf(refused)], [403, 'FORBIDDEN'], username);
  }
});

test('an audit is seen by operators, hidden from lanes and changed by nobody', async () => {
  const count = `/services/data/v67.0/query?q=${encodeURIComponent('SELECT COUNT() FROM Duplicate_Audit__c')}`;
  assert.equal((await call('operator@local.org', 'GET', count)).status, 200);
  const hidden = await call('integration@local.org', 'GET', count);
  assert.deepEqual([hidden.status, codeOf(hidden)], [400, 'INVALID_TYPE']);
  for (const username of ['steward@local.org', 'lead@local.org', 'operator@local.org']) {
    const made = await call(username, 'POST', '/services/data/v67.0/sobjects/Duplicate_Audit__c', { Lane__c: 'x' });
    assert.deepEqual([made.status, codeOf(made)], [400, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY'], username);
  }
});
