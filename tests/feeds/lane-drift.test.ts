/** `sync lanes check` as an admin runs it: against the local org, over HTTP, by its exit code and what it prints. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { checkLanes } from '../../src/cli/commands/check-lanes.ts';
import { findOrgDrift, loadLanes, PermanentFailure, queryAll } from '../../src/sync/index.ts';
import type { OrgDrift } from '../../src/sync/index.ts';
import { localOrgForTests, PROJECT_FOLDER } from '../clients/local-org-fixture.ts';

const org = await localOrgForTests();
const folder = mkdtempSync(join(tmpdir(), 'lane-drift-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const lanes = join(folder, 'config/lanes');
mkdirSync(join(folder, 'config'));
mkdirSync(join(folder, 'force-app/main/foundation'), { recursive: true });
symlinkSync(
  join(PROJECT_FOLDER, 'force-app/main/foundation/customMetadata'),
  join(folder, 'force-app/main/foundation/customMetadata')
);

/** The lane files of the project with some of them changed: file -> find and replacement, or null for a file that is gone. */
function laneFiles(changes: Readonly<Record<string, readonly [string, string] | null>> = {}): void {
  rmSync(lanes, { recursive: true, force: true });
  cpSync(join(PROJECT_FOLDER, 'config/lanes'), lanes, { recursive: true });
  for (const [lane, change] of Object.entries(changes)) {
    const file = join(lanes, `${lane}.yaml`);
    const text = readFileSync(file, 'utf8');
    rmSync(file);
    if (!change) continue;
    assert.ok(text.includes(change[0]), `${lane} no longer holds ${change[0]}`);
    writeFileSync(file, text.replace(...change));
  }
}

function drift(token = org.adminToken): Promise<OrgDrift[]> {
  const access = { instanceUrl: org.instanceUrl, token: () => token, renewToken: null, fetch, timeoutMs: 60_000 };
  return findOrgDrift(loadLanes(folder), (soql) => queryAll(access, soql));
}

test('an org that was deployed from the files has no drift', async () => {
  laneFiles();
  assert.deepEqual(await drift(), []);
});

test('a changed value is told with both sides, also where one side has nothing', async () => {
  laneFiles({
    web_leads: ['limit: 3', 'limit: 7'],
    billing_accounts: ['  ownerOverride: withReason', '  fallbackOwner: ops@example.com\n  ownerOverride: withReason']
  });
  assert.deepEqual(await drift(), [
    {
      kind: 'differs',
      record: 'Sync_Lane.billing_accounts',
      field: 'Fallback_Owner__c',
      file: 'ops@example.com',
      org: null
    },
    { kind: 'differs', record: 'Sync_Lane.web_leads', field: 'Retry_Limit__c', file: 7, org: 3 }
  ]);
});

test('records of either side alone are told', async () => {
  laneFiles({
    web_leads: [
      '  - { column: title, field: Title',
      '  - { column: fax, field: Fax, type: phone }\n  - { column: title, field: Title'
    ],
    billing_account_contacts: null
  });
  const found = await drift();
  assert.deepEqual(found[0], { kind: 'not in the files', record: 'Sync_Lane.billing_account_contacts' });
  assert.ok(found.some(({ kind, record }) => kind === 'not in the org' && record === 'Sync_Lane_Field.web_leads_Fax'));
  assert.ok(found.every(({ kind }) => kind !== 'differs'));
});

test('a token that the org does not know is an error, not drift', async () => {
  laneFiles();
  await assert.rejects(
    drift('wrong'),
    (error: unknown) => error instanceof PermanentFailure && /401/.test(error.message)
  );
});

test('drift makes the check fail, in the project and in the org', async () => {
  laneFiles({ web_leads: ['limit: 3', 'limit: 7'] });
  const written: string[] = [];
  const print = (text: string): void => void written.push(text);
  const access = { org: org.instanceUrl, token: org.adminToken };
  const code = await checkLanes({ projectFolder: folder, ...access, json: false, print });
  assert.equal(code, 1);
  assert.match(written.join(''), /Sync_Lane\.web_leads\.md-meta\.xml is changed: run npm run lanes:compile/);
  assert.match(written.join(''), /Sync_Lane\.web_leads Retry_Limit__c: 7 in config\/lanes, 3 in the org/);
});

test('the command compares, says so as JSON, and exits with 0, 1 or 2', async () => {
  const run = (...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
    new Promise((resolve) => {
      const main = join(PROJECT_FOLDER, 'src/cli/main.ts');
      execFile(process.execPath, [main, 'sync', 'lanes', 'check', ...words], (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
      });
    });
  const same = await run('--org', org.instanceUrl, '--token', org.adminToken, '--json');
  assert.deepEqual([same.code, JSON.parse(same.stdout)], [0, { drifted: false, project: [], org: [] }]);
  const unreachable = await run('--org', 'http://127.0.0.1:1', '--token', 'x');
  assert.equal(unreachable.code, 2);
  assert.match(unreachable.stderr, /127\.0\.0\.1:1 cannot be reached/);
  assert.equal((await run('--org', org.instanceUrl)).code, 2);
});
