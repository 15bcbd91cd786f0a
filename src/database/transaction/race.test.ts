import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { SqlConnection } from '../connection.ts';
import { openConnection } from '../door/open-connection.ts';
import { orgSchema } from '../fixtures/org-schema.ts';
import { Racer, waitUntilBlocked } from '../fixtures/racer.ts';
import type { Step, StepOutcome } from '../fixtures/racing-worker.ts';
import { errorsOf, openTestOrg, request, stopTestServer } from '../fixtures/test-org.ts';
import type { TestOrg } from '../fixtures/test-org.ts';

let org: TestOrg;
let observer: SqlConnection;
let racer: Racer;

/** Short, so that the tests of timeouts are quick; the deadlock check comes after 200 ms. */
const LOCK_TIMEOUT = 1500;

before(async () => {
  org = await openTestOrg(orgSchema());
  observer = openConnection(org.connectionString);
  racer = await Racer.start({ connectionString: org.connectionString, lockTimeout: LOCK_TIMEOUT });
});
beforeEach(() => org.clear('Contact', 'Account', 'Sync_Exception__c'));
after(async () => {
  await racer.stop();
  observer.close();
  await org.close();
  await stopTestServer();
});

const insertKey = (lastName: string, key: string): Step => ({
  kind: 'save',
  operation: 'insert',
  object: 'Contact',
  rows: [{ LastName: lastName, External_Contact_ID__c: key }]
});

function resultsOf(outcome: StepOutcome): (string | null)[] {
  assert.equal(outcome.kind, 'results', JSON.stringify(outcome));
  return outcome.kind === 'results' ? errorsOf(outcome.results) : [];
}

test('the second insert of a unique value waits, and is DUPLICATE_VALUE when the first commits', async () => {
  const winner = org.begin();
  const [first] = winner.save(
    request('insert', [org.record('Contact', { LastName: 'W', External_Contact_ID__c: 'R-1' })])
  );
  const loser = racer.step({
    ...insertKey('L', 'r-1'),
    rows: [
      { LastName: 'L', External_Contact_ID__c: 'r-1' },
      { LastName: 'Other', External_Contact_ID__c: 'R-2' }
    ]
  } as Step);
  waitUntilBlocked(observer, 1);
  winner.commit();
  assert.deepEqual(resultsOf(await loser), [
    `DUPLICATE_VALUE: duplicate value found: External_Contact_ID__c duplicates value on record with id: ${first?.id?.slice(0, 15)}`,
    null
  ]);
  await racer.step({ kind: 'commit' });
});

test('the second insert of a unique value goes in when the first rolls back', async () => {
  const first = org.begin();
  first.save(request('insert', [org.record('Contact', { LastName: 'W', External_Contact_ID__c: 'R-3' })]));
  const second = racer.step(insertKey('L', 'R-3'));
  waitUntilBlocked(observer, 1);
  first.rollback();
  assert.deepEqual(resultsOf(await second), [null]);
  await racer.step({ kind: 'commit' });
});

test('the loser of an upsert race is not turned into an update, but its next attempt updates', async () => {
  const winner = org.begin();
  winner.save(request('insert', [org.record('Contact', { LastName: 'W', External_Contact_ID__c: 'U-1' })]));
  const upsert: Step = {
    kind: 'save',
    operation: 'upsert',
    object: 'Contact',
    externalIdField: 'External_Contact_ID__c',
    rows: [{ LastName: 'L', External_Contact_ID__c: 'U-1' }]
  };
  const loser = racer.step(upsert);
  waitUntilBlocked(observer, 1);
  winner.commit();
  assert.match(resultsOf(await loser)[0] ?? '', /^DUPLICATE_VALUE: duplicate value found: External_Contact_ID__c/);
  const again = await racer.step(upsert);
  assert.deepEqual(resultsOf(again), [null]);
  assert.equal(again.kind === 'results' && again.results[0]?.created, false);
  await racer.step({ kind: 'commit' });
});

test('an update to a unique value waits for the inserting transaction and then names its record', async () => {
  const [contact] = org.insert('Contact', { LastName: 'A', External_Contact_ID__c: 'V-0' });
  const winner = org.begin();
  const [first] = winner.save(
    request('insert', [org.record('Contact', { LastName: 'W', External_Contact_ID__c: 'V-1' })])
  );
  const loser = racer.step({
    kind: 'save',
    operation: 'update',
    object: 'Contact',
    rows: [{ Id: contact?.id ?? null, External_Contact_ID__c: 'V-1' }]
  });
  waitUntilBlocked(observer, 1);
  winner.commit();
  assert.match(resultsOf(await loser)[0] ?? '', new RegExp(`DUPLICATE_VALUE: .*${first?.id?.slice(0, 15)}$`));
  await racer.step({ kind: 'rollback' });
});

test('waiting longer than the lock timeout for a unique value is UNABLE_TO_LOCK_ROW, and the transaction goes on', async () => {
  const holder = org.begin();
  holder.save(request('insert', [org.record('Contact', { LastName: 'W', External_Contact_ID__c: 'T-1' })]));
  assert.deepEqual(resultsOf(await racer.step(insertKey('L', 'T-1'))), [
    'UNABLE_TO_LOCK_ROW: unable to obtain exclusive access to this record'
  ]);
  assert.deepEqual(resultsOf(await racer.step(insertKey('L', 'T-2'))), [null]);
  await racer.step({ kind: 'commit' });
  holder.rollback();
});

test('FOR UPDATE waits and then reads what the other transaction committed', async () => {
  const [contact] = org.insert('Contact', { LastName: 'Before' });
  const id = contact?.id ?? '';
  const holder = org.begin();
  holder.save(request('update', [org.record('Contact', { Id: id, LastName: 'After' })]));
  const waiting = racer.step({ kind: 'lock', object: 'Contact', ids: [id] });
  waitUntilBlocked(observer, 1);
  holder.commit();
  const outcome = await waiting;
  assert.deepEqual(outcome.kind === 'locked' && outcome.lastNames, ['After']);
  assert.ok(outcome.kind === 'locked' && outcome.lockWaits > 0);
  await racer.step({ kind: 'rollback' });
});

test('FOR UPDATE gives up after the lock timeout in the words of the platform', async () => {
  const [contact] = org.insert('Contact', { LastName: 'A' });
  const id = contact?.id ?? '';
  const holder = org.begin();
  holder.save(request('update', [org.record('Contact', { Id: id, LastName: 'B' })]));
  const outcome = await racer.step({ kind: 'lock', object: 'Contact', ids: [id] });
  assert.equal(outcome.kind === 'error' && outcome.code, 'UNABLE_TO_LOCK_ROW');
  assert.match(outcome.kind === 'error' ? outcome.message : '', /^Record Currently Unavailable/);
  holder.rollback();
  const free = await racer.step({ kind: 'lock', object: 'Contact', ids: [id] });
  assert.equal(free.kind, 'locked');
  await racer.step({ kind: 'rollback' });
});

test('an update of locked and free rows saves the free ones', async () => {
  const [a, b] = org.insert('Contact', { LastName: 'A' }, { LastName: 'B' });
  const holder = org.begin();
  holder.save(request('update', [org.record('Contact', { Id: a?.id ?? null, LastName: 'A2' })]));
  const outcome = await racer.step({
    kind: 'save',
    operation: 'update',
    object: 'Contact',
    rows: [
      { Id: a?.id ?? null, LastName: 'A3' },
      { Id: b?.id ?? null, LastName: 'B3' }
    ]
  });
  assert.deepEqual(resultsOf(outcome), [
    `UNABLE_TO_LOCK_ROW: unable to obtain exclusive access to this record or 1 records: ${a?.id}`,
    null
  ]);
  await racer.step({ kind: 'commit' });
  holder.commit();
});

test('one side of a deadlock gets UNABLE_TO_LOCK_ROW and its transaction can go on, the other gets its row', async () => {
  const [a, b] = org.insert('Contact', { LastName: 'A' }, { LastName: 'B' });
  const lock = (id: string | null | undefined): Step => ({ kind: 'lock', object: 'Contact', ids: [id ?? ''] });
  const second = await Racer.start({ connectionString: org.connectionString, lockTimeout: 10_000 });
  try {
    await racer.step(lock(a?.id));
    await second.step(lock(b?.id));
    const sides = [
      { side: racer, own: a, outcome: racer.step(lock(b?.id)) },
      { side: second, own: b, outcome: second.step(lock(a?.id)) }
    ];
    const loser = await Promise.race(sides.map(async (entry) => ({ ...entry, outcome: await entry.outcome })));
    assert.equal(loser.outcome.kind === 'error' && loser.outcome.code, 'UNABLE_TO_LOCK_ROW');
    assert.equal((await loser.side.step(lock(loser.own?.id))).kind, 'locked');
    await loser.side.step({ kind: 'rollback' });
    const winner = sides.find((entry) => entry.side !== loser.side);
    assert.equal((await winner?.outcome)?.kind, 'locked');
    await winner?.side.step({ kind: 'rollback' });
  } finally {
    await second.stop();
  }
});

test('saving a contact locks its account, as the platform does', async () => {
  const [account] = org.insert('Account', { Name: 'Acme' });
  const holder = org.begin();
  holder.save(request('insert', [org.record('Contact', { LastName: 'A', AccountId: account?.id ?? null })]));
  const other = racer.step({
    kind: 'save',
    operation: 'update',
    object: 'Account',
    rows: [{ Id: account?.id ?? null, Name: 'New' }]
  });
  waitUntilBlocked(observer, 1);
  holder.commit();
  assert.deepEqual(resultsOf(await other), [null]);
  await racer.step({ kind: 'rollback' });
});
