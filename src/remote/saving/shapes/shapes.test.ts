/** Answers of the platform that the local org does not give by itself, or gives in one spelling only. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { toId18 } from '../../../base/index.ts';
import { SaveRow, SObject } from '../../../database/index.ts';
import { account, contact, schema } from '../../../runtime/execution/fixtures/fake-context.ts';
import { OrgConnection } from '../../org-connection.ts';
import type { BlockingHttp } from '../../wire/blocking-http.ts';
import { OrgCallFailed, type WireAnswer, type WireRequest } from '../../wire/protocol.ts';
import { BulkShape } from './bulk.ts';
import { CollectionsShape } from './collections.ts';
import { CompositeShape } from './composite.ts';
import type { OutgoingRecord } from './shape.ts';
import { SingleShape } from './single.ts';

const ID = '003000000000001AAA';

/** An org that answers what the test says, and remembers what it was asked. */
function scripted(...answers: (Partial<WireAnswer> & { readonly json?: unknown })[]): {
  org: OrgConnection;
  asked: WireRequest[];
} {
  const asked: WireRequest[] = [];
  const http = {
    call(request: WireRequest): WireAnswer {
      asked.push(request);
      const { json, ...answer } = answers[asked.length - 1] ?? { status: 500, text: 'nothing was scripted' };
      return { status: 200, date: null, text: json === undefined ? '' : JSON.stringify(json), ...answer };
    },
    pause: () => undefined
  } as unknown as BlockingHttp;
  return { org: new OrgConnection(http, schema), asked };
}

function outgoing(
  id: string | null,
  values: Readonly<Record<string, unknown>>,
  more: Partial<OutgoingRecord> = {}
): OutgoingRecord {
  const row = new SaveRow(0, new SObject(contact), id === null, id);
  return { row, values, duplicateRules: null, unmodifiedSince: null, ...more };
}

/** In 15 characters, as some answers have ids. */
const idAt = (index: number): string => `003${String(index).padStart(12, '0')}`;

const codesOf = ({ row }: OutgoingRecord): string[] => row.errors.map(({ statusCode }) => statusCode);

describe('one call a record', () => {
  test('sends the condition and the duplicate rule options as headers, and no id in the body', () => {
    const { org, asked } = scripted({ status: 204 });
    const record = outgoing(
      ID,
      { LastName: 'Lee' },
      {
        unmodifiedSince: Date.UTC(2026, 10, 21, 12, 30, 5),
        duplicateRules: { allowSave: true, includeRecordDetails: false, runAsCurrentUser: false }
      }
    );
    new SingleShape(org).update(contact, [record]);
    assert.deepEqual(asked, [
      {
        method: 'PATCH',
        path: `/services/data/v67.0/sobjects/Contact/${ID}`,
        headers: {
          'If-Unmodified-Since': 'Sat, 21 Nov 2026 12:30:05 GMT',
          'sforce-duplicate-rule-header': 'allowSave=true; includeRecordDetails=false; runAsCurrentUser=false'
        },
        body: '{"LastName":"Lee"}'
      }
    ]);
    assert.equal(record.row.failed, false);
  });

  test('takes 412, an older version and a lock for a record that was changed meanwhile', () => {
    const older = {
      errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
      message: 'SOURCE_VERSION_OLDER: The record is newer.',
      fields: []
    };
    const locked = { errorCode: 'UNABLE_TO_LOCK_ROW', message: 'unable to obtain exclusive access to this record' };
    const { org } = scripted({ status: 412 }, { status: 400, json: [older] }, { status: 400, json: [locked] });
    const records = [1, 2, 3].map(() => outgoing(ID, { LastName: 'Lee' }));
    new SingleShape(org).update(contact, records);
    assert.deepEqual(records.flatMap(codesOf), ['UNABLE_TO_LOCK_ROW', 'UNABLE_TO_LOCK_ROW', 'UNABLE_TO_LOCK_ROW']);
  });

  test('keeps a code that Apex has no word for in the message, and waits for a record whose automation met a lock', () => {
    const unknown = {
      errorCode: 'INVALID_CURRENCY_ISO',
      message: 'invalid currency ISO code: XXX',
      fields: ['CurrencyIsoCode']
    };
    const flow = {
      errorCode: 'CANNOT_EXECUTE_FLOW_TRIGGER',
      message: 'We cannot save: UNABLE_TO_LOCK_ROW: 003',
      fields: []
    };
    const { org } = scripted(
      { status: 400, json: [unknown] },
      { status: 400, json: [flow] },
      { status: 404, json: [] }
    );
    const records = [1, 2, 3].map(() => outgoing(ID, { LastName: 'Lee' }));
    new SingleShape(org).update(contact, records);
    assert.deepEqual(records.flatMap(codesOf), ['UNKNOWN_EXCEPTION', 'UNABLE_TO_LOCK_ROW', 'ENTITY_IS_DELETED']);
    assert.equal(records[0]?.row.errors[0]?.message, 'INVALID_CURRENCY_ISO: invalid currency ISO code: XXX');
  });

  for (const key of ['duplicateResut', 'duplicateResult']) {
    test(`reads the records that a duplicate rule named under ${key}`, () => {
      const matchRecords = [
        { matchConfidence: 100, record: { attributes: { type: 'Contact', url: '' }, Id: ID } },
        { matchConfidence: 90, record: { attributes: { type: 'Unknown__c', url: '' }, Id: 'a00000000000001AAA' } }
      ];
      const result = { allowSave: true, duplicateRule: 'Rule', matchResults: [{ rule: 'Match', matchRecords }] };
      const { org } = scripted({
        status: 400,
        json: [{ [key]: result, errorCode: 'DUPLICATES_DETECTED', message: 'Use one' }]
      });
      const record = outgoing(null, { LastName: 'Lee' });
      new SingleShape(org).insert(contact, [record]);
      const [error] = record.row.errors;
      assert.equal(error?.statusCode, 'DUPLICATES_DETECTED');
      assert.deepEqual(
        error.duplicateResult?.matchResults.flatMap((match) => match.matchRecords.map(({ record: { id } }) => id)),
        [ID],
        'an object that the package does not know is nobody for it'
      );
    });
  }

  test('leaves Apex when the org has no more calls for today, and says that it may later', () => {
    const { org } = scripted({
      status: 403,
      json: [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }]
    });
    assert.throws(
      () => new SingleShape(org).insert(contact, [outgoing(null, {})]),
      (error) => error instanceof OrgCallFailed && error.isTransient && /REQUEST_LIMIT_EXCEEDED/.test(error.message)
    );
  });

  test('says what to deploy when the org does not know a name', () => {
    const { org } = scripted({
      status: 400,
      json: [{ errorCode: 'INVALID_TYPE', message: "sObject type 'X' is not supported." }]
    });
    assert.throws(() => org.query('SELECT Id FROM X'), /package\.xml.*Upsert_Guard_Client_Without_Apex/);
  });
});

test('composite requests carry 25 records, each with its own condition and its own answer', () => {
  const answer = (count: number): { json: unknown } => ({
    json: {
      compositeResponse: Array.from({ length: count }, (_, index) =>
        index === 1
          ? { referenceId: 'record1', httpStatusCode: 412, body: [] }
          : { referenceId: `record${index}`, httpStatusCode: 204, body: null }
      ).reverse()
    }
  });
  const { org, asked } = scripted(answer(25), answer(2));
  const records = Array.from({ length: 27 }, (_, index) =>
    outgoing(ID, { Title: `${index}` }, { unmodifiedSince: index * 1000 })
  );
  new CompositeShape(org).update(contact, records);
  assert.equal(asked.length, 2);
  const { compositeRequest } = JSON.parse(asked[1]?.body ?? '') as { compositeRequest: { httpHeaders: unknown }[] };
  assert.deepEqual(
    compositeRequest.map(({ httpHeaders }) => httpHeaders),
    [25, 26].map((index) => ({ 'If-Unmodified-Since': new Date(index * 1000).toUTCString() }))
  );
  assert.deepEqual(
    records.flatMap((record, index) => (record.row.failed ? [index] : [])),
    [1, 26]
  );
});

test('collections carry 200 records, apart by their duplicate rule options', () => {
  const good = (count: number): { json: unknown } => ({
    json: Array.from({ length: count }, (_, index) => ({ id: idAt(index), success: true, errors: [] }))
  });
  const { org, asked } = scripted(good(200), good(1), good(1));
  const loud = { allowSave: true, includeRecordDetails: false, runAsCurrentUser: false };
  const records = Array.from({ length: 202 }, (_, index) =>
    outgoing(null, { Title: `${index}` }, index === 7 ? { duplicateRules: loud } : {})
  );
  new CollectionsShape(org).insert(contact, records);
  assert.deepEqual(
    asked.map(({ body }) => (JSON.parse(body ?? '') as { records: unknown[] }).records.length),
    [200, 1, 1]
  );
  assert.equal(records[7]?.row.id, toId18(idAt(0)));
  assert.equal(records[8]?.row.id, toId18(idAt(7)));
});

describe('bulk jobs', () => {
  const created = { json: { id: '750x', state: 'Open' } };
  const key = 'External_Contact_ID__c';

  test('tell rows apart by their unique key, whatever the order, and name those that the job left out', () => {
    const { org, asked } = scripted(
      created,
      { status: 201 },
      { json: { id: '750x', state: 'UploadComplete' } },
      { json: { id: '750x', state: 'InProgress' } },
      { json: { id: '750x', state: 'Failed', errorMessage: 'TooManyLockFailure' } },
      { text: `"sf__Id","sf__Created","${key}"\n"${ID}","true","B"\n` },
      {
        text: `"sf__Id","sf__Error","${key}"\n"","DUPLICATE_VALUE:duplicate value found: ${key} duplicates value on record with id: ${ID}:${key}--","A"\n`
      }
    );
    const records = ['A', 'B', 'C'].map((value) => outgoing(null, { [key]: value, LastName: 'a "quoted",\nname' }));
    new BulkShape(org).insert(contact, records);
    assert.deepEqual(
      records.map((record) => record.row.id ?? codesOf(record).join()),
      ['DUPLICATE_VALUE', ID, 'UNABLE_TO_LOCK_ROW']
    );
    assert.deepEqual(records[0]?.row.errors[0]?.fields, [key]);
    assert.match(records[2]?.row.errors[0]?.message ?? '', /750x ended as Failed.*TooManyLockFailure/);
    assert.match(asked[1]?.body ?? '', /^External_Contact_ID__c,LastName\nA,"a ""quoted"",\nname"\n/);
  });

  test('clear a field with #N/A, and send a text that says so in another way', () => {
    const { org, asked } = scripted(
      { json: [{ id: ID, success: true, errors: [] }] },
      created,
      { status: 201 },
      { json: { id: '750x' } },
      { json: { id: '750x', state: 'JobComplete' } },
      { text: `"sf__Id","sf__Created","Id"\n"${ID}","false","${ID}"\n` },
      { text: '' }
    );
    const cleared = outgoing(ID, { Title: null });
    const literal = outgoing('003000000000002AAA', { Title: '#N/A' });
    new BulkShape(org).update(contact, [cleared, literal]);
    assert.match(asked[0]?.path ?? '', /composite\/sobjects$/);
    assert.equal(asked[2]?.body, `Id,Title\n${ID},#N/A\n`);
    assert.deepEqual([cleared.row.failed, literal.row.failed], [false, false]);
  });

  test('are no way for records without a unique key: those go as collections', () => {
    const { org, asked } = scripted({ json: [{ id: ID, success: true, errors: [] }] });
    new BulkShape(org).insert(account, [outgoing(null, { Name: 'Acme' })]);
    assert.match(asked[0]?.path ?? '', /composite\/sobjects$/);
  });
});
