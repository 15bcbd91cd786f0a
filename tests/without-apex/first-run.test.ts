/** The first run of a lane without Apex looks at every record of its objects, and says how far it is. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { rest } from '../clients/local-org-fixture.ts';
import { syncCommand, type CommandEnd } from '../clients/sync-command.ts';
import { CLIENT_USERNAME, clientOf, clientPackage, orgWithoutApex } from './org-without-apex.ts';
import type { GuardProgress } from '../../src/remote/index.ts';

/** More than one request reads. */
const PEOPLE = 2100;
const MOST_A_REQUEST = 200;

const org = await orgWithoutApex();
const prepared = clientPackage();
const folder = mkdtempSync(join(tmpdir(), 'upsert-guard-first-run-'));
after(() => rmSync(folder, { recursive: true, force: true }));

async function typePeople(prefix: string): Promise<void> {
  for (let first = 0; first < PEOPLE; first += MOST_A_REQUEST) {
    const records = Array.from({ length: Math.min(MOST_A_REQUEST, PEOPLE - first) }, (_, index) => ({
      attributes: { type: 'Contact' },
      LastName: prefix,
      Email: `${prefix}${first + index}@example.com`
    }));
    const reply = await rest(org, 'POST', '/services/data/v67.0/composite/sobjects', { allOrNone: true, records });
    assert.equal(reply.status, 200, JSON.stringify(reply.body));
    assert.ok((reply.body as { success: boolean }[]).every(({ success }) => success));
  }
}

function sync(...words: string[]): Promise<CommandEnd> {
  const feed = join(folder, 'feed.csv');
  writeFileSync(
    feed,
    'contact_id,updated_at,first_name,last_name,email\nF-1,2026-01-01T00:00:00Z,Ann,Lee,ann@lee.example.com\n'
  );
  const access = { instanceUrl: org.instanceUrl, token: org.tokenOf(CLIENT_USERNAME) };
  return syncCommand(access, 'marketing_contacts', feed, '--without-apex', 'collections', ...words);
}

test('the client hears of each request that reads', async () => {
  await typePeople('heard');
  const client = await clientOf(org, prepared, { shape: 'collections' });
  const heard: GuardProgress[] = [];
  const { changed } = await client.guardRecords(['Contact'], { onProgress: (progress) => void heard.push(progress) });
  assert.equal(changed, PEOPLE);
  assert.deepEqual(
    heard.map(({ step, visited, changed: written }) => [step, visited, written]),
    [
      ['fill', 2000, 2000],
      ['fill', PEOPLE, PEOPLE],
      ['compare', 2000, 0],
      ['compare', PEOPLE, 0]
    ]
  );
});

test('standard error says how far the keys are, and where the rows are then', async () => {
  await typePeople('log');
  const { exitCode, stdout, stderr } = await sync();
  assert.equal(exitCode, 0, stderr);
  const lines = stderr.trim().split('\n');
  assert.deepEqual(lines.slice(0, 4), [
    'Records without a key: 2000 looked at, 2000 written',
    'Keys compared: 2000 looked at, 0 written',
    'Keys compared: 4000 looked at, 0 written',
    `Keys of ${PEOPLE} records that others saved are up to date now.`
  ]);
  assert.ok(!stdout.includes('looked at'), stdout);
});

test('with --json nothing is said but the report', async () => {
  await typePeople('json');
  const { exitCode, stdout, stderr } = await sync('--json');
  assert.equal(exitCode, 0, stderr);
  assert.equal(stderr, '');
  assert.deepEqual((JSON.parse(stdout) as { outcomes: unknown }).outcomes, { UNCHANGED: 1 });
});
