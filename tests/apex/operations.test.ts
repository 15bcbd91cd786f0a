/** What statements ask of the database and of the platform, and what a compiled unit says about itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApexList } from '../../src/runtime/values/index.ts';
import { loadApex, loadApexWith } from './run-apex.ts';

function subject(body: string): string {
  return `public class Subject { public static Object run() { ${body} } }`;
}

test('DML statements name operation, access mode and key', () => {
  const calls: unknown[][] = [];
  const apex = loadApexWith({ dml: (operation, _value, mode, key) => void calls.push([operation, mode, key]) }, [
    subject(`Contact c = new Contact(); List<Contact> many = new List<Contact>{ c };
        insert c; update as user many; delete as system c; undelete many;
        upsert many External_Contact_ID__c; upsert c contact.external_contact_id__c; upsert c;
        return null;`)
  ]);
  apex.run('Subject', 'run');
  assert.deepEqual(calls, [
    ['insert', null, null],
    ['update', 'user', null],
    ['delete', 'system', null],
    ['undelete', null, null],
    ['upsert', null, 'External_Contact_ID__c'],
    ['upsert', null, 'External_Contact_ID__c'],
    ['upsert', null, null]
  ]);
});

test('a merge names master, losers and access mode', () => {
  const calls: unknown[][] = [];
  const apex = loadApexWith({ merge: (...given) => void calls.push(given) }, [
    subject(`Contact c = new Contact(LastName = 'M'); Contact d = new Contact(); List<Contact> many = new List<Contact>{ d };
        SObject some = c; merge c d; merge as user c many; merge some d; return many;`)
  ]);
  const many = apex.run('Subject', 'run');
  assert.deepEqual(
    calls.map(([, , mode]) => mode),
    [null, 'user', null]
  );
  assert.equal(calls[1]?.[1], many);
  assert.equal(calls[0]?.[0], calls[2]?.[0]);
});

test('a merge of what cannot be merged is refused', () => {
  for (const statement of ['merge u u', 'merge many c', 'merge c text'])
    assert.throws(
      () =>
        loadApex(
          subject(`User u = new User(); Contact c = new Contact(); List<Contact> many = new List<Contact>(); String text = '';
            ${statement}; return null;`)
        ),
      /APX2622/,
      statement
    );
});

test('a field that is no key is refused for upsert', () => {
  assert.throws(() => loadApex(subject('Contact c = new Contact(); upsert c LastName; return null;')), /APX2616/);
});

test('a loop over a query walks rows, with a list variable chunks of 200', () => {
  const rows = (count: number) => Array.from({ length: count }, () => null);
  const apex = loadApexWith({ soql: (_query, _binds, _shape, type) => new ApexList(type, rows(450)) }, [
    subject(`Integer count = 0; String sizes = '';
      for (Contact each : [SELECT Id FROM Contact]) { count++; }
      for (List<Contact> chunk : [SELECT Id FROM Contact]) { sizes += chunk.size() + ' '; }
      return sizes + count;`)
  ]);
  assert.equal(apex.run('Subject', 'run'), '200 200 50 450');
});

test('System.runAs runs its block and lets a return in it leave the method', () => {
  const log: string[] = [];
  const apex = loadApexWith(
    {
      runAs(_user, body) {
        log.push('in');
        body();
        log.push('out');
      }
    },
    [
      subject(`User someone = new User(); Integer x = 0;
        System.runAs(someone) { x = 1; for (Integer i = 0; i < 3; i++) { if (i == 1) break; x++; } }
        System.runAs(someone) { System.runAs(someone) { if (x == 2) { return 'left with ' + x; } } }
        return 'stayed';`)
    ]
  );
  assert.equal(apex.run('Subject', 'run'), 'left with 2');
  assert.deepEqual(log, ['in', 'out', 'in', 'in', 'out', 'out']);
});

test('a jump out of System.runAs to a loop around it is refused', () => {
  assert.throws(
    () =>
      loadApex(
        subject('User u = new User(); for (Integer i = 0; i < 1; i++) { System.runAs(u) { break; } } return 1;')
      ),
    /APX2607/
  );
});

test('a trigger runs its body', () => {
  const calls: string[] = [];
  const apex = loadApexWith({ dml: (operation) => void calls.push(operation) }, [
    'trigger ContactTrigger on contact (before insert, after undelete) { Contact c = new Contact(); if (c != null) { insert c; } }'
  ]);
  apex.fire('ContactTrigger');
  assert.deepEqual(calls, ['insert']);
  assert.deepEqual(apex.program.units[0]?.trigger, { object: 'Contact', events: ['before insert', 'after undelete'] });
});

test('with coverage each executable line says that it runs', () => {
  const apex = loadApexWith(
    {},
    [
      `public class Subject {
  static Integer start = 1;
  static Integer unused;
  public static Object run() {
    Integer x = start;
    if (x == 1) {
      x = 2;
    } else {
      x = 3;
    }
    return x;
  }
}`
    ],
    { coverage: true }
  );
  apex.run('Subject', 'run');
  assert.deepEqual(apex.program.units[0]?.executableLines, [2, 5, 6, 7, 9, 11]);
  assert.deepEqual(apex.linesOf(0), [2, 5, 6, 7, 11]);
});

test('lines of a test class are not measured', () => {
  const apex = loadApexWith({}, ['@IsTest private class Subject { @IsTest static void run() { Integer x = 1; } }'], {
    coverage: true
  });
  apex.run('Subject', 'run');
  assert.deepEqual(apex.program.units[0]?.executableLines, []);
  assert.deepEqual(apex.linesOf(0), []);
});

test('a class tells the run time what it declares', () => {
  const { program } = loadApex(
    `@RestResource(urlMapping='/rows/*') global with sharing class Subject extends Base implements Comparable {
       @AuraEnabled public String label { get; set; }
       public transient Integer hidden;
       public static Integer shared;
       public Integer computed { get { return 1; } }
       public Subject(String label, List<Id> ids) { }
       @HttpPost global static Map<String, Object> post(List<Contact> rows) { return null; }
       public Integer compareTo(Object other) { return 0; }
       @AuraEnabled(cacheable=true) public static void a() { }
       public enum Kind { ONE, TWO }
     }`,
    'public virtual class Base { public Integer own; }'
  );
  const [unit] = program.units;
  const [info, kind] = unit?.classes ?? [];
  assert.ok(info && kind);
  assert.deepEqual(info.supertypes, ['Base', 'System.Comparable']);
  assert.equal(info.superclass, 'Base');
  assert.equal(info.sharing, 'with');
  assert.deepEqual(info.annotations, [{ name: 'restresource', values: { urlmapping: '/rows/*' } }]);
  assert.deepEqual(
    info.fields.map(({ name, type, transient, auraEnabled }) => [name, type, transient, auraEnabled]),
    [
      ['own', 'Integer', false, false],
      ['label', 'String', false, true],
      ['hidden', 'Integer', true, false]
    ]
  );
  assert.deepEqual(
    info.methods.map(({ key, static: isStatic, returnType }) => [key, isStatic, returnType]),
    [
      ['post$list_contact_', true, 'Map<String,Object>'],
      ['compareto$object', false, 'Integer'],
      ['a', true, 'void']
    ]
  );
  assert.deepEqual(info.methods[2]?.annotations, [{ name: 'auraenabled', values: { cacheable: 'true' } }]);
  assert.deepEqual(info.constructors, [
    {
      key: 'c$string$list_id_',
      parameters: [
        { name: 'label', type: 'String' },
        { name: 'ids', type: 'List<Id>' }
      ]
    }
  ]);
  assert.deepEqual([kind.name, kind.kind, kind.enumValues], ['Subject.Kind', 'enum', ['ONE', 'TWO']]);
});
