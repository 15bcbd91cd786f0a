import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApexDecimal, ApexDouble } from '../../../base/index.ts';
import { SObject } from '../../../database/index.ts';
import { account, contact, schema } from '../../execution/fixtures/fake-context.ts';
import { platformClasses } from '../../library/index.ts';
import { ApexException, ApexList, ApexMap, castValue, isOfType, raise, TypeRegistry, typeNameOf } from '../index.ts';

const platform = new Map(platformClasses.map((declaration) => [declaration.name.toLowerCase(), declaration]));
const types = new TypeRegistry({ classes: new Map(), platform, schema });

function cast(value: unknown, type: string): unknown {
  return castValue(value, types.get(type), types);
}

function is(value: unknown, type: string): boolean {
  return isOfType(value, types.get(type), types);
}

test('one object per type, however it is written', () => {
  assert.equal(types.get('map< string , list<CONTACT> >'), types.get('Map<String,List<Contact>>'));
  assert.equal(types.get('System.String'), types.get('string'));
  assert.equal(types.get('DmlException'), types.get('System.DmlException'));
  assert.equal(types.get('Contact[]').text, 'List<Contact>');
  assert.equal(types.find('List<Nothing>'), null);
  assert.equal(types.find('Map<String>'), null);
});

test('instanceof', () => {
  const contacts = new ApexList('Contact');
  assert.ok(is(contacts, 'List<SObject>') && is(contacts, 'List<Object>') && is(contacts, 'Iterable<Contact>'));
  assert.ok(!is(contacts, 'List<Account>') && !is(contacts, 'List<String>'));
  assert.ok(is(new ApexMap('String', 'Object'), 'Map<String,Object>'));
  assert.ok(!is(new ApexMap('String', 'String'), 'Map<Id,String>'));
  assert.ok(is(new SObject(account), 'SObject') && !is(new SObject(account), 'Contact'));
  const exception = new ApexException('System.DmlException', 'x');
  assert.ok(is(exception, 'Exception') && is(exception, 'DmlException') && !is(exception, 'QueryException'));
  assert.ok(!is(null, 'Object'));
});

test('casts widen numbers, and refuse the rest with the platform’s words', () => {
  assert.equal(String(cast(1, 'Decimal')), '1');
  assert.equal(cast(1, 'Long'), 1n);
  assert.equal(String(cast(new ApexDecimal('1.5'), 'Double')), '1.5');
  assert.equal(cast(null, 'Contact'), null);
  assert.equal(cast('003000000000001', 'Id'), '003000000000001AAA');
  const refused = (value: unknown, type: string): string => {
    try {
      cast(value, type);
      return 'cast';
    } catch (error) {
      return String(error);
    }
  };
  assert.equal(
    refused(new ApexDouble(1), 'Integer'),
    'System.TypeException: Invalid conversion from runtime type Double to Integer'
  );
  assert.equal(
    refused(new ApexList('Object'), 'Map<String,Object>'),
    'System.TypeException: Invalid conversion from runtime type List<ANY> to Map<String,ANY>'
  );
  assert.equal(
    refused(new SObject(contact), 'Account'),
    'System.TypeException: Invalid conversion from runtime type Contact to Account'
  );
  assert.equal(refused('x', 'Id'), 'System.StringException: Invalid id: x');
});

test('raise names System types by themselves and others in full', () => {
  assert.throws(() => raise('MathException', 'x'), { typeName: 'System.MathException' });
  assert.equal(typeNameOf(new ApexException('System.MathException')), 'System.MathException');
});
