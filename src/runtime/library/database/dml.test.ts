import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SObject, type SaveRequest, type SaveResult } from '../../../database/index.ts';
import { withContext } from '../../execution/context.ts';
import { account, contact, fakeContext, FakeTransaction } from '../../execution/fixtures/fake-context.ts';
import { ApexDmlException, ApexException, ApexList } from '../../values/index.ts';
import { runDml, saveRecords } from './dml.ts';

const ID = '003000000000001AAA';

function inTransaction<T>(transaction: FakeTransaction, body: () => T): T {
  return withContext(fakeContext(transaction), body);
}

function failing(...statusCodes: (string | null)[]): (request: SaveRequest) => SaveResult[] {
  return ({ records }) =>
    records.map((record, index) => {
      const statusCode = statusCodes[index] ?? null;
      if (statusCode === null) return { id: ID, success: true, created: true, errors: [] };
      const errors = [{ statusCode, message: 'no good', fields: ['Email'] }];
      return { id: record.id, success: false, created: false, errors };
    });
}

function thrownBy(body: () => void): ApexException {
  try {
    body();
  } catch (thrown) {
    assert.ok(thrown instanceof ApexException, String(thrown));
    return thrown;
  }
  return assert.fail('nothing was thrown');
}

describe('runDml', () => {
  it('puts the new id on the record in memory', () => {
    const record = new SObject(contact);
    inTransaction(new FakeTransaction(), () => runDml('insert', record, null, null));
    assert.equal(record.id, '003000000000000AAA');
  });

  it('runs in user mode unless the statement says otherwise', () => {
    const transaction = new FakeTransaction();
    inTransaction(transaction, () => {
      runDml('insert', new SObject(contact), null, null);
      runDml('insert', new SObject(contact), 'system', null);
    });
    assert.deepEqual(
      transaction.saves.map(({ accessMode }) => accessMode),
      ['user', 'system']
    );
  });

  it('throws a DmlException that words the first failed row as Salesforce does and lists every failed row', () => {
    const transaction = new FakeTransaction();
    transaction.onSave = failing(null, 'DUPLICATE_VALUE', 'REQUIRED_FIELD_MISSING');
    const records = [new SObject(contact), new SObject(contact), new SObject(contact)];
    if (records[1]) records[1].id = ID;
    const thrown = thrownBy(() =>
      inTransaction(transaction, () => runDml('upsert', new ApexList('Contact', records), null, null))
    );
    assert.equal(
      thrown.getmessage(),
      `Upsert failed. First exception on row 1 with id ${ID}; first error: DUPLICATE_VALUE, no good: [Email]`
    );
    assert.ok(thrown instanceof ApexDmlException);
    assert.deepEqual(
      thrown.rows.map(({ index, statusCode }) => [index, statusCode]),
      [
        [1, 'DUPLICATE_VALUE'],
        [2, 'REQUIRED_FIELD_MISSING']
      ]
    );
  });

  it('leaves no id on a record that was not inserted', () => {
    const transaction = new FakeTransaction();
    transaction.onSave = ({ records }) => {
      for (const record of records) record.id = ID;
      return failing('DUPLICATE_VALUE')({ records } as SaveRequest);
    };
    const record = new SObject(contact);
    thrownBy(() => inTransaction(transaction, () => runDml('insert', record, null, null)));
    assert.equal(record.id, null);
  });

  it('counts no statement for an empty list', () => {
    const transaction = new FakeTransaction();
    inTransaction(transaction, () => runDml('insert', new ApexList('Contact'), null, null));
    assert.equal(transaction.usage.dmlStatements, 0);
  });

  it('saves runs of one type, as one statement, and rolls all of it back when one fails', () => {
    const transaction = new FakeTransaction();
    transaction.onSave = (request) =>
      failing(request.records[0]?.describe === contact ? 'DUPLICATE_VALUE' : null)(request);
    const records = [new SObject(account), new SObject(contact)];
    const thrown = thrownBy(() =>
      inTransaction(transaction, () => runDml('insert', new ApexList('SObject', records), null, null))
    );
    assert.equal(transaction.saves.length, 2);
    assert.equal(transaction.usage.dmlStatements, 1);
    assert.deepEqual(transaction.calls, ['setSavepoint', 'rollbackTo', 'releaseSavepoint']);
    assert.match(thrown.getmessage() ?? '', /^Insert failed. First exception on row 1; first error: DUPLICATE_VALUE/);
    assert.equal(records[0]?.id, null);
  });

  it('refuses more than ten runs of types', () => {
    const records = Array.from({ length: 11 }, (_, index) => new SObject(index % 2 === 0 ? account : contact));
    const thrown = thrownBy(() =>
      inTransaction(new FakeTransaction(), () => runDml('insert', new ApexList('SObject', records), null, null))
    );
    assert.equal(thrown.typeName, 'System.TypeException');
    assert.match(thrown.getmessage() ?? '', /more than 10 chunks/);
  });

  it('refuses one record twice', () => {
    const record = new SObject(contact);
    record.id = ID;
    const list = new ApexList('Contact', [record, record]);
    const messageOf = (operation: string) =>
      thrownBy(() => inTransaction(new FakeTransaction(), () => runDml(operation, list, null, null))).getmessage();
    assert.equal(messageOf('insert'), 'Before Insert or Upsert list must not have two identically equal elements');
    assert.equal(messageOf('update'), `Duplicate id in list: ${ID}`);
  });

  it('stops at the 151st statement and at the 10,001st row', () => {
    const transaction = new FakeTransaction();
    const statements = thrownBy(() =>
      inTransaction(transaction, () => {
        for (let count = 0; count < 151; count++) runDml('insert', new SObject(contact), null, null);
      })
    );
    assert.equal(statements.toString(), 'System.LimitException: Too many DML statements: 151');
    assert.equal(transaction.saves.length, 150);
    const rows = Array.from({ length: 10_001 }, () => new SObject(contact));
    const tooMany = thrownBy(() =>
      inTransaction(new FakeTransaction(), () => runDml('insert', new ApexList('Contact', rows), null, null))
    );
    assert.equal(tooMany.toString(), 'System.LimitException: Too many DML rows: 10001');
  });
});

describe('saveRecords', () => {
  it('answers failures as results when partial success is allowed', () => {
    const transaction = new FakeTransaction();
    transaction.onSave = failing(null, 'DUPLICATES_DETECTED');
    const results = inTransaction(transaction, () =>
      saveRecords({
        operation: 'upsert',
        records: [new SObject(contact), new SObject(contact)],
        allOrNone: false,
        accessMode: 'system',
        externalIdField: 'External_Contact_ID__c'
      })
    );
    assert.deepEqual(
      results.map(({ success, errors }) => [success, errors[0]?.statusCode ?? null]),
      [
        [true, null],
        [false, 'DUPLICATES_DETECTED']
      ]
    );
    assert.equal(transaction.saves[0]?.externalIdField, 'External_Contact_ID__c');
    assert.equal(transaction.saves[0]?.allOrNone, false);
  });
});
