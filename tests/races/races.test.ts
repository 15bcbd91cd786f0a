import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import type { ContestOptions, SentRow, StoredContact } from './contenders.ts';
import { contest, findViolations, storedContacts } from './contenders.ts';
import { eagerProject, PROJECT, raceIn, seedOfRun, WRITERS } from './race-project.ts';

const CONTEST = { writers: WRITERS, rounds: 6, identities: 200, rowsPerCall: 40 };
/** Fewer rows meet in one call: the naive handler locks in any order, so that large calls mostly deadlock instead of losing a race. */
const NAIVE_CONTEST = { ...CONTEST, rounds: 3, rowsPerCall: 8 };

function race(projectFolder: string, options: ContestOptions): Promise<{ sent: SentRow[]; contacts: StoredContact[] }> {
  return raceIn(projectFolder, async (org) => {
    const sent = await contest(org, options);
    return { sent, contacts: await storedContacts(org) };
  });
}

test('16 parallel writers at 200 identities leave one contact per identity and the newest version in it', async (context) => {
  const seed = seedOfRun();
  context.diagnostic(`seed ${seed}; repeat with RACE_SEED=${seed}`);
  const project = eagerProject();
  context.after(() => rmSync(project, { recursive: true, force: true }));
  const { sent, contacts } = await race(project, { seed, ...CONTEST });
  const outcomes = new Map<string, number>();
  for (const { outcome } of sent) {
    const name = outcome?.reason ?? outcome?.outcome ?? 'none';
    outcomes.set(name, (outcomes.get(name) ?? 0) + 1);
  }
  context.diagnostic(`${sent.length} rows: ${JSON.stringify(Object.fromEntries(outcomes))}`);
  assert.equal(sent.length, CONTEST.writers * CONTEST.rounds * CONTEST.rowsPerCall, 'every row sent is accounted for');
  assert.deepEqual(findViolations(sent, contacts), [], `seed ${seed}`);
  assert.ok(contacts.length > CONTEST.identities * 0.9, 'the contest touched nearly all identities');
});

test('the same contest against a handler without locks and unique field is lost', async (context) => {
  const seed = seedOfRun();
  context.diagnostic(`seed ${seed}; repeat with RACE_SEED=${seed}`);
  const { sent, contacts } = await race(join(PROJECT, 'tests/fixtures/naive-upsert'), { seed, ...NAIVE_CONTEST });
  const violations = findViolations(sent, contacts);
  context.diagnostic(`${violations.length} violations, first: ${violations[0] ?? 'none'}`);
  assert.ok(
    violations.some((text) => text.startsWith('duplicate') || text.startsWith('lost update')),
    'the test must be able to see a race'
  );
});
