/** Merges, edits, deletions and undos at random; a model that knows nothing of the product says where every field of every record should end. */
import { test } from 'node:test';

import { localOrgForTests } from '../clients/local-org-fixture.ts';
import { MergeWorld } from './merge-world.ts';

const WORLDS = 40;
const MERGES_OF_WORLD = 25;
/** Worlds do not meet, so they may live at once. */
const AT_ONCE = 3;

test('1,000 random merges with random edits, undone in random order, end where they should field by field', async (context) => {
  const seed = Number(process.env['MERGE_SEED'] ?? Math.floor(Math.random() * 1_000_000_000));
  context.diagnostic(`seed ${seed}; repeat with MERGE_SEED=${seed}`);
  const org = await localOrgForTests({ warmWorkers: AT_ONCE, maximumWorkers: AT_ONCE + 1 });
  const worlds = Array.from({ length: WORLDS }, (_, index) => new MergeWorld(org, (seed + index) % 1_000_000_000));
  const waiting = [...worlds];
  const lanes = Array.from({ length: AT_ONCE }, async () => {
    for (let world = waiting.shift(); world; world = waiting.shift()) await world.live(MERGES_OF_WORLD);
  });
  const ends = await Promise.allSettled(lanes);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  const sum = (count: (world: MergeWorld) => number): number =>
    worlds.reduce((total, world) => total + count(world), 0);
  context.diagnostic(
    `${sum((world) => world.merges)} merges, ${sum((world) => world.undos)} undos, ${sum((world) => world.edits)} edits`
  );
});
