/**
 * What one call of the intake uses of the platform's limits: SOQL queries, DML statements, rows and CPU time, for each lane, size of call and
 * share of conflicts. Read from Apex `Limits` in the local org. `limits-baseline.json` holds the counts that were agreed on: more queries or
 * DML statements than there is a regression (exit code 1). `--update` writes the baseline anew.
 */
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import type { LocalOrg } from '../src/org/index.ts';
import { startLocalOrg } from '../src/org/index.ts';
import { NEWEST_API_VERSION } from '../src/protocol/index.ts';
import { findRegressions, readBaseline, writeBaseline } from './limits-baseline.ts';
import type { Usage } from './limits-baseline.ts';

const PROJECT = resolve(import.meta.dirname, '..');
const BASELINE = join(import.meta.dirname, 'limits-baseline.json');
const CALL_SIZES = [1, 200, 1000];
const CONFLICT_PERCENTS = [0, 5, 25, 100];
/** Records of one call of the collections API. */
const COLLECTION_SIZE = 200;

type Fields = Readonly<Record<string, string | boolean>>;

interface MeasuredLane {
  readonly lane: string;
  readonly object: string;
  readonly externalIdField: string;
  /** The fields of the person or company with this number: the same number is the same second identity key. */
  readonly fields: (number: number) => Fields;
  /** A child lane, whose rows come inside these, one in each: half of the rows of a call are children then, and a call of one row brings one child too. */
  readonly child?: MeasuredLane;
}

const CONTACTS: MeasuredLane = {
  lane: 'marketing_contacts',
  object: 'Contact',
  externalIdField: 'External_Contact_ID__c',
  fields: (number) => ({ LastName: `Person ${number}`, Email: `contact.${number}@example.com` })
};
const ACCOUNTS: MeasuredLane = {
  lane: 'billing_accounts',
  object: 'Account',
  externalIdField: 'External_Customer_Id__c',
  fields: (number) => ({ Name: `Account ${number}`, Business_Key__c: `DE${100_000_000 + number}` })
};

const LANES: readonly MeasuredLane[] = [
  CONTACTS,
  {
    lane: 'web_leads',
    object: 'Lead',
    externalIdField: 'External_Lead_ID__c',
    fields: (number) => ({
      LastName: `Lead ${number}`,
      Company: `Company ${number}`,
      Email: `lead.${number}@example.net`,
      Country: number % 2 === 0 ? 'US' : 'Japan'
    })
  },
  ACCOUNTS,
  { ...ACCOUNTS, child: { ...CONTACTS, lane: 'billing_account_contacts' } }
];

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

/** Records that hold the second key of rows that are going to come, under another external id: such rows conflict. */
async function insertHolders(org: LocalOrg, lane: MeasuredLane, first: number, count: number): Promise<void> {
  for (let start = 0; start < count; start += COLLECTION_SIZE) {
    const records = Array.from({ length: Math.min(COLLECTION_SIZE, count - start) }, (_, index) => ({
      attributes: { type: lane.object },
      ...lane.fields(first + start + index),
      [lane.externalIdField]: `HELD-${first + start + index}`
    }));
    const path = `/services/data/v${NEWEST_API_VERSION}.0/composite/sobjects`;
    const results = (await post(org, path, org.adminToken, { allOrNone: true, records })) as { success: boolean }[];
    if (results.some(({ success }) => !success)) throw new Error(`No holders: ${JSON.stringify(results[0])}`);
  }
}

async function measure(
  org: LocalOrg,
  lane: MeasuredLane,
  first: number,
  count: number,
  conflicts: number
): Promise<Usage> {
  await insertHolders(org, lane, first, conflicts);
  const rows = Array.from({ length: count }, (_, index) => ({
    externalId: `ROW-${first + index}`,
    sourceVersion: 1,
    sourceRow: index + 1,
    fields: lane.fields(first + index),
    ...childrenOf(lane, first + index)
  }));
  const body = { lane: lane.lane, run: `limits-${lane.lane}-${first}`, rows };
  const usage = (await post(org, '/services/apexrest/bench/limits/measure', org.integrationToken, body)) as Usage & {
    readonly counts: Readonly<Record<string, number>>;
  };
  // A bench that measures something else than it says is worth nothing.
  const { CREATED = 0, QUEUED = 0 } = usage.counts;
  if (QUEUED !== conflicts || CREATED !== count - conflicts)
    throw new Error(`${lane.lane}: ${conflicts} of ${count} rows should conflict, got ${JSON.stringify(usage.counts)}`);
  return usage;
}

function childrenOf(lane: MeasuredLane, number: number): { children?: Readonly<Record<string, readonly object[]>> } {
  const { child } = lane;
  if (!child) return {};
  const row = { externalId: `CHILD-${number}`, sourceVersion: 1, sourceRow: number, fields: child.fields(number) };
  return { children: { [child.lane]: [row] } };
}

async function measureAll(org: LocalOrg): Promise<Map<string, Usage>> {
  const measured = new Map<string, Usage>();
  let first = 1;
  for (const lane of LANES) {
    // The worker's code is warm before CPU time counts.
    await measure(org, lane, first, 200, 100);
    first += 1000;
    for (const count of CALL_SIZES)
      for (const percent of CONFLICT_PERCENTS) {
        // Conflicts are those of the parents: the children of a queued parent are queued with it.
        const rows = lane.child ? Math.ceil(count / 2) : count;
        const conflicts = Math.ceil((rows * percent) / 100);
        measured.set(nameOf(lane, count, percent), await measure(org, lane, first, rows, conflicts));
        first += count;
      }
  }
  return measured;
}

function nameOf(lane: MeasuredLane, count: number, percent: number): string {
  const name = lane.child ? `${lane.lane} with ${lane.child.lane}` : lane.lane;
  return `${name}, rows ${count}, conflicts ${percent} %`;
}

/** CPU as a multiple of the first case of 200 rows: the times themselves are this machine's, and the local org's are elapsed times. */
function table(measured: ReadonlyMap<string, Usage>): string {
  const unit = [...measured].find(([name]) => name.includes('rows 200'))?.[1].cpuTime ?? 1;
  const line = (cells: readonly (string | number)[]): string =>
    cells.map((cell, index) => (index === 0 ? String(cell).padEnd(76) : String(cell).padStart(11))).join('');
  const rows = [...measured].map(([name, usage]) =>
    line([
      name,
      usage.queries,
      usage.queryRows,
      usage.dmlStatements,
      usage.dmlRows,
      (usage.cpuTime / Math.max(unit, 1)).toFixed(2)
    ])
  );
  return [line(['case', 'SOQL', 'query rows', 'DML', 'DML rows', 'CPU ratio']), ...rows].join('\n');
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
  process.stdout.write(`${table(measured)}\n`);
  if (update) {
    writeBaseline(BASELINE, measured);
    process.stdout.write(`Wrote ${BASELINE}.\n`);
  } else {
    const regressions = findRegressions(readBaseline(readFileSync(BASELINE, 'utf8')), measured);
    for (const regression of regressions) process.stdout.write(`REGRESSION ${regression}\n`);
    if (regressions.length > 0) process.exitCode = 1;
    else process.stdout.write('No case uses more queries or DML statements than the baseline.\n');
  }
} finally {
  await org.close();
  rmSync(folder, { recursive: true, force: true });
}
