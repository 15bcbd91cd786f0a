/** What a save tells of records that the user must not see: holders of unique values and matches of duplicate rules. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { toId15 } from '../../base/index.ts';
import { duplicateRule, exactEmail, orgSchema } from '../fixtures/org-schema.ts';
import { request, stopTestServer } from '../fixtures/test-org.ts';
import type { RunningUser, SaveRequest } from '../save.ts';
import { SharingWorld, withDefaults, type Fields } from './sharing-world.ts';

const PRIVATE = { Contact: 'Private', Sync_Exception__c: 'Private' } as const;
const AS_USER = { accessMode: 'user', sharing: true } as const;
const OF_THE_API = { accessMode: 'user' } as const;
const WITHOUT = { accessMode: 'system', sharing: false } as const;

let bypassing: SharingWorld;
let enforcing: SharingWorld;
const ids: Record<string, string> = {};

before(async () => {
  const parts = { matchingRules: [exactEmail] };
  const enforced = duplicateRule({ securityOption: 'EnforceSharingRules', operationsOnInsert: ['Alert', 'Report'] });
  bypassing = await SharingWorld.open(
    withDefaults(PRIVATE, orgSchema({ ...parts, duplicateRules: [duplicateRule()] }))
  );
  enforcing = await SharingWorld.open(withDefaults(PRIVATE, orgSchema({ ...parts, duplicateRules: [enforced] })));
  for (const world of [bypassing, enforcing]) {
    const OwnerId = world.lena.id;
    ids['Contact'] = world.insert('Contact', { LastName: 'Known', Email: 'a@example.com', OwnerId }).id ?? '';
  }
  ids['Exception'] = bypassing.insert('Sync_Exception__c', { Key__c: 'K', OwnerId: bypassing.lena.id }).id ?? '';
});
after(async () => {
  await bypassing.org.close();
  await enforcing.org.close();
  await stopTestServer();
});

test('the holder of a unique value is named to who sees it', () => {
  const twice: readonly Fields[] = [{ Key__c: 'K' }];
  const named = `DUPLICATE_VALUE: duplicate value found: Key__c duplicates value on record with id: ${toId15(ids['Exception'] ?? '')}`;
  const unnamed = 'DUPLICATE_VALUE: duplicate value found: <unknown> duplicates value on record with id: <unknown>';
  const { stella, lena } = bypassing;
  const sharing = { accessMode: 'system', sharing: true } as const;
  assert.deepEqual(bypassing.tried(stella, 'insert', 'Sync_Exception__c', twice, sharing), [unnamed]);
  assert.deepEqual(bypassing.tried(lena, 'insert', 'Sync_Exception__c', twice, sharing), [named]);
  assert.deepEqual(bypassing.tried(stella, 'insert', 'Sync_Exception__c', twice, WITHOUT), [named]);
  const own = bypassing.insert('Sync_Exception__c', { Key__c: 'L', OwnerId: stella.id });
  const changed = [{ Id: own.id, Key__c: 'K' }];
  assert.deepEqual(bypassing.tried(stella, 'update', 'Sync_Exception__c', changed, sharing), [unnamed]);
});

/** Last names of the matches that an insert of the same e-mail is told of; null when it is saved. */
function matchesOf(world: SharingWorld, user: RunningUser, more: Partial<SaveRequest>): readonly string[] | null {
  const transaction = world.org.begin({ user });
  const [result] = transaction.save(
    request('insert', [world.org.record('Contact', { LastName: 'New', Email: 'a@example.com' })], more)
  );
  transaction.rollback();
  if (result?.success) return null;
  const matches = result?.errors[0]?.duplicateResult?.matchResults ?? [];
  return matches.flatMap(({ matchRecords }) => matchRecords.map(({ record }) => record.id ?? ''));
}

const asCurrentUser = {
  ...OF_THE_API,
  duplicateRuleHeader: { allowSave: false, includeRecordDetails: false, runAsCurrentUser: true }
};

test('a rule that bypasses sharing finds hidden records, and names them to nobody who looks as a user', () => {
  const { stella, lena } = bypassing;
  assert.deepEqual(matchesOf(bypassing, stella, AS_USER), []);
  assert.deepEqual(matchesOf(bypassing, stella, asCurrentUser), []);
  assert.deepEqual(matchesOf(bypassing, lena, AS_USER), [ids['Contact']]);
  assert.deepEqual(matchesOf(bypassing, stella, OF_THE_API), [ids['Contact']], 'the API asks as nobody by default');
  assert.deepEqual(matchesOf(bypassing, stella, WITHOUT), [ids['Contact']]);
});

test('a rule that enforces sharing does not find hidden records', () => {
  const { stella, lena } = enforcing;
  assert.equal(matchesOf(enforcing, stella, AS_USER), null);
  assert.equal(matchesOf(enforcing, stella, asCurrentUser), null);
  assert.deepEqual(matchesOf(enforcing, lena, AS_USER), [ids['Contact']]);
  assert.deepEqual(matchesOf(enforcing, stella, OF_THE_API), [ids['Contact']]);
  assert.deepEqual(matchesOf(enforcing, stella, WITHOUT), [ids['Contact']]);
});
