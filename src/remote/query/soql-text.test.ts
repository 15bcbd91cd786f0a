import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ApexDate, ApexDatetime, ApexDecimal } from '../../base/index.ts';
import type { BindValue } from '../../database/index.ts';
import { parseSoql, type SoqlQuery } from '../../soql/index.ts';
import { soqlText } from './soql-text.ts';
import { splitQuery } from './split-query.ts';

function query(text: string): SoqlQuery {
  const { query: tree, problems } = parseSoql(text);
  assert.deepEqual(problems, []);
  assert.ok(tree);
  return tree;
}

function text(soql: string, binds: Readonly<Record<string, BindValue>> = {}): string {
  return soqlText(query(soql), new Map(Object.entries(binds).map(([name, value]) => [name.toLowerCase(), value])));
}

describe('a query as text', () => {
  test('keeps every clause but the access mode and the lock', () => {
    assert.equal(
      text(
        "SELECT Id, Owner.Name, (SELECT Id FROM Cases) FROM Contact WHERE (A__c = 1 OR (NOT B__c LIKE 'x%')) AND C__c IN (1, 2) " +
          'AND CreatedDate = LAST_N_DAYS:3 WITH SYSTEM_MODE ORDER BY Name DESC NULLS LAST LIMIT 5 OFFSET 2'
      ),
      "SELECT Id, Owner.Name, (SELECT Id FROM Cases) FROM Contact WHERE ((A__c = 1 OR (NOT B__c LIKE 'x%')) AND C__c IN (1, 2) " +
        'AND CreatedDate = LAST_N_DAYS:3) ORDER BY Name DESC NULLS LAST LIMIT 5 OFFSET 2'
    );
    assert.equal(text('SELECT Id FROM Contact FOR UPDATE'), 'SELECT Id FROM Contact');
    assert.equal(
      text('SELECT Lane__c, COUNT(Id) n FROM Sync_Run__c GROUP BY Lane__c HAVING COUNT(Id) > 1'),
      'SELECT Lane__c, COUNT(Id) n FROM Sync_Run__c GROUP BY Lane__c HAVING COUNT(Id) > 1'
    );
  });

  test('writes bound values as literals of their types', () => {
    assert.equal(
      text(
        'SELECT Id FROM A WHERE B = :aText AND C = :aNull AND D = :aFlag AND E > :aNumber AND F = :aDay AND G <= :aMoment AND H IN :aList',
        {
          aText: 'x',
          aNull: null,
          aFlag: true,
          aNumber: new ApexDecimal('1.50'),
          aDay: ApexDate.of(2026, 1, 31),
          aMoment: new ApexDatetime(Date.UTC(2026, 0, 31, 12)),
          aList: ['a', 'b']
        }
      ),
      "SELECT Id FROM A WHERE (B = 'x' AND C = NULL AND D = TRUE AND E > 1.5 AND F = 2026-01-31 AND G <= 2026-01-31T12:00:00.000Z " +
        "AND H IN ('a', 'b'))"
    );
  });

  test('finds nothing in an empty list, and everything outside it', () => {
    assert.equal(text('SELECT Id FROM A WHERE B IN :aList', { alist: [] }), 'SELECT Id FROM A WHERE Id = NULL');
    assert.equal(text('SELECT Id FROM A WHERE B NOT IN :aList', { alist: [] }), 'SELECT Id FROM A WHERE Id != NULL');
  });

  test('lets no value of a source end its literal', () => {
    for (const value of [
      "x' OR Name != '",
      "\\' OR Id != NULL --",
      'line\nbreak\r\ttab',
      '\\',
      "''",
      "\\\\'",
      'ünï‘cøde’ “”'
    ]) {
      const sent = query(text('SELECT Id FROM A WHERE B = :value', { value }));
      assert.deepEqual(
        sent.where,
        {
          kind: 'comparison',
          field: { kind: 'field', path: ['B'] },
          operator: '=',
          value: { kind: 'literal', value }
        },
        value
      );
    }
  });

  test('refuses what an org without Apex cannot be asked', () => {
    assert.throws(() => text('SELECT Id FROM A ALL ROWS'), /ALL ROWS/);
  });
});

describe('a query that is too long', () => {
  const KEYS = 'SELECT Id FROM Contact WHERE External__c IN :ids OR Email__c IN :mails';

  function split(soql: string, binds: Readonly<Record<string, BindValue>>, longest: number): string[] {
    return splitQuery(query(soql), new Map(Object.entries(binds)), longest);
  }

  function literals(parts: readonly string[]): string[] {
    return parts.flatMap((part) => [...part.matchAll(/'(\w+)'/g)].map(([, value]) => value ?? '')).sort();
  }

  test('is asked in parts that together have every key once', () => {
    const ids = Array.from({ length: 37 }, (_, index) => `id${index}`);
    const mails = ['m0', 'm1', 'm2'];
    const parts = split(KEYS, { ids, mails }, 300);
    assert.ok(parts.length > 2);
    assert.ok(parts.every((part) => encodeURIComponent(part).length <= 300));
    assert.deepEqual(literals(parts), [...ids, ...mails].sort());
  });

  test('is left whole when it fits', () => {
    assert.equal(split(KEYS, { ids: ['a'], mails: ['b'] }, 300).length, 1);
  });

  test('is cut in the alternatives with the longest list, not in what is asked of all', () => {
    const ids = Array.from({ length: 30 }, (_, index) => `id${index}`);
    const parts = split(
      'SELECT Id FROM A WHERE Lane__c IN :lanes AND Key__c IN :ids',
      { lanes: ['one', 'two'], ids },
      250
    );
    assert.ok(parts.every((part) => part.includes("Lane__c IN ('one', 'two')")));
    assert.deepEqual(
      literals(parts)
        .filter((value) => value.startsWith('id'))
        .sort(),
      [...ids].sort()
    );
  });

  test('is refused when its parts would not be its answer', () => {
    const ids = Array.from({ length: 60 }, (_, index) => `id${index}`);
    for (const soql of [
      'SELECT Id FROM A WHERE Key__c IN :ids ORDER BY Name',
      'SELECT Id FROM A WHERE Key__c IN :ids LIMIT 5',
      'SELECT COUNT(Id) FROM A WHERE Key__c IN :ids',
      'SELECT Id FROM A WHERE Key__c NOT IN :ids',
      'SELECT Id FROM A WHERE NOT Key__c IN :ids',
      'SELECT Id FROM A WHERE Key__c IN :ids AND (B__c = 1 OR C__c IN :ids)'
    ])
      assert.throws(() => split(soql, { ids }, 250), /too long/, soql);
  });
});
