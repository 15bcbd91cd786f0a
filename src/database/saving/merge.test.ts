import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { openConnection } from '../door/open-connection.ts';
import { duplicateRule, exactEmail, orgSchema } from '../fixtures/org-schema.ts';
import { Racer, waitUntilBlocked } from '../fixtures/racer.ts';
import { errorsOf, openTestOrg, request, soql, stopTestServer } from '../fixtures/test-org.ts';
import type { TestOrg } from '../fixtures/test-org.ts';
import type { MergeRequest, MergeResult, TriggerInvocation, TriggerRunner } from '../save.ts';
import type { SObject } from '../sobject.ts';
import { DatabaseError } from '../transaction.ts';
import type { OpenTransaction } from '../transaction/begin.ts';

let org: TestOrg;

before(async () => {
  const block = duplicateRule({ actionOnInsert: 'Block', actionOnUpdate: 'Block' });
  org = await openTestOrg(orgSchema({ matchingRules: [exactEmail], duplicateRules: [block] }));
});
beforeEach(() => org.clear('Contact', 'Account', 'Lead', 'Task', 'Sync_Exception__c'));
after(async () => {
  await org.close();
  await stopTestServer();
});

function insertContact(fields: Readonly<Record<string, string | null>>): SObject {
  const [record] = org.insert('Contact', fields);
  assert.ok(record);
  return record;
}

function mergeOf(master: SObject, ...losers: SObject[]): MergeRequest {
  return { master, losers, accessMode: 'system' };
}

function failure({ success, errors }: MergeResult): string | null {
  return success ? null : errors.map((error) => `${error.statusCode}: ${error.message}`).join(' | ');
}

/** All rows, deleted ones too, by last name. */
function stored(transaction: OpenTransaction, ...fields: string[]): unknown[][] {
  const orderBy = [{ field: { kind: 'field', path: ['LastName'] }, descending: false }] as const;
  const { records } = transaction.query(soql('Contact', fields, { orderBy, allRows: true }), []);
  return records.map((record) => fields.map((field) => record.fields.get(field) ?? null));
}

function recording(seen: string[], react: (invocation: TriggerInvocation) => void = () => undefined): TriggerRunner {
  return {
    hasTriggers: () => true,
    run(invocation) {
      const { object, operation, oldRecords } = invocation;
      const masters = oldRecords.map((record) => (record.fields.get('MasterRecordId') ? '+' : '-')).join('');
      seen.push(`${object} ${operation} ${masters}`);
      react(invocation);
    }
  };
}

test('the master keeps its values, nulls too; losers lie in the bin and name the master', () => {
  const master = insertContact({ LastName: 'A', Phone: null, Title: 'old' });
  const first = insertContact({ LastName: 'B', Phone: '1', Title: 'x' });
  const second = insertContact({ LastName: 'C', Phone: '2', Department: 'y' });
  const transaction = org.begin();
  const given = org.record('Contact', { Id: master.id, Title: 'new' });
  const result = transaction.merge(mergeOf(given, first, second));
  assert.deepEqual(result, {
    id: master.id,
    success: true,
    errors: [],
    mergedRecordIds: [first.id, second.id],
    updatedRelatedIds: []
  });
  assert.deepEqual(stored(transaction, 'LastName', 'Phone', 'Title', 'Department', 'IsDeleted', 'MasterRecordId'), [
    ['A', null, 'new', null, false, null],
    ['B', '1', 'x', null, true, master.id],
    ['C', '2', null, 'y', true, master.id]
  ]);
  assert.equal(transaction.query(soql('Contact', ['Id']), []).totalSize, 1);
  assert.deepEqual([transaction.usage.dmlStatements, transaction.usage.dmlRows], [1, 3]);
  transaction.rollback();
});

test('children of every lookup move to the master, without their triggers', () => {
  const master = insertContact({ LastName: 'A' });
  const loser = insertContact({ LastName: 'B' });
  const report = insertContact({ LastName: 'C', ReportsToId: loser.id });
  const [exception] = org.insert('Sync_Exception__c', { Contact__c: loser.id });
  const [task] = org.insert('Task', { WhoId: loser.id, Subject: 'Call' });
  const seen: string[] = [];
  const transaction = org.begin({ triggers: recording(seen) });
  const result = transaction.merge(mergeOf(org.record('Contact', { Id: master.id }), loser));
  assert.deepEqual([...result.updatedRelatedIds].sort(), [report.id, exception?.id, task?.id].sort());
  for (const [object, field] of [
    ['Sync_Exception__c', 'Contact__c'],
    ['Task', 'WhoId']
  ] as const)
    assert.equal(transaction.query(soql(object, [field]), []).records[0]?.fields.get(field), master.id, object);
  assert.deepEqual(stored(transaction, 'LastName', 'ReportsToId'), [
    ['A', null],
    ['B', null],
    ['C', master.id]
  ]);
  assert.deepEqual(seen, [
    'Contact BEFORE_DELETE -',
    'Contact AFTER_DELETE +',
    'Contact BEFORE_UPDATE -',
    'Contact AFTER_UPDATE -'
  ]);
  transaction.rollback();
});

test('contacts of a merged account move, whatever their number, in the same number of statements', () => {
  const trips = [1, 5].map((count) => {
    const [master, loser] = org.insert('Account', { Name: 'A' }, { Name: 'B' });
    assert.ok(master && loser);
    org.insert('Account', { Name: 'Child', ParentId: loser.id });
    const rows = Array.from({ length: count }, (_, index) => ({ LastName: `C${index}`, AccountId: loser.id }));
    org.insert('Contact', ...rows);
    const transaction = org.begin();
    const result = transaction.merge(mergeOf(master, loser));
    assert.equal(result.updatedRelatedIds.length, count + 1);
    transaction.rollback();
    return transaction.usage.roundTrips;
  });
  assert.equal(trips[0], trips[1]);
});

test('a master that pointed at a loser points at nobody', () => {
  const loser = insertContact({ LastName: 'B' });
  const master = insertContact({ LastName: 'A', ReportsToId: loser.id });
  const transaction = org.begin();
  assert.equal(failure(transaction.merge(mergeOf(org.record('Contact', { Id: master.id }), loser))), null);
  assert.deepEqual(stored(transaction, 'LastName', 'ReportsToId')[0], ['A', null]);
  transaction.rollback();
});

test('the master may take over a unique value of a loser, which then cannot come back', () => {
  const master = insertContact({ LastName: 'A' });
  const loser = insertContact({ LastName: 'B', External_Contact_ID__c: 'K' });
  const transaction = org.begin();
  const given = org.record('Contact', { Id: master.id, External_Contact_ID__c: 'k' });
  assert.equal(failure(transaction.merge(mergeOf(given, loser))), null);
  assert.deepEqual(stored(transaction, 'External_Contact_ID__c'), [['k'], ['K']]);
  const [back] = errorsOf(transaction.save(request('undelete', [loser])));
  assert.match(back ?? '', /^DUPLICATE_VALUE/);
  transaction.rollback();
});

test('duplicate rules do not run', () => {
  const master = insertContact({ LastName: 'A' });
  const loser = insertContact({ LastName: 'B' });
  insertContact({ LastName: 'C', Email: 'same@example.com' });
  const given = org.record('Contact', { Id: master.id, Email: 'same@example.com' });
  const transaction = org.begin();
  assert.match(errorsOf(transaction.save(request('update', [given])))[0] ?? '', /^DUPLICATES_DETECTED/);
  assert.equal(failure(transaction.merge(mergeOf(given, loser))), null);
  transaction.rollback();
});

test('an error of any step undoes the whole merge', () => {
  const master = insertContact({ LastName: 'A' });
  const loser = insertContact({ LastName: 'B' });
  const [exception] = org.insert('Sync_Exception__c', { Contact__c: loser.id });
  for (const failing of ['BEFORE_DELETE', 'AFTER_DELETE', 'BEFORE_UPDATE', 'AFTER_UPDATE']) {
    const triggers = recording([], ({ operation, oldRecords, newRecords }) => {
      const [record] = operation.endsWith('DELETE') ? oldRecords : newRecords;
      if (operation === failing)
        record?.errors.push({ statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: failing, fields: [] });
    });
    const transaction = org.begin({ triggers });
    const result = transaction.merge(mergeOf(org.record('Contact', { Id: master.id, Title: 'new' }), loser));
    assert.equal(failure(result), `FIELD_CUSTOM_VALIDATION_EXCEPTION: ${failing}`);
    assert.deepEqual([result.mergedRecordIds, result.updatedRelatedIds], [[], []]);
    assert.deepEqual(stored(transaction, 'LastName', 'Title', 'IsDeleted', 'MasterRecordId'), [
      ['A', null, false, null],
      ['B', null, false, null]
    ]);
    const [child] = transaction.query(soql('Sync_Exception__c', ['Contact__c']), []).records;
    assert.deepEqual([child?.id, child?.fields.get('Contact__c')], [exception?.id, loser.id]);
    transaction.rollback();
  }
});

test('an error that is thrown goes through and leaves the transaction usable', () => {
  const master = insertContact({ LastName: 'A' });
  const loser = insertContact({ LastName: 'B' });
  const triggers = recording([], ({ operation }) => {
    if (operation === 'AFTER_DELETE') throw new DatabaseError('LIMIT', 'stop');
  });
  const transaction = org.begin({ triggers });
  assert.throws(() => transaction.merge(mergeOf(org.record('Contact', { Id: master.id }), loser)), /stop/);
  assert.deepEqual(stored(transaction, 'LastName', 'IsDeleted'), [
    ['A', false],
    ['B', false]
  ]);
  transaction.rollback();
});

test('what cannot be merged is refused', () => {
  const [a, b, c, d] = ['A', 'B', 'C', 'D'].map((LastName) => insertContact({ LastName }));
  const [account] = org.insert('Account', { Name: 'Acme' });
  const [exception, other] = org.insert('Sync_Exception__c', {}, {});
  assert.ok(a && b && c && d && account && exception && other);
  const transaction = org.begin();
  const refused = (master: SObject, ...losers: SObject[]): string =>
    failure(transaction.merge(mergeOf(master, ...losers)))?.split(':')[0] ?? 'merged';
  assert.equal(refused(a, b, c, d), 'MERGE_FAILED');
  assert.equal(refused(a), 'MERGE_FAILED');
  assert.equal(refused(a, a), 'INVALID_MERGE_RECORD');
  assert.equal(refused(a, b, b), 'INVALID_MERGE_RECORD');
  assert.equal(refused(a, account), 'INVALID_MERGE_RECORD');
  assert.equal(refused(exception, other), 'INVALID_MERGE_RECORD');
  assert.equal(refused(org.record('Contact', { LastName: 'New' }), b), 'MISSING_ARGUMENT');
  assert.equal(refused(org.record('Contact', { Id: '003000000000999AAA' }), b), 'INVALID_CROSS_REFERENCE_KEY');
  assert.equal(refused(org.record('Contact', { Id: a.id, CreatedDate: 'x' }), b), 'INVALID_FIELD_FOR_INSERT_UPDATE');
  assert.equal(refused(org.record('Contact', { Id: a.id, LastName: null }), b), 'REQUIRED_FIELD_MISSING');
  assert.equal(refused(a, b), 'merged');
  assert.equal(refused(a, b), 'ENTITY_IS_DELETED');
  transaction.rollback();
});

test('undelete brings a loser back without its children and without its master', () => {
  const master = insertContact({ LastName: 'A' });
  const loser = insertContact({ LastName: 'B' });
  org.insert('Sync_Exception__c', { Contact__c: loser.id });
  const transaction = org.begin();
  transaction.merge(mergeOf(org.record('Contact', { Id: master.id }), loser));
  assert.deepEqual(errorsOf(transaction.save(request('undelete', [loser]))), [null]);
  assert.deepEqual(stored(transaction, 'LastName', 'IsDeleted', 'MasterRecordId')[1], ['B', false, null]);
  const [child] = transaction.query(soql('Sync_Exception__c', ['Contact__c']), []).records;
  assert.equal(child?.fields.get('Contact__c'), master.id);
  transaction.rollback();
});

test('undelete brings back the children that the deletion took along, and those alone', () => {
  const [account] = org.insert('Account', { Name: 'Acme' });
  assert.ok(account);
  const along = insertContact({ LastName: 'Along', AccountId: account.id });
  const before = insertContact({ LastName: 'Before', AccountId: account.id });
  org.insert('Task', { WhoId: along.id, Subject: 'Call' });
  const seen: string[] = [];
  const transaction = org.begin({ triggers: recording(seen) });
  assert.deepEqual(errorsOf(transaction.save(request('delete', [before]))), [null]);
  assert.deepEqual(errorsOf(transaction.save(request('delete', [account]))), [null]);
  assert.equal(transaction.query(soql('Task', ['Id']), []).totalSize, 0);
  seen.length = 0;
  assert.deepEqual(errorsOf(transaction.save(request('undelete', [account]))), [null]);
  assert.deepEqual(seen, ['Account AFTER_UNDELETE ']);
  assert.deepEqual(stored(transaction, 'LastName', 'IsDeleted'), [
    ['Along', false],
    ['Before', true]
  ]);
  assert.equal(transaction.query(soql('Task', ['Id']), []).totalSize, 1);
  transaction.rollback();
});

test('a child whose unique value was taken meanwhile keeps its parent in the bin', () => {
  const [account] = org.insert('Account', { Name: 'Acme' });
  assert.ok(account);
  insertContact({ LastName: 'A', AccountId: account.id, External_Contact_ID__c: 'T' });
  const transaction = org.begin();
  transaction.save(request('delete', [account]));
  transaction.save(request('insert', [org.record('Contact', { LastName: 'B', External_Contact_ID__c: 't' })]));
  assert.match(errorsOf(transaction.save(request('undelete', [account])))[0] ?? '', /^DUPLICATE_VALUE/);
  assert.equal(transaction.query(soql('Account', ['Id']), []).totalSize, 0);
  transaction.rollback();
});

test('a save of a loser waits for the merge and finds the record deleted', async () => {
  const master = insertContact({ LastName: 'A' });
  const loser = insertContact({ LastName: 'B' });
  const observer = openConnection(org.connectionString);
  const racer = await Racer.start({ connectionString: org.connectionString, lockTimeout: 5000 });
  try {
    const merging = org.begin();
    assert.equal(failure(merging.merge(mergeOf(org.record('Contact', { Id: master.id }), loser))), null);
    const rows = [{ Id: loser.id, Title: 'late' }];
    const saving = racer.step({ kind: 'save', operation: 'update', object: 'Contact', rows });
    waitUntilBlocked(observer, 1);
    merging.commit();
    const outcome = await saving;
    assert.equal(outcome.kind, 'results');
    if (outcome.kind === 'results')
      assert.deepEqual(errorsOf(outcome.results), ['ENTITY_IS_DELETED: entity is deleted']);
  } finally {
    await racer.stop();
    observer.close();
  }
});
