import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { DuplicateRule } from '../../metadata/index.ts';
import { duplicateRule, exactEmail, matchingRule, orgSchema } from '../fixtures/org-schema.ts';
import type { SchemaParts } from '../fixtures/org-schema.ts';
import { openTestOrg, request, stopTestServer } from '../fixtures/test-org.ts';
import type { TestOrg } from '../fixtures/test-org.ts';
import type { RunningUser, SaveRequest, SaveResult } from '../save.ts';
import type { FieldValue } from '../sobject.ts';
import { evaluateFilter, parseBooleanFilter } from './boolean-filter.ts';
import { fuzzyScore } from './fuzzy.ts';

type Fields = Readonly<Record<string, FieldValue>>;

let org: TestOrg;

before(async () => {
  org = await openTestOrg(orgSchema());
});
beforeEach(() => org.clear('Contact', 'Lead'));
after(async () => {
  await org.close();
  await stopTestServer();
});

/** Saves with rules that the database need not know: they only exist in the schema. */
function save(
  parts: SchemaParts,
  operation: SaveRequest['operation'],
  rows: readonly Fields[],
  more: Partial<SaveRequest> & { user?: RunningUser } = {}
): SaveResult[] {
  const { user, ...header } = more;
  const transaction = org.begin({ schema: orgSchema(parts), ...(user ? { user } : {}) });
  const records = rows.map((row) => org.record('Contact', row));
  const results = transaction.save(request(operation, records, header));
  transaction.rollback();
  return results;
}

const codes = (results: readonly SaveResult[]): (string | null)[] =>
  results.map((result) => result.errors[0]?.statusCode ?? null);

function emailRules(changes: Partial<DuplicateRule> = {}): SchemaParts {
  return { matchingRules: [exactEmail], duplicateRules: [duplicateRule(changes)] };
}

const header = (allowSave: boolean, includeRecordDetails = false): Partial<SaveRequest> => ({
  duplicateRuleHeader: { allowSave, includeRecordDetails, runAsCurrentUser: false }
});

test('the truth table of action, alert and allowSave, on insert and on update', () => {
  org.insert('Contact', { LastName: 'There', Email: 'a@x.example' });
  const [other] = org.insert('Contact', { LastName: 'Other', Email: 'b@x.example' });
  const table = [
    { action: 'Block', alert: false, allowSave: false, saved: false, overridable: false },
    { action: 'Block', alert: false, allowSave: true, saved: false, overridable: false },
    { action: 'Allow', alert: true, allowSave: false, saved: false, overridable: true },
    { action: 'Allow', alert: true, allowSave: true, saved: true },
    { action: 'Allow', alert: false, allowSave: false, saved: true },
    { action: 'Allow', alert: false, allowSave: true, saved: true }
  ] as const;
  for (const { action, alert, allowSave, saved, ...row } of table) {
    const operations = alert ? (['Alert'] as const) : [];
    const rules = emailRules({
      actionOnInsert: action,
      actionOnUpdate: action,
      operationsOnInsert: operations,
      operationsOnUpdate: operations
    });
    const inserted = save(rules, 'insert', [{ LastName: 'New', Email: 'A@X.example' }], header(allowSave));
    const updated = save(rules, 'update', [{ Id: other?.id ?? null, Email: 'A@X.example' }], header(allowSave));
    for (const [result] of [inserted, updated]) {
      const label = JSON.stringify({ action, alert, allowSave });
      assert.equal(result?.success, saved, label);
      if (saved) continue;
      assert.equal(result?.errors[0]?.statusCode, 'DUPLICATES_DETECTED', label);
      assert.equal(result?.errors[0]?.duplicateResult?.allowSave, 'overridable' in row && row.overridable, label);
    }
  }
});

test('the result names the rule, the matching rule and the records', () => {
  const [there] = org.insert('Contact', { LastName: 'There', Email: 'a@x.example' });
  const [plain] = save(emailRules(), 'insert', [{ LastName: 'New', Email: 'a@x.example' }]);
  const error = plain?.errors[0];
  assert.equal(error?.message, 'There is a contact with this e-mail.');
  assert.equal(error?.duplicateResult?.duplicateRule, 'Contact_Email_Guard');
  const [match] = error?.duplicateResult?.matchResults ?? [];
  assert.deepEqual([match?.rule, match?.matchEngine, match?.entityType], ['Same_Email', 'ExactMatchEngine', 'Contact']);
  assert.deepEqual(
    match?.matchRecords.map((item) => [
      item.record.id,
      [...item.record.fields.keys()],
      item.matchConfidence,
      item.fieldDiffs
    ]),
    [[there?.id, ['Id'], 100, []]]
  );
  const [detailed] = save(emailRules(), 'insert', [{ LastName: 'New', Email: 'a@x.example' }], header(false, true));
  const record = detailed?.errors[0]?.duplicateResult?.matchResults[0]?.matchRecords[0];
  assert.equal(record?.record.fields.get('Email'), 'a@x.example');
  assert.deepEqual(record?.fieldDiffs, [{ name: 'Email', difference: 'SAME' }]);
});

test('blank never matches unless the rule says so; records of one save are not compared', () => {
  org.insert('Contact', { LastName: 'There' });
  assert.deepEqual(codes(save(emailRules(), 'insert', [{ LastName: 'New' }])), [null]);
  const blanks = {
    matchingRules: [
      matchingRule('Same_Email', [{ fieldName: 'Email', matchingMethod: 'Exact', blankValueBehavior: 'MatchBlanks' }])
    ],
    duplicateRules: [duplicateRule()]
  } as const;
  assert.deepEqual(codes(save(blanks, 'insert', [{ LastName: 'New' }])), ['DUPLICATES_DETECTED']);
  const twins = [
    { LastName: 'A', Email: 't@x.example' },
    { LastName: 'B', Email: 't@x.example' }
  ];
  assert.deepEqual(codes(save(emailRules(), 'insert', twins)), [null, null]);
});

test('an update is looked at only when a match field changed, and never against itself', () => {
  const [a] = org.insert(
    'Contact',
    { LastName: 'A', Email: 'same@x.example' },
    { LastName: 'B', Email: 'same@x.example' }
  );
  const id = a?.id ?? null;
  assert.deepEqual(codes(save(emailRules(), 'update', [{ Id: id, Title: 'x' }])), [null]);
  assert.deepEqual(codes(save(emailRules(), 'update', [{ Id: id, Email: 'SAME@x.example' }])), ['DUPLICATES_DETECTED']);
  assert.deepEqual(codes(save(emailRules(), 'update', [{ Id: id, Email: 'free@x.example' }])), [null]);
});

test('a record’s own header wins over the call’s', () => {
  org.insert('Contact', { LastName: 'There', Email: 'a@x.example' });
  const transaction = org.begin({ schema: orgSchema(emailRules()) });
  const record = org.record('Contact', { LastName: 'New', Email: 'a@x.example' });
  record.duplicateRuleHeader = { allowSave: true, includeRecordDetails: false, runAsCurrentUser: false };
  assert.equal(transaction.save(request('upsert', [record], header(false)))[0]?.success, true);
  transaction.rollback();
});

test('a filter exempts a running user; a boolean filter joins items', () => {
  org.insert('Contact', { LastName: 'There', Email: 'a@x.example', Phone: '1' });
  const filter = {
    items: [{ field: 'Username', operation: 'notEqual', value: 'admin@local.org', table: 'User', sortOrder: 1 }]
  };
  const row = [{ LastName: 'New', Email: 'a@x.example' }];
  assert.deepEqual(codes(save(emailRules({ filter }), 'insert', row)), [null]);
  const stranger: RunningUser = { ...org.user, field: (name) => (name === 'Username' ? 'x@local.org' : null) };
  assert.deepEqual(codes(save(emailRules({ filter }), 'insert', row, { user: stranger })), ['DUPLICATES_DETECTED']);
  const profile = {
    items: [{ field: 'Name', operation: 'equals', value: 'System Administrator', table: 'Profile', sortOrder: 1 }]
  };
  assert.deepEqual(codes(save(emailRules({ filter: profile }), 'insert', row)), ['DUPLICATES_DETECTED']);

  const items = ['Email', 'Phone', 'LastName'].map((fieldName) => ({
    fieldName,
    matchingMethod: 'Exact' as const,
    blankValueBehavior: 'NullNotAllowed' as const
  }));
  const rules = {
    matchingRules: [matchingRule('Same_Email', items, '1 AND (2 OR 3)')],
    duplicateRules: [duplicateRule()]
  };
  const rows: Fields[] = [
    { LastName: 'New', Email: 'a@x.example', Phone: '1' },
    { LastName: 'THERE', Email: 'a@x.example' },
    { LastName: 'New', Email: 'a@x.example' },
    { LastName: 'There', Phone: '1' }
  ];
  assert.deepEqual(codes(save(rules, 'insert', rows)), ['DUPLICATES_DETECTED', 'DUPLICATES_DETECTED', null, null]);
});

test('a cross-object rule compares mapped fields', () => {
  org.insert('Lead', { LastName: 'Lead', Company: 'Acme', Email: 'l@x.example' });
  const leadRule = { ...exactEmail, object: 'Lead', name: 'Lead_Email' };
  const mapping = new Map([['Normalized_Email__c', 'Email']]);
  const matchRules = [{ matchRuleSObjectType: 'Lead', matchingRule: 'Lead_Email', mapping }];
  const rules = { matchingRules: [leadRule], duplicateRules: [duplicateRule({ matchRules })] };
  const rows: Fields[] = [
    { LastName: 'A', Normalized_Email__c: 'L@x.example' },
    { LastName: 'B', Email: 'l@x.example' }
  ];
  const results = save(rules, 'insert', rows);
  assert.deepEqual(codes(results), ['DUPLICATES_DETECTED', null]);
  assert.equal(results[0]?.errors[0]?.duplicateResult?.matchResults[0]?.entityType, 'Lead');
});

test('validation comes before duplicate rules, duplicate rules before the unique index', () => {
  org.insert('Contact', { LastName: 'There', Email: 'a@x.example', External_Contact_ID__c: 'D-1' });
  const both = [{ LastName: 'New', Email: 'a@x.example', External_Contact_ID__c: 'D-1' }];
  assert.deepEqual(codes(save(emailRules(), 'insert', both)), ['DUPLICATES_DETECTED']);
  const [invalid] = save(emailRules(), 'insert', [{ FirstName: 'x', Email: 'a@x.example' }]);
  assert.deepEqual(
    invalid?.errors.map((error) => error.statusCode),
    ['REQUIRED_FIELD_MISSING']
  );
});

test('one query per matching rule for a thousand rows', () => {
  org.insert('Contact', { LastName: 'There', Email: 'a7@x.example' });
  const transaction = org.begin({ schema: orgSchema(emailRules()) });
  const records = Array.from({ length: 1000 }, (_, index) =>
    org.record('Contact', { LastName: 'L', Email: `a${index}@x.example` })
  );
  const results = transaction.save(request('insert', records));
  assert.equal(results.filter((result) => !result.success).length, 1);
  assert.equal(results[7]?.errors[0]?.statusCode, 'DUPLICATES_DETECTED');
  assert.equal(transaction.usage.roundTrips, 3);
  transaction.rollback();
});

test('fuzzy methods find variants (approximation)', () => {
  org.insert('Contact', { FirstName: 'Jonathan', LastName: 'Smith', Phone: '(212) 555-1234' });
  const items = [
    { fieldName: 'FirstName', matchingMethod: 'FirstName' as const, blankValueBehavior: 'NullNotAllowed' as const },
    { fieldName: 'LastName', matchingMethod: 'LastName' as const, blankValueBehavior: 'NullNotAllowed' as const }
  ];
  const rules = { matchingRules: [matchingRule('Same_Email', items)], duplicateRules: [duplicateRule()] };
  const rows = [
    { FirstName: 'Jonathon', LastName: 'Smyth' },
    { FirstName: 'J.', LastName: 'Smith' },
    { FirstName: 'Peter', LastName: 'Smith' },
    { FirstName: 'Jonathan', LastName: 'Miller' }
  ];
  const results = save(rules, 'insert', rows);
  assert.deepEqual(codes(results), ['DUPLICATES_DETECTED', 'DUPLICATES_DETECTED', null, null]);
  assert.equal(results[0]?.errors[0]?.duplicateResult?.matchResults[0]?.matchEngine, 'FuzzyMatchEngine');
  assert.equal(fuzzyScore('Phone', '212-555-1234', '+1 (212) 555 9999', false), 90);
  assert.ok(fuzzyScore('CompanyName', 'Acme Inc.', 'ACME', false) >= 70);
  assert.ok(fuzzyScore('CompanyName', 'IBM', 'International Business Machines Corp', false) >= 70);
  assert.ok(fuzzyScore('Title', 'CEO', 'Chief Executive Officer', false) >= 50);
});

test('boolean filters', () => {
  const holds = (text: string, ...numbers: number[]): boolean =>
    evaluateFilter(parseBooleanFilter(text, 3), (number) => numbers.includes(number));
  assert.equal(holds('1 AND (2 OR 3)', 1, 3), true);
  assert.equal(holds('1 AND NOT 2', 1), true);
  assert.equal(holds('1 or 2 and 3', 2), false);
  assert.throws(() => parseBooleanFilter('1 AND 4', 3), { code: 'INVALID_BOOLEAN_FILTER' });
  assert.throws(() => parseBooleanFilter('(1', 3), { code: 'INVALID_BOOLEAN_FILTER' });
});
