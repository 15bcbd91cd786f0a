import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApexDatetime, ApexDecimal, ApexDouble } from '../../base/index.ts';
import { SObject } from '../../database/index.ts';
import { contact } from '../execution/fixtures/fake-context.ts';
import { getChildren, getField, getParent, putField } from './index.ts';

function refused(body: () => unknown): string {
  try {
    body();
    return 'done';
  } catch (error) {
    return String(error);
  }
}

test('a queried record refuses fields that were not selected, but for its id', () => {
  const record = new SObject(contact);
  record.queried = true;
  record.fields.set('LastName', 'Doe');
  assert.equal(getField(record, 'LastName'), 'Doe');
  assert.equal(getField(record, 'Id'), null);
  const message = 'System.SObjectException: SObject row was retrieved via SOQL without querying the requested field: ';
  assert.equal(
    refused(() => getField(record, 'Email')),
    `${message}Contact.Email`
  );
  assert.equal(
    refused(() => getParent(record, 'Account')),
    `${message}Contact.Account`
  );
  putField(record, 'Email', 'a@b.co');
  assert.equal(getField(record, 'Email'), 'a@b.co');
});

test('a new record reads null, and false for a checkbox', () => {
  const record = new SObject(contact);
  assert.equal(getField(record, 'Email'), null);
  assert.equal(getField(record, 'Active__c'), false);
  assert.equal(getParent(record, 'Account'), null);
  assert.equal(getChildren(record, 'Contacts').size, 0);
  assert.equal(
    refused(() => getField(null, 'Email')),
    'System.NullPointerException: Attempt to de-reference a null object'
  );
});

test('values take the type of the field', () => {
  const record = new SObject(contact);
  putField(record, 'Score__c', 3);
  assert.deepEqual(getField(record, 'Score__c'), new ApexDecimal(3));
  putField(record, 'Score__c', new ApexDouble(0.1));
  assert.equal(String(getField(record, 'Score__c')), '0.1');
  putField(record, 'AccountId', '001000000000001');
  assert.equal(getField(record, 'AccountId'), '001000000000001AAA');
  assert.equal(
    refused(() => putField(record, 'Score__c', 'high')),
    'System.SObjectException: Illegal assignment from String to Decimal'
  );
  assert.equal(
    refused(() => putField(record, 'Email', new ApexDatetime(0))),
    'System.SObjectException: Illegal assignment from Datetime to String'
  );
  record.readOnly = true;
  assert.equal(
    refused(() => putField(record, 'Email', null)),
    'System.FinalException: Record is read-only'
  );
});
