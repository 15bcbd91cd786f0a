import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluate, printed, runApex, thrown } from './evaluate.ts';

test('fields are read and written by canonical name, in their types', () => {
  assert.equal(
    evaluate(
      'String',
      `Contact c = new Contact(lastname = 'A'); c.LASTNAME += 'b'; c.source_version__C = 5; c.Source_Version__c++; return c.LastName + c.Source_Version__c;`
    ),
    'Ab6'
  );
  assert.equal(
    evaluate('Boolean', `Contact c = new Contact(); return c.Email == null && c.Source_Version__c == null;`),
    true
  );
});

test('a missing parent reads as null, and cannot be written through', () => {
  assert.equal(evaluate('String', `Contact c = new Contact(); return c.Account.Owner.Name;`), null);
  assert.equal(
    evaluate('String', `Contact c = new Contact(Account = new Account(Name = 'Acme')); return c.Account.Name;`),
    'Acme'
  );
  assert.match(
    thrown(`Contact c = new Contact(); c.Account.Name = 'x'; return null;`),
    /Attempt to de-reference a null object/
  );
  assert.match(thrown(`Contact c; return c.Email;`), /Attempt to de-reference a null object/);
});

test('generic records: get, put, casts and methods', () => {
  assert.equal(
    evaluate(
      'String',
      `SObject s = new Contact(LastName = 'x'); s.put('Email', 'a@b.c'); return (String) s.get('email') + ((Contact) s).LastName;`
    ),
    'a@b.cx'
  );
  assert.equal(
    evaluate('Boolean', `SObject s = new Contact(); return s instanceof Contact && !(s instanceof Account);`),
    true
  );
  assert.equal(
    evaluate(
      'String',
      `Contact c = new Contact(LastName = 'x'); Contact d = c.clone(); d.LastName = 'y'; return c.LastName;`
    ),
    'x'
  );
});

test('tokens of objects and fields', () => {
  assert.equal(printed(`Contact.External_Contact_ID__c`), 'External_Contact_ID__c');
  assert.equal(printed(`Schema.Contact.Email.getDescribe().getName()`), 'Email');
  assert.equal(printed(`Contact.SObjectType.getDescribe().getName()`), 'Contact');
  assert.equal(printed(`Schema.SObjectType.Contact.getName()`), 'Contact');
  assert.equal(printed(`Schema.SObjectType.Contact.fields.email.getName()`), 'Email');
  assert.equal(
    evaluate(
      'Boolean',
      `return new Contact().getSObjectType() == Contact.SObjectType && new Contact().getSObjectType() == Schema.Contact.SObjectType;`
    ),
    true
  );
});

test('errors land on records and on fields', () => {
  const { value } = runApex([
    `public class Sample { public static Contact run() { Contact c = new Contact(); c.addError('all'); c.Email.addError('mail'); return c; } }`
  ]);

  assert.deepEqual(
    (value as { errors: readonly { message: string; fields: readonly string[] }[] }).errors.map(
      ({ message, fields }) => [message, fields]
    ),
    [
      ['all', []],
      ['mail', ['Email']]
    ]
  );
});
