/** The client without Apex: the same rows through each shape of the REST API come to the same end, the one that the Apex door gives them. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';

import { runSample } from '../../src/cli/commands/sample-run.ts';
import { SHAPE_NAMES, WithoutApexTransport } from '../../src/remote/index.ts';
import { LANES_FOLDER, loadLane, loadLanes, type OutgoingRow } from '../../src/sync/index.ts';
import { PROJECT_FOLDER } from '../clients/local-org-fixture.ts';
import { normalizedEmail } from './normalized-email.ts';
import {
  CLIENT_USERNAME,
  clientOf,
  clientPackage,
  find,
  handlerOf,
  LANE,
  orgWithoutApex,
  row,
  type
} from './org-without-apex.ts';

const org = await orgWithoutApex();
const prepared = clientPackage();
/** For five rows of which each wants something else; twice what they need. */
const MOST_CALLS = 25;

test('the org has none of the Apex that takes rows in', async () => {
  const response = await fetch(`${org.instanceUrl}/services/apexrest/sync/v1/${LANE}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${org.tokenOf(CLIENT_USERNAME)}` },
    body: '{}'
  });
  assert.equal(response.status, 404);
  assert.deepEqual(await find(org, 'SELECT Id FROM Contact'), []);
});

for (const shape of SHAPE_NAMES) {
  describe(`rows saved as ${shape}`, async () => {
    const client = await clientOf(org, prepared, { shape });
    const mail = (name: string): string => `${name}@${shape}.example.com`;
    const send = async (run: string, rows: readonly OutgoingRow[]): Promise<string[]> => {
      const outcomes = await client.send(`${shape}-${run}`, rows);
      return outcomes.map(
        ({ outcome, reason, message }) =>
          `${outcome}${reason ? ` ${reason}` : ''}${outcome === 'QUEUED' ? '' : (message ?? '')}`
      );
    };
    const contacts = (): Promise<Readonly<Record<string, unknown>>[]> =>
      find(
        org,
        `SELECT External_Contact_ID__c, LastName, Email, Normalized_Email__c, Source_Version__c FROM Contact
         WHERE Email LIKE '%@${shape}.example.com' ORDER BY External_Contact_ID__c`
      );

    test('create, change, leave alone and queue as the decision table says', async () => {
      const typed = { LastName: 'Typed', Email: mail('typed'), Normalized_Email__c: mail('typed') };
      await type(org, typed);
      const before = client.apiCalls;
      assert.deepEqual(
        await send('first', [
          row(`${shape}-1`, 1, "O'Hara", mail('one')),
          row(`${shape}-2`, 1, 'Two', mail('two+tag').toUpperCase()),
          row(null, 1, 'Nobody', mail('nobody')),
          row(`${shape}-3`, 1, 'Linked', mail('typed')),
          row(`${shape}-4`, 1, '', mail('nameless'))
        ]),
        ['CREATED', 'CREATED', 'QUEUED EXTERNAL_ID_MISSING', 'LINKED', 'QUEUED VALIDATION_FAILED']
      );
      assert.ok(client.apiCalls - before <= MOST_CALLS, `${client.apiCalls - before} API calls`);
      assert.deepEqual(
        await send('second', [
          row(`${shape}-1`, 1, "O'Hara", mail('one')),
          row(`${shape}-2`, 2, 'Changed', mail('two')),
          row(`${shape}-1`, 0, 'Older', mail('one')),
          row(`${shape}-3`, 2, 'Moved', mail('elsewhere'))
        ]),
        [
          'UNCHANGED',
          'UPDATED',
          'SUPERSEDEDRow 0 of the same call is newer.',
          'QUEUED EXTERNAL_ID_HELD_WITH_OTHER_EMAIL'
        ]
      );
      assert.deepEqual(
        await send('third', [row(`${shape}-2`, 1, 'Older', mail('two')), row(`${shape}-9`, 1, 'Rival', mail('one'))]),
        ['STALE', 'QUEUED EMAIL_HELD_BY_OTHER_EXTERNAL_ID']
      );
      assert.deepEqual(
        (await contacts()).map((contact) => Object.values(contact)),
        [
          [`${shape}-1`, "O'Hara", mail('one'), mail('one'), 1],
          [`${shape}-2`, 'Changed', mail('two'), mail('two'), 2],
          [`${shape}-3`, 'Linked', mail('typed'), mail('typed'), 1]
        ]
      );
    });

    test('leave runs that balance, exceptions for the queue, and an audit of the link', async () => {
      const run = await client.run(`${shape}-first`);
      assert.deepEqual([run.status, run.pending, run.balanced], ['closed', 0, true]);
      const [stored] = await find(
        org,
        `SELECT Received__c, Created__c, Queued__c FROM Sync_Run__c WHERE Key__c = '${shape}-first'`
      );
      assert.deepEqual(stored, { Received__c: 5, Created__c: 2, Queued__c: 2 });
      const exceptions = await find(
        org,
        `SELECT Reason__c, Status__c, Occurrences__c, Owner.Name FROM Contact_Sync_Exception__c
         WHERE Run__r.Key__c LIKE '${shape}-%' ORDER BY Reason__c`
      );
      assert.deepEqual(
        exceptions.map(({ Reason__c, Status__c, Occurrences__c, Owner }) => [
          Reason__c,
          Status__c,
          Occurrences__c,
          (Owner as { Name?: string } | null)?.Name
        ]),
        [
          ['EMAIL_HELD_BY_OTHER_EXTERNAL_ID', 'New', 1, 'Contact Data Stewards'],
          ['EXTERNAL_ID_HELD_WITH_OTHER_EMAIL', 'New', 1, 'Contact Data Stewards'],
          ['EXTERNAL_ID_MISSING', 'New', 1, 'Contact Data Stewards'],
          ['VALIDATION_FAILED', 'New', 1, 'Contact Data Stewards']
        ]
      );
      const audits = await find(org, `SELECT Action__c FROM Duplicate_Audit__c WHERE Run__r.Key__c LIKE '${shape}-%'`);
      assert.equal(audits.length, 1);
      const again = [row(null, 1, 'Nobody', mail('nobody'))];
      assert.deepEqual(await send('again', again), ['QUEUED EXTERNAL_ID_MISSING']);
      const [counted] = await find(
        org,
        `SELECT Occurrences__c FROM Contact_Sync_Exception__c WHERE Reason__c = 'EXTERNAL_ID_MISSING' AND Run__r.Key__c = '${shape}-again'`
      );
      assert.deepEqual(counted, { Occurrences__c: 2 }, 'the same conflict counts, and is no second exception');
    });

    test("a value that the org refuses is one row's matter", async () => {
      const long = 'x'.repeat(300);
      const bad = {
        ...row(`${shape}-6`, 1, 'Bad', mail('bad')),
        fields: { LastName: 'Bad', Email: mail('bad'), Title: long }
      };
      assert.deepEqual(await send('bad', [row(`${shape}-5`, 1, 'Good', mail('good')), bad]), [
        'CREATED',
        'QUEUED VALIDATION_FAILED'
      ]);
    });
  });
}

test('every lane that is shipped finds in the org what it reads and writes', async () => {
  const handler = await handlerOf(org, prepared, { shape: 'collections' });
  for (const { lane } of loadLanes(PROJECT_FOLDER)) {
    const client = new WithoutApexTransport(lane, handler, 1);
    const [{ outcome } = { outcome: null }] = await client.send(`all-${lane}`, [row(`all-${lane}`, 1, 'Any', null)]);
    assert.ok(outcome === 'CREATED' || outcome === 'QUEUED', `${lane}: ${String(outcome)}`);
  }
});

test('leads are looked for among contacts and get the owner of their route, companies are known by their number', async () => {
  const leads = await clientOf(org, prepared, { shape: 'composite', lane: 'web_leads' });
  const lead = (id: string, more: Readonly<Record<string, string>>): OutgoingRow => {
    const base = row(`web-${id}`, 1, 'Lead', `${id}@leads.example.com`);
    return { ...base, fields: { ...base.fields, Company: 'Acme', ...more } };
  };
  await type(org, {
    LastName: 'Known',
    Email: 'known@leads.example.com',
    Normalized_Email__c: 'known@leads.example.com'
  });
  const sent = await leads.send('leads', [lead('new', { Country: 'US' }), lead('known', {})]);
  assert.deepEqual(
    sent.map(({ outcome, reason }) => reason ?? outcome),
    ['CREATED', 'CROSS_OBJECT_MATCH']
  );
  const [stored] = await find(
    org,
    "SELECT Owner.Name, Normalized_Email__c FROM Lead WHERE External_Lead_ID__c = 'web-new'"
  );
  assert.equal((stored?.['Owner'] as { Name?: string }).Name, 'Web Leads Americas');
  assert.equal(stored?.['Normalized_Email__c'], 'new@leads.example.com');

  const companies = await clientOf(org, prepared, { shape: 'collections', lane: 'billing_accounts' });
  const company = (id: string, name: string, number: string): OutgoingRow => ({
    ...row(id, 1, '', null),
    fields: { Name: name, Business_Key__c: number }
  });
  const first = await companies.send('companies-1', [company('ACC-1', 'Acme', 'DE 123.456')]);
  const second = await companies.send('companies-2', [company('ACC-2', 'Acme again', 'de123456')]);
  assert.deepEqual([first[0]?.outcome, second[0]?.reason], ['CREATED', 'EMAIL_HELD_BY_OTHER_EXTERNAL_ID']);
});

test('the planted trouble of a sample feed comes out as planted without Apex in the org, and the second send changes nothing', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'upsert-guard-without-apex-feed-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const client = await clientOf(org, prepared, { shape: 'collections', rowsPerCall: 1000 });
  const [{ total } = { total: 0 }] = await find(org, 'SELECT COUNT(Id) total FROM Contact');
  const said: string[] = [];
  const good = await runSample({
    instanceUrl: org.instanceUrl,
    integrationToken: '',
    adminToken: org.tokenOf(CLIENT_USERNAME),
    lane: loadLane(join(PROJECT_FOLDER, LANES_FOLDER, `${LANE}.yaml`)),
    feedFile: join(folder, 'sample.csv'),
    rows: 2000,
    seed: 7,
    contactsBefore: Number(total),
    retryLimit: 3,
    transport: client,
    typed: ({ Email }) => ({ Normalized_Email__c: normalizedEmail(prepared, Email) }),
    print: (text) => said.push(text)
  });
  context.diagnostic(said.join('\n'));
  assert.equal(good, true, said.join('\n'));
});
