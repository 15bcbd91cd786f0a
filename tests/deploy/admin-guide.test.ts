/** Walks docs/admin-guide.md as a new admin: every command block, as printed, against an empty local org with the real `sf`. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { consoleAssets } from '../../src/lwc/index.ts';
import { localOrgForTests, rest } from '../clients/local-org-fixture.ts';
import { commandBlocks, GuideShell, type CommandBlock, type Ran } from './guide-commands.ts';

type Json = Record<string, unknown>;

const DATA = '/services/data/v67.0';
const LOGIN = 'npx sf org login web --alias my-org';
const ADDRESS = 'https://my-org.my.salesforce.com';
const TOKEN = `SF_ACCESS_TOKEN='…'`;
const INTEGRATION = 'sync.integration@example.com';

const org = await localOrgForTests({ empty: true, console: consoleAssets });
const shell = new GuideShell();

/** The block with what only a real org has replaced: the login, its address, its tokens. */
function forLocalOrg({ text }: CommandBlock): string {
  const login = `SF_ACCESS_TOKEN='${org.adminToken}' npx sf org login access-token --instance-url ${org.instanceUrl} --no-prompt --alias my-org`;
  const token = text.includes(TOKEN) ? `SF_ACCESS_TOKEN='${org.tokenOf(INTEGRATION)}'` : '';
  return text
    .replaceAll(LOGIN, () => login)
    .replaceAll(ADDRESS, org.instanceUrl)
    .replaceAll(TOKEN, () => token);
}

async function query(soql: string): Promise<Json[]> {
  const reply = await rest(org, 'GET', `${DATA}/query?q=${encodeURIComponent(soql)}`);
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return (reply.body as { records: Json[] }).records;
}

interface Step {
  /** Text that one block of the guide holds. */
  readonly block: string;
  /** What the admin does before, where the guide tells it in words. */
  readonly before?: () => void;
  readonly check: (ran: Ran) => Promise<void>;
}

/** What must be true when a block has been run; a step without its block fails the test, so that guide and test cannot drift. */
const steps: readonly Step[] = [
  {
    block: LOGIN,
    check: async ({ stdout }) => {
      assert.match(stdout, /Status: Succeeded|Deployed Source/);
      assert.equal((await query('SELECT Id FROM PermissionSetAssignment')).length, 0, 'a deploy assigns nobody');
    }
  },
  {
    block: '--test-level RunLocalTests',
    check: async ({ stdout }) => {
      const [passing = 0] = [...stdout.matchAll(/Passing: (\d+)/g)].map(([, count]) => Number(count));
      assert.ok(passing > 400, `the tests of the package ran: ${passing}`);
    }
  },
  {
    block: '--metadata-type DuplicateRule',
    check: async ({ stdout }) => assert.match(stdout, /Contact\.Contact_Lane_Email/)
  },
  {
    block: 'fill-match-keys.apex',
    check: async ({ stdout }) => assert.match(stdout, /Contact: saved 0, refused \(\)/)
  },
  {
    block: 'assign permset --target-org my-org --name Upsert_Guard_Admin',
    check: async () => assert.equal((await query('SELECT Id FROM PermissionSetAssignment')).length, 1)
  },
  {
    block: '--sobject GroupMember',
    check: async () => {
      const members = await query(`SELECT Group.DeveloperName FROM GroupMember ORDER BY Group.DeveloperName`);
      assert.deepEqual(
        members.map(({ Group }) => (Group as Json)['DeveloperName']),
        ['Contact_Data_Stewards', 'Sync_Operations']
      );
    }
  },
  {
    block: 'schedule-jobs.apex',
    check: async () => assert.equal((await query(`SELECT Id FROM CronTrigger WHERE State = 'WAITING'`)).length, 7)
  },
  {
    block: "WHERE Kind__c = 'Match keys'",
    check: async () => {
      const [run] = await query('SELECT Kind__c, Status__c, Message__c FROM Reconciliation_Run__c');
      assert.deepEqual(
        [run?.['Kind__c'], run?.['Status__c'], run?.['Message__c']],
        ['Match keys', 'Done', 'Account: 0 of 0 changed. Contact: 0 of 0 changed. Lead: 0 of 0 changed.']
      );
    }
  },
  {
    block: '/services/apexrest/sync/v1/marketing_contacts',
    check: async ({ stdout }) => {
      assert.match(stdout, /"outcome":"CREATED"/);
      const [ann] = await query(`SELECT Owner.Username FROM Contact WHERE External_Contact_ID__c = 'MC-1'`);
      assert.equal((ann?.['Owner'] as Json | undefined)?.['Username'], INTEGRATION);
    }
  },
  {
    block: 'first-feed.csv',
    check: async () => {
      const [, ...lines] = readFileSync(join(shell.folder, 'outcomes.csv'), 'utf8').trim().split('\n');
      assert.deepEqual(lines.map((line) => line.split(',').slice(1, 3).join(' ')).sort(), [
        'MC-2 CREATED',
        'MC-3 QUEUED'
      ]);
      const [exception] = await query('SELECT Reason__c, Owner.Name FROM Contact_Sync_Exception__c');
      assert.equal(exception?.['Reason__c'], 'EMAIL_HELD_BY_OTHER_EXTERNAL_ID');
      assert.equal((exception['Owner'] as Json)['Name'], 'Contact Data Stewards');
    }
  },
  {
    block: 'npx sf org open',
    check: async ({ stdout }) => {
      assert.match(stdout, /first-feed[\s\S]*true/);
      const address = /https?:\S+frontdoor\.jsp\S+/.exec(stdout)?.[0];
      assert.ok(address, stdout);
      const entered = await fetch(address, { redirect: 'manual' });
      const cookie = (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
      const page = await fetch(`${org.instanceUrl}/lightning`, { headers: { cookie } });
      assert.equal(page.status, 200);
      assert.match(await page.text(), /<title>/);
    }
  },
  {
    block: 'npm run lanes:compile',
    before: () => {
      const file = join(shell.folder, 'config/lanes/marketing_contacts.yaml');
      const lane = readFileSync(file, 'utf8');
      assert.match(lane, /^ {2}limit: 3$/m);
      writeFileSync(file, lane.replace(/^ {2}limit: 3$/m, '  limit: 4'));
    },
    check: async () => {
      const [lane] = await query(
        `SELECT Retry_Limit__c FROM Sync_Lane__mdt WHERE DeveloperName = 'marketing_contacts'`
      );
      assert.equal(lane?.['Retry_Limit__c'], 4);
    }
  },
  {
    block: 'lanes check --org',
    check: async ({ stdout }) => assert.match(stdout, /has the lanes of config\/lanes/)
  },
  {
    block: 'project retrieve start',
    check: async () => {
      const retrieved = join(
        shell.folder,
        'org-state/unpackaged/unpackaged/customMetadata/Sync_Lane.marketing_contacts.md'
      );
      assert.match(readFileSync(retrieved, 'utf8'), /<value xsi:type="xsd:double">4(\.0)?<\/value>/);
    }
  },
  {
    block: 'post-destructive-changes',
    check: async () => {
      assert.equal((await rest(org, 'GET', `${DATA}/sobjects/Sync_Run__c`)).status, 404);
      const contacts = await query('SELECT LastName FROM Contact ORDER BY LastName');
      assert.deepEqual(
        contacts.map(({ LastName }) => LastName),
        ['Ito', 'Lee']
      );
      assert.equal(org.prepared.source.schema.objects.get('contact')?.fields.has('external_contact_id__c'), false);
      assert.deepEqual(await query('SELECT Id FROM CronTrigger'), []);
    }
  }
];

const blocks = commandBlocks('docs/admin-guide.md');

test('every step that is checked has its block in the guide', () => {
  for (const { block } of steps)
    assert.ok(
      blocks.some(({ text }) => text.includes(block)),
      block
    );
});

for (const block of blocks) {
  test(`${block.heading}: ${block.text.split('\n')[0] ?? ''}`, async () => {
    const own = steps.filter((step) => block.text.includes(step.block));
    for (const { before } of own) before?.();
    const ran = await shell.run(forLocalOrg(block));
    assert.equal(ran.exitCode, 0, `${block.text}\n\n${ran.stdout.slice(-6000)}\n${ran.stderr.slice(-6000)}`);
    await org.jobsIdle();
    for (const { check } of own) await check(ran);
  });
}
