/** Stewards merge people and undo it while rows for both ids of the same people arrive: 16 writers and 6 stewards at once, over HTTP. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, test } from 'node:test';

import { OrgDoor } from '../../src/cli/scenarios/org-door.ts';
import { SeededRandom } from '../../src/sync/index.ts';
import { LaneCalls } from './lane-calls.ts';
import { lostRows, summary, wrongRuns } from './lane-violations.ts';
import { MergedPairs } from './merged-pairs.ts';
import { eagerProject, raceIn, seedOfRun } from './race-project.ts';

const LANE = 'marketing_contacts';
const ROUNDS = 8;
/** One worker of the org is left for each steward. */
const ROW_WRITERS = 10;
const STEWARDS = 6;
const ROWS_A_CALL = 12;

const project = eagerProject();
after(() => rmSync(project, { recursive: true, force: true }));

for (const undoes of [false, true]) {
  const what = undoes ? 'merges and their undo' : 'merges';
  test(`${what} while rows for both ids arrive: no third record, no lost version, true aliases`, async (context) => {
    const seed = seedOfRun();
    context.diagnostic(`seed ${seed}; repeat with RACE_SEED=${seed}`);
    const random = new SeededRandom(seed);
    await raceIn(project, async (org) => {
      const calls = new LaneCalls(org);
      const pairs = await MergedPairs.create(org, calls, random);
      for (let round = 0; round < ROUNDS; round++) {
        const rows = Array.from({ length: ROW_WRITERS }, (_, writer) => ({
          lane: LANE,
          run: `alias-${round}-${writer}`,
          rows: pairs.rows(ROWS_A_CALL)
        }));
        await Promise.all([calls.sendAtOnce(rows), pairs.settleSome(STEWARDS, undoes)]);
      }
      const settled = await calls.ended();
      context.diagnostic(
        `${summary(settled)}, ${pairs.merges} merges, ${pairs.undos} undos, ${pairs.refusals} refused`
      );
      assert.deepEqual(
        [
          ...lostRows(settled),
          ...(await pairs.violations(settled)),
          ...(await wrongRuns(new OrgDoor(org.instanceUrl, org.adminToken), settled))
        ],
        [],
        `seed ${seed}`
      );
      assert.ok(pairs.merges > ROUNDS && (!undoes || pairs.undos > 0), 'stewards were at work');
    });
  });
}
