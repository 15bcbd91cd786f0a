/** The doors besides Apex REST, over HTTP: a platform event, the action for Flow, and the alert that rows may raise. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { localOrgForTests, rest } from './local-org-fixture.ts';

const DATA = '/services/data/v67.0';
const LANE = 'marketing_contacts';
const org = await localOrgForTests();
const asIntegration = { authorization: `Bearer ${org.integrationToken}` };

async function query(soql: string): Promise<Record<string, unknown>[]> {
  const reply = await rest(org, 'GET', `${DATA}/query?q=${encodeURIComponent(soql)}`);
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return (reply.body as { records: Record<string, unknown>[] }).records;
}

function row(externalId: string, fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const email = `${externalId.toLowerCase()}@example.com`;
  return {
    externalId,
    sourceVersion: '2026-01-01T00:00:00Z',
    fields: { LastName: `Person ${externalId}`, Email: email, ...fields }
  };
}

async function publish(run: string, rows: string): Promise<void> {
  const event = { Lane__c: LANE, Run_Key__c: run, Rows__c: rows };
  const reply = await rest(org, 'POST', `${DATA}/sobjects/Sync_Request__e`, event, asIntegration);
  const answer = reply.body as { success: boolean; errors: { statusCode: string }[] };
  assert.equal(reply.status, 201, JSON.stringify(reply.body));
  assert.equal(answer.success, true);
  assert.equal(answer.errors[0]?.statusCode, 'OPERATION_ENQUEUED');
}

async function run(key: string): Promise<Record<string, unknown>> {
  const fields = 'Received__c, Created__c, Unchanged__c, Rejected__c, Retry_Scheduled__c, Ended__c, Balanced__c';
  const [found] = await query(`SELECT ${fields} FROM Sync_Run__c WHERE Key__c = '${key}'`);
  assert.ok(found, `the run ${key} is there`);
  return found;
}

test('rows of a published event become contacts, and the run is over and balanced', async () => {
  await publish('event-run', JSON.stringify([row('EV-1'), row('EV-2')]));
  await org.jobsIdle();
  const contacts = await query(
    `SELECT LastName FROM Contact WHERE External_Contact_ID__c LIKE 'EV-%' ORDER BY LastName`
  );
  assert.deepEqual(
    contacts.map((contact) => contact['LastName']),
    ['Person EV-1', 'Person EV-2']
  );
  const counted = await run('event-run');
  assert.deepEqual([counted['Received__c'], counted['Created__c'], counted['Retry_Scheduled__c']], [2, 2, 0]);
  assert.equal(counted['Balanced__c'], true);
  assert.ok(counted['Ended__c']);
});

test('the same event again changes nothing, and one that cannot be read is counted', async () => {
  await publish('event-again', JSON.stringify([row('EV-1'), row('EV-2')]));
  await publish('event-again', 'not JSON');
  await org.jobsIdle();
  const counted = await run('event-again');
  assert.deepEqual([counted['Received__c'], counted['Unchanged__c'], counted['Rejected__c']], [3, 2, 1]);
  assert.equal((await query(`SELECT Id FROM Contact WHERE External_Contact_ID__c LIKE 'EV-%'`)).length, 2);
});

test('the action for Flow answers one output for each input', async () => {
  const input = { laneName: LANE, runKey: 'flow-run', sourceVersion: '2026-01-01T00:00:00Z' };
  const fields = JSON.stringify({ LastName: 'Flow', Email: 'flow@example.com' });
  const reply = await rest(
    org,
    'POST',
    `${DATA}/actions/custom/apex/SyncInvocableAction`,
    {
      inputs: [
        { ...input, externalId: 'FL-1', fieldsJson: fields },
        { ...input, externalId: 'FL-2', fieldsJson: '[]' },
        { ...input, laneName: 'no_such_lane', externalId: 'FL-3', fieldsJson: fields }
      ]
    },
    asIntegration
  );
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  const results = reply.body as { isSuccess: boolean; outputValues: Record<string, unknown> }[];
  assert.deepEqual(
    results.map(({ isSuccess, outputValues }) => [isSuccess, outputValues['outcome'], outputValues['reason']]),
    [
      [true, 'CREATED', null],
      [true, 'QUEUED', 'VALIDATION_FAILED'],
      [true, 'REJECTED', null]
    ]
  );
  assert.match(String(results[0]?.outputValues['recordId']), /^003/);
});

test('the alert owner of a lane gets one notification in a window, however often it happens', async () => {
  const [queue] = await query(`SELECT Id FROM Group WHERE DeveloperName = 'Sync_Operations'`);
  const [admin] = await query(`SELECT Id FROM User WHERE Username = 'admin@local.org'`);
  const member = { GroupId: queue?.['Id'], UserOrGroupId: admin?.['Id'] };
  assert.equal((await rest(org, 'POST', `${DATA}/sobjects/GroupMember`, member)).status, 201);
  for (const version of ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z']) {
    const rows = [{ ...row('AL-1', { DoNotCall: true }), sourceVersion: version }];
    const path = `/services/apexrest/sync/v1/${LANE}`;
    const reply = await rest(org, 'POST', path, { run: 'alert-run', rows }, asIntegration);
    assert.equal(reply.status, 200, JSON.stringify(reply.body));
    await org.jobsIdle();
  }
  const logs = await query(
    `SELECT Window_Key__c, Count__c, Notified_To__c FROM Sync_Alert_Log__c WHERE Condition__c = 'protected_field_overwrite_attempt'`
  );
  // The hour may turn between the two calls; then there are two windows and two notifications.
  const counted = logs.reduce((sum, log) => sum + Number(log['Count__c']), 0);
  assert.equal(counted, 2);
  assert.deepEqual(new Set(logs.map((log) => log['Notified_To__c'])), new Set(['Sync_Operations']));
  const sent = org.notifications().filter(({ title }) => title.includes('Protected fields'));
  assert.equal(sent.length, logs.length);
  assert.equal(sent[0]?.type, 'Upsert_Guard_Alert');
  assert.deepEqual(sent[0].recipients, ['admin@local.org']);
});

test('who may not use a door is refused', async () => {
  const authorization = `Bearer ${org.sessions.open('operator@local.org').token}`;
  const event = { Lane__c: LANE, Run_Key__c: 'refused', Rows__c: '[]' };
  const published = await rest(org, 'POST', `${DATA}/sobjects/Sync_Request__e`, event, { authorization });
  assert.notEqual(published.status, 201, 'an operator publishes no rows');
  const path = `${DATA}/actions/custom/apex/SyncInvocableAction`;
  const called = await rest(org, 'POST', path, { inputs: [] }, { authorization });
  assert.equal(called.status, 403, JSON.stringify(called.body));
  await org.jobsIdle();
  assert.deepEqual(await query(`SELECT Id FROM Sync_Run__c WHERE Key__c = 'refused'`), []);
});
