/** Many rows loaded into the staging object, and drained by Batch Apex: two drains at once, bad rows among the good. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ApexRestTransport } from '../../src/sync/index.ts';
import { localOrgForTests, rest } from '../clients/local-org-fixture.ts';

const ROWS = 10_400;
const ROWS_PER_CALL = 200;
const RUN = 'bulk-load';

const org = await localOrgForTests();

/** Every hundredth row has no last name, and every row of the last 400 is an older version of one before. */
function stagedRow(index: number): Record<string, unknown> {
  const person = index < 10_000 ? index : index - 10_000;
  const fields = {
    FirstName: 'Bulk',
    ...(index % 100 === 99 && index < 10_000 ? {} : { LastName: `Load ${person}` }),
    Email: `bulk.${person}@example.com`
  };
  return {
    attributes: { type: 'Sync_Inbound__c' },
    Lane__c: 'marketing_contacts',
    Run_Key__c: RUN,
    External_Id__c: `BULK-${person}`,
    Source_Version__c: index < 10_000 ? 1_000_000 + index : 1,
    Source_Row__c: index + 2,
    Payload__c: JSON.stringify(fields)
  };
}

async function load(from: number): Promise<void> {
  const records = Array.from({ length: ROWS_PER_CALL }, (_, index) => stagedRow(from + index));
  const reply = await rest(
    org,
    'POST',
    '/services/data/v67.0/composite/sobjects',
    { allOrNone: true, records },
    { authorization: `Bearer ${org.integrationToken}` }
  );
  assert.equal(reply.status, 200, JSON.stringify(reply.body).slice(0, 500));
}

async function count(soql: string): Promise<number> {
  const reply = await rest(org, 'GET', `/services/data/v67.0/query?q=${encodeURIComponent(soql)}`);
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return (reply.body as { totalSize: number }).totalSize;
}

test('10,400 loaded rows are drained once by two drains at the same time, and the run balances', async () => {
  for (let from = 0; from < ROWS; from += ROWS_PER_CALL) await load(from);
  const transport = new ApexRestTransport('marketing_contacts', {
    instanceUrl: org.instanceUrl,
    token: () => org.integrationToken,
    renewToken: null,
    fetch,
    timeoutMs: 60_000
  });
  const before = (await transport.run(RUN)) as unknown as { status: string; loaded: number };
  assert.deepEqual([before.status, before.loaded], ['open', ROWS]);

  const start = (): Promise<Response> =>
    fetch(`${org.instanceUrl}/services/apexrest/sync/v1/marketing_contacts/drain`, {
      method: 'POST',
      headers: { authorization: `Bearer ${org.integrationToken}` }
    });
  const started = await Promise.all([start(), start()]);
  assert.deepEqual(
    started.map(({ status }) => status),
    [202, 202]
  );
  await org.jobsIdle();

  const run = (await transport.run(RUN)) as unknown as {
    status: string;
    received: number;
    balanced: boolean;
    counts: Record<string, number>;
  };
  assert.equal(run.status, 'closed');
  assert.equal(run.balanced, true);
  assert.equal(run.received, ROWS, 'every row is counted once, whichever drain took it');
  assert.equal(run.counts['QUEUED'], 100, 'rows without a last name');
  assert.equal((run.counts['CREATED'] ?? 0) + (run.counts['UPDATED'] ?? 0) + (run.counts['STALE'] ?? 0), ROWS - 100);
  assert.equal(
    await count(
      "SELECT COUNT() FROM Contact WHERE External_Contact_ID__c LIKE 'BULK-%' AND Source_Version__c >= 1000000"
    ),
    9_900,
    'one contact for each good row, and no older version won'
  );
  assert.equal(
    await count(`SELECT COUNT() FROM Sync_Inbound__c WHERE Run_Key__c = '${RUN}' AND Status__c != 'Done'`),
    0
  );
  assert.equal(await count("SELECT COUNT() FROM Contact_Sync_Exception__c WHERE Reason__c = 'VALIDATION_FAILED'"), 100);
});
