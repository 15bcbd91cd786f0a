/** Leads beside contacts, companies with their people, and orders with their products: 16 writers at once, over HTTP. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import type { TestContext } from 'node:test';
import { after, before, test } from 'node:test';

import { newDataFolder } from '../../src/database/fixtures/data-folder.ts';
import { OrgDoor } from '../../src/cli/scenarios/org-door.ts';
import type { LocalOrg } from '../../src/org/index.ts';
import { startLocalOrg } from '../../src/org/index.ts';
import { SeededRandom } from '../../src/sync/index.ts';
import { PriceList } from './price-list.ts';
import type { LaneCall, Settled } from './lane-calls.ts';
import { LaneCalls } from './lane-calls.ts';
import { ACCOUNTS, BILLED_PEOPLE, ContestRows, LEADS, ORDER_ITEMS, ORDERS, PEOPLE } from './contest-rows.ts';
import {
  duplicates,
  halfFamilies,
  lostRows,
  orphans,
  storedRecords,
  summary,
  wrongRuns,
  wrongVersions
} from './lane-violations.ts';
import { eagerProject, seedOfRun, WRITERS } from './race-project.ts';

const ROUNDS = 4;

const project = eagerProject();
const dataFolder = newDataFolder('upsert-guard-races-');
let org: LocalOrg;
let admin: OrgDoor;

before(async () => {
  org = await startLocalOrg({
    projectFolder: project,
    dataFolder,
    warmWorkers: WRITERS,
    maximumWorkers: WRITERS + 2
  });
  admin = new OrgDoor(org.instanceUrl, org.adminToken);
});

after(async () => {
  await org.close();
  for (const folder of [project, dataFolder]) rmSync(folder, { recursive: true, force: true });
});

function randomOf(context: TestContext): SeededRandom {
  const seed = seedOfRun();
  context.diagnostic(`seed ${seed}; repeat with RACE_SEED=${seed}`);
  return new SeededRandom(seed);
}

/** One call a writer and round; the rounds follow each other, the calls of one do not. */
async function contest(callOf: (writer: number, run: string) => LaneCall, beforeRound?: () => Promise<void>) {
  const calls = new LaneCalls(org);
  for (let round = 0; round < ROUNDS; round++) {
    await beforeRound?.();
    const runs = Array.from({ length: WRITERS }, (_, writer) => callOf(writer, `${round}-${writer}`));
    await calls.sendAtOnce(runs);
  }
  return calls.ended();
}

function reasons(settled: readonly Settled[]): Set<string> {
  return new Set(settled.map(({ reason, outcome }) => reason ?? outcome ?? 'nothing'));
}

test('leads and contacts written at the same time: one lead per identity, none for a contact that was there', async (context) => {
  const rows = new ContestRows(randomOf(context), 'cross');
  const known: Set<string>[] = [];
  const settled = await contest(
    (writer, run) =>
      writer % 3 === 0
        ? { lane: PEOPLE.lane, run: `cross-${run}`, rows: rows.people(20) }
        : { lane: LEADS.lane, run: `cross-${run}`, rows: rows.leads(20) },
    async () => {
      const contacts = await admin.query(`SELECT Email FROM Contact WHERE Email LIKE 'cross.%'`);
      known.push(new Set(contacts.map(({ Email }) => String(Email))));
    }
  );
  context.diagnostic(summary(settled));
  const leads = await storedRecords(admin, LEADS, 'cross-');
  const people = await storedRecords(admin, PEOPLE, 'cross-');
  const lateLeads = settled.filter(({ lane, run, row, outcome }) => {
    const round = Number(run.split('-')[1]);
    return lane === LEADS.lane && outcome === 'CREATED' && known[round]?.has(row.fields['Email'] ?? '');
  });
  assert.deepEqual(
    [
      ...lostRows(settled),
      ...duplicates(LEADS, leads),
      ...duplicates(PEOPLE, people),
      ...wrongVersions(LEADS.lane, LEADS, settled, leads),
      ...wrongVersions(PEOPLE.lane, PEOPLE, settled, people),
      ...lateLeads.map(({ row }) => `duplicate: ${row.externalId} became a lead although its contact was there`),
      ...(await wrongRuns(admin, settled))
    ],
    []
  );
  assert.ok(reasons(settled).has('CROSS_OBJECT_MATCH'), 'the contest met contacts');
  assert.ok(leads.length > 0 && people.length > 0);
});

test('companies with their people, beside people of another lane: whole families, no orphan, one company per key', async (context) => {
  const rows = new ContestRows(randomOf(context), 'family');
  const settled = await contest((writer, run) =>
    writer % 4 === 0
      ? { lane: PEOPLE.lane, run: `family-${run}`, rows: rows.people(15) }
      : { lane: ACCOUNTS.lane, run: `family-${run}`, rows: rows.companies(10) }
  );
  context.diagnostic(summary(settled));
  const companies = await storedRecords(admin, ACCOUNTS, 'family-');
  const billed = await storedRecords(admin, BILLED_PEOPLE, 'billing-family-');
  const people = await storedRecords(admin, PEOPLE, 'family-');
  const versions = new Set(billed.map((record) => Number(record['Source_Version__c'])));
  assert.deepEqual(
    [
      ...lostRows(settled),
      ...duplicates(ACCOUNTS, companies),
      ...duplicates(BILLED_PEOPLE, [...billed, ...people]),
      ...wrongVersions(ACCOUNTS.lane, ACCOUNTS, settled, companies),
      ...wrongVersions(BILLED_PEOPLE.lane, BILLED_PEOPLE, settled, billed),
      ...wrongVersions(PEOPLE.lane, PEOPLE, settled, people),
      ...orphans(BILLED_PEOPLE.lane, BILLED_PEOPLE, settled, billed),
      ...halfFamilies(settled, versions),
      ...(await wrongRuns(admin, settled))
    ],
    []
  );
  assert.ok(
    settled.some(({ parent, reason }) => parent === null && reason === 'VALIDATION_FAILED'),
    'families were refused as a whole'
  );
  assert.ok(billed.length > 0);
});

test('orders with their products: whole orders, no product without its order', async (context) => {
  const rows = new ContestRows(randomOf(context), 'order', await PriceList.create(admin));
  const settled = await contest((_, run) => ({ lane: ORDERS.lane, run: `order-${run}`, rows: rows.orders(8) }));
  context.diagnostic(summary(settled));
  const orders = await storedRecords(admin, ORDERS, 'order-');
  const items = await storedRecords(admin, ORDER_ITEMS, 'order-');
  const versions = new Set(items.map((record) => Number(record['Source_Version__c'])));
  assert.deepEqual(
    [
      ...lostRows(settled),
      ...duplicates(ORDERS, orders),
      ...duplicates(ORDER_ITEMS, items),
      ...wrongVersions(ORDERS.lane, ORDERS, settled, orders),
      ...wrongVersions(ORDER_ITEMS.lane, ORDER_ITEMS, settled, items),
      ...orphans(ORDER_ITEMS.lane, ORDER_ITEMS, settled, items),
      ...halfFamilies(settled, versions),
      ...(await wrongRuns(admin, settled))
    ],
    []
  );
  assert.ok(
    settled.some(({ parent, reason }) => parent === null && reason === 'VALIDATION_FAILED'),
    'orders were refused as a whole'
  );
  assert.ok(items.length > 0);
});
