/**
 * A feed with a row that no transaction survives: an org's own trigger spins on it. The worker that runs it is killed, in the call and in the
 * jobs that try the rows again, and still every row ends and the run tells the truth.
 */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { sendFile } from '../../src/cli/commands/send-file.ts';
import { newDataFolder } from '../../src/database/fixtures/data-folder.ts';
import type { LocalOrg } from '../../src/org/index.ts';
import { startLocalOrg } from '../../src/org/index.ts';
import type { OutgoingRow, RowOutcome } from '../../src/sync/index.ts';
import { ApexRestTransport, compileLane, LANES_FOLDER, loadLane } from '../../src/sync/index.ts';
import { PROJECT_FOLDER, rest } from '../clients/local-org-fixture.ts';

const ROWS = 30;
const SPINNING_TRIGGER = `trigger OrgOwnTrigger on Contact(before insert) {
    for (Contact person : Trigger.new) {
        while (person.LastName == 'Poison') {
            person.Title = 'spinning';
        }
    }
}
`;

const folder = newDataFolder('upsert-guard-killed-');
const lane = loadLane(join(PROJECT_FOLDER, LANES_FOLDER, 'marketing_contacts.yaml'));
let org: LocalOrg;

/** The package in an org with a trigger of its own, and with retries that come at once. */
function projectWithTrigger(): string {
  const project = join(folder, 'project');
  mkdirSync(project);
  for (const part of ['sfdx-project.json', 'force-app'])
    cpSync(join(PROJECT_FOLDER, part), join(project, part), { recursive: true });
  for (const { path, content } of compileLane({ ...lane, retry: { limit: 3, delaySeconds: 1 } }))
    writeFileSync(join(project, path), content);
  const triggers = join(project, 'force-app/main/matching/triggers');
  writeFileSync(join(triggers, 'OrgOwnTrigger.trigger'), SPINNING_TRIGGER);
  cpSync(join(triggers, 'ContactGuardTrigger.trigger-meta.xml'), join(triggers, 'OrgOwnTrigger.trigger-meta.xml'));
  return project;
}

before(async () => {
  org = await startLocalOrg({
    projectFolder: projectWithTrigger(),
    dataFolder: folder,
    transactionTimeout: 3_000,
    maximumWorkers: 3
  });
});

after(async () => {
  await org.close();
  rmSync(folder, { recursive: true, force: true });
});

function feedWithPoison(): string {
  const lines = ['contact_id,first_name,last_name,email,phone,title,company,updated_at'];
  for (let index = 1; index <= ROWS; index++) {
    const name = index === 17 ? 'Poison' : `Person ${index}`;
    lines.push(`K-${index},Ann,${name},k${index}@example.com,,,,2026-01-01T00:00:00Z`);
  }
  const file = join(folder, 'poison.csv');
  writeFileSync(file, lines.join('\n'));
  return file;
}

async function records(soql: string): Promise<Record<string, unknown>[]> {
  const reply = await rest(org, 'GET', `/services/data/v67.0/query?q=${encodeURIComponent(soql)}`);
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return (reply.body as { records: Record<string, unknown>[] }).records;
}

test('the row that kills its workers ends as an exception, all others are written, and the run balances', async () => {
  const transport = new ApexRestTransport(lane.lane, {
    instanceUrl: org.instanceUrl,
    token: () => org.integrationToken,
    renewToken: null,
    fetch,
    timeoutMs: 60_000
  });
  const ends = new Map<number, RowOutcome>();
  const report = await sendFile({
    file: feedWithPoison(),
    lane,
    transport,
    run: 'poison',
    parallelCalls: 1,
    retryLimit: 0,
    quiet: true,
    onOutcome: (row: OutgoingRow, outcome: RowOutcome) => void ends.set(row.sourceRow, outcome)
  });
  assert.equal(report.balanced, true, report.stopped ?? '');
  assert.equal(report.outcomes.get('CREATED'), ROWS - 1);
  assert.deepEqual([...report.reasons], [['UNEXPECTED_ERROR', 1]]);
  assert.equal(ends.get(18)?.reason, 'UNEXPECTED_ERROR', 'the line of the guilty row');

  await org.jobsIdle();
  const run = await transport.run('poison');
  assert.deepEqual([run.status, run.pending, run.balanced], ['closed', 0, true]);
  const [counters] = await records(
    "SELECT Received__c, Created__c, Queued__c, Retry_Scheduled__c, Balanced__c FROM Sync_Run__c WHERE Key__c = 'poison'"
  );
  assert.deepEqual(
    [counters?.['Received__c'], counters?.['Created__c'], counters?.['Queued__c'], counters?.['Retry_Scheduled__c']],
    [ROWS, ROWS - 1, 1, 0]
  );
  const [conflict] = await records(
    'SELECT Incoming_External_Id__c, Error_Code__c, Error_Message__c FROM Contact_Sync_Exception__c'
  );
  assert.deepEqual(
    [conflict?.['Incoming_External_Id__c'], conflict?.['Error_Code__c']],
    ['K-17', 'TRANSACTION_KILLED']
  );
  const contacts = await records("SELECT External_Contact_ID__c FROM Contact WHERE External_Contact_ID__c LIKE 'K-%'");
  assert.equal(new Set(contacts.map((contact) => contact['External_Contact_ID__c'])).size, ROWS - 1);
  assert.equal(contacts.length, ROWS - 1, 'no contact was written twice');
});
