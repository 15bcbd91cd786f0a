/**
 * Work that is killed at each of its writes, one after the other: in the call, in the job that tries rows again, in its finalizer, in the drain, in the
 * trigger on events. After every kill the run tells the truth, and once the sweeper has come every row has an outcome, each record is there once.
 */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { after, test } from 'node:test';

import { OrgDoor } from '../../src/cli/scenarios/org-door.ts';
import { openConnection } from '../../src/database/index.ts';
import { SeededRandom } from '../../src/sync/index.ts';
import { localOrgForTests } from '../clients/local-org-fixture.ts';
import { Chaos } from './chaos.ts';
import type { Delivery } from './deliveries.ts';
import { bulkLoad, eventFamily, restCall } from './deliveries.ts';
import { anHourPasses, sweep } from './sweep.ts';

const MOST_STEPS = 60;
const RANDOM_RUNS = 6;
const RANDOM_PERCENT = 15;
const MOST_SWEEPS = 12;

/** A lock that does not come is told at once: what waits ten seconds on the platform is not what is shown here. */
const org = await localOrgForTests({ lockTimeout: 300, maximumWorkers: 4, eventRetryDelay: 50 });
const admin = new OrgDoor(org.instanceUrl, org.adminToken);
const chaos = new Chaos(org);
after(() => chaos.close());

interface RunView {
  readonly status: string;
  readonly received: number;
  readonly pending: number;
  readonly loaded: number;
  readonly balanced: boolean;
  readonly counts: Readonly<Record<string, number>>;
}

async function viewOf(lane: string, run: string): Promise<RunView | null> {
  const { status, body } = await admin.ask('GET', `/services/apexrest/sync/v1/${lane}/runs/${run}`);
  if (status === 404) return null;
  assert.equal(status, 200, JSON.stringify(body));
  return body as RunView;
}

function waitingRows(run: string): number {
  const { rows } = chaos.connection.query(
    `SELECT count(*)::int FROM org."sync_inbound__c" WHERE run_key__c = $1::text AND status__c = 'Waiting'`,
    [run]
  );
  return Number(rows[0]?.[0]);
}

/** Whatever was killed: what the run says is what is there. */
async function assertTruthful(delivery: Delivery, run: string, what: string): Promise<void> {
  const view = await viewOf(delivery.lane, run);
  const waiting = waitingRows(run);
  if (view === null) {
    assert.equal(waiting, 0, `${what}: rows wait in a run that is not there`);
    return;
  }
  const sum = Object.values(view.counts).reduce((total, count) => total + count, 0);
  assert.equal(sum, view.received, `${what}: ${JSON.stringify(view)}`);
  assert.equal(view.balanced, true, `${what}: ${JSON.stringify(view)}`);
  assert.equal(view.pending + view.loaded, waiting, `${what}: rows that wait are counted as waiting`);
  assert.equal(view.status, waiting > 0 ? 'open' : 'closed', `${what}: ${JSON.stringify(view)}`);
}

/** As if an hour had passed since the last thing happened: what no job works on is the sweeper's. */
async function sweepAnHourLater(): Promise<void> {
  anHourPasses(chaos.connection);
  await sweep(org);
  await org.jobsIdle();
}

/** Every row has its outcome, in the run of its lane and in the exceptions; no person is there twice. */
async function assertEnded(delivery: Delivery, run: string, what: string): Promise<void> {
  let queued = 0;
  for (const [lane, rows] of Object.entries(delivery.rows)) {
    const view = await viewOf(lane, run);
    assert.deepEqual(
      [view?.status, view?.balanced, view?.pending, view?.received],
      ['closed', true, 0, rows],
      `${what}: ${lane} ${JSON.stringify(view)}`
    );
    queued += view?.counts['QUEUED'] ?? 0;
  }
  const conflicts = await admin.query(
    `SELECT Occurrences__c FROM Contact_Sync_Exception__c WHERE Run__r.Key__c = '${run}'`
  );
  const occurrences = conflicts.reduce((sum, conflict) => sum + Number(conflict['Occurrences__c']), 0);
  assert.equal(occurrences, queued, `${what}: every queued row is with a person`);
  const people = await admin.query(`SELECT Email FROM Contact WHERE Email LIKE '%@${run}.example.com'`);
  assert.equal(new Set(people.map(({ Email }) => Email)).size, people.length, `${what}: nobody is there twice`);
  const stored = await admin.query(`SELECT Status__c, Outcome__c FROM Sync_Inbound__c WHERE Run_Key__c = '${run}'`);
  for (const row of stored) {
    assert.equal(row['Status__c'], 'Done', what);
    assert.ok(row['Outcome__c'] && row['Outcome__c'] !== 'RETRY_SCHEDULED', `${what}: ${JSON.stringify(row)}`);
  }
}

/** Answers how many transactions were killed. */
async function deliver(delivery: Delivery, run: string, strike: () => void, what: string): Promise<number> {
  await delivery.prepare(admin, run);
  const locks = openConnection(org.databaseUrl);
  try {
    delivery.hold(locks, run);
    strike();
    await delivery.send(org, run);
  } finally {
    locks.run('ROLLBACK');
    locks.close();
  }
  await org.jobsIdle();
  const { steps } = chaos;
  await assertTruthful(delivery, run, what);
  for (let sweep = 0; sweep < MOST_SWEEPS && waitingRows(run) > 0; sweep++) {
    if (sweep === MOST_SWEEPS / 2) chaos.stop();
    await sweepAnHourLater();
    await assertTruthful(delivery, run, `${what}, sweep ${sweep + 1}`);
  }
  chaos.stop();
  await assertEnded(delivery, run, what);
  return steps;
}

async function killEachStep(context: TestContext, delivery: Delivery): Promise<void> {
  for (let step = 1; step <= MOST_STEPS; step++) {
    const what = `${delivery.name} killed at write ${step}`;
    const run = `${delivery.name}-${step}`;
    const steps = await deliver(delivery, run, () => chaos.killAt(step), what);
    // One kill is nobody's fault: no row may go to a person for it.
    await delivery.check(admin, run, what);
    if (steps < step) {
      context.diagnostic(`${step - 1} writes, each killed once`);
      assert.ok(step > delivery.fewestWrites, `${delivery.name} has only ${step - 1} writes`);
      return;
    }
  }
  assert.fail(`${delivery.name} has more than ${MOST_STEPS} writes.`);
}

for (const delivery of [restCall, bulkLoad, eventFamily]) {
  test(`${delivery.title}: killed at each write, nothing is lost and the run tells the truth`, async (context) => {
    await killEachStep(context, delivery);
  });

  test(`${delivery.title}: killed again and again at random, all ends once the kills end`, async (context) => {
    const seed = Number(process.env['KILL_SEED'] ?? Math.floor(Math.random() * 1_000_000_000));
    context.diagnostic(`seed ${seed}; repeat with KILL_SEED=${seed}`);
    const random = new SeededRandom(seed);
    for (let turn = 0; turn < RANDOM_RUNS; turn++) {
      const chosen = random.integer(1_000_000_000);
      const what = `${delivery.name}, kills of seed ${seed} turn ${turn}`;
      const run = `${delivery.name}-random-${turn}`;
      await deliver(delivery, run, () => chaos.killSome(chosen, RANDOM_PERCENT), what);
    }
  });
}
