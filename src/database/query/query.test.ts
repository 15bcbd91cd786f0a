import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ApexDate, ApexDatetime, ApexDecimal } from '../../base/index.ts';
import type { Condition, ConditionField, SelectItem, SoqlQuery, SoqlValue } from '../../soql/index.ts';
import { orgSchema } from '../fixtures/org-schema.ts';
import { openTestOrg, request, soql, stopTestServer } from '../fixtures/test-org.ts';
import type { TestOrg } from '../fixtures/test-org.ts';
import type { SObject } from '../sobject.ts';
import type { BindValue, QueryResult } from '../transaction.ts';
import { dateRange } from './date-literals.ts';

let org: TestOrg;
let account: SObject | undefined;
let ann: SObject | undefined;

before(async () => {
  org = await openTestOrg(
    orgSchema({
      customMetadata: [
        { object: 'Lane__mdt', developerName: 'child', label: 'Child', values: new Map([['Parent__c', 'top']]) },
        { object: 'Lane__mdt', developerName: 'top', label: 'Top', values: new Map([['Active__c', true]]) }
      ]
    })
  );
  [account] = org.insert('Account', { Name: 'Acme' }, { Name: 'Zeta' });
  const accountId = account?.id ?? null;
  [ann] = org.insert(
    'Contact',
    {
      FirstName: 'Ann',
      LastName: 'Lee',
      AccountId: accountId,
      Email: 'Ann@X.example',
      Score__c: new ApexDecimal('1.5'),
      Interests__c: 'Art;Music',
      External_Contact_ID__c: 'C-1'
    },
    {
      FirstName: 'Bob',
      LastName: 'lee',
      AccountId: accountId,
      Score__c: new ApexDecimal('2.25'),
      Interests__c: 'Sport',
      Title: 'back\\slash\\',
      Birthdate: ApexDate.of(1990, 5, 17)
    },
    { LastName: 'Éclair', Title: '50%_off', Description: 'long' }
  );
  org.insert(
    'Sync_Exception__c',
    { Contact__c: ann?.id ?? null },
    { Contact__c: ann?.id ?? null, Status__c: 'Claimed' },
    {}
  );
});
after(async () => {
  await org.close();
  await stopTestServer();
});

function run(query: SoqlQuery, binds: readonly BindValue[] | ReadonlyMap<string, BindValue> = []): QueryResult {
  const transaction = org.begin();
  try {
    return transaction.query(query, binds);
  } finally {
    transaction.rollback();
  }
}

const field = (path: string): ConditionField => ({ kind: 'field', path: path.split('.') });
const bind: SoqlValue = { kind: 'bind', index: 0 };
const literal = (value: string | number | boolean | null): SoqlValue => ({ kind: 'literal', value });

function compare(
  path: string,
  operator: (Condition & { kind: 'comparison' })['operator'],
  value: SoqlValue
): Condition {
  return { kind: 'comparison', field: field(path), operator, value };
}

/** First names (or the last name) of the contacts that a condition finds, in the order of last names. */
function found(where: Condition, binds: readonly BindValue[] = []): string[] {
  const orderBy = [
    { field: field('LastName'), descending: false },
    { field: field('FirstName'), descending: false }
  ];
  const { records } = run(soql('Contact', ['FirstName', 'LastName'], { where, orderBy }), binds);
  return records.map((record) => String(record.fields.get('FirstName') ?? record.fields.get('LastName')));
}

test('text is compared and ordered without regard to case', () => {
  assert.deepEqual(found(compare('LastName', '=', literal('LEE'))), ['Ann', 'Bob']);
  assert.deepEqual(found(compare('Email', 'IN', bind), [['ann@x.EXAMPLE', 'nobody']]), ['Ann']);
  assert.deepEqual(found(compare('LastName', '=', literal('éCLAIR'))), ['Éclair']);
});

test('!=, NOT and NOT IN include records without a value, the other comparisons leave them out', () => {
  assert.deepEqual(found(compare('FirstName', '!=', literal('ann'))), ['Bob', 'Éclair']);
  assert.deepEqual(found(compare('FirstName', 'NOT IN', bind), [['Ann']]), ['Bob', 'Éclair']);
  assert.deepEqual(found(compare('FirstName', 'NOT IN', bind), [['Ann', null]]), ['Bob']);
  assert.deepEqual(found(compare('FirstName', 'NOT IN', bind), [[null]]), ['Ann', 'Bob']);
  assert.deepEqual(found({ kind: 'not', operand: compare('FirstName', '=', literal('Ann')) }), ['Bob', 'Éclair']);
  assert.deepEqual(found(compare('FirstName', '=', bind), [null]), ['Éclair']);
  assert.deepEqual(found(compare('FirstName', '=', bind), ['Bob']), ['Bob']);
  assert.deepEqual(found(compare('FirstName', 'IN', bind), [[]]), []);
  assert.deepEqual(found(compare('Score__c', '<', literal(2))), ['Ann']);
});

test('LIKE knows wildcards and escapes', () => {
  assert.deepEqual(found(compare('LastName', 'LIKE', literal('L_E'))), ['Ann', 'Bob']);
  assert.deepEqual(found(compare('Title', 'LIKE', literal('50\\%\\_%'))), ['Éclair']);
  assert.deepEqual(found(compare('Title', 'LIKE', literal('5\\_%'))), []);
});

test('a pattern that ends with a backslash means that backslash', () => {
  assert.deepEqual(found(compare('Title', 'LIKE', literal('back%slash\\'))), ['Bob']);
  assert.deepEqual(found(compare('Title', 'LIKE', literal('back\\\\slash\\\\'))), ['Bob']);
  assert.deepEqual(found(compare('Title', 'LIKE', literal('back%slash'))), []);
});

test('the null character, which no field holds, is refused by every operator', () => {
  const refused = { code: 'INVALID_FIELD', message: /^value of filter criterion for field '\w+' must be of type/ };
  for (const operator of ['=', '!=', '<', 'LIKE'] as const)
    assert.throws(() => found(compare('LastName', operator, literal('a\u0000'))), refused, operator);
  for (const operator of ['IN', 'NOT IN', 'LIKE'] as const)
    assert.throws(() => found(compare('LastName', operator, bind), [['a', '\u0000']]), refused, operator);
  for (const operator of ['INCLUDES', 'EXCLUDES'] as const)
    assert.throws(() => found(compare('Interests__c', operator, bind), [['Art', '\u0000']]), refused, operator);
});

test('multi-select picklists are searched by value', () => {
  const list = (...values: string[]): SoqlValue => ({ kind: 'list', values: values.map(literal) });
  assert.deepEqual(found(compare('Interests__c', 'INCLUDES', list('Art;Music', 'Chess'))), ['Ann']);
  assert.deepEqual(found(compare('Interests__c', 'INCLUDES', list('Art', 'Sport'))), ['Ann', 'Bob']);
  assert.deepEqual(found(compare('Interests__c', 'EXCLUDES', list('Art'))), ['Bob', 'Éclair']);
});

test('ids are taken in 15 and 18 characters; text that is no id is refused', () => {
  assert.deepEqual(found(compare('Id', '=', bind), [ann?.id?.slice(0, 15) ?? null]), ['Ann']);
  assert.throws(() => found(compare('Id', '=', literal('x'))), { message: 'invalid ID field: x' });
});

test('parents are read over several levels and are null when there is none', () => {
  const { records } = run(
    soql('Contact', ['LastName', 'Account.Name', 'Account.Owner.Name', 'Owner.Username'], {
      orderBy: [
        { field: field('Account.Name'), descending: true, nulls: 'last' },
        { field: field('FirstName'), descending: false }
      ]
    })
  );
  const [first, , last] = records;
  const parent = first?.parents.get('Account');
  assert.equal(parent?.fields.get('Name'), 'Acme');
  assert.equal(parent?.id, account?.id);
  assert.equal(parent?.parents.get('Owner')?.fields.get('Name'), 'Ada Admin');
  assert.equal(last?.parents.get('Account'), null);
  assert.equal(first?.queried, true);
  assert.equal(first?.fields.has('Email'), false);
});

test('a polymorphic owner is joined to every object it may be', () => {
  const { records } = run(soql('Sync_Exception__c', ['Owner.Name']));
  assert.deepEqual(
    records.map((record) => [
      record.parents.get('Owner')?.describe.name,
      record.parents.get('Owner')?.fields.get('Name')
    ])[0],
    ['User', 'Ada Admin']
  );
});

test('children of all parents come in one more query, limits count per parent', () => {
  const child: SelectItem = { kind: 'subquery', query: soql('Exceptions__r', ['Status__c'], { limit: literal(1) }) };
  const transaction = org.begin();
  const query = soql('Contact', ['LastName']);
  const { records } = transaction.query({ ...query, select: [...query.select, child] }, []);
  assert.equal(transaction.usage.roundTrips, 2);
  assert.equal(transaction.usage.queries, 1);
  assert.equal(transaction.usage.queryRows, 4);
  transaction.rollback();
  assert.deepEqual(
    records.map((record) => record.children.get('Exceptions__r')?.length),
    [1, 0, 0]
  );
});

test('semi joins and anti joins', () => {
  const query = soql('Sync_Exception__c', ['Contact__c']);
  const join = (negated: boolean): Condition => ({ kind: 'semiJoin', field: ['Id'], negated, query });
  assert.deepEqual(found(join(false)), ['Ann']);
  assert.deepEqual(found(join(true)), ['Bob', 'Éclair']);
});

test('aggregates, groups and HAVING', () => {
  const count: SelectItem = { kind: 'aggregate', function: 'COUNT', path: ['Id'], alias: 'n' };
  const sum: SelectItem = { kind: 'aggregate', function: 'SUM', path: ['Score__c'] };
  const { aggregates } = run({
    ...soql('Contact', ['AccountId']),
    select: [{ kind: 'field', path: ['AccountId'] }, count, sum],
    groupBy: [['AccountId']],
    having: {
      kind: 'comparison',
      field: { kind: 'aggregate', function: 'COUNT', path: ['Id'] },
      operator: '>',
      value: literal(1)
    }
  });
  assert.equal(aggregates?.length, 1);
  assert.equal(aggregates[0]?.get('AccountId'), account?.id);
  assert.equal(aggregates[0]?.get('n'), 2);
  assert.equal(aggregates[0]?.get('expr0')?.toString(), '3.75');
  const all: SelectItem = { kind: 'aggregate', function: 'COUNT' };
  assert.equal(run({ ...soql('Contact', []), select: [all] }).totalSize, 3);
});

test('nulls come first unless said otherwise; limit and offset', () => {
  const orderBy = [{ field: field('FirstName'), descending: false }];
  const names = (more: Partial<SoqlQuery>): unknown[] =>
    run(soql('Contact', ['FirstName'], { orderBy, ...more })).records.map((record) => record.fields.get('FirstName'));
  assert.deepEqual(names({}), [null, 'Ann', 'Bob']);
  assert.deepEqual(names({ limit: literal(1), offset: literal(1) }), ['Ann']);
  assert.deepEqual(names({ orderBy: [{ field: field('FirstName'), descending: true }] }), [null, 'Bob', 'Ann']);
});

test('values come back as Apex holds them', () => {
  const where = compare('FirstName', '=', literal('Bob'));
  const [bob] = run(soql('Contact', ['Score__c', 'Birthdate', 'CreatedDate', 'DoNotCall'], { where })).records;
  assert.ok(bob?.fields.get('Score__c') instanceof ApexDecimal);
  assert.equal(bob.fields.get('Score__c')?.toString(), '2.25');
  assert.equal(bob.fields.get('Birthdate')?.toString(), '1990-05-17');
  assert.ok(bob.fields.get('CreatedDate') instanceof ApexDatetime);
  assert.equal(bob.fields.get('DoNotCall'), false);
});

test('numbers and dates are compared across their types', () => {
  const employees = compare('NumberOfEmployees', '>', literal(1.5));
  assert.equal(run(soql('Account', ['Id'], { where: employees })).totalSize, 0);
  const where = compare('CreatedDate', '>', bind);
  assert.equal(run(soql('Contact', ['Id'], { where }), [ApexDate.of(2020, 1, 1)]).totalSize, 3);
  assert.throws(() => run(soql('Contact', ['Id'], { where }), ['2020-01-01']), { code: 'INVALID_FIELD' });
});

test('date literals', () => {
  const today = (operator: '=' | '<' | '>='): string[] =>
    found(compare('CreatedDate', operator, { kind: 'dateLiteral', name: 'TODAY' }));
  assert.equal(today('=').length, 3);
  assert.equal(today('<').length, 0);
  assert.equal(today('>=').length, 3);
  const now = Date.UTC(2026, 10, 18, 15);
  const range = (name: string, count?: number): string[] => {
    const { start, end } = dateRange(name, count, now);
    return [start, end].map((time) => new Date(time).toISOString().slice(0, 10));
  };
  assert.deepEqual(range('LAST_N_DAYS', 3), ['2026-11-15', '2026-11-19']);
  assert.deepEqual(range('THIS_WEEK'), ['2026-11-15', '2026-11-22']);
  assert.deepEqual(range('LAST_MONTH'), ['2026-10-01', '2026-11-01']);
  assert.deepEqual(range('THIS_FISCAL_QUARTER'), ['2026-10-01', '2027-01-01']);
  assert.deepEqual(range('LAST_N_MONTHS', 2), ['2026-09-01', '2026-11-01']);
});

test('unknown fields, relationships and objects are named in the words of the platform', () => {
  assert.throws(() => run(soql('Contact', ['Nope__c'])), {
    code: 'INVALID_FIELD',
    message: /^No such column 'Nope__c' on entity 'Contact'\. If you are attempting to use a custom field/
  });
  assert.throws(() => run(soql('Contact', ['Nope__r.Name'])), { message: /^Didn't understand relationship 'Nope__r'/ });
  assert.throws(() => run(soql('Nope__c', ['Id'])), { code: 'INVALID_TYPE' });
  assert.throws(() => found(compare('Description', '=', literal('long'))), {
    message: "field 'Description' can not be filtered in a query call"
  });
  assert.throws(() => found(compare('Score__c', '=', literal('x'))), { code: 'INVALID_FIELD' });
});

test('values never become SQL', () => {
  const evil = `'; DROP TABLE org.contact; --`;
  assert.deepEqual(found(compare('LastName', '=', literal(evil))), []);
  assert.deepEqual(found(compare('LastName', 'IN', bind), [[evil, '{"a","b"}', '\\', 'Lee']]), ['Ann', 'Bob']);
});

test('ALL ROWS reads the recycle bin', () => {
  const transaction = org.begin();
  transaction.save(request('delete', ann ? [ann] : []));
  assert.equal(transaction.query(soql('Contact', ['Id']), []).totalSize, 2);
  assert.equal(transaction.query(soql('Contact', ['Id'], { allRows: true }), []).totalSize, 3);
  transaction.rollback();
});

test('custom metadata is read like records, follows its relationships and costs no query', () => {
  const transaction = org.begin();
  const orderBy = [{ field: field('DeveloperName'), descending: false }];
  const { records } = transaction.query(
    soql('Lane__mdt', ['DeveloperName', 'Active__c', 'Parent__r.DeveloperName'], { orderBy }),
    []
  );
  assert.equal(transaction.usage.queries, 0);
  transaction.rollback();
  assert.deepEqual(
    records.map((record) => [
      record.fields.get('DeveloperName'),
      record.fields.get('Active__c'),
      record.parents.get('Parent__r')?.fields.get('DeveloperName') ?? null
    ]),
    [
      ['child', false, 'top'],
      ['top', true, null]
    ]
  );
});

test('binds of dynamic queries are found by name', () => {
  const where = compare('LastName', '=', { kind: 'bind', index: 0, name: 'wanted' });
  assert.equal(run(soql('Contact', ['Id'], { where }), new Map([['wanted', 'lee']])).totalSize, 2);
  assert.throws(() => run(soql('Contact', ['Id'], { where }), new Map()), {
    message: 'Variable does not exist: wanted'
  });
});
