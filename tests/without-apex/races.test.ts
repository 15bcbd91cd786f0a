/** Clients without Apex at the same contacts at once: no lock of the org helps them, only unique indexes, conditions and the version rule. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { openConnection } from '../../src/database/index.ts';
import type { ShapeName, WithoutApexTransport } from '../../src/remote/index.ts';
import type { SentRow, StoredContact } from '../races/contenders.ts';
import { findViolations, sendAtOnce, withOutcomes } from '../races/contenders.ts';
import { eagerProject, seedOfRun } from '../races/race-project.ts';
import { clientOf, clientPackage, find, orgWithoutApex, row } from './org-without-apex.ts';

const CONTEST = { writers: 4, rounds: 3, identities: 25, rowsPerCall: 12 };
const PATIENCE_MS = 120_000;

const project = eagerProject();
after(() => rmSync(project, { recursive: true, force: true }));
/** Lanes that try again soon and often. */
const prepared = clientPackage(project);

/** Rows that wait are tried by one client; it says itself when the next of them is due. */
async function settleAll(client: WithoutApexTransport, sent: readonly SentRow[]): Promise<SentRow[]> {
  const until = Date.now() + PATIENCE_MS;
  for (const run of new Set(sent.map((item) => item.run))) {
    for (let state = await client.run(run); state.pending > 0; state = await client.run(run)) {
      assert.ok(Date.now() < until, `the rows of ${run} are not settled in time`);
      await pause(Math.max(0, Date.parse(state.nextAttempt ?? '') - Date.now()) + 50);
    }
  }
  return withOutcomes(client, sent);
}

async function contacts(org: Awaited<ReturnType<typeof orgWithoutApex>>): Promise<StoredContact[]> {
  const fields = 'Id, External_Contact_ID__c, Email, LastName, Phone, Source_Version__c';
  return (await find(org, `SELECT ${fields} FROM Contact WHERE Email LIKE 'race.%'`)) as unknown as StoredContact[];
}

for (const shape of ['composite', 'collections'] as const satisfies readonly ShapeName[]) {
  describe(`4 clients without Apex that save ${shape}`, () => {
    test('leave one contact per identity and the newest version in it', async (context) => {
      const seed = seedOfRun();
      context.diagnostic(`seed ${seed}; repeat with RACE_SEED=${seed}`);
      const org = await orgWithoutApex({ warmWorkers: CONTEST.writers });
      const clients = await Promise.all(
        Array.from({ length: CONTEST.writers }, () => clientOf(org, prepared, { shape }))
      );
      const [first] = clients;
      assert.ok(first);
      const sent = await settleAll(first, await sendAtOnce({ seed, ...CONTEST }, (writer) => clients[writer] ?? first));
      const outcomes = Object.groupBy(sent, ({ outcome }) => outcome?.reason ?? outcome?.outcome ?? 'none');
      const counts = Object.entries(outcomes).map(([name, rows = []]) => `${name} ${rows.length}`);
      context.diagnostic(`${sent.length} rows: ${counts.join(', ')}`);
      const all = CONTEST.writers * CONTEST.rounds * CONTEST.rowsPerCall;
      assert.equal(sent.length, all, 'every row sent is accounted for');
      assert.deepEqual(findViolations(sent, await contacts(org)), [], `seed ${seed}`);
    });
  });
}

test('a row whose record is locked waits in the org, and the client tries it again', async () => {
  const org = await orgWithoutApex({ lockTimeout: 200 });
  const client = await clientOf(org, prepared, { shape: 'collections' });
  await client.send('lock-1', [row('LOCK-1', 1, 'First', 'lock@example.com')]);
  const holder = openConnection(org.databaseUrl);
  holder.run('BEGIN');
  holder.query(`SELECT id FROM org."contact" WHERE external_contact_id__c = 'LOCK-1' FOR UPDATE`);
  const rows = [row('LOCK-1', 2, 'Second', 'lock@example.com'), row('LOCK-2', 2, 'Free', 'free@example.com')];
  const [held, free] = await client.send('lock-2', rows);
  assert.deepEqual([held?.outcome, free?.outcome], ['RETRY_SCHEDULED', 'CREATED']);
  const open = await find(org, `SELECT Ended__c, Retry_Scheduled__c FROM Sync_Run__c WHERE Key__c = 'lock-2'`);
  assert.deepEqual(open, [{ Ended__c: null, Retry_Scheduled__c: 1 }], 'the run is open');
  holder.run('ROLLBACK');
  holder.close();
  const sent = rows.map((sentRow, index) => ({ run: 'lock-2', row: sentRow, outcome: [held, free][index] ?? null }));
  const ends = await settleAll(client, sent);
  assert.deepEqual(
    ends.map(({ outcome }) => outcome?.outcome),
    ['UPDATED', 'CREATED']
  );
  const [stored] = await find(org, `SELECT LastName FROM Contact WHERE External_Contact_ID__c = 'LOCK-1'`);
  assert.equal(stored?.['LastName'], 'Second');
  const closed = await client.run('lock-2');
  assert.deepEqual([closed.status, closed.balanced], ['closed', true]);
});
