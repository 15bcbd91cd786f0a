import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writtenType } from '../types/index.ts';
import { testLibrary } from './fixtures/library.ts';
import { parseSignature, parseTypeText, SignatureError } from './signature.ts';

test('an instance method names its result, its parameters and their types', () => {
  const signature = parseSignature(
    'Map<String, List<Contact>> group(List<SObject> records, Schema.SObjectField field)'
  );

  assert.ok(signature.kind === 'method');
  assert.equal(signature.static, false);
  assert.equal(signature.name, 'group');
  assert.equal(writtenType(signature.returnType), 'Map<String,List<Contact>>');
  assert.deepEqual(
    signature.parameters.map((parameter) => [writtenType(parameter.type), parameter.name]),
    [
      ['List<SObject>', 'records'],
      ['Schema.SObjectField', 'field']
    ]
  );
});

test('static methods, constructors and properties are told apart', () => {
  const kinds = [
    'static String valueOf(Object value)',
    'new(String message, Exception cause)',
    'new()',
    'static Integer MAX_VALUE',
    'String name'
  ].map((text) => {
    const signature = parseSignature(text);
    return [
      signature.kind,
      signature.kind !== 'constructor' && signature.static,
      signature.kind === 'property' ? 0 : signature.parameters.length
    ];
  });

  assert.deepEqual(kinds, [
    ['method', true, 1],
    ['constructor', false, 2],
    ['constructor', false, 0],
    ['property', true, 0],
    ['property', false, 0]
  ]);
});

test('a property may be called new, as in Trigger.new', () => {
  const signature = parseSignature('static List<SObject> new');

  assert.ok(signature.kind === 'property');
  assert.equal(signature.name, 'new');
});

test('an array is a list', () => {
  assert.equal(writtenType(parseTypeText('Database.SaveResult[]')), 'List<Database.SaveResult>');
});

test('a malformed signature is refused with its text', () => {
  for (const text of [
    'String',
    'String name(',
    'name(String)',
    'String name(Integer)',
    'List<String name()',
    'String a b'
  ])
    assert.throws(() => parseSignature(text), SignatureError, text);
});

test('the library finds classes without case, bare only in System and Schema', () => {
  assert.equal(testLibrary.findWritten('dmlexception')?.name, 'System.DmlException');
  assert.equal(testLibrary.findWritten('SObjectField')?.name, 'Schema.SObjectField');
  assert.equal(testLibrary.findWritten('database.saveresult')?.name, 'Database.SaveResult');
  assert.equal(testLibrary.findWritten('SaveResult'), undefined);
  assert.equal(testLibrary.find('System.DmlException')?.superclass, 'System.Exception');
});
