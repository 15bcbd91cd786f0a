/** `sync policy-replay` as an operator runs it: over HTTP, by its exit code and what it prints. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { parse } from 'csv-parse/sync';

import type { PolicyReplayReport, ReplayedRow } from '../../src/sync/index.ts';
import { LaneDoor } from '../../src/sync/index.ts';
import { localOrgForTests, PROJECT_FOLDER, rest } from '../clients/local-org-fixture.ts';

const LANE = 'marketing_contacts';
/** More than one part of the org's answer. */
const CONFLICTS = 230;
/** The rows of this test are from today, and the end of the period is not part of it. */
const PERIOD = ['--from', '2020-01-01', '--to', '2100-01-01T00:00:00Z'];

const org = await localOrgForTests();
const folder = mkdtempSync(join(tmpdir(), 'upsert-guard-policy-replay-'));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function replay(words: readonly string[], token = org.tokenOf('operator@local.org')): Promise<Ended> {
  const env = { ...process.env, SF_ORG_INSTANCE_URL: org.instanceUrl, SF_ACCESS_TOKEN: token };
  const main = join(PROJECT_FOLDER, 'src/cli/main.ts');
  return new Promise((resolve) => {
    execFile(process.execPath, [main, 'sync', 'policy-replay', ...words], { env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

async function send(run: string, externalIds: readonly string[], emailOf: (index: number) => string): Promise<void> {
  const token = (): string => org.integrationToken;
  const access = { instanceUrl: org.instanceUrl, token, renewToken: null, fetch, timeoutMs: 60_000 };
  const rows = externalIds.map((externalId, index) => ({
    externalId,
    sourceVersion: 1,
    fields: { LastName: `Person ${index}`, Email: emailOf(index) }
  }));
  await new LaneDoor('sync/v1', LANE, access).call('POST', '', { run, rows });
}

async function counts(): Promise<unknown[]> {
  const objects = ['Contact', 'Contact_Sync_Exception__c', 'Duplicate_Audit__c', 'Sync_Run__c', 'Sync_Inbound__c'];
  return Promise.all(
    objects.map(async (object) => {
      const soql = encodeURIComponent(`SELECT COUNT(Id) n, MAX(LastModifiedDate) changed FROM ${object}`);
      return (await rest(org, 'GET', `/services/data/v67.0/query?q=${soql}`)).body;
    })
  );
}

before(async () => {
  const numbers = Array.from({ length: CONFLICTS }, (_, index) => index);
  const email = (index: number): string => `replayed.${index}@example.com`;
  await send(
    'first',
    numbers.map((number) => `MC-${number}`),
    email
  );
  // The same people under other ids: policy B would re-key them, A and C ask a person.
  await send(
    'second',
    numbers.map((number) => `MC-other-${number}`),
    email
  );
});

test('sums per policy and the rows on which they disagree, and nothing is written', async () => {
  const stored = await counts();
  const file = join(folder, 'differences.csv');
  const { code, stdout, stderr } = await replay([LANE, ...PERIOD, '--differences', file]);
  assert.equal(stderr, '');
  assert.equal(code, 1, 'the policies disagree');
  assert.match(stdout, /Lane marketing_contacts, policy C, rows from 2020-01-01T00:00:00.000Z to 2100-01-01/);
  assert.match(stdout, new RegExp(`${2 * CONFLICTS} rows received, ${CONFLICTS} judged again`));
  assert.match(stdout, /^ +A +B +C \(now\)$/m);
  assert.match(stdout, new RegExp(`QUEUED EMAIL_HELD_BY_OTHER_EXTERNAL_ID +${CONFLICTS} +0 +${CONFLICTS}$`, 'm'));
  assert.match(stdout, new RegExp(`REKEYED +0 +${CONFLICTS} +0$`, 'm'));
  assert.match(stdout, /EX-\d+ MC-other-\d+: A QUEUED EMAIL_HELD_BY_OTHER_EXTERNAL_ID, B REKEYED, C QUEUED EMAIL/);
  assert.match(stdout, new RegExp(`and ${CONFLICTS - 20} more`));
  const rows = parse(readFileSync(file), { columns: true }) as Record<string, string>[];
  assert.equal(new Set(rows.map((row) => row['externalId'])).size, CONFLICTS, 'every row once, over all parts');
  assert.deepEqual([rows[0]?.['outcome'], rows[0]?.['policyB']], ['QUEUED', 'REKEYED']);
  assert.deepEqual(await counts(), stored);
});

test('a program reads the same as JSON', async () => {
  const { code, stdout } = await replay([LANE, ...PERIOD, '--json']);
  const report = JSON.parse(stdout) as PolicyReplayReport & { readonly differences: readonly ReplayedRow[] };
  assert.equal(code, 1);
  assert.deepEqual(
    [report.lane, report.policy, report.received, report.judged, report.differing, report.differences.length],
    [LANE, 'C', 2 * CONFLICTS, CONFLICTS, CONFLICTS, CONFLICTS]
  );
  assert.deepEqual(report.counts.B, { REKEYED: CONFLICTS });
});

test('a period in which the policies agree, or nothing came, is good', async () => {
  const { code, stdout } = await replay([LANE, '--from', '2020-01-01', '--to', '2020-01-02']);
  assert.equal(code, 0);
  assert.match(stdout, /0 rows received, 0 judged again/);
  assert.match(stdout, /disagree on no row/);
});

test('what cannot be answered is said in one line, with exit code 2', async () => {
  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [[LANE, '--from', 'yesterday'], /"since" must be a time/],
    [[LANE, '--from', '2020-01-02', '--to', '2020-01-01'], /A period begins before it ends/],
    [['no_such_lane'], /The org has no lane "no_such_lane"/]
  ];
  for (const [words, message] of wrong) {
    const { code, stdout, stderr } = await replay(words);
    assert.deepEqual([code, stdout], [2, ''], words.join(' '));
    assert.match(stderr, message);
    assert.equal(stderr.trim().split('\n').length, 1, 'no stack');
  }
  const refused = await replay([LANE], org.integrationToken);
  assert.equal(refused.code, 2, 'a lane user may not ask');
  assert.match(refused.stderr, /403/);
});

test('help says what it does, and that it writes nothing', async () => {
  const { code, stdout } = await replay(['--help']);
  assert.equal(code, 0);
  for (const word of ['--from', '--to', '--differences', 'writes\\s+nothing', '--json'])
    assert.match(stdout, new RegExp(word));
});
