/** Which loaded rows the sweeper drains: those that nobody has drained for a quarter of an hour, in a lane where no drain is at work. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { OrgDoor } from '../../src/cli/scenarios/org-door.ts';
import { openConnection } from '../../src/database/index.ts';
import { localOrgForTests } from '../clients/local-org-fixture.ts';
import { anHourPasses, sweep } from './sweep.ts';

const org = await localOrgForTests();
const admin = new OrgDoor(org.instanceUrl, org.adminToken);
const connection = openConnection(org.databaseUrl);
after(() => connection.close());

async function load(lane: string, externalId: string, fields: Readonly<Record<string, unknown>>): Promise<string> {
  const row = { Lane__c: lane, Run_Key__c: 'loaded', External_Id__c: externalId, Source_Version__c: 1 };
  const [id = ''] = await admin.create('Sync_Inbound__c', [{ ...row, Payload__c: JSON.stringify(fields) }]);
  return id;
}

async function statusOf(id: string): Promise<unknown> {
  const [row] = await admin.query(`SELECT Status__c FROM Sync_Inbound__c WHERE Id = '${id}'`);
  return row?.['Status__c'];
}

test('rows of a lane that a drain works on are left to it, those of another lane are not', async () => {
  const lane = 'marketing_contacts';
  const taken = await load(lane, 'SWEEP-1', { LastName: 'Taken', Email: 'taken@example.com' });
  await admin.call('POST', `/services/apexrest/sync/v1/${lane}/drain`);
  await org.jobsIdle();
  assert.equal(await statusOf(taken), 'Done');
  const left = await load(lane, 'SWEEP-2', { LastName: 'Left', Email: 'left@example.com' });
  const forgotten = await load('web_leads', 'SWEEP-3', { LastName: 'Lead', Company: 'Sweep', Email: 's@example.com' });
  anHourPasses(connection);
  // The drain has just ended another row of the lane.
  connection.run(`UPDATE org."sync_inbound__c" SET lastmodifieddate = now() WHERE id = '${taken}'`);

  await sweep(org);
  await org.jobsIdle();
  assert.deepEqual([await statusOf(left), await statusOf(forgotten)], ['Waiting', 'Done']);

  anHourPasses(connection);
  await sweep(org);
  await org.jobsIdle();
  assert.equal(await statusOf(left), 'Done', 'the drain is over, or dead');
  const run = (await admin.call('GET', `/services/apexrest/sync/v1/${lane}/runs/loaded`)) as Record<string, unknown>;
  assert.deepEqual([run['status'], run['received'], run['balanced']], ['closed', 2, true]);
});

test('rows that were loaded a moment ago are left to whoever loads them', async () => {
  const fresh = await load('marketing_contacts', 'SWEEP-4', { LastName: 'Fresh', Email: 'fresh@example.com' });
  await sweep(org);
  await org.jobsIdle();
  assert.equal(await statusOf(fresh), 'Waiting');
});
