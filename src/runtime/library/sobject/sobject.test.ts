import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PlatformFunction } from '../../../apex/platform/platform-class.ts';
import { ApexDecimal } from '../../../base/index.ts';
import { SObject } from '../../../database/index.ts';
import { account, contact, schema } from '../../execution/fixtures/fake-context.ts';
import { type ApexList, ApexMap } from '../../values/index.ts';
import { DmlOptions } from '../database/dml-options.ts';
import { fieldToken, objectToken } from '../schema/tokens.ts';
import { sobjectClass } from './sobject.ts';

/** Calls a method by the signature that emitted code would name. */
function call(signature: string, record: SObject, ...values: unknown[]): unknown {
  const member = sobjectClass.members[signature];
  assert.ok(typeof member === 'function', signature);
  return (member as PlatformFunction)(record, ...values);
}

const GET = 'Object get(String field)';
const PUT = 'Object put(String field, Object value)';

function recordOf(values: Record<string, unknown>): SObject {
  const record = new SObject(contact);
  for (const [field, value] of Object.entries(values)) call(PUT, record, field, value);
  return record;
}

describe('get and put', () => {
  it('find fields by name in any case and by token, and put answers the value before', () => {
    const record = recordOf({ lastname: 'Lovelace' });
    assert.equal(call(PUT, record, 'LASTNAME', 'King'), 'Lovelace');
    const token = fieldToken('Contact', 'LastName', schema);
    assert.equal(call('Object get(Schema.SObjectField field)', record, token), 'King');
  });

  it('hold a number as Decimal and refuse a value of the wrong type', () => {
    const record = recordOf({ Score__c: 3 });
    assert.ok(call(GET, record, 'Score__c') instanceof ApexDecimal);
    assert.throws(() => call(PUT, record, 'Email', 5), /SObjectException: Illegal assignment from Integer to String/);
  });

  it('refuse an unknown field and a field that was not queried', () => {
    const record = new SObject(contact);
    assert.throws(() => call(GET, record, 'Nope__c'), /SObjectException: Invalid field Nope__c for Contact/);
    record.queried = true;
    assert.throws(
      () => call(GET, record, 'Email'),
      /SObject row was retrieved via SOQL without querying the requested field: Contact.Email/
    );
  });

  it('refuse a read-only record and a token of another object', () => {
    const record = recordOf({ LastName: 'Lovelace' });
    record.readOnly = true;
    assert.throws(() => call(PUT, record, 'Email', 'a@b.c'), /System.FinalException: Record is read-only/);
    const token = fieldToken('Account', 'Name', schema);
    assert.throws(
      () => call('Object get(Schema.SObjectField field)', record, token),
      /Account.Name does not belong to SObject type Contact/
    );
  });
});

describe('getPopulatedFieldsAsMap and isSet', () => {
  it('show what was set, also to null, and nothing else', () => {
    const record = recordOf({ LastName: 'Lovelace', Email: null });
    const map = call('Map<String, Object> getPopulatedFieldsAsMap()', record);
    assert.ok(map instanceof ApexMap);
    assert.deepEqual(map.keys(), ['LastName', 'Email']);
    assert.equal(call('Boolean isSet(String field)', record, 'email'), true);
    assert.equal(call('Boolean isSet(String field)', record, 'Score__c'), false);
  });
});

describe('parents', () => {
  it('are set and read by relationship name or lookup token', () => {
    const record = recordOf({ LastName: 'Lovelace' });
    const parent = new SObject(account);
    call('SObject putSObject(String field, SObject parent)', record, 'account', parent);
    assert.equal(call('SObject getSObject(String field)', record, 'Account'), parent);
    const token = fieldToken('Contact', 'AccountId', schema);
    assert.equal(call('SObject getSObject(Schema.SObjectField field)', record, token), parent);
  });
});

describe('clone', () => {
  it('drops the id unless asked to keep it', () => {
    const record = recordOf({ Id: '003000000000001AAA', LastName: 'Lovelace' });
    const plain = call('SObject clone()', record) as SObject;
    const same = call('SObject clone(Boolean preserveId)', record, true) as SObject;
    assert.equal(plain.id, null);
    assert.equal(plain.fields.get('LastName'), 'Lovelace');
    assert.equal(same.id, '003000000000001AAA');
    assert.equal(call('Boolean isClone()', plain), true);
    assert.equal(call('Boolean isClone()', record), false);
  });
});

describe('addError', () => {
  it('marks the record or a field, also when the record is read-only', () => {
    const record = recordOf({ LastName: 'Lovelace' });
    record.readOnly = true;
    call('void addError(String message)', record, 'no');
    call('void addError(String field, String message)', record, 'email', 'bad');
    assert.deepEqual(
      record.errors.map(({ message, fields }) => [message, fields]),
      [
        ['no', []],
        ['bad', ['Email']]
      ]
    );
    assert.equal(call('Boolean hasErrors()', record), true);
    assert.equal((call('List<Database.Error> getErrors()', record) as ApexList).size, 2);
  });
});

describe('setOptions', () => {
  it('puts the duplicate rule header on the record and getOptions gives the options back', () => {
    const record = new SObject(contact);
    const options = new DmlOptions();
    options.duplicateRuleHeader.allowSave = true;
    call('void setOptions(Database.DMLOptions options)', record, options);
    assert.deepEqual(record.duplicateRuleHeader, {
      allowSave: true,
      includeRecordDetails: false,
      runAsCurrentUser: false
    });
    assert.equal(call('Database.DMLOptions getOptions()', record), options);
  });

  it('refuses optAllOrNone, which the local org would have to ignore', () => {
    const options = new DmlOptions();
    options.optAllOrNone = false;
    assert.throws(
      () => call('void setOptions(Database.DMLOptions options)', new SObject(contact), options),
      /does not support optAllOrNone on a record/
    );
  });
});

describe('tokens', () => {
  it('are one object per object and field', () => {
    assert.equal(objectToken('contact', schema), objectToken('Contact', schema));
    assert.equal(fieldToken('contact', 'email', schema), fieldToken('Contact', 'Email', schema));
    assert.equal(String(fieldToken('Contact', 'Email', schema)), 'Email');
  });
});
