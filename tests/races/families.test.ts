/** Stewards merge and undo at the same moment: groups that overlap, chains that join, both ends of one chain. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { localOrgForTests } from '../clients/local-org-fixture.ts';
import { MergeWorld, RACED } from '../merges/merge-world.ts';
import { seedOfRun } from './race-project.ts';

/** Worlds do not meet; their stewards do. */
const WORLDS = 3;
const STEWARDS = 3;
const ROUNDS = 6;

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
