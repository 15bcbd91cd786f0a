import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSoql } from './parse-soql.ts';
import type { SoqlQuery } from '../tree.ts';

function query(text: string): SoqlQuery {
  const { query, problems } = parseSoql(text);
  assert.deepEqual(problems, []);
  assert.ok(query);
  return query;
}

function firstProblem(text: string): string {
  const [problem] = parseSoql(text).problems;
  assert.ok(problem, text);
  return `${problem.code} ${problem.line}:${problem.column}`;
}

test('reads fields, relationships, alias and subquery', () => {
  const tree = query('SELECT Id, c.Account.Name, (SELECT Id FROM Contact.Cases) FROM Contact c');
  assert.equal(tree.from, 'Contact');
  assert.deepEqual(tree.select[1], { kind: 'field', path: ['Account', 'Name'] });
  const subquery = tree.select[2];
  assert.equal(subquery?.kind === 'subquery' && subquery.query.from, 'Cases');
});

test('numbers binds in reading order over subqueries and clauses', () => {
  const tree = query(
    'SELECT Id, (SELECT Id FROM Cases WHERE Subject = :a) FROM Contact WHERE Email IN :b AND AccountId IN (SELECT Id FROM Account WHERE Name = :c) LIMIT :d'
  );
  assert.deepEqual(tree.limit, { kind: 'bind', index: 3, name: 'd' });
  assert.match(JSON.stringify(tree), /"index":0,"name":"a".*"index":1,"name":"b".*"index":2,"name":"c"/);
});

test('reads conditions with their nesting', () => {
  assert.deepEqual(query("SELECT Id FROM Contact WHERE (A = 1 OR B <> 'x') AND (NOT C LIKE 'a\\_%')").where, {
    kind: 'and',
    operands: [
      {
        kind: 'or',
        operands: [
          {
            kind: 'comparison',
            field: { kind: 'field', path: ['A'] },
            operator: '=',
            value: { kind: 'literal', value: 1 }
          },
          {
            kind: 'comparison',
            field: { kind: 'field', path: ['B'] },
            operator: '!=',
            value: { kind: 'literal', value: 'x' }
          }
        ]
      },
      {
        kind: 'not',
        operand: {
          kind: 'comparison',
          field: { kind: 'field', path: ['C'] },
          operator: 'LIKE',
          value: { kind: 'literal', value: 'a\\_%' }
        }
      }
    ]
  });
});

test('resolves escapes of strings', () => {
  const { where } = query(String.raw`SELECT Id FROM Contact WHERE Name = 'O\'Neil\n\\ 5\% \u00e9'`);
  assert.deepEqual(where?.kind === 'comparison' && where.value, { kind: 'literal', value: "O'Neil\n\\ 5% é" });
});

test('reads dates, date literals and lists', () => {
  const text = JSON.stringify(
    query(
      'SELECT Id FROM Contact WHERE A = 2024-01-31 AND B > 2024-01-31T10:00:00Z AND C = last_n_days:30 AND D NOT IN (1, 2)'
    ).where
  );
  assert.match(text, /"kind":"date","text":"2024-01-31"/);
  assert.match(text, /"kind":"datetime","text":"2024-01-31T10:00:00Z"/);
  assert.match(text, /"kind":"dateLiteral","name":"LAST_N_DAYS","count":30/);
  assert.match(text, /"operator":"NOT IN","value":\{"kind":"list"/);
});

test('reads aggregates, grouping and having', () => {
  const tree = query(
    'SELECT Email, COUNT(Id) n FROM Contact GROUP BY Email HAVING COUNT(Id) > 1 ORDER BY COUNT(Id) DESC NULLS LAST'
  );
  assert.deepEqual(tree.select[1], { kind: 'aggregate', function: 'COUNT', path: ['Id'], alias: 'n' });
  assert.deepEqual(tree.groupBy, [['Email']]);
  assert.equal(tree.having?.kind, 'comparison');
  assert.deepEqual(tree.orderBy, [
    { field: { kind: 'aggregate', function: 'COUNT', path: ['Id'] }, descending: true, nulls: 'last' }
  ]);
  assert.deepEqual(query('SELECT COUNT() FROM Contact').select, [{ kind: 'aggregate', function: 'COUNT' }]);
});

test('reads access mode, row locks, all rows and FIELDS()', () => {
  assert.equal(query('SELECT Id FROM Contact WITH USER_MODE LIMIT 1 FOR UPDATE').accessMode, 'user');
  assert.equal(query('SELECT Id FROM Contact WITH SYSTEM_MODE FOR UPDATE').forUpdate, true);
  assert.equal(query('SELECT Id FROM Contact ALL ROWS').allRows, true);
  assert.deepEqual(query('SELECT FIELDS(ALL) FROM Contact LIMIT 200').select, [{ kind: 'fields', group: 'ALL' }]);
});

test('tells where the syntax breaks', () => {
  assert.equal(firstProblem('SELECT Id FROM Contact WHERE'), 'SOQ4000 1:24');
  assert.equal(firstProblem('SELECT Id FROM Contact x y'), 'SOQ4000 1:26');
  assert.equal(firstProblem('SELECT Id,\n  FROM Contact'), 'SOQ4000 2:15');
  assert.equal(firstProblem('SELECT Id FROM Contact WHERE Email = :a.b'), 'SOQ4002 1:38');
});

test('refuses what it does not carry out', () => {
  for (const text of [
    'SELECT TYPEOF What WHEN Account THEN Phone END FROM Event',
    'SELECT toLabel(Status) FROM Case',
    'SELECT Email, COUNT(Id) FROM Contact GROUP BY ROLLUP(Email)',
    'SELECT Id FROM Contact WITH SECURITY_ENFORCED',
    'SELECT Id FROM Contact FOR VIEW',
    'SELECT Id FROM Contact USING SCOPE mine',
    'SELECT CALENDAR_YEAR(CreatedDate) FROM Contact'
  ])
    assert.match(firstProblem(text), /^SOQ4001/, text);
});

test('parentheses nest up to 20 levels deep; those in text do not count', () => {
  const nested = (depth: number): string =>
    `SELECT Id FROM Contact WHERE ${'('.repeat(depth)}Name = '(((((((((((((((((((((' ${')'.repeat(depth)}`;
  assert.equal(parseSoql(nested(20)).problems.length, 0);
  assert.equal(firstProblem(nested(21)), 'SOQ4000 1:50');
  assert.match(firstProblem(`SELECT Id FROM Contact WHERE ${'NOT ('.repeat(100_000)}`), /^SOQ4000/);
});

test('expressions where a variable belongs are refused, however long they are', () => {
  const bound = (expression: string): string => firstProblem(`SELECT Id FROM Contact WHERE Email = :${expression}`);
  assert.equal(bound('a[0]'), 'SOQ4000 1:40');
  assert.equal(bound(`${'new A{'.repeat(10_000)}x`), 'SOQ4000 1:39');
  assert.equal(bound(`${'!'.repeat(10_000)}x`), 'SOQ4000 1:39');
  assert.equal(bound(`${'- '.repeat(10_000)}x`), 'SOQ4000 1:41');
});

test('a query has as many characters as its door takes', () => {
  const text = 'SELECT Id FROM Contact';
  assert.equal(parseSoql(text, text.length).problems.length, 0);
  assert.equal(
    parseSoql(text, text.length - 1).problems[0]?.message,
    'SOQL statements cannot be longer than 21 characters.'
  );
});
