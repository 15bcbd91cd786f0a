/** Parents that are named by an external id, in every kind of save. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import type { SObjectDescribe } from '../../metadata/index.ts';
import { unlimitedRights } from '../access/rights.ts';
import { orgSchema } from '../fixtures/org-schema.ts';
import { errorsOf, openTestOrg, request, soql, stopTestServer } from '../fixtures/test-org.ts';
import type { TestOrg } from '../fixtures/test-org.ts';
import type { SaveRequest, TriggerInvocation, TriggerRunner } from '../save.ts';
import type { FieldValue, SObject } from '../sobject.ts';

type Fields = Readonly<Record<string, FieldValue>>;

let org: TestOrg;

before(async () => {
  org = await openTestOrg(orgSchema());
});
beforeEach(() => org.clear('Sync_Exception__c', 'Contact'));
after(async () => {
  await org.close();
  await stopTestServer();
});

/** An exception of the contact that `parent` names. */
function exception(key: string, parent: Fields, fields: Fields = {}): SObject {
  const record = org.record('Sync_Exception__c', { Key__c: key, ...fields });
  record.parents.set('Contact__r', org.record('Contact', parent));
  return record;
}

function save(
  operation: SaveRequest['operation'],
  records: readonly SObject[],
  more: Partial<SaveRequest> & { triggers?: TriggerRunner } = {}
): { errors: (string | null)[]; roundTrips: number } {
  const { triggers, ...rest } = more;
  const transaction = org.begin(triggers ? { triggers } : {});
  const before = transaction.usage.roundTrips;
  const errors = errorsOf(transaction.save(request(operation, records, rest)));
  const roundTrips = transaction.usage.roundTrips - before;
  transaction.commit();
  return { errors, roundTrips };
}

function parents(): Record<string, unknown> {
  const transaction = org.begin();
  const { records } = transaction.query(soql('Sync_Exception__c', ['Key__c', 'Contact__c']), []);
  transaction.rollback();
  return Object.fromEntries(
    records.map((record) => [String(record.fields.get('Key__c')), record.fields.get('Contact__c')])
  );
}

test('an insert, an update and an upsert find the parent by its external id', () => {
  const [ann, bob] = org.insert(
    'Contact',
    { LastName: 'Ann', External_Contact_ID__c: 'FK-1' },
    { LastName: 'Bob', External_Contact_ID__c: 'FK-2' }
  );
  const made = exception('K1', { External_Contact_ID__c: 'fk-1' });
  assert.deepEqual(save('insert', [made]).errors, [null]);
  assert.deepEqual(parents(), { K1: ann?.id });

  const changed = exception('K1', { External_Contact_ID__c: 'FK-2' }, { Id: made.id });
  assert.deepEqual(save('update', [changed]).errors, [null]);
  assert.deepEqual(parents(), { K1: bob?.id });

  const upserted = [
    exception('K1', { External_Contact_ID__c: 'FK-1' }),
    exception('K2', { External_Contact_ID__c: 'FK-2' })
  ];
  assert.deepEqual(save('upsert', upserted, { externalIdField: 'Key__c' }).errors, [null, null]);
  assert.deepEqual(parents(), { K1: ann?.id, K2: bob?.id });
});

test('200 rows of 100 parents cost one query more than rows with ids, and the caller keeps its records as they were', () => {
  const contacts = org.insert(
    'Contact',
    ...Array.from({ length: 100 }, (_, index) => ({ LastName: `P${index}`, External_Contact_ID__c: `P-${index}` }))
  );
  const named = Array.from({ length: 200 }, (_, index) =>
    exception(`N-${index}`, { External_Contact_ID__c: `P-${index % 100}` })
  );
  const plain = Array.from({ length: 200 }, (_, index) =>
    org.record('Sync_Exception__c', { Key__c: `I-${index}`, Contact__c: contacts[index % 100]?.id ?? null })
  );
  const byKey = save('insert', named);
  const byId = save('insert', plain);
  assert.ok([...byKey.errors, ...byId.errors].every((error) => error === null));
  assert.equal(byKey.roundTrips, byId.roundTrips + 1);
  assert.equal(named[0]?.fields.has('Contact__c'), false);
  assert.equal(parents()['N-199'], contacts[99]?.id);
});

test('a row whose parent is not there fails alone, and so do rows that name a parent wrongly', () => {
  const [ann, bob] = org.insert(
    'Contact',
    { LastName: 'Ann', External_Contact_ID__c: 'FK-1', Normalized_Email__c: 'a@x' },
    { LastName: 'Bob', Normalized_Email__c: 'a@x' }
  );
  const { errors } = save('insert', [
    exception('good', { External_Contact_ID__c: 'FK-1' }),
    exception('missing', { External_Contact_ID__c: 'Nobody' }),
    exception('several', { Normalized_Email__c: 'a@x' }),
    exception('two fields', { External_Contact_ID__c: 'FK-1', LastName: 'Ann' }),
    exception('no key', { LastName: 'Ann' }),
    exception('both', { External_Contact_ID__c: 'FK-1' }, { Contact__c: ann?.id ?? null }),
    exception('empty', { External_Contact_ID__c: null })
  ]);
  assert.deepEqual(errors, [
    null,
    'INVALID_FIELD: Foreign key external ID: Nobody not found for field External_Contact_ID__c in entity Contact',
    `DUPLICATE_EXTERNAL_ID: Normalized Email: more than one record found for external id field: [${ann?.id}, ${bob?.id}]`,
    'INVALID_FIELD: More than 1 field provided in an external foreign key reference in entity: Contact',
    'INVALID_FIELD: Field name provided, LastName does not match an External ID, Salesforce Id, or indexed field for Contact',
    'INVALID_FIELD: Cannot specify both an external ID reference Contact__r and a salesforce id, Contact__c',
    'MISSING_ARGUMENT: External_Contact_ID__c not specified'
  ]);
  assert.deepEqual(parents(), { good: ann?.id });
});

test('in user mode the lookup must be writable and the key of the parent readable', () => {
  org.insert('Contact', { LastName: 'Ann', External_Contact_ID__c: 'FK-1' });
  const none = new Set<string>();
  const refusal = (hidden: Set<string>, locked: Set<string>): (string | null)[] => {
    const access = {
      ...unlimitedRights,
      hiddenFields: ({ name }: SObjectDescribe) => (name === 'Contact' ? hidden : none),
      lockedFields: ({ name }: SObjectDescribe) => (name === 'Contact' ? none : locked)
    };
    const transaction = org.begin({ user: { ...org.user, access } });
    const records = [exception('K1', { External_Contact_ID__c: 'FK-1' })];
    const errors = errorsOf(transaction.save(request('insert', records, { accessMode: 'user' })));
    transaction.rollback();
    return errors;
  };
  assert.deepEqual(refusal(none, none), [null]);
  assert.match(refusal(none, new Set(['Contact__c']))[0] ?? '', /^INVALID_FIELD_FOR_INSERT_UPDATE: .*Contact__c/);
  assert.match(
    refusal(new Set(['External_Contact_ID__c']), none)[0] ?? '',
    /^INVALID_FIELD: No such column 'External_Contact_ID__c'.*Read on Contact\.External_Contact_ID__c/
  );
});

test('triggers see the id of the parent, and a deleted parent is none', () => {
  const [ann] = org.insert('Contact', { LastName: 'Ann', External_Contact_ID__c: 'FK-1' });
  const seen: unknown[] = [];
  const triggers: TriggerRunner = {
    hasTriggers: (object) => object === 'Sync_Exception__c',
    run: ({ operation, newRecords }: TriggerInvocation) => {
      if (operation === 'BEFORE_INSERT') seen.push(newRecords[0]?.fields.get('Contact__c'));
    }
  };
  assert.deepEqual(save('insert', [exception('K1', { External_Contact_ID__c: 'FK-1' })], { triggers }).errors, [null]);
  assert.deepEqual(seen, [ann?.id]);

  assert.deepEqual(save('delete', [org.record('Contact', { Id: ann?.id ?? null })]).errors, [null]);
  assert.deepEqual(save('insert', [exception('K2', { External_Contact_ID__c: 'FK-1' })]).errors, [
    'INVALID_FIELD: Foreign key external ID: FK-1 not found for field External_Contact_ID__c in entity Contact'
  ]);
});
