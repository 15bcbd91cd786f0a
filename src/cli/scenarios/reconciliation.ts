/** The source's list of customers against the org's: what one side has and the other has not becomes a finding. */
import { setTimeout as sleep } from 'node:timers/promises';

import type { FeedRow } from '../../sync/index.ts';
import { LaneDoor, reconcileLane } from '../../sync/index.ts';
import { samplePeople } from './people.ts';
import type { PlannedRow, Scenario } from './scenario.ts';
import { countsOf, sendPlanned } from './scenario.ts';

const LANE = 'billing_accounts';
const FIRST_VERSION = Date.UTC(2026, 1, 1);
const ACCOUNTS = 50;
const UNKNOWN_TO_SOURCE = 4;
const UNKNOWN_TO_SALESFORCE = 6;

export const reconciliation: Scenario = {
  name: 'reconciliation',
  title: "a manifest of the source's ids, compared in the org in the background, each difference a finding",
  run: async (context) => {
    const { org, admin, checks, seed } = context;
    const rows = samplePeople('reconciliation', seed, ACCOUNTS).map(({ company }, index): PlannedRow => ({
      externalId: `CUST-reconcile-${index}`,
      sourceVersion: FIRST_VERSION,
      fields: { Name: `${company} ${index}`, Business_Key__c: `IT ${700_000_000 + index}` },
      outcome: 'CREATED'
    }));
    await sendPlanned(context, LANE, 'scenario-reconciliation-1', rows);

    // All that the org has, whichever scenario made it, but the first few of ours; and a few that nobody ever sent.
    const dropped = new Set(rows.slice(0, UNKNOWN_TO_SOURCE).map(({ externalId }) => externalId));
    const held = await admin.query('SELECT External_Customer_Id__c FROM Account WHERE External_Customer_Id__c != null');
    const ids = held.map((record) => String(record['External_Customer_Id__c'])).filter((id) => !dropped.has(id));
    for (let index = 0; index < UNKNOWN_TO_SALESFORCE; index++) ids.push(`CUST-nobody-${index}`);
    const access = {
      instanceUrl: org.instanceUrl,
      token: () => org.adminToken,
      renewToken: null,
      fetch,
      timeoutMs: 600_000
    };
    const kinds: string[] = [];
    const report = await reconcileLane({
      manifest: `scenario-${seed}`,
      rows: async function* () {
        for (const [index, id] of ids.entries()) yield feedRow(index + 2, id);
      },
      externalIdOf: (row) => row.values.get('customer_id') ?? null,
      manifestDoor: new LaneDoor('manifest/v1', LANE, access),
      reconciliationDoor: new LaneDoor('reconciliation/v1', LANE, access),
      retry: {
        limit: 3,
        baseDelayMs: 500,
        maximumDelayMs: 5_000,
        wait: async (milliseconds) => void (await sleep(milliseconds)),
        random: Math.random,
        onRetry: () => undefined
      },
      pollMs: 200,
      onPart: () => undefined,
      onFinding: ({ kind }) => void kinds.push(kind)
    });
    checks.equal('ids in the manifest', report.ids, ids.length);
    checks.equal('in the source only', report.reconciliation.counts['missingInSalesforce'], UNKNOWN_TO_SALESFORCE);
    checks.equal('in Salesforce only', report.reconciliation.counts['missingInSource'], UNKNOWN_TO_SOURCE);
    const { MISSING_IN_SALESFORCE, MISSING_IN_SOURCE } = countsOf(kinds);
    checks.equal(
      'findings',
      { MISSING_IN_SALESFORCE, MISSING_IN_SOURCE },
      {
        MISSING_IN_SALESFORCE: UNKNOWN_TO_SALESFORCE,
        MISSING_IN_SOURCE: UNKNOWN_TO_SOURCE
      }
    );
  }
};

function feedRow(line: number, id: string): FeedRow {
  return { kind: 'row', line, values: new Map([['customer_id', id]]) };
}
