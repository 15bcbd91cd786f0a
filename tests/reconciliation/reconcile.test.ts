/** A feed and an org that differ, compared by the command and by the daily run, through HTTP, batch jobs and PostgreSQL. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { newDataFolder } from '../../src/database/fixtures/data-folder.ts';
import { reconcile } from '../../src/cli/commands/reconcile.ts';
import { startLocalOrg, type LocalOrg } from '../../src/org/index.ts';
import { LaneDoor, loadLane } from '../../src/sync/index.ts';
import { Caller } from '../security/callers.ts';

const projectFolder = resolve(import.meta.dirname, '../..');
const folder = newDataFolder('upsert-guard-reconcile-');
const lane = loadLane(join(projectFolder, 'config/lanes/marketing_contacts.yaml'));
const { externalIdColumn, externalIdPrefix } = lane.source;
let org: LocalOrg;

before(async () => {
  org = await startLocalOrg({ projectFolder, dataFolder: folder, maximumWorkers: 3 });
});

after(async () => {
  await org.close();
  rmSync(folder, { recursive: true, force: true });
});

function access(): ConstructorParameters<typeof LaneDoor>[2] {
  const token = (): string => org.integrationToken;
  return { instanceUrl: org.instanceUrl, token, renewToken: null, fetch, timeoutMs: 60_000 };
}

function feed(name: string, numbers: readonly number[]): string {
  const file = join(folder, name);
  writeFileSync(file, [externalIdColumn, ...numbers.map((number) => `P-${number}`)].join('\n'));
  return file;
}

function numbers(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

async function compare(file: string): Promise<{ code: number; findings: Record<string, string>[] }> {
  const findingsFile = join(folder, 'findings.csv');
  const code = await reconcile({
    projectFolder,
    lane: lane.lane,
    feed: file,
    instanceUrl: org.instanceUrl,
    token: org.integrationToken,
    findingsFile,
    manifest: 'test',
    json: true
  });
  return { code, findings: parse(readFileSync(findingsFile), { columns: true }) as Record<string, string>[] };
}

function idsOf(findings: readonly Record<string, string>[], kind: string): (string | undefined)[] {
  return findings
    .filter((finding) => finding['kind'] === kind)
    .map((finding) => finding['externalId'])
    .sort();
}

test('finds what either side lacks, and nothing once they agree', async () => {
  const rows = numbers(1, 250).map((number) => ({
    externalId: `${externalIdPrefix}P-${number}`,
    sourceVersion: 1_767_225_600_000,
    fields: { LastName: `Person ${number}`, Email: `person${number}@example.com` }
  }));
  await new LaneDoor('sync/v1', lane.lane, access()).call('POST', '', { run: 'first', rows });

  const different = await compare(feed('different.csv', numbers(3, 250)));
  assert.equal(different.code, 1);
  assert.deepEqual(
    idsOf(different.findings, 'MISSING_IN_SALESFORCE'),
    ['P-251', 'P-252'].map((id) => `${externalIdPrefix}${id}`.toLowerCase())
  );
  assert.deepEqual(
    idsOf(different.findings, 'MISSING_IN_SOURCE'),
    ['P-1', 'P-2'].map((id) => `${externalIdPrefix}${id}`)
  );

  const same = await compare(feed('same.csv', numbers(1, 250)));
  assert.deepEqual([same.code, same.findings], [0, []]);
});

test('the daily run compares what the source uploaded, says so, and closes nothing on a day without a manifest', async () => {
  const admin = new Caller(org, 'admin@local.org');
  const upload = (key: string, people: readonly number[]): Promise<unknown> =>
    new LaneDoor('manifest/v1', lane.lane, access()).call('PUT', `/${key}/all`, {
      ids: people.map((number) => `${externalIdPrefix}P-${number}`)
    });
  const ofLane = `WHERE Lane__c = '${lane.lane}'`;
  const counted = 'Missing_In_Salesforce__c, Missing_In_Source__c';
  const daily = async (): Promise<{ status: unknown; used: string; missing: unknown[]; open: number }> => {
    const started = await admin.anonymousApex('new ReconciliationSchedule().execute(null);');
    assert.match(started.text, /<success>true<\/success>/, started.text);
    await org.jobsIdle();
    const [run] = await admin.query(
      `SELECT Status__c, Manifest_Used__c, ${counted} FROM Reconciliation_Run__c ${ofLane} ORDER BY Name DESC LIMIT 1`
    );
    const open = await admin.query(
      `SELECT Id FROM Reconciliation_Finding__c ${ofLane} AND Kind__c LIKE 'MISSING%' AND Status__c = 'Open'`
    );
    return {
      status: run?.['Status__c'],
      used: String(run?.['Manifest_Used__c']),
      missing: counted.split(', ').map((field) => run?.[field]),
      open: open.length
    };
  };

  assert.match((await daily()).used, /^None: "test" was compared by REC-\d+\.$/);

  await upload('evening', numbers(2, 250));
  const compared = await daily();
  assert.match(compared.used, /^"evening", 0 h \d+ min old/);
  assert.deepEqual([compared.status, compared.missing, compared.open], ['Done', [1, 1], 2]);

  const without = await daily();
  assert.match(without.used, /^None: "evening" was compared by REC-\d+\.$/);
  assert.deepEqual([without.status, without.open], ['Done', 2], 'nobody looked, so nothing is closed');

  await upload('next-evening', numbers(1, 250));
  const agreed = await daily();
  assert.match(agreed.used, /^"next-evening", 0 h/);
  assert.deepEqual([agreed.status, agreed.missing, agreed.open], ['Done', [0, 0], 0]);
});

test('a part that names what is not its own is refused by the org', async () => {
  const door = new LaneDoor('manifest/v1', lane.lane, access());
  await assert.rejects(door.call('PUT', '/wrong/zz', { ids: ['a'] }), /hexadecimal/);
});
