/** Stewards merge and undo at the same moment: groups that overlap, chains that join, both ends of one chain. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';

import { OrgDoor } from '../../src/cli/scenarios/org-door.ts';
import { SeededRandom } from '../../src/sync/index.ts';
import { localOrgForTests } from '../clients/local-org-fixture.ts';
import { MergeWorld, RACED } from '../merges/merge-world.ts';
import { FedWorld } from './fed-world.ts';
import { LaneCalls } from './lane-calls.ts';
import { lostRows, summary, wrongRuns } from './lane-violations.ts';
import { eagerProject, raceIn, seedOfRun } from './race-project.ts';

/** Worlds do not meet; their stewards do. */
const WORLDS = 3;
const STEWARDS = 3;
const ROUNDS = 6;
const FED_WORLDS = 2;
const FED_ROUNDS = 4;

test('merges and undos of the same people at the same moment end as if they had come one after the other', async (context) => {
  const seed = seedOfRun();
  context.diagnostic(`seed ${seed}; repeat with RACE_SEED=${seed}`);
  const workers = WORLDS * STEWARDS;
  const org = await localOrgForTests({ warmWorkers: workers, maximumWorkers: workers + 1 });
  const worlds = Array.from({ length: WORLDS }, (_, index) => new MergeWorld(org, seed + index, RACED));
  const ends = await Promise.allSettled(worlds.map((world) => world.race(ROUNDS, STEWARDS)));
  const sum = (count: (world: MergeWorld) => number): number =>
    worlds.reduce((total, world) => total + count(world), 0);
  const refusals = sum((world) => world.refusals.length);
  context.diagnostic(`${sum(({ merges }) => merges)} merges, ${sum(({ undos }) => undos)} undos, ${refusals} refused`);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  assert.ok(sum(({ merges }) => merges) > ROUNDS && refusals > 0, 'stewards met');
});

test('rows of the same people, also by ids out of use, create no third record and lose nothing meanwhile', async (context) => {
  const seed = seedOfRun();
  context.diagnostic(`seed ${seed}; repeat with RACE_SEED=${seed}`);
  const project = eagerProject();
  context.after(() => rmSync(project, { recursive: true, force: true }));
  await raceIn(project, async (org) => {
    const calls = new LaneCalls(org);
    const setting = { ...RACED, isFed: true };
    const worlds = Array.from({ length: FED_WORLDS }, (_, index) => new MergeWorld(org, seed + index, setting));
    const fed = worlds.map(
      (world, index) => new FedWorld(org, calls, world, new SeededRandom(seed + index), setting.size.contacts)
    );
    await Promise.all(worlds.map((world, index) => world.race(FED_ROUNDS, STEWARDS, () => fed[index]?.feed())));
    const settled = await calls.ended();
    context.diagnostic(summary(settled));
    const admin = new OrgDoor(org.instanceUrl, org.adminToken);
    const violations = await Promise.all(fed.map((one) => one.violations(settled)));
    const problems = [...lostRows(settled), ...violations.flat(), ...(await wrongRuns(admin, settled))];
    assert.deepEqual(problems, [], `seed ${seed}`);
  });
});
