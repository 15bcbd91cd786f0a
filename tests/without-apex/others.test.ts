/** What others do to the records of a client without Apex: people between two runs, another lane between a read and its save, proxies on the way. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { openConnection } from '../../src/database/index.ts';
import { SHAPE_NAMES } from '../../src/remote/index.ts';
import { TransientFailure } from '../../src/sync/index.ts';
import { rest } from '../clients/local-org-fixture.ts';
import { CLIENT_USERNAME, clientOf, clientPackage, find, LANE, orgWithoutApex, row, type } from './org-without-apex.ts';

const org = await orgWithoutApex({ lockTimeout: 200 });
const prepared = clientPackage();

/** As a person, in an org where nothing makes keys. */
async function edit(externalId: string, fields: Readonly<Record<string, unknown>>): Promise<void> {
  const [contact] = await find(org, `SELECT Id FROM Contact WHERE External_Contact_ID__c = '${externalId}'`);
  const path = `/services/data/v67.0/sobjects/Contact/${String(contact?.['Id'])}`;
  assert.equal((await rest(org, 'PATCH', path, fields)).status, 204);
}

const seen = (outcomes: readonly { outcome: string; reason: string | null }[]): string[] =>
  outcomes.map(({ outcome, reason }) => reason ?? outcome);

test('a lane decides by the e-mail that a person typed, and not by the key of the one before', async () => {
  const client = await clientOf(org, prepared, { shape: 'composite' });
  await client.send('typed-1', [row('P-1', 1, 'Lee', 'old@typed.example.com')]);
  await edit('P-1', { Email: 'New@Typed.example.com' });
  const created = await rest(org, 'POST', '/services/data/v67.0/sobjects/Contact', {
    LastName: 'Typed',
    Email: 'fresh@typed.example.com'
  });
  assert.equal(created.status, 201);

  const guarded = await client.guardRecords(['Contact']);
  assert.deepEqual(guarded, { kind: 'guarded', changed: 2, refused: [] });
  assert.equal((await client.guardRecords(['Contact'])).changed, 0, 'once is enough');
  assert.deepEqual(
    await find(
      org,
      `SELECT LastName, Normalized_Email__c, Identity_Key__c FROM Contact WHERE Email LIKE '%@typed.example.com' ORDER BY LastName`
    ),
    [
      { LastName: 'Lee', Normalized_Email__c: 'new@typed.example.com', Identity_Key__c: null },
      { LastName: 'Typed', Normalized_Email__c: 'fresh@typed.example.com', Identity_Key__c: null }
    ]
  );
  const outcomes = await client.send('typed-2', [
    row('P-1', 2, 'Lee', 'old@typed.example.com'),
    row('P-2', 2, 'Rival', 'new@typed.example.com'),
    row('P-4', 2, 'Fresh', 'fresh@typed.example.com')
  ]);
  assert.deepEqual(seen(outcomes), ['EXTERNAL_ID_HELD_WITH_OTHER_EMAIL', 'EMAIL_HELD_BY_OTHER_EXTERNAL_ID', 'LINKED']);
  const freed = await client.send('typed-3', [row('P-3', 2, 'Successor', 'old@typed.example.com')]);
  assert.deepEqual(seen(freed), ['CREATED'], 'nobody has that e-mail any more');
});

describe('two lanes that find one free record', () => {
  for (const shape of SHAPE_NAMES) {
    test(`do not both get it, saved as ${shape}`, async () => {
      const mail = `free@${shape}.example.com`;
      await type(org, { LastName: 'Free', Email: mail, Normalized_Email__c: mail });
      const other = await clientOf(org, prepared, { shape });
      let isFirst = true;
      // Between the read of the one and its save, the other lane links the record.
      const late: typeof fetch = async (input, options) => {
        const body = typeof options?.body === 'string' ? options.body : '';
        if (isFirst && options?.method !== 'GET' && body.includes(`billing-${shape}`)) {
          isFirst = false;
          assert.deepEqual(seen(await other.send(`free-${shape}`, [row(`MC-${shape}`, 9, 'Marketing', mail)])), [
            'LINKED'
          ]);
        }
        return fetch(input, options);
      };
      const billing = await clientOf(org, prepared, { shape, lane: 'billing_account_contacts', fetch: late });
      const [outcome] = await billing.send(`free-${shape}`, [row(`billing-${shape}`, 5, 'Billing', mail)]);
      assert.equal(isFirst, false, 'the other lane was in between');
      assert.equal(outcome?.outcome, 'RETRY_SCHEDULED', JSON.stringify(outcome));
      assert.deepEqual(
        await find(
          org,
          `SELECT External_Contact_ID__c, LastName, Sync_Lane__c, Source_Version__c FROM Contact WHERE Email = '${mail}'`
        ),
        [{ External_Contact_ID__c: `MC-${shape}`, LastName: 'Marketing', Sync_Lane__c: LANE, Source_Version__c: 9 }]
      );
    });
  }
});

test('a version that REST would round is refused, and the other rows of its call are not', async () => {
  const client = await clientOf(org, prepared, { shape: 'collections' });
  const long = { ...row('V-1', 7, 'Long', 'long@version.example.com'), sourceVersion: '20261121133801126' };
  const good = row('V-2', 1, 'Good', 'good@version.example.com');
  const outcomes = await client.send('long', [long, good]);
  assert.deepEqual(seen(outcomes), ['REJECTED', 'CREATED']);
  assert.match(outcomes[0]?.message ?? '', /20261121133801126 is above 9007199254740991/);
});

test('keys are filled in records that an import of the same user left without', async () => {
  const client = await clientOf(org, prepared, { shape: 'collections', lane: 'web_leads' });
  const as = { authorization: `Bearer ${org.tokenOf(CLIENT_USERNAME)}` };
  const records = ['one', 'two'].map((name) => ({
    attributes: { type: 'Lead' },
    LastName: name,
    Company: 'Acme',
    Email: `${name}@import.example.com`
  }));
  const reply = await rest(org, 'POST', '/services/data/v67.0/composite/sobjects', { records }, as);
  assert.equal(reply.status, 200);
  const guarded = await client.guardRecords(['Lead', 'Order']);
  assert.deepEqual(guarded.refused, []);
  assert.ok(guarded.changed >= 2);
  assert.deepEqual(
    await find(org, "SELECT Normalized_Email__c FROM Lead WHERE Email LIKE '%@import.example.com' ORDER BY LastName"),
    [{ Normalized_Email__c: 'one@import.example.com' }, { Normalized_Email__c: 'two@import.example.com' }]
  );
});

test('an edit that is older than the last run is not looked at again, a newer one is', async () => {
  const client = await clientOf(org, prepared, { shape: 'composite' });
  await client.send('window-1', [row('W-1', 1, 'Window', 'window@example.com')]);
  const runs = openConnection(org.databaseUrl);
  const beginAt = (time: string): void => void runs.query(`UPDATE org."sync_run__c" SET started__c = ${time}`);
  beginAt(`now() + interval '2 hours'`);
  await edit('W-1', { Email: 'moved@example.com' });
  assert.equal((await client.guardRecords(['Contact'])).changed, 0, 'the last run began after the edit');
  beginAt('now()');
  runs.close();
  assert.equal((await client.guardRecords(['Contact'])).changed, 1);
});

test('keys that were made in another way are corrected when all records are looked at', async () => {
  const client = await clientOf(org, prepared, { shape: 'composite' });
  await client.send('rules-1', [row('RULE-1', 1, 'Rules', 'Ann.Rules+x@gmail.com')]);
  await client.guardRecords(['Contact'], { all: true });
  const tables = openConnection(org.databaseUrl);
  tables.query(
    `UPDATE org."contact" SET normalized_email__c = 'ann.rules@gmail.com', systemmodstamp = now() - interval '9 days' WHERE external_contact_id__c = 'RULE-1'`
  );
  tables.close();
  assert.equal((await client.guardRecords(['Contact'])).changed, 0, 'nobody has saved it since the last run');

  assert.deepEqual(await client.guardRecords(['Contact'], { all: true }), { kind: 'guarded', changed: 1, refused: [] });

  assert.deepEqual(await find(org, `SELECT Normalized_Email__c FROM Contact WHERE External_Contact_ID__c = 'RULE-1'`), [
    { Normalized_Email__c: 'annrules@gmail.com' }
  ]);
  assert.equal((await client.guardRecords(['Contact'], { all: true })).changed, 0, 'once is enough');
});

test('answers without the date of the org are no reason to wait for ever', async () => {
  const withoutDate: typeof fetch = async (input, options) => {
    const response = await fetch(input, options);
    const headers = new Headers(response.headers);
    headers.delete('date');
    const body = response.status === 204 ? null : await response.arrayBuffer();
    return new Response(body, { status: response.status, headers });
  };
  const client = await clientOf(org, prepared, { shape: 'composite', fetch: withoutDate });
  await client.send('date-1', [row('D-1', 1, 'First', 'date@example.com')]);
  assert.deepEqual(seen(await client.send('date-2', [row('D-1', 2, 'Second', 'date@example.com')])), ['UPDATED']);
});

test('a run does not stay open for rows whose waiting record was lost with its call', async () => {
  let isLost = false;
  const losing: typeof fetch = async (input, options) => {
    if (isLost || typeof options?.body !== 'string' || !options.body.includes('"type":"Sync_Inbound__c"'))
      return fetch(input, options);
    isLost = true;
    throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') });
  };
  const client = await clientOf(org, prepared, { shape: 'collections', fetch: losing });
  await client.send('held-1', [row('H-1', 1, 'First', 'held@example.com')]);
  const holder = openConnection(org.databaseUrl);
  holder.run('BEGIN');
  holder.query(`SELECT id FROM org."contact" WHERE external_contact_id__c = 'H-1' FOR UPDATE`);
  const rows = [row('H-1', 2, 'Second', 'held@example.com')];
  await assert.rejects(client.send('held-2', rows), TransientFailure);
  holder.run('ROLLBACK');
  holder.close();
  assert.deepEqual(seen(await client.send('held-2', rows)), ['UPDATED']);
  assert.equal(isLost, true);
  const [open] = await find(org, "SELECT Ended__c, Retry_Scheduled__c FROM Sync_Run__c WHERE Key__c = 'held-2'");
  assert.deepEqual(open, { Ended__c: null, Retry_Scheduled__c: 1 });
  const closed = await client.run('held-2');
  assert.deepEqual([closed.status, closed.balanced], ['closed', true]);
  const counted = await find(
    org,
    "SELECT Received__c, Updated__c, Retry_Scheduled__c FROM Sync_Run__c WHERE Key__c = 'held-2'"
  );
  assert.deepEqual(counted, [{ Received__c: 1, Updated__c: 1, Retry_Scheduled__c: 0 }]);
});

test('a record that is changed all the time keeps its own row waiting, and no other', async () => {
  const client = await clientOf(org, prepared, { shape: 'composite' });
  await client.send('hot-1', [row('HOT-1', 1, 'Hot', 'hot@example.com'), row('HOT-2', 1, 'Cold', 'cold@example.com')]);
  let turns = 0;
  const touching: typeof fetch = async (input, options) => {
    const response = await fetch(input, options);
    const address = String(input);
    // Each read of the record to be changed is followed by somebody's change.
    if (address.includes('LastModifiedDate') && address.includes('Contact'))
      await edit('HOT-1', { Title: `Turn ${++turns}` });
    return response;
  };
  const patient = await clientOf(org, prepared, { shape: 'composite', fetch: touching });
  const outcomes = await patient.send('hot-2', [
    row('HOT-1', 2, 'Hot', 'hot@example.com'),
    row('HOT-2', 2, 'Cold', 'cold@example.com')
  ]);
  assert.deepEqual(seen(outcomes), ['RETRY_SCHEDULED', 'UPDATED']);
  assert.ok(turns > 1, 'the record was read more than once');
});

test('staged rows are tried by the client, and one that is no JSON any more goes to a person', async () => {
  const client = await clientOf(org, prepared, { shape: 'collections' });
  const rows = ['good', 'poison', 'fine'].map((name, index) =>
    row(`T-${name}`, index + 1, name, `${name}@throw.example.com`)
  );
  await client.stage('throw', rows);
  const tables = openConnection(org.databaseUrl);
  tables.query(`UPDATE org."sync_inbound__c" SET next_attempt__c = now() - interval '1 minute', payload__c = CASE WHEN external_id__c = 'T-poison'
    THEN '{"LastName":"poison","Email":"poison@throw.example.com"' ELSE payload__c END WHERE run_key__c = 'throw'`);
  tables.close();
  const state = await client.run('throw');
  assert.deepEqual([state.status, state.pending], ['closed', 0]);
  const waited = await client.rowsThatWaited('throw');
  assert.deepEqual(seen(waited), ['CREATED', 'VALIDATION_FAILED', 'CREATED']);
});
