import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { Clock } from '../../base/index.ts';
import { orgSchema } from '../fixtures/org-schema.ts';
import { errorsOf, openTestOrg, request, soql, stopTestServer } from '../fixtures/test-org.ts';
import type { TestOrg } from '../fixtures/test-org.ts';
import type { SaveResult, TriggerRunner } from '../save.ts';

let org: TestOrg;

const NOON = Date.UTC(2026, 4, 1, 12);
const MODIFIED = 'PRECONDITION_FAILED: The record was modified at 2026-05-01T12:00:05.000+0000.';
const at = (time: number): Clock => ({ now: () => time });

before(async () => {
  org = await openTestOrg(orgSchema());
});
beforeEach(() => org.clear('Contact'));
after(async () => {
  await org.close();
  await stopTestServer();
});

/** Contacts whose last modification was 5.9 seconds past noon. */
function modifiedContacts(count: number): string[] {
  const transaction = org.begin({ clock: at(NOON + 5900) });
  const records = Array.from({ length: count }, (_, index) => org.record('Contact', { LastName: `Contact ${index}` }));
  const results = transaction.save(request('insert', records));
  transaction.commit();
  return results.map((result) => result.id ?? '');
}

function rename(ids: readonly string[], unmodifiedSince: number, triggers?: TriggerRunner): SaveResult[] {
  const transaction = org.begin({ clock: at(NOON + 60_000), ...(triggers ? { triggers } : {}) });
  const records = ids.map((id) => org.record('Contact', { Id: id, LastName: 'Renamed' }));
  const results = transaction.save(request('update', records, { unmodifiedSince }));
  transaction.commit();
  return results;
}

function names(): (string | undefined)[] {
  const transaction = org.begin();
  const { records } = transaction.query(soql('Contact', ['LastName']), []);
  transaction.rollback();
  return records.map((record) => record.fields.get('LastName')?.toString());
}

test('an update whose record was modified in the same second or before goes in', () => {
  assert.deepEqual(errorsOf(rename(modifiedContacts(1), NOON + 5000)), [null]);
  assert.deepEqual(errorsOf(rename(modifiedContacts(1), NOON + 5999)), [null]);
  assert.deepEqual(names(), ['Renamed', 'Renamed']);
});

test('an update whose record was modified in a later second leaves it alone', () => {
  assert.deepEqual(errorsOf(rename(modifiedContacts(1), NOON + 4999)), [MODIFIED]);
  assert.deepEqual(names(), ['Contact 0']);
});

test('200 records are looked at one by one', () => {
  const ids = modifiedContacts(200);
  const even = ids.filter((_, index) => index % 2 === 0);
  assert.deepEqual(errorsOf(rename(even, NOON + 5000)), Array<null>(100).fill(null));
  const results = rename(ids, NOON + 5000);
  assert.deepEqual(
    results.map((result) => result.success),
    ids.map((id) => !even.includes(id))
  );
});

test('triggers do not see a record that was modified meanwhile', () => {
  const seen: number[] = [];
  const triggers: TriggerRunner = {
    hasTriggers: () => true,
    run: ({ newRecords }) => void seen.push(newRecords.length)
  };
  const [id = ''] = modifiedContacts(1);
  assert.deepEqual(errorsOf(rename([id], NOON, triggers)), [MODIFIED]);
  assert.deepEqual(seen, []);
});

test('a record that is gone says so, and not that it was modified', () => {
  assert.deepEqual(errorsOf(rename(['003000000000001AAA'], NOON)), [
    'INVALID_CROSS_REFERENCE_KEY: invalid cross reference id'
  ]);
});
