/** Feeds through a lane into the local org, over HTTP: good ones, bad ones, and an org that goes away. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';

import { newDataFolder } from '../../src/database/fixtures/data-folder.ts';
import { runSample } from '../../src/cli/commands/sample-run.ts';
import { sendFile } from '../../src/cli/commands/send-file.ts';
import type { LocalOrg } from '../../src/org/index.ts';
import { startLocalOrg } from '../../src/org/index.ts';
import type { Lane, OutgoingRow, RowOutcome, RunReport } from '../../src/sync/index.ts';
import { ApexRestTransport, compileLane, generateSampleFeed, LANES_FOLDER, loadLane } from '../../src/sync/index.ts';
import { localOrgForTests, PROJECT_FOLDER, rest } from '../clients/local-org-fixture.ts';

const org = await localOrgForTests();
const folder = mkdtempSync(join(tmpdir(), 'upsert-guard-feeds-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const marketing = loadLane(join(PROJECT_FOLDER, LANES_FOLDER, 'marketing_contacts.yaml'));
const HEADER = 'contact_id,first_name,last_name,email,phone,title,company,updated_at';

function feed(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

interface Sending {
  readonly lane?: Lane;
  readonly token?: string;
  readonly fetch?: typeof fetch;
  readonly to?: LocalOrg;
  readonly rowsPerCall?: number;
  readonly run?: string;
}

async function send(
  file: string,
  sending: Sending = {}
): Promise<{ report: RunReport; rows: Map<number, RowOutcome> }> {
  const { lane = marketing, to = org, token = to.integrationToken } = sending;
  const rows = new Map<number, RowOutcome>();
  const access = {
    instanceUrl: to.instanceUrl,
    token: () => token,
    renewToken: null,
    fetch: sending.fetch ?? fetch,
    timeoutMs: 60_000
  };
  const report = await sendFile({
    file,
    lane,
    transport: new ApexRestTransport(lane.lane, access, sending.rowsPerCall ?? 1000),
    run: sending.run ?? `test-${Math.random()}`,
    parallelCalls: 1,
    retryLimit: 0,
    quiet: true,
    onOutcome: (row: OutgoingRow, outcome: RowOutcome) => void rows.set(row.sourceRow, outcome)
  });
  return { report, rows };
}

async function count(soql: string, to: LocalOrg = org): Promise<number> {
  const reply = await rest(to, 'GET', `/services/data/v67.0/query?q=${encodeURIComponent(soql)}`);
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return (reply.body as { totalSize: number }).totalSize;
}

test('a bad row is queued with its field and reason, a bad line is reported, and the rest goes on', async () => {
  const file = feed(
    'bad-rows.csv',
    [
      HEADER,
      'BAD-1,Ann,Good,ann.good@example.com,,,,2026-01-01T00:00:00Z',
      'BAD-2,Bo,,bo@example.com,,,,2026-01-01T00:00:00Z',
      `BAD-3,${'x'.repeat(41)},Long,long@example.com,,,,2026-01-01T00:00:00Z`,
      'BAD-4,Cy,Version,cy@example.com,,,,soon',
      'BAD-5,too,few',
      'BAD-6,"Di,Open,di@example.com,,,,2026-01-01T00:00:00Z',
      'BAD-7,Ed,Mail,ed at example,,,,2026-01-01T00:00:00Z',
      ',Flo,Nameless,flo@example.com,,,,2026-01-01T00:00:00Z',
      'BAD-9,Gus,Good,gus.good@example.com,,,,2026-01-01T00:00:00Z'
    ].join('\n')
  );
  const { report, rows } = await send(file);
  assert.equal(report.balanced, true);
  assert.deepEqual(
    report.unreadable.map((line) => line.line),
    [6, 7]
  );
  const seen = [...rows].map(([line, outcome]) => [line, outcome.reason ?? outcome.outcome]);
  assert.deepEqual(seen, [
    [2, 'CREATED'],
    [3, 'VALIDATION_FAILED'],
    [4, 'VALIDATION_FAILED'],
    [5, 'VALIDATION_FAILED'],
    [8, 'VALIDATION_FAILED'],
    [9, 'EXTERNAL_ID_MISSING'],
    [10, 'CREATED']
  ]);
  assert.match(rows.get(3)?.message ?? '', /LastName/);
  assert.match(rows.get(4)?.message ?? '', /FirstName/);
  assert.equal(await count('SELECT COUNT() FROM Contact_Sync_Exception__c WHERE Source_Row__c IN (3, 4, 5, 8, 9)'), 5);
  const again = await send(file);
  assert.equal(again.report.outcomes.get('CREATED'), undefined);
  assert.equal(
    await count('SELECT COUNT() FROM Contact_Sync_Exception__c WHERE Source_Row__c IN (3, 4, 5, 8, 9)'),
    5,
    'the same conflicts again raise a count, not new exceptions'
  );
});

test('a column that the lane does not know stops the run before anything is sent', async () => {
  const file = feed('unknown-column.csv', `${HEADER},shoe_size\nUNK-1,A,B,c@example.com,,,,2026-01-01T00:00:00Z,43\n`);
  await assert.rejects(send(file), /the column "shoe_size" is not in the lane marketing_contacts/);
  assert.equal(await count("SELECT COUNT() FROM Contact WHERE External_Contact_ID__c = 'UNK-1'"), 0);
});

test('a lane that the org does not have, and an expired token, stop the run with what to do', async () => {
  const file = feed('one.csv', `${HEADER}\nONE-1,A,One,one@example.com,,,,2026-01-01T00:00:00Z\n`);
  const noLane = await send(file, { lane: { ...marketing, lane: 'no_such_lane' } });
  assert.match(noLane.report.stopped ?? '', /The org has no lane "no_such_lane".*lanes:compile/);
  assert.equal(noLane.report.undelivered.length, 1);
  const { token } = org.sessions.open('integration@local.org', -1);
  const expired = await send(file, { token });
  assert.match(expired.report.stopped ?? '', /access token is expired or invalid.*Sign in again/);
  assert.equal(expired.report.balanced, false);
});

test('the planted trouble of a sample feed comes out as planted, and the second send changes nothing', async (context) => {
  const said: string[] = [];
  const good = await runSample({
    instanceUrl: org.instanceUrl,
    integrationToken: org.integrationToken,
    adminToken: org.adminToken,
    lane: marketing,
    feedFile: join(folder, 'sample.csv'),
    rows: 2500,
    seed: 7,
    // Other tests of this file put contacts into the same org.
    contactsBefore: await count('SELECT COUNT() FROM Contact'),
    retryLimit: 3,
    print: (text) => said.push(text)
  });
  context.diagnostic(said.join('\n'));
  assert.equal(good, true, said.join('\n'));
});

test('an org that goes away in the middle of a feed loses nothing: the feed is sent again', async () => {
  const dataFolder = newDataFolder('upsert-guard-away-');
  after(() => rmSync(dataFolder, { recursive: true, force: true }));
  const sample = generateSampleFeed({ seed: 11, rows: 2000, rowsPerCall: 250 });
  const file = feed('away.csv', sample.csv);
  let current = await startLocalOrg({ projectFolder: PROJECT_FOLDER, dataFolder });
  let calls = 0;
  const leaving: typeof fetch = async (...request) => {
    if (++calls === 4) await current.close();
    return fetch(...request);
  };
  const broken = await send(file, { to: current, fetch: leaving, rowsPerCall: 250 });
  assert.match(broken.report.stopped ?? '', /cannot be reached/);
  let settled = broken.report.unreadable.length;
  for (const number of broken.report.outcomes.values()) settled += number;
  assert.equal(settled + broken.report.undelivered.length, 2000, 'every row is either settled or named as undelivered');
  assert.ok(broken.report.undelivered.length > 1000);

  current = await startLocalOrg({ projectFolder: PROJECT_FOLDER, dataFolder, keepData: true });
  try {
    const again = await send(file, { to: current, rowsPerCall: 250 });
    assert.equal(again.report.balanced, true);
    const created = (report: RunReport): number => report.outcomes.get('CREATED') ?? 0;
    const contacts = await count('SELECT COUNT() FROM Contact', current);
    assert.equal(
      created(broken.report) + created(again.report),
      contacts,
      'a row that was created once is not created again'
    );
    const ids = await rest(
      current,
      'GET',
      `/services/data/v67.0/query?q=${encodeURIComponent('SELECT COUNT_DISTINCT(External_Contact_ID__c) ids FROM Contact')}`
    );
    assert.equal((ids.body as { records: { ids: number }[] }).records[0]?.ids, contacts, 'one contact per external id');
  } finally {
    await current.close();
  }
});

const SHARED_FEED = resolve(PROJECT_FOLDER, '../shared/data/fake_1000.csv');

/** The package with one more lane, as an admin would add it: a YAML file, compiled and deployed. */
function projectWithLane(lane: Lane): string {
  const projectFolder = mkdtempSync(join(tmpdir(), 'upsert-guard-lane-'));
  after(() => rmSync(projectFolder, { recursive: true, force: true }));
  for (const part of ['sfdx-project.json', 'force-app']) {
    cpSync(join(PROJECT_FOLDER, part), join(projectFolder, part), { recursive: true });
  }
  for (const { path, content } of compileLane(lane)) writeFileSync(join(projectFolder, path), content);
  return projectFolder;
}

test(
  'a feed that nobody here wrote goes through a lane of its own',
  { skip: existsSync(SHARED_FEED) ? false : 'the sample data folder is not beside this project' },
  async (context) => {
    const lane = loadLane(join(PROJECT_FOLDER, 'tests/fixtures/lanes/people_sample.yaml'));
    const dataFolder = newDataFolder('upsert-guard-people-');
    const own = await startLocalOrg({ projectFolder: projectWithLane(lane), dataFolder });
    try {
      const { report } = await send(SHARED_FEED, { lane, to: own });
      context.diagnostic(JSON.stringify([Object.fromEntries(report.outcomes), Object.fromEntries(report.reasons)]));
      assert.equal(report.received, 1000);
      assert.equal(report.balanced, true);
      assert.ok((report.outcomes.get('CREATED') ?? 0) > 200);
      const shared =
        'SELECT Normalized_Email__c, COUNT(Id) n FROM Contact WHERE Normalized_Email__c != null ' +
        'GROUP BY Normalized_Email__c HAVING COUNT(Id) > 1';
      const emails = await rest(own, 'GET', `/services/data/v67.0/query?q=${encodeURIComponent(shared)}`);
      assert.deepEqual((emails.body as { records: unknown[] }).records, [], 'no e-mail is shared by two contacts');
      const before = await count('SELECT COUNT() FROM Contact', own);
      await send(SHARED_FEED, { lane, to: own });
      assert.equal(await count('SELECT COUNT() FROM Contact', own), before, 'the second send creates nothing');
    } finally {
      await own.close();
      rmSync(dataFolder, { recursive: true, force: true });
    }
  }
);
