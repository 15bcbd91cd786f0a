/** Queries that mean nothing are refused in the platform's words before PostgreSQL sees them; those beside them that mean something run. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ApexDecimal } from '../../base/index.ts';
import { parseSoql } from '../../soql/index.ts';
import { orgSchema } from '../fixtures/org-schema.ts';
import { openTestOrg, stopTestServer } from '../fixtures/test-org.ts';
import type { TestOrg } from '../fixtures/test-org.ts';
import type { QueryResult } from '../transaction.ts';

let org: TestOrg;

before(async () => {
  org = await openTestOrg(orgSchema());
  org.insert('Account', { Name: 'Acme' });
  org.insert(
    'Contact',
    { LastName: 'Lee', Score__c: new ApexDecimal('1.5'), DoNotCall: true },
    { LastName: 'Lee', Score__c: new ApexDecimal('2.5') },
    { LastName: 'Moe' }
  );
});
after(async () => {
  await org.close();
  await stopTestServer();
});

function run(text: string): QueryResult {
  const { query, problems } = parseSoql(text);
  assert.ok(query, problems[0]?.message);
  const transaction = org.begin();
  try {
    return transaction.query(query, []);
  } finally {
    transaction.rollback();
  }
}

const contacts = (where: string): number => run(`SELECT Id FROM Contact WHERE ${where}`).totalSize;
const refused = (text: string, code: string, message: string | RegExp): void => {
  assert.throws(() => run(text), { code, message }, text);
};
const filterRefused = (where: string, code: string, message: string | RegExp): void => {
  refused(`SELECT Id FROM Contact WHERE ${where}`, code, message);
};

test('LIKE is for text, INCLUDES and EXCLUDES are for multi-select picklists', () => {
  const code = 'INVALID_QUERY_FILTER_OPERATOR';
  for (const [field, type] of [
    ['Id', 'id'],
    ['AccountId', 'id'],
    ['DoNotCall', 'boolean'],
    ['Score__c', 'double'],
    ['Birthdate', 'date'],
    ['CreatedDate', 'datetime'],
    ['Interests__c', 'multipicklist']
  ])
    filterRefused(`${field} LIKE 'a%'`, code, `invalid operator on ${type} field`);
  for (const operator of ['INCLUDES', 'EXCLUDES'])
    for (const field of ['LastName', 'LeadSource', 'DoNotCall', 'Score__c', 'CreatedDate'])
      filterRefused(`${field} ${operator} ('a')`, code, /^invalid operator on \w+ field$/);
  assert.equal(contacts(`LeadSource LIKE 'a%' OR Email LIKE 'a%' OR LastName LIKE 'l%'`), 2);
});

test('text is compared with text only, and the refusal says so', () => {
  const needed = (type: string): string =>
    `value of filter criterion for field 'LastName' must be of type ${type} and should be enclosed in quotes`;
  for (const operation of ['= 1', 'LIKE 1', 'IN (true)', '> 2026-01-31', 'LIKE 2026-01-31T00:00:00Z'])
    filterRefused(`LastName ${operation}`, 'INVALID_FIELD', needed('string'));
});

test('a day that no calendar has is refused', () => {
  for (const day of ['2023-02-29', '2026-13-01', '2026-00-00', '9999-99-99', '2026-04-31']) {
    filterRefused(`Birthdate = ${day}`, 'MALFORMED_QUERY', `Invalid date: ${day}`);
    filterRefused(`CreatedDate > ${day}T00:00:00Z`, 'MALFORMED_QUERY', `Invalid date: ${day}T00:00:00Z`);
  }
  for (const time of ['T12:00:00+99:99', 'T25:00:00Z', 'T23:59:60Z'])
    filterRefused(`CreatedDate > 2026-01-31${time}`, 'MALFORMED_QUERY', /^Invalid date/);
  assert.equal(contacts('Birthdate = 2024-02-29 OR CreatedDate > 2020-01-31T23:59:59.999+05:30'), 3);
});

test('both sides of a semi join are ids', () => {
  const message = (name: string): string => `Semi join sub-selects can only query id fields, cannot use: '${name}'`;
  filterRefused('Id IN (SELECT Name FROM Account)', 'MALFORMED_QUERY', message('Name'));
  filterRefused('LastName NOT IN (SELECT Id FROM Account)', 'MALFORMED_QUERY', message('LastName'));
  filterRefused('CreatedDate IN (SELECT CreatedDate FROM Account)', 'MALFORMED_QUERY', message('CreatedDate'));
  assert.equal(contacts('AccountId NOT IN (SELECT Id FROM Account)'), 3);
});

test('aggregate functions take the types that the reference names', () => {
  for (const name of ['COUNT', 'COUNT_DISTINCT', 'MIN', 'MAX', 'SUM', 'AVG'])
    for (const field of ['DoNotCall', 'Interests__c'])
      refused(
        `SELECT ${name}(${field}) FROM Contact`,
        'MALFORMED_QUERY',
        `field ${field} does not support aggregate operator ${name}`
      );
  for (const name of ['SUM', 'AVG'])
    for (const field of ['LastName', 'Id', 'CreatedDate'])
      refused(
        `SELECT ${name}(${field}) FROM Contact`,
        'MALFORMED_QUERY',
        `field ${field} does not support aggregate operator ${name}`
      );
  const [row] = run('SELECT MIN(CreatedDate), MAX(LastName) last, AVG(Score__c) mean FROM Contact').aggregates ?? [];
  assert.equal(row?.get('last'), 'Moe');
  assert.equal(Number(String(row.get('mean'))), 2);
});

test('HAVING and ORDER BY of groups name groups and aggregates, WHERE names neither', () => {
  const grouped = 'SELECT LastName, COUNT(Id) n FROM Contact';
  const message = 'Field must be grouped or aggregated: Email';
  refused(`${grouped} GROUP BY LastName HAVING Email = null`, 'MALFORMED_QUERY', message);
  refused(`${grouped} GROUP BY LastName ORDER BY Email`, 'MALFORMED_QUERY', message);
  refused('SELECT Email, COUNT(Id) FROM Contact', 'MALFORMED_QUERY', message);
  refused('SELECT Id FROM Contact WHERE COUNT(Id) > 1', 'MALFORMED_QUERY', /^COUNT is not allowed/);
  refused('SELECT Id FROM Contact ORDER BY MAX(Score__c)', 'MALFORMED_QUERY', /^MAX is not allowed/);
  const { aggregates } = run(`${grouped} GROUP BY LastName HAVING LastName LIKE 'l%' ORDER BY MAX(Score__c), LastName`);
  assert.deepEqual(
    aggregates?.map((row) => row.get('n')),
    [2]
  );
});

test('two columns of an aggregate query have two names', () => {
  const message = 'Two fields of the query have one alias.';
  refused('SELECT COUNT(Id) n, MAX(LastName) N FROM Contact', 'MALFORMED_QUERY', message);
  refused('SELECT COUNT(Id), MAX(LastName) expr0 FROM Contact', 'MALFORMED_QUERY', message);
});
