import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnose } from './evaluate.ts';

function body(text: string): string[] {
  return diagnose(`public class Sample {\n  static void run() {\n    ${text}\n  }\n}`);
}

const cases: readonly (readonly [body: string, diagnostic: string])[] = [
  ['Integer a = missing;', '3 APX2002 Variable does not exist: missing'],
  ['Nothing a;', '3 APX2001 Invalid type: Nothing'],
  ['missing(1);', '3 APX2003 Method does not exist or incorrect signature: void missing(Integer) from the type Sample'],
  [
    `'a'.missing(true);`,
    '3 APX2003 Method does not exist or incorrect signature: void missing(Boolean) from the type String'
  ],
  [`Integer a = 'x';`, '3 APX2005 Illegal assignment from String to Integer'],
  ['Integer a = 1L;', '3 APX2005 Illegal assignment from Long to Integer'],
  ['Contact c = new Account();', '3 APX2005 Illegal assignment from Account to Contact'],
  ['Sample s = new Sample(1);', '3 APX2006 Constructor not defined: [Sample].<Constructor>(Integer)'],
  ['Contact c = new Contact(Missing__c = 1);', '3 APX2008 Field does not exist: Missing__c on Contact'],
  [`Contact c = new Contact(Name = 'x');`, '3 APX2009 Field is not writeable: Contact.Name'],
  ['Contact c; Object o = c.Missing__c;', '3 APX2008 Field does not exist: Missing__c on Contact'],
  ['Contact c; c.CreatedDate = null;', '3 APX2009 Field is not writeable: Contact.CreatedDate'],
  ['Object o = Contact.Missing__c;', '3 APX2008 Field does not exist: Missing__c on Contact'],
  ['this.toString();', '3 APX2025 this cannot be referenced in a static context'],
  ['1 = 2;', '3 APX2015 Expression cannot be assigned'],
  ['Boolean b = true + 1;', '3 APX2017 Operator + cannot be applied to Boolean and Integer'],
  [`Boolean b = 1 == 'a';`, '3 APX2018 Comparison arguments must be compatible types: Integer, String'],
  ['Boolean b = true < false;', '3 APX2018 Comparison arguments must be compatible types: Boolean, Boolean'],
  [`String s = -'a';`, '3 APX2019 Operator - cannot be applied to String'],
  [
    `Integer i = (Integer) 'a';`,
    '3 APX2020 Incompatible types since an instance of String is never an instance of Integer'
  ],
  [`Object o = true ? 1 : 'a';`, '3 APX2021 Incompatible types in ternary operator: Integer, String'],
  ['Integer i = 1; Object o = i[0];', '3 APX2022 Expression must be a list type: Integer'],
  ['Object o = run();', '3 APX2023 Expression of type void is used as a value'],
  ['Integer i = 2147483648;', '3 APX2024 Illegal Integer: 2147483648 is out of range'],
  ['Object o = [SELECT Id FROM Missing__c];', `3 APX2030 sObject type 'Missing__c' is not supported.`],
  ['Object o = [SELECT Missing__c FROM Contact];', `3 APX2031 No such column 'Missing__c' on entity 'Contact'.`],
  ['Object o = [SELECT Id FROM Contact WHERE Nope = 1];', `3 APX2031 No such column 'Nope' on entity 'Contact'.`],
  [
    'Object o = [SELECT Nope.Name FROM Contact];',
    `3 APX2032 Didn't understand relationship 'Nope' in field path of 'Contact'.`
  ],
  [
    'Object o = [SELECT Id, (SELECT Id FROM Nope) FROM Account];',
    `3 APX2032 Didn't understand relationship 'Nope' in field path of 'Account'.`
  ],
  [
    'Map<Id, Id> m; Object o = [SELECT Id FROM Contact WHERE Id IN :m];',
    '3 APX2033 Invalid bind expression type of Map<Id,Id>'
  ]
];

for (const [text, diagnostic] of cases) {
  test(`${diagnostic.slice(2)} <- ${text}`, () => {
    assert.deepEqual(body(text), [diagnostic]);
  });
}

test('members of other classes are as visible as they say', () => {
  const other =
    'public class Other { private static Integer hidden; @TestVisible private static Integer shown; private Integer secret() { return 1; } }';
  const using = (annotation: string) =>
    `${annotation} public class Sample {\n static void run() {\n Integer a = Other.hidden;\n a = Other.shown;\n new Other().secret(); } }`;

  assert.deepEqual(diagnose(using('@IsTest'), other), [
    '3 APX2010 Variable is not visible: Other.hidden',
    '5 APX2011 Method is not visible: Other.secret'
  ]);
});

test('instance members are out of reach of static methods, static ones of objects', () => {
  assert.deepEqual(
    diagnose(
      `public class Sample {\n Integer field; void go() {} static void stop() {}\n static void run() {\n field = 1;\n go();\n new Sample().stop(); } }`
    ),
    [
      '4 APX2013 Non static member cannot be referenced from a static context: field',
      '5 APX2013 Non static member cannot be referenced from a static context: go',
      '6 APX2014 Static member cannot be referenced from a non static context: stop'
    ]
  );
});

test('a final local variable with a value is assigned once, in a method and in a trigger', () => {
  const body = 'final Integer limited = 1;\n limited = 2;\n limited++;';
  const refused = ['2 APX2016 Final variable has already been initialized: limited'];
  refused.push('3 APX2016 Final variable has already been initialized: limited');
  assert.deepEqual(diagnose(`public class Sample { static void run() { ${body} } }`), refused);
  assert.deepEqual(diagnose(`trigger Sample on Contact (before insert) { ${body} }`), refused);
});

test('an ambiguous call is refused', () => {
  assert.deepEqual(
    diagnose(
      `public class Sample {\n static void f(String a, Object b) {} static void f(Object a, String b) {}\n static void run() {\n f('a', 'b'); } }`
    ),
    ['4 APX2004 Method signature is ambiguous: f(String, String)']
  );
});

test('a property without a setter, a private setter, a final field', () => {
  assert.deepEqual(
    diagnose(
      `public class Sample {\n static void run(Other o) {\n o.fixed = 1;\n o.own = 1;\n Other.LIMITED = 2;\n } }`,
      `public class Other { public Integer fixed { get { return 1; } } public Integer own { get; private set; } public static final Integer LIMITED = 1; }`
    ),
    [
      '3 APX2010 Variable is not visible: Other.fixed',
      '4 APX2010 Variable is not visible: Other.own',
      '5 APX2016 Final variable has already been initialized: LIMITED'
    ]
  );
});

test('one mistake is one diagnostic', () => {
  assert.deepEqual(body('Integer a = missing.size() + missing2; String s = missing.name + a;'), [
    '3 APX2002 Variable does not exist: missing',
    '3 APX2002 Variable does not exist: missing2',
    '3 APX2002 Variable does not exist: missing'
  ]);
});

test('a private inner class stays in its file, also inside type arguments', () => {
  assert.deepEqual(
    diagnose(
      `public class Sample {\n static void run() {\n Other.Hidden a;\n List<Other.Hidden> b;\n Other.Shown c; } }`,
      `public class Other { class Hidden {} public class Shown {} }`
    ),
    ['3 APX2012 Type is not visible: Other.Hidden', '4 APX2012 Type is not visible: Other.Hidden']
  );
});

test('a trigger knows the object of its records', () => {
  assert.deepEqual(
    diagnose(
      `trigger Guard on Contact (before update) {\n for (Contact c : Trigger.new) { c.Email = Trigger.oldMap.get(c.Id).Email; }\n Trigger.new[0].Missing__c = 1;\n Account a = Trigger.new[0]; }`
    ),
    ['3 APX2008 Field does not exist: Missing__c on Contact', '4 APX2005 Illegal assignment from Contact to Account']
  );
});
