import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { ApexDate, ApexDatetime, ApexDecimal } from '../../base/index.ts';
import { orgSchema } from '../fixtures/org-schema.ts';
import { errorsOf, openTestOrg, request, soql, stopTestServer } from '../fixtures/test-org.ts';
import type { TestOrg } from '../fixtures/test-org.ts';
import type { TriggerInvocation, TriggerRunner } from '../save.ts';

let org: TestOrg;

before(async () => {
  org = await openTestOrg(orgSchema());
});
beforeEach(() => org.clear('Contact', 'Account', 'Sync_Exception__c'));
after(async () => {
  await org.close();
  await stopTestServer();
});

function contacts(fields: readonly string[]): unknown[][] {
  const transaction = org.begin();
  const order = [{ field: { kind: 'field', path: ['LastName'] }, descending: false }] as const;
  const { records } = transaction.query(soql('Contact', fields, { orderBy: order }), []);
  transaction.rollback();
  return records.map((record) => fields.map((field) => record.fields.get(field)?.toString() ?? null));
}

test('an insert fills defaults, owner, name and audit fields and gives the id to the caller', () => {
  const [contact] = org.insert('Contact', { FirstName: 'Ann', LastName: 'Lee', Source_Version__c: 7 });
  assert.match(contact?.id ?? '', /^003.{15}$/);
  const fields = ['Name', 'OwnerId', 'HasOptedOutOfEmail', 'Source_Version__c', 'CreatedById'];
  assert.deepEqual(contacts(fields), [['Ann Lee', org.user.id, 'false', '7', org.user.id]]);
});

test('an update writes only the fields of each record', () => {
  const [a, b] = org.insert(
    'Contact',
    { LastName: 'A', Phone: '1', Title: 'x' },
    { LastName: 'B', Phone: '2', Title: 'y' }
  );
  const transaction = org.begin();
  const results = transaction.save(
    request('update', [
      org.record('Contact', { Id: a?.id ?? null, Phone: '9' }),
      org.record('Contact', { Id: b?.id ?? null, Title: null })
    ])
  );
  transaction.commit();
  assert.deepEqual(errorsOf(results), [null, null]);
  assert.deepEqual(contacts(['LastName', 'Phone', 'Title']), [
    ['A', '9', 'x'],
    ['B', '2', null]
  ]);
});

test('system validation names every problem in the words of the platform', () => {
  const transaction = org.begin();
  const results = transaction.save(
    request('insert', [
      org.record('Contact', { FirstName: 'x'.repeat(41), LastName: 'A' }),
      org.record('Contact', { FirstName: 'Ann' }),
      org.record('Contact', { LastName: 'A', Email: 'no address' }),
      org.record('Contact', { LastName: 'A', Score__c: new ApexDecimal('1000') }),
      org.record('Contact', { LastName: 'A', Interests__c: 'Art;Chess' }),
      org.record('Contact', { LastName: 'A', AccountId: '001000000000001AAA' }),
      org.record('Contact', { LastName: 'A', CreatedDate: 'x' }),
      org.record('Contact', { LastName: 'A', AccountId: org.user.id }),
      org.record('Contact', { LastName: 'Good' })
    ])
  );
  transaction.rollback();
  assert.deepEqual(errorsOf(results), [
    `STRING_TOO_LONG: First Name: data value too large: ${'x'.repeat(41)} (max length=40)`,
    'REQUIRED_FIELD_MISSING: Required fields are missing: [LastName]',
    'INVALID_EMAIL_ADDRESS: Email: invalid email address: no address',
    'NUMBER_OUTSIDE_VALID_RANGE: Score: value outside of valid range on numeric field: 1000',
    'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: Interests: bad value for restricted picklist field: Chess',
    'INVALID_CROSS_REFERENCE_KEY: invalid cross reference id',
    'INVALID_FIELD_FOR_INSERT_UPDATE: Unable to create/update fields: CreatedDate. Please check the security settings of this field and verify that it is read/write for your profile or permission set.',
    null,
    null
  ]);
});

test('a unique field refuses an equal value without regard to case, names the holder and leaves blanks free', () => {
  const [holder] = org.insert('Contact', { LastName: 'A', External_Contact_ID__c: 'MC-1' });
  const transaction = org.begin();
  const results = transaction.save(
    request('insert', [
      org.record('Contact', { LastName: 'B', External_Contact_ID__c: 'mc-1' }),
      org.record('Contact', { LastName: 'C' }),
      org.record('Contact', { LastName: 'D', External_Contact_ID__c: 'MC-2' }),
      org.record('Contact', { LastName: 'E', External_Contact_ID__c: 'MC-2' })
    ])
  );
  transaction.commit();
  const holderOf = (id: string | null | undefined): string =>
    `DUPLICATE_VALUE: duplicate value found: External_Contact_ID__c duplicates value on record with id: ${id?.slice(0, 15)}`;
  assert.deepEqual(errorsOf(results), [holderOf(holder?.id), null, null, holderOf(results[2]?.id)]);
  assert.equal(results[0]?.id, null);
});

test('a case-sensitive unique field takes values that differ in case', () => {
  org.insert('Sync_Exception__c', { Key__c: 'a' }, { Key__c: 'A' });
  const transaction = org.begin();
  const results = transaction.save(request('insert', [org.record('Sync_Exception__c', { Key__c: 'A' })]));
  transaction.rollback();
  assert.match(errorsOf(results)[0] ?? '', /^DUPLICATE_VALUE: duplicate value found: Key__c/);
});

test('an update to a value that another record holds fails alone', () => {
  const [a, b] = org.insert(
    'Contact',
    { LastName: 'A', External_Contact_ID__c: '1' },
    { LastName: 'B', External_Contact_ID__c: '2' }
  );
  const transaction = org.begin();
  const results = transaction.save(
    request('update', [
      org.record('Contact', { Id: b?.id ?? null, External_Contact_ID__c: '1' }),
      org.record('Contact', { Id: a?.id ?? null, Title: 'kept' })
    ])
  );
  transaction.commit();
  assert.match(errorsOf(results)[0] ?? '', new RegExp(`record with id: ${a?.id?.slice(0, 15)}$`));
  assert.equal(errorsOf(results)[1], null);
  assert.deepEqual(contacts(['LastName', 'Title']), [
    ['A', 'kept'],
    ['B', null]
  ]);
});

test('all or none undoes everything and says why for every row', () => {
  const transaction = org.begin();
  const good = org.record('Contact', { LastName: 'A' });
  const results = transaction.save(
    request('insert', [good, org.record('Contact', { FirstName: 'B' })], { allOrNone: true })
  );
  transaction.commit();
  assert.deepEqual(
    results.map((result) => result.errors[0]?.statusCode),
    ['ALL_OR_NONE_OPERATION_ROLLED_BACK', 'REQUIRED_FIELD_MISSING']
  );
  assert.equal(good.id, null);
  assert.deepEqual(contacts(['LastName']), []);
});

test('an upsert inserts what is new, updates what is there and refuses shared, ambiguous and missing keys', () => {
  org.insert('Contact', { LastName: 'Old', External_Contact_ID__c: 'K1' });
  org.insert('Contact', { LastName: 'T1', Normalized_Email__c: 'x' }, { LastName: 'T2', Normalized_Email__c: 'x' });
  const transaction = org.begin();
  const upsert = (field: string, ...rows: Record<string, string | null>[]) =>
    transaction.save(
      request(
        'upsert',
        rows.map((row) => org.record('Contact', row)),
        { externalIdField: field }
      )
    );
  const byKey = upsert(
    'External_Contact_ID__c',
    { LastName: 'New', External_Contact_ID__c: 'k1' },
    { LastName: 'Fresh', External_Contact_ID__c: 'K2' },
    { LastName: 'S1', External_Contact_ID__c: 'K3' },
    { LastName: 'S2', External_Contact_ID__c: 'k3' },
    { LastName: 'None' }
  );
  assert.deepEqual(errorsOf(byKey), [
    null,
    null,
    'DUPLICATE_VALUE: Duplicate external id specified: K3',
    'DUPLICATE_VALUE: Duplicate external id specified: k3',
    'MISSING_ARGUMENT: External_Contact_ID__c not specified'
  ]);
  assert.deepEqual(
    byKey.map((result) => result.created),
    [false, true, false, false, false]
  );
  const ambiguous = upsert('Normalized_Email__c', { LastName: 'T', Normalized_Email__c: 'x' });
  assert.match(
    errorsOf(ambiguous)[0] ?? '',
    /^DUPLICATE_EXTERNAL_ID: Normalized Email: more than one record found for external id field: \[003\w{15}, 003\w{15}\]$/
  );
  transaction.commit();
  assert.deepEqual(contacts(['LastName']).flat(), ['Fresh', 'New', 'T1', 'T2']);
});

test('a thousand upserts take a fixed number of round trips', () => {
  const rows = (title: string) =>
    Array.from({ length: 1000 }, (_, index) =>
      org.record('Contact', { LastName: `L${index}`, External_Contact_ID__c: `B-${index}`, Title: title })
    );
  const transaction = org.begin();
  const first = transaction.save(request('upsert', rows('one'), { externalIdField: 'External_Contact_ID__c' }));
  assert.equal(first.filter((result) => result.created).length, 1000);
  assert.ok(transaction.usage.roundTrips <= 4, `inserting took ${transaction.usage.roundTrips} round trips`);
  const before = transaction.usage.roundTrips;
  const second = transaction.save(request('upsert', rows('two'), { externalIdField: 'External_Contact_ID__c' }));
  assert.equal(second.filter((result) => result.success && !result.created).length, 1000);
  assert.ok(transaction.usage.roundTrips - before <= 4);
  transaction.rollback();
});

/** Runs `body` for the events named, over at most 200 records at a time. */
function triggersFor(events: readonly string[], body: (invocation: TriggerInvocation) => void): TriggerRunner {
  return { hasTriggers: (_, operation) => events.includes(operation), run: body };
}

test('triggers see chunks of 200, may change new records, and never the caller’s', () => {
  const sizes: number[] = [];
  const triggers = triggersFor(['BEFORE_INSERT', 'AFTER_INSERT'], ({ operation, newRecords }) => {
    sizes.push(newRecords.length);
    for (const record of newRecords) {
      if (operation === 'BEFORE_INSERT') record.fields.set('Title', 'from trigger');
      else assert.ok(record.id !== null && record.readOnly);
    }
  });
  const records = Array.from({ length: 450 }, (_, index) => org.record('Contact', { LastName: `L${index}` }));
  const transaction = org.begin({ triggers });
  assert.ok(transaction.save(request('insert', records)).every((result) => result.success));
  transaction.commit();
  assert.deepEqual(sizes, [200, 200, 200, 200, 50, 50]);
  assert.equal(records[0]?.fields.has('Title'), false);
  assert.deepEqual(new Set(contacts(['Title']).flat()), new Set(['from trigger']));
});

test('partial success fires the triggers again for the good rows only, at most three times', () => {
  const seen: string[] = [];
  const triggers = triggersFor(['BEFORE_INSERT', 'AFTER_INSERT'], ({ operation, newRecords }) => {
    seen.push(`${operation} ${newRecords.map((record) => record.fields.get('LastName') ?? '').join('')}`);
    for (const record of newRecords)
      if (operation === 'AFTER_INSERT' && record.fields.get('LastName') === 'C')
        record.errors.push({ statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'No C.', fields: [] });
  });
  const transaction = org.begin({ triggers });
  const names: Record<string, string>[] = [{ LastName: 'A' }, { FirstName: 'B' }, { LastName: 'C' }];
  const results = transaction.save(
    request(
      'insert',
      names.map((row) => org.record('Contact', row))
    )
  );
  transaction.commit();
  assert.deepEqual(errorsOf(results), [
    null,
    'REQUIRED_FIELD_MISSING: Required fields are missing: [LastName]',
    'FIELD_CUSTOM_VALIDATION_EXCEPTION: No C.'
  ]);
  // The row without a last name is found out after the before triggers, the addError of C in the second attempt.
  assert.deepEqual(seen, [
    'BEFORE_INSERT AC',
    'BEFORE_INSERT AC',
    'AFTER_INSERT AC',
    'BEFORE_INSERT A',
    'AFTER_INSERT A'
  ]);
  assert.deepEqual(contacts(['LastName']).flat(), ['A']);
});

test('auto numbers count up in the deployed format', () => {
  org.insert('Sync_Exception__c', {}, {});
  const transaction = org.begin();
  const { records } = transaction.query(soql('Sync_Exception__c', ['Name', 'Status__c']), []);
  transaction.rollback();
  const numbers = records.map((record) => Number(String(record.fields.get('Name')).slice(3)));
  assert.equal((numbers[1] ?? 0) - (numbers[0] ?? 0), 1);
  assert.match(String(records[0]?.fields.get('Name')), /^EX-\d{6}$/);
  assert.equal(records[0]?.fields.get('Status__c'), 'New');
});

test('a delete cascades, clears lookups and frees the unique value; undelete brings back', () => {
  const [account] = org.insert('Account', { Name: 'Acme' });
  const [contact] = org.insert('Contact', {
    LastName: 'A',
    AccountId: account?.id ?? null,
    External_Contact_ID__c: 'D'
  });
  const [exception] = org.insert('Sync_Exception__c', { Contact__c: contact?.id ?? null });
  const transaction = org.begin();
  assert.deepEqual(errorsOf(transaction.save(request('delete', account ? [account] : []))), [null]);
  assert.deepEqual(transaction.query(soql('Contact', ['Id']), []).records, []);
  const [cleared] = transaction.query(soql('Sync_Exception__c', ['Contact__c']), []).records;
  assert.equal(cleared?.id, exception?.id);
  assert.equal(cleared?.fields.get('Contact__c'), null);
  const again = transaction.save(
    request('insert', [org.record('Contact', { LastName: 'B', External_Contact_ID__c: 'd' })])
  );
  assert.deepEqual(errorsOf(again), [null]);
  const back = transaction.save(request('undelete', contact ? [contact] : []));
  assert.match(errorsOf(back)[0] ?? '', /^DUPLICATE_VALUE/);
  assert.deepEqual(errorsOf(transaction.save(request('update', contact ? [contact] : []))), [
    'ENTITY_IS_DELETED: entity is deleted'
  ]);
  transaction.rollback();
});

test('savepoints undo saves and the transaction goes on', () => {
  const transaction = org.begin();
  const savepoint = transaction.setSavepoint();
  transaction.save(request('insert', [org.record('Contact', { LastName: 'A' })]));
  transaction.rollbackTo(savepoint);
  transaction.save(request('insert', [org.record('Contact', { LastName: 'B' })]));
  transaction.releaseSavepoint(savepoint);
  transaction.commit();
  assert.deepEqual(contacts(['LastName']).flat(), ['B']);
  assert.throws(() => transaction.commit(), /ended/);
});

test('values that the database cannot hold fail their row only', () => {
  const transaction = org.begin();
  const results = transaction.save(
    request('insert', [
      org.record('Contact', { LastName: 'zero\u0000byte' }),
      org.record('Contact', { LastName: 'A', Birthdate: ApexDate.of(12_000, 1, 1) }),
      org.record('Contact', { LastName: 'A', Seen__c: new ApexDatetime(Number.NaN) }),
      org.record('Contact', { LastName: 'A', Seen__c: new ApexDatetime(1_700_000_000_999) })
    ])
  );
  assert.deepEqual(
    results.map((result) => result.errors[0]?.statusCode ?? null),
    ['INVALID_TYPE_ON_FIELD_IN_RECORD', 'INVALID_TYPE_ON_FIELD_IN_RECORD', 'INVALID_TYPE_ON_FIELD_IN_RECORD', null]
  );
  const [record] = transaction.query(soql('Contact', ['Seen__c']), []).records;
  assert.deepEqual(record?.fields.get('Seen__c'), new ApexDatetime(1_700_000_000_000));
  transaction.rollback();
});
