import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DatabaseError, SObject } from '../../../database/index.ts';
import { parseSoql, type SoqlQuery } from '../../../soql/index.ts';
import { withContext } from '../../execution/context.ts';
import { contact, fakeContext, FakeTransaction } from '../../execution/fixtures/fake-context.ts';
import { resumeLimits, suspendLimits, usedLimits } from '../../execution/limits.ts';
import { ApexList, ApexMap, ApexSet } from '../../values/index.ts';
import { AccessLevel } from './access-level.ts';
import { runDynamicCount, runDynamicQuery } from './dynamic-query.ts';
import { runQuery } from './query.ts';

function parsed(text: string): SoqlQuery {
  const { query, problems } = parseSoql(text);
  assert.ok(query, JSON.stringify(problems));
  return query;
}

const ALL = parsed('SELECT Id FROM Contact');

function found(count: number): FakeTransaction {
  const transaction = new FakeTransaction();
  const records = Array.from({ length: count }, () => new SObject(contact));
  transaction.onQuery = () => ({ records, totalSize: count });
  return transaction;
}

describe('runQuery', () => {
  it('answers a list, one record or a count', () => {
    withContext(fakeContext(found(1)), () => {
      const list = runQuery(ALL, [], 'list', 'Contact');
      assert.ok(list instanceof ApexList);
      assert.equal(list.elementType, 'Contact');
      assert.ok(runQuery(ALL, [], 'single', 'Contact') instanceof SObject);
      assert.equal(runQuery(ALL, [], 'count', 'Integer'), 1);
    });
  });

  it('refuses no row and several rows where one record is wanted', () => {
    const single = (count: number) => () =>
      withContext(fakeContext(found(count)), () => runQuery(ALL, [], 'single', 'Contact'));
    assert.throws(single(0), /System.QueryException: List has no rows for assignment to SObject/);
    assert.throws(single(2), /System.QueryException: List has more than 1 row for assignment to SObject/);
  });

  it('binds collections by their items and records by their ids', () => {
    const record = new SObject(contact);
    record.id = '003000000000001AAA';
    const transaction = new FakeTransaction();
    withContext(fakeContext(transaction), () =>
      runQuery(
        ALL,
        [new ApexSet('String', ['a', 'b']), new ApexList('Contact', [record]), record, null],
        'list',
        'Contact'
      )
    );
    assert.deepEqual(transaction.queries[0]?.binds, [['a', 'b'], [record.id], record.id, null]);
  });

  it('turns a lock that never came into a QueryException that names the code', () => {
    const transaction = new FakeTransaction();
    transaction.onQuery = () => {
      throw new DatabaseError('UNABLE_TO_LOCK_ROW', 'unable to obtain exclusive access to this record');
    };
    assert.throws(
      () => withContext(fakeContext(transaction), () => runQuery(ALL, [], 'list', 'Contact')),
      /System.QueryException: UNABLE_TO_LOCK_ROW: unable to obtain exclusive access/
    );
  });

  it('stops at the 101st query and past 50,000 rows', () => {
    const transaction = found(1);
    withContext(fakeContext(transaction), () => {
      for (let count = 0; count < 100; count++) runQuery(ALL, [], 'list', 'Contact');
      assert.throws(() => runQuery(ALL, [], 'list', 'Contact'), /System.LimitException: Too many SOQL queries: 101/);
    });
    const many = new FakeTransaction();
    many.onQuery = () => ({ records: [], totalSize: 50_001 });
    assert.throws(
      () => withContext(fakeContext(many), () => runQuery(ALL, [], 'count', 'Integer')),
      /System.LimitException: Too many query rows: 50001/
    );
  });

  it('gives fresh limits between startTest and stopTest, and goes on with the old counts after it', () => {
    const context = fakeContext(found(3));
    withContext(context, () => {
      runQuery(ALL, [], 'list', 'Contact');
      suspendLimits(context);
      assert.equal(usedLimits(context).queries, 0);
      runQuery(ALL, [], 'list', 'Contact');
      runQuery(ALL, [], 'list', 'Contact');
      assert.deepEqual([usedLimits(context).queries, usedLimits(context).queryRows], [2, 6]);
      resumeLimits(context);
      assert.equal(usedLimits(context).queries, 1);
    });
  });
});

describe('dynamic SOQL', () => {
  const access = new AccessLevel('system');

  it('binds names of the map without case and sets the access mode', () => {
    const transaction = new FakeTransaction();
    const binds = new ApexMap('String', 'Object', [['Emails', new ApexList('String', ['a@b.c'])]]);
    const list = withContext(fakeContext(transaction), () =>
      runDynamicQuery('SELECT Id FROM Contact WHERE Email IN :emails', binds, access)
    );
    assert.equal(list.elementType, 'Contact');
    assert.deepEqual(transaction.queries[0]?.binds, new Map([['emails', ['a@b.c']]]));
    assert.equal(transaction.queries[0]?.query.accessMode, 'system');
  });

  it('says which bind is missing, and that Database.query sees no variables', () => {
    const soql = 'SELECT COUNT() FROM Contact WHERE Email = :email';
    const empty = new ApexMap('String', 'Object');
    const counting = (binds: ApexMap | null) => () =>
      withContext(fakeContext(new FakeTransaction()), () => runDynamicCount(soql, binds, access));
    assert.throws(counting(empty), /QueryException: Key 'email' does not exist in the bindMap/);
    assert.throws(counting(null), /QueryException: Variable does not exist: email.*queryWithBinds/);
  });

  it('answers a query that cannot be parsed with a QueryException', () => {
    assert.throws(
      () => withContext(fakeContext(new FakeTransaction()), () => runDynamicQuery('SELECT FROM', null, null)),
      /System.QueryException/
    );
  });
});
