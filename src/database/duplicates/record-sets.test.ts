import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { DuplicateRule } from '../../metadata/index.ts';
import { duplicateRule, exactEmail, orgSchema } from '../fixtures/org-schema.ts';
import { openTestOrg, request, stopTestServer } from '../fixtures/test-org.ts';
import type { TestOrg } from '../fixtures/test-org.ts';
import type { RunningUser } from '../save.ts';
import type { SaveOperation } from '../save.ts';
import type { SObject } from '../sobject.ts';

const reporting: Partial<DuplicateRule> = { operationsOnInsert: ['Report'], operationsOnUpdate: ['Report'] };
const schemaOf = (changes: Partial<DuplicateRule> = {}) =>
  orgSchema({ matchingRules: [exactEmail], duplicateRules: [duplicateRule({ ...reporting, ...changes })] });

let org: TestOrg;

before(async () => {
  org = await openTestOrg(schemaOf());
});
beforeEach(() => org.clear('DuplicateRecordItem', 'DuplicateRecordSet', 'Contact', 'Account'));
after(async () => {
  await org.close();
  await stopTestServer();
});

function save(
  operation: SaveOperation,
  records: readonly SObject[],
  changes: Partial<DuplicateRule> = {},
  user?: RunningUser
) {
  const transaction = org.begin({ schema: schemaOf(changes), ...(user ? { user } : {}) });
  const results = transaction.save(request(operation, records));
  assert.deepEqual(
    results.flatMap((result) => result.errors),
    []
  );
  transaction.commit();
}

function contacts(...emails: (string | null)[]): SObject[] {
  return emails.map((email, index) => org.record('Contact', { LastName: `Person ${index}`, Email: email }));
}

/** Record ids of each set by the count that the set says. */
function sets(): { count: number; ids: string[] }[] {
  const { rows } = org.connection.query(
    `SELECT s.recordcount, array_to_string(array_agg(i.recordid ORDER BY i.recordid), ',') FROM org."duplicaterecordset" s
       LEFT JOIN org."duplicaterecorditem" i ON i.duplicaterecordsetid = s.id AND NOT i.isdeleted
      WHERE NOT s.isdeleted GROUP BY s.id ORDER BY s.id`
  );
  return rows.map(([count, ids]) => ({ count: Number(count), ids: String(ids).split(',') }));
}

const idsOf = (records: readonly SObject[]): string[] => records.map((record) => record.id ?? '').sort();

test('a saved duplicate is reported with what it matches, and the next one joins the same set', () => {
  const first = contacts('a@x.example', 'b@x.example');
  save('insert', first);
  assert.deepEqual(sets(), []);

  const second = contacts('A@x.example');
  save('insert', second);
  const group = idsOf([first[0]!, ...second]);
  assert.deepEqual(sets(), [{ count: 2, ids: group }]);

  const third = contacts('a@x.example');
  save('insert', third);
  assert.deepEqual(sets(), [{ count: 3, ids: [...group, third[0]!.id ?? ''].sort() }]);
});

test('records of one call find each other, in one set for all of them', () => {
  const records = contacts('t@x.example', 't@x.example', 'T@x.example', 'u@x.example', null);
  save('insert', records);
  assert.deepEqual(sets(), [{ count: 3, ids: idsOf(records.slice(0, 3)) }]);
});

test('only a rule that allows and reports, for the users it is for, leaves a set behind', () => {
  save('insert', contacts('a@x.example'));
  save('insert', contacts('a@x.example'), { operationsOnInsert: [] });
  const filter = {
    items: [{ field: 'Username', operation: 'contains', value: 'integration', table: 'User', sortOrder: 1 }]
  };
  save('insert', contacts('a@x.example'), { filter });
  assert.deepEqual(sets(), []);
  const lane: RunningUser = { ...org.user, field: (name) => (name === 'Username' ? 'integration@local.org' : null) };
  save('insert', contacts('a@x.example'), { filter }, lane);
  assert.equal(sets()[0]?.count, 4);
});

test('an update is reported when it makes a duplicate, and not when the matched field stays', () => {
  const [a, b] = contacts('a@x.example', 'b@x.example') as [SObject, SObject];
  save('insert', [a, b]);
  save('update', [org.record('Contact', { Id: b.id, Title: 'Manager' })]);
  assert.deepEqual(sets(), []);
  save('update', [org.record('Contact', { Id: b.id, Email: 'a@x.example' })]);
  assert.deepEqual(sets(), [{ count: 2, ids: idsOf([a, b]) }]);
});

test('an item goes and comes back with its record; a merged record has none any more', () => {
  const [a, b, c] = contacts('a@x.example', 'a@x.example', 'a@x.example') as [SObject, SObject, SObject];
  save('insert', [a, b, c]);
  save('delete', [b]);
  assert.deepEqual(sets(), [{ count: 2, ids: idsOf([a, c]) }]);
  save('undelete', [b]);
  assert.deepEqual(sets(), [{ count: 3, ids: idsOf([a, b, c]) }]);

  const transaction = org.begin();
  const merged = transaction.merge({ master: org.record('Contact', { Id: a.id }), losers: [c], accessMode: 'system' });
  transaction.commit();
  assert.equal(merged.success, true);
  assert.deepEqual(sets(), [{ count: 2, ids: idsOf([a, b]) }]);
});

test('a thousand duplicates are reported with a fixed number of statements', () => {
  org.insert('Contact', { LastName: 'There', Email: 'same@x.example' });
  const few = org.begin({ schema: schemaOf() });
  few.save(request('insert', contacts('same@x.example', 'same@x.example')));
  const statements = few.usage.roundTrips;
  few.rollback();
  const many = org.begin({ schema: schemaOf() });
  many.save(request('insert', contacts(...Array.from({ length: 1000 }, (_, index) => `p${index % 500}@x.example`))));
  assert.equal(many.usage.roundTrips, statements);
  many.rollback();
});

test('FindDuplicates answers each record in order, without its own record and without saving', () => {
  const [a, b] = contacts('a@x.example', 'b@x.example') as [SObject, SObject];
  save('insert', [a, b]);
  const transaction = org.begin({ schema: schemaOf() });
  const answers = transaction.findDuplicates(contacts('none@x.example', 'A@x.example'));
  assert.deepEqual(
    answers.map((results) =>
      results.map((result) => result.matchResults[0]?.matchRecords.map(({ record }) => record.id))
    ),
    [[[]], [[a.id]]]
  );
  const [own] = transaction.findDuplicatesByIds(a.describe, [a.id ?? '']);
  assert.deepEqual(own?.[0]?.matchResults[0]?.matchRecords, []);
  assert.throws(() => transaction.findDuplicatesByIds(a.describe, ['003000000000000AAA']), {
    code: 'INVALID_ID_FIELD'
  });
  transaction.rollback();
  const bare = org.begin({ schema: orgSchema() });
  assert.throws(() => bare.findDuplicates([a]), {
    code: 'NO_ACTIVE_DUPLICATE_RULE',
    message: 'No active duplicate rules are defined for the Contact object type'
  });
  bare.rollback();
});
