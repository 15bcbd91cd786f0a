import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { orgSchema } from '../fixtures/org-schema.ts';
import { errorsOf, openTestOrg, request, stopTestServer } from '../fixtures/test-org.ts';
import type { TestOrg } from '../fixtures/test-org.ts';
import type { FieldValue } from '../sobject.ts';

let org: TestOrg;
let leadQueue: string;
let exceptionQueue: string;

before(async () => {
  org = await openTestOrg(
    orgSchema({
      queues: [
        { name: 'Web_Leads', label: 'Web Leads', objects: ['Lead'] },
        { name: 'Stewards', label: 'Stewards', objects: ['Sync_Exception__c'] }
      ]
    })
  );
  const idOf = (name: string): string =>
    String(org.connection.query('SELECT id FROM org."group" WHERE developername = $1::text', [name]).rows[0]?.[0]);
  [leadQueue, exceptionQueue] = [idOf('Web_Leads'), idOf('Stewards')];
});
after(async () => {
  await org.close();
  await stopTestServer();
});

function insert(object: string, ...rows: Readonly<Record<string, FieldValue>>[]): (string | null)[] {
  const transaction = org.begin();
  const records = rows.map((fields) => org.record(object, fields));
  const results = transaction.save(request('insert', records));
  transaction.rollback();
  return errorsOf(results);
}

const lead = (OwnerId: string): Record<string, FieldValue> => ({ LastName: 'Lee', Company: 'Acme', OwnerId });

test('a queue owns records of the objects that it takes', () => {
  assert.deepEqual(insert('Lead', lead(leadQueue), lead(exceptionQueue), lead(org.user.id)), [
    null,
    'INVALID_OPERATION: Queue not associated with this SObject type',
    null
  ]);
});

test('a queue that takes an object no longer owns no records of it', () => {
  const associations = 'UPDATE org."queuesobject" SET isdeleted = $2::boolean WHERE queueid = $1::text';
  org.connection.query(associations, [leadQueue, true]);
  try {
    assert.deepEqual(insert('Lead', lead(leadQueue)), [
      'INVALID_OPERATION: Queue not associated with this SObject type'
    ]);
  } finally {
    org.connection.query(associations, [leadQueue, false]);
  }
});

test('a queue owns neither contacts nor accounts', () => {
  const problem = 'FIELD_INTEGRITY_EXCEPTION: Owner ID: id value of incorrect type: ';
  assert.deepEqual(insert('Contact', { LastName: 'Lee', OwnerId: leadQueue }), [problem + leadQueue]);
  assert.deepEqual(insert('Account', { Name: 'Acme', OwnerId: leadQueue }), [problem + leadQueue]);
});

test('an inactive user owns nothing new and keeps what is there', () => {
  const { rows } = org.connection.query(`SELECT id FROM org."user" WHERE username = 'integration@local.org'`);
  const user = String(rows[0]?.[0]);
  const [contact] = org.insert('Contact', { LastName: 'Kept', OwnerId: user });
  org.connection.query('UPDATE org."user" SET isactive = false WHERE id = $1::text', [user]);
  try {
    assert.deepEqual(insert('Lead', lead(user)), [
      `INACTIVE_OWNER_OR_USER: operation performed with inactive user [${user}] as owner of lead`
    ]);
    const transaction = org.begin();
    const results = transaction.save(
      request('update', [org.record('Contact', { Id: contact?.id ?? null, Title: 'New' })])
    );
    transaction.rollback();
    assert.deepEqual(errorsOf(results), [null]);
  } finally {
    org.connection.query('UPDATE org."user" SET isactive = true WHERE id = $1::text', [user]);
  }
});
