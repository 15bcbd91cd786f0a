/**
 * What one call of the intake uses of the platform's limits: SOQL queries, DML statements, rows and CPU time, for each lane, size of call and
 * share of conflicts. Of the other rows half change a record and half are new, so that every step has work. Read from Apex `Limits` in the
 * local org. Red (exit code 1): a case above the budget of its lane, or one that uses more queries or DML statements than `limits-baseline.json`
 * says. `--update` writes the baseline anew.
 */
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import type { LocalOrg } from '../src/org/index.ts';
import { startLocalOrg } from '../src/org/index.ts';
import { NEWEST_API_VERSION } from '../src/protocol/index.ts';
import { comparedWith, findRegressions, readBaseline, writeBaseline } from './limits-baseline.ts';
import type { Baseline, MeasuredCase, Usage } from './limits-baseline.ts';
import { measuredLanes } from './limits-lanes.ts';
import type { Fields, MeasuredLane, World } from './limits-lanes.ts';

const PROJECT = resolve(import.meta.dirname, '..');
const BASELINE = join(import.meta.dirname, 'limits-baseline.json');
const CALL_SIZES = [1, 200, 1000];
const CONFLICT_PERCENTS = [0, 5, 25, 100];
/** Records of one call of the collections API. */
const COLLECTION_SIZE = 200;

/** The package and the meter in one project; force-app itself is not copied. */
function projectWithMeter(folder: string): string {
  symlinkSync(join(PROJECT, 'force-app'), join(folder, 'force-app'));
  symlinkSync(join(PROJECT, 'tests/fixtures/limits-meter/force-app'), join(folder, 'meter'));
  const project = {
    packageDirectories: [{ path: 'force-app', default: true }, { path: 'meter' }],
    sourceApiVersion: '67.0'
  };
  writeFileSync(join(folder, 'sfdx-project.json'), JSON.stringify(project));
  return folder;
}

async function post(org: LocalOrg, path: string, token: string, body: unknown): Promise<unknown> {
  const response = await fetch(`${org.instanceUrl}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'Sforce-Duplicate-Rule-Header': 'allowSave=true'
    },
    body: JSON.stringify(body)
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 500)}`);
  return JSON.parse(text);
}

/** Inserts records as an administrator does, past the rules for lanes. */
async function insertRecords(org: LocalOrg, object: string, records: readonly Fields[]): Promise<string[]> {
  const ids: string[] = [];
  for (let start = 0; start < records.length; start += COLLECTION_SIZE) {
    const chunk = records.slice(start, start + COLLECTION_SIZE);
    const path = `/services/data/v${NEWEST_API_VERSION}.0/composite/sobjects`;
    const results = (await post(org, path, org.adminToken, {
      allOrNone: true,
      records: chunk.map((fields) => ({ attributes: { type: object }, ...fields }))
    })) as { success: boolean; id: string }[];
    if (results.some(({ success }) => !success)) throw new Error(`No ${object}: ${JSON.stringify(results[0])}`);
    ids.push(...results.map(({ id }) => id));
  }
  return ids;
}

async function insertOne(org: LocalOrg, object: string, fields: Fields): Promise<string> {
  return String((await insertRecords(org, object, [fields]))[0]);
}

async function makeWorld(org: LocalOrg): Promise<World> {
  const [accountExternalId, orderExternalId] = ['PARENT', 'PARENT'];
  const accountId = await insertOne(org, 'Account', { Name: 'Parent', External_Customer_Id__c: accountExternalId });
  const query = encodeURIComponent('SELECT Id FROM Pricebook2 WHERE IsStandard = TRUE');
  const response = await fetch(`${org.instanceUrl}/services/data/v${NEWEST_API_VERSION}.0/query?q=${query}`, {
    headers: { authorization: `Bearer ${org.adminToken}` }
  });
  const { records } = (await response.json()) as { records: { Id: string }[] };
  const pricebookId = String(records[0]?.Id);
  await fetch(`${org.instanceUrl}/services/data/v${NEWEST_API_VERSION}.0/sobjects/Pricebook2/${pricebookId}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${org.adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ IsActive: true })
  });
  const product = await insertOne(org, 'Product2', { Name: 'Bolt', IsActive: true });
  const pricebookEntryId = await insertOne(org, 'PricebookEntry', {
    Pricebook2Id: pricebookId,
    Product2Id: product,
    UnitPrice: 2,
    IsActive: true
  });
  const orderId = await insertOne(org, 'Order', {
    AccountId: accountId,
    Pricebook2Id: pricebookId,
    EffectiveDate: '2026-03-01',
    Status: 'Draft',
    External_Order_Id__c: orderExternalId
  });
  return { accountId, accountExternalId, orderId, orderExternalId, pricebookId, pricebookEntryId };
}

/** What the rows are going to meet: for conflicts a record with their second key and another external id, for changes one to link or to update. */
async function insertPresent(
  org: LocalOrg,
  lane: MeasuredLane,
  first: number,
  conflicts: number,
  changes: number
): Promise<void> {
  const records: Fields[] = [];
  for (let number = first; number < first + conflicts + changes; number += 1) {
    const isConflict = number < first + conflicts;
    if (!lane.hasMatchKey && isConflict) continue;
    const externalId = lane.hasMatchKey ? `HELD-${number}` : `ROW-${number}`;
    const hasExternalId = isConflict || !lane.hasMatchKey;
    records.push({
      ...lane.fields(number),
      ...lane.parent?.lookup,
      ...(hasExternalId ? { [lane.externalIdField]: externalId } : {})
    });
  }
  await insertRecords(org, lane.object, records);
}

async function measure(
  org: LocalOrg,
  lane: MeasuredLane,
  first: number,
  count: number,
  conflicts: number
): Promise<Usage> {
  const changes = Math.floor((count - conflicts) / 2);
  await insertPresent(org, lane, first, conflicts, changes);
  const rows = Array.from({ length: count }, (_, index) => ({
    ...(lane.hasMatchKey || index >= conflicts ? { externalId: `ROW-${first + index}` } : {}),
    sourceVersion: 1,
    sourceRow: first + index,
    fields: lane.fields(first + index),
    ...(lane.parent ? { parentExternalId: lane.parent.externalId } : {}),
    ...childrenOf(lane, first + index)
  }));
  const body = { lane: lane.lane, run: `limits-${lane.lane}-${first}`, rows };
  const usage = (await post(org, '/services/apexrest/bench/limits/measure', org.integrationToken, body)) as Usage & {
    readonly counts: Readonly<Record<string, number>>;
  };
  // A bench that measures something else than it says is worth nothing.
  const { CREATED = 0, LINKED = 0, UPDATED = 0, QUEUED = 0 } = usage.counts;
  if (QUEUED !== conflicts || LINKED + UPDATED !== changes || CREATED !== count - conflicts - changes)
    throw new Error(
      `${lane.lane}: of ${count} rows ${conflicts} should conflict and ${changes} change a record, got ${JSON.stringify(usage.counts)}`
    );
  return usage;
}

function childrenOf(lane: MeasuredLane, number: number): { children?: Readonly<Record<string, readonly object[]>> } {
  const { child } = lane;
  if (!child) return {};
  const row = { externalId: `CHILD-${number}`, sourceVersion: 1, sourceRow: number, fields: child.fields(number) };
  return { children: { [child.lane]: [row] } };
}

async function measureAll(org: LocalOrg): Promise<Map<string, MeasuredCase>> {
  const measured = new Map<string, MeasuredCase>();
  let first = 1;
  for (const lane of measuredLanes(await makeWorld(org))) {
    // The worker's code is warm before CPU time counts, and the org has been asked for the owners of the lane.
    await measure(org, lane, first, 200, 100);
    first += 1000;
    for (const count of CALL_SIZES)
      for (const percent of CONFLICT_PERCENTS) {
        // Conflicts are those of the parents: the children of a queued parent are queued with it.
        const rows = lane.child ? Math.ceil(count / 2) : count;
        const conflicts = Math.ceil((rows * percent) / 100);
        const usage = await measure(org, lane, first, rows, conflicts);
        measured.set(nameOf(lane, count, percent), { ...usage, budget: lane.budget });
        first += count;
      }
  }
  return measured;
}

function nameOf(lane: MeasuredLane, count: number, percent: number): string {
  const alone = lane.parent ? `${lane.lane} alone` : lane.lane;
  const name = lane.child ? `${lane.lane} with ${lane.child.lane}` : alone;
  return `${name}, rows ${count}, conflicts ${percent} %`;
}

/**
 * CPU as a multiple of the first case of 200 rows: the times themselves are this machine's, and the local org's are elapsed times. Behind each count
 * stands what the baseline has, when that is another number, and the budget.
 */
function table(measured: ReadonlyMap<string, MeasuredCase>, baseline: Baseline): string {
  const unit = [...measured].find(([name]) => name.includes('rows 200'))?.[1].cpuTime ?? 1;
  const line = (cells: readonly (string | number)[]): string =>
    cells.map((cell, index) => (index === 0 ? String(cell).padEnd(76) : String(cell).padStart(12))).join('');
  const rows = [...measured].map(([name, usage]) => {
    const agreed = baseline[name];
    return line([
      name,
      comparedWith(usage.queries, agreed?.queries),
      usage.budget.queries,
      comparedWith(usage.queryRows, agreed?.queryRows),
      comparedWith(usage.dmlStatements, agreed?.dmlStatements),
      usage.budget.dmlStatements,
      comparedWith(usage.dmlRows, agreed?.dmlRows),
      usage.cpuTime,
      (usage.cpuTime / Math.max(unit, 1)).toFixed(2)
    ]);
  });
  const titles = ['case', 'SOQL', 'budget', 'query rows', 'DML', 'budget', 'DML rows', 'CPU ms', 'CPU ratio'];
  return [line(titles), ...rows].join('\n');
}

const update = process.argv.includes('--update');
const folder = mkdtempSync(join(tmpdir(), 'upsert-guard-limits-'));
const org = await startLocalOrg({
  projectFolder: projectWithMeter(folder),
  dataFolder: join(folder, 'data'),
  warmWorkers: 1,
  maximumWorkers: 1
});
try {
  const measured = await measureAll(org);
  const baseline = readBaseline(readFileSync(BASELINE, 'utf8'));
  process.stdout.write(`${table(measured, baseline)}\n`);
  if (update) {
    writeBaseline(BASELINE, measured);
    process.stdout.write(`Wrote ${BASELINE}.\n`);
  } else {
    const regressions = findRegressions(baseline, measured);
    for (const regression of regressions) process.stdout.write(`REGRESSION ${regression}\n`);
    if (regressions.length > 0) process.exitCode = 1;
    else
      process.stdout.write(
        'Every case is within its budget, and none uses more queries or DML statements than the baseline.\n'
      );
  }
} finally {
  await org.close();
  rmSync(folder, { recursive: true, force: true });
}
