/** Conformance of the REST API: status codes and bodies as Salesforce answers them (salesforce-facts 1.4, 1.5, 1.8). */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { localOrgForTests, rest } from './local-org-fixture.ts';

const org = await localOrgForTests({ dailyRequestLimit: 10_000 });
const DATA = '/services/data/v67.0';

type Json = Record<string, unknown>;
const asJson = (value: unknown): Json => value as Json;
const firstError = (value: unknown): Json => (value as Json[])[0] ?? {};

async function createContact(fields: Json): Promise<string> {
  const reply = await rest(org, 'POST', `${DATA}/sobjects/Contact`, fields, {
    'sforce-duplicate-rule-header': 'allowSave=true'
  });
  assert.equal(reply.status, 201, JSON.stringify(reply.body));
  return String(asJson(reply.body)['id']);
}

test('lists the API versions without a token, and refuses everything else without one', async () => {
  const versions = await fetch(`${org.instanceUrl}/services/data`);
  assert.equal(versions.status, 200);
  assert.ok(((await versions.json()) as Json[]).some((item) => item['version'] === '67.0'));
  const refused = await fetch(`${org.instanceUrl}${DATA}/sobjects`);
  assert.equal(refused.status, 401);
  assert.deepEqual(await refused.json(), [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }]);
});

test('a revoked token is refused like an expired one', async () => {
  const { token } = org.sessions.open('admin@local.org');
  const revoked = await fetch(`${org.instanceUrl}/services/oauth2/revoke`, {
    method: 'POST',
    body: new URLSearchParams({ token })
  });
  assert.equal(revoked.status, 200);
  const refused = await fetch(`${org.instanceUrl}${DATA}/limits`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(refused.status, 401);
});

test('the client credentials flow gives a token that works, wrong credentials none', async () => {
  const ask = (secret: string): Promise<Response> =>
    fetch(`${org.instanceUrl}/services/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: org.clientId, client_secret: secret })
    });
  const good = (await (await ask(org.clientSecret)).json()) as Json;
  const info = await fetch(`${org.instanceUrl}/services/oauth2/userinfo`, {
    headers: { authorization: `Bearer ${String(good['access_token'])}` }
  });
  assert.equal(asJson(await info.json())['preferred_username'], 'integration@local.org');
  assert.equal((await ask('wrong')).status, 400);
});

test('creates, reads, changes and deletes a row', async () => {
  const id = await createContact({ FirstName: 'Ann', LastName: 'Rest', Email: 'ann.rest@example.com' });
  const read = await rest(org, 'GET', `${DATA}/sobjects/Contact/${id}`);
  assert.equal(asJson(read.body)['Name'], 'Ann Rest');
  const changed = await rest(org, 'PATCH', `${DATA}/sobjects/Contact/${id}`, { Title: 'Buyer' });
  assert.equal(changed.status, 204);
  assert.equal(changed.body, undefined);
  const narrow = await rest(org, 'GET', `${DATA}/sobjects/Contact/${id}?fields=Title`);
  assert.deepEqual(Object.keys(asJson(narrow.body)).sort(), ['Id', 'Title', 'attributes']);
  assert.equal((await rest(org, 'DELETE', `${DATA}/sobjects/Contact/${id}`)).status, 204);
  assert.equal((await rest(org, 'GET', `${DATA}/sobjects/Contact/${id}`)).status, 404);
  const again = await rest(org, 'DELETE', `${DATA}/sobjects/Contact/${id}`);
  assert.equal(again.status, 404);
  assert.equal(firstError(again.body)['errorCode'], 'ENTITY_IS_DELETED');
});

test('upsert by external id: 201 with created true, then 200 with created false', async () => {
  const path = `${DATA}/sobjects/Contact/External_Contact_ID__c/REST-1`;
  const created = await rest(org, 'PATCH', path, { LastName: 'Upsert' });
  assert.equal(created.status, 201);
  assert.equal(asJson(created.body)['created'], true);
  const updated = await rest(org, 'PATCH', path, { LastName: 'Upserted' });
  assert.equal(updated.status, 200);
  assert.deepEqual(updated.body, { id: asJson(created.body)['id'], success: true, errors: [], created: false });
});

test('upsert on v45 answers an update with 204 and no body', async () => {
  const path = '/services/data/v45.0/sobjects/Contact/External_Contact_ID__c/REST-45';
  const created = await rest(org, 'PATCH', path, { LastName: 'Old' });
  assert.equal(created.status, 201);
  assert.equal('created' in asJson(created.body), false);
  const updated = await rest(org, 'PATCH', path, { LastName: 'Older' });
  assert.equal(updated.status, 204);
});

test('upsert matches external ids without case, as the field says', async () => {
  await rest(org, 'PATCH', `${DATA}/sobjects/Contact/External_Contact_ID__c/case-a`, { LastName: 'Lower' });
  const reply = await rest(org, 'PATCH', `${DATA}/sobjects/Contact/External_Contact_ID__c/CASE-A`, {
    LastName: 'Upper'
  });
  assert.equal(reply.status, 200);
});

test('the key in the body of a single-row upsert is INVALID_FIELD', async () => {
  const reply = await rest(org, 'PATCH', `${DATA}/sobjects/Contact/External_Contact_ID__c/REST-2`, {
    External_Contact_ID__c: 'REST-2',
    LastName: 'Key'
  });
  assert.equal(reply.status, 400);
  assert.deepEqual(reply.body, [
    {
      message: 'The External_Contact_ID__c field should not be specified in the sobject data.',
      errorCode: 'INVALID_FIELD'
    }
  ]);
});

test('an unknown external id field, object or resource is 404 NOT_FOUND', async () => {
  for (const path of ['/sobjects/Contact/Nope__c/1', '/sobjects/Nope__c', '/nope']) {
    const reply = await rest(
      org,
      path.includes('/1') ? 'PATCH' : 'GET',
      `${DATA}${path}`,
      path.includes('/1') ? {} : undefined
    );
    assert.equal(reply.status, 404, path);
    assert.equal(firstError(reply.body)['errorCode'], 'NOT_FOUND', path);
  }
});

test('several matches of a non-unique external id are 300 with their addresses', async () => {
  const email = 'three.hundred@example.com';
  const ids = [
    await createContact({ LastName: 'First', Email: email }),
    await createContact({ LastName: 'Second', Email: email })
  ];
  const reply = await rest(org, 'PATCH', `${DATA}/sobjects/Contact/Normalized_Email__c/${email}`, { Title: 'x' });
  assert.equal(reply.status, 300);
  assert.deepEqual((reply.body as string[]).toSorted(), ids.map((id) => `${DATA}/sobjects/Contact/${id}`).toSorted());
});

test('a unique collision names the record by its 15-character id', async () => {
  await rest(org, 'PATCH', `${DATA}/sobjects/Contact/External_Contact_ID__c/REST-U`, { LastName: 'Holder' });
  const reply = await rest(org, 'POST', `${DATA}/sobjects/Contact`, {
    LastName: 'Taker',
    External_Contact_ID__c: 'REST-U'
  });
  assert.equal(reply.status, 400);
  assert.equal(firstError(reply.body)['errorCode'], 'DUPLICATE_VALUE');
  assert.match(
    String(firstError(reply.body)['message']),
    /^duplicate value found: External_Contact_ID__c duplicates value on record with id: 003\w{12}$/
  );
});

test('a missing required field, a value that is too long, a broken body and an unknown field are told apart', async () => {
  const missing = await rest(org, 'POST', `${DATA}/sobjects/Contact`, { FirstName: 'No last name' });
  assert.equal(firstError(missing.body)['errorCode'], 'REQUIRED_FIELD_MISSING');
  assert.deepEqual(firstError(missing.body)['fields'], ['LastName']);
  const long = await rest(org, 'POST', `${DATA}/sobjects/Contact`, { LastName: 'x'.repeat(81) });
  assert.equal(firstError(long.body)['errorCode'], 'STRING_TOO_LONG');
  const broken = await rest(org, 'POST', `${DATA}/sobjects/Contact`, '{"LastName":');
  assert.equal(firstError(broken.body)['errorCode'], 'JSON_PARSER_ERROR');
  const unknown = await rest(org, 'POST', `${DATA}/sobjects/Contact`, { LastName: 'x', Nope__c: 1 });
  assert.deepEqual(firstError(unknown.body), {
    message: "No such column 'Nope__c' on sobject of type Contact",
    errorCode: 'INVALID_FIELD'
  });
});

test('collections upsert answers row by row and keeps the good ones', async () => {
  const rows = [
    { attributes: { type: 'Contact' }, External_Contact_ID__c: 'COL-1', LastName: 'One' },
    { attributes: { type: 'Contact' }, External_Contact_ID__c: 'COL-2', LastName: null },
    { attributes: { type: 'Contact' }, External_Contact_ID__c: 'COL-3', LastName: 'Three' },
    { attributes: { type: 'Contact' }, External_Contact_ID__c: 'COL-3', LastName: 'Three again' }
  ];
  const reply = await rest(org, 'PATCH', `${DATA}/composite/sobjects/Contact/External_Contact_ID__c`, {
    records: rows
  });
  assert.equal(reply.status, 200);
  const results = reply.body as {
    success: boolean;
    created?: boolean;
    errors: { statusCode: string; message: string }[];
  }[];
  assert.deepEqual(
    results.map((result) => (result.success ? 'ok' : result.errors[0]?.statusCode)),
    ['ok', 'REQUIRED_FIELD_MISSING', 'DUPLICATE_VALUE', 'DUPLICATE_VALUE']
  );
  assert.equal(results[2]?.errors[0]?.message, 'Duplicate external id specified: COL-3');
  assert.equal(results[0]?.created, true);
});

test('collections with allOrNone keep nothing when one row fails', async () => {
  const records = [
    { attributes: { type: 'Contact' }, LastName: 'Whole', Email: 'whole@example.com' },
    { attributes: { type: 'Contact' }, LastName: null }
  ];
  const reply = await rest(org, 'POST', `${DATA}/composite/sobjects`, { allOrNone: true, records });
  const codes = (reply.body as { errors: { statusCode: string }[] }[]).map((result) => result.errors[0]?.statusCode);
  assert.deepEqual(codes, ['ALL_OR_NONE_OPERATION_ROLLED_BACK', 'REQUIRED_FIELD_MISSING']);
  const count = await rest(
    org,
    'GET',
    `${DATA}/query?q=${encodeURIComponent("SELECT COUNT() FROM Contact WHERE Email='whole@example.com'")}`
  );
  assert.equal(asJson(count.body)['totalSize'], 0);
});

test('more than 200 rows in a collections call are refused', async () => {
  const records = Array.from({ length: 201 }, () => ({ attributes: { type: 'Contact' }, LastName: 'x' }));
  assert.equal((await rest(org, 'POST', `${DATA}/composite/sobjects`, { records })).status, 400);
});

test('composite runs subrequests in order and fills references', async () => {
  const reply = await rest(org, 'POST', `${DATA}/composite`, {
    allOrNone: true,
    compositeRequest: [
      { method: 'POST', url: `${DATA}/sobjects/Account`, referenceId: 'company', body: { Name: 'Composite Ltd' } },
      {
        method: 'POST',
        url: `${DATA}/sobjects/Contact`,
        referenceId: 'person',
        body: { LastName: 'Composite', AccountId: '@{company.id}' }
      }
    ]
  });
  const answers = asJson(reply.body)['compositeResponse'] as Json[];
  assert.deepEqual(
    answers.map((answer) => answer['httpStatusCode']),
    [201, 201]
  );
  const soql = encodeURIComponent("SELECT Account.Name FROM Contact WHERE LastName = 'Composite'");
  const found = await rest(org, 'GET', `${DATA}/query?q=${soql}`);
  const [record] = asJson(found.body)['records'] as Json[];
  assert.equal(asJson(record?.['Account'])['Name'], 'Composite Ltd');
});

test('a large query comes in pages of 2,000 behind nextRecordsUrl', async () => {
  for (let call = 0; call < 11; call++) {
    const records = Array.from({ length: 200 }, (_, index) => ({
      attributes: { type: 'Account' },
      Name: `Paged ${call * 200 + index}`
    }));
    const reply = await rest(org, 'POST', `${DATA}/composite/sobjects`, { allOrNone: true, records });
    assert.equal(
      (reply.body as { success: boolean }[]).every((result) => result.success),
      true
    );
  }
  const soql = encodeURIComponent("SELECT Name FROM Account WHERE Name LIKE 'Paged %'");
  const first = asJson((await rest(org, 'GET', `${DATA}/query?q=${soql}`)).body);
  assert.equal(first['totalSize'], 2200);
  assert.equal(first['done'], false);
  assert.equal((first['records'] as Json[]).length, 2000);
  const second = asJson((await rest(org, 'GET', String(first['nextRecordsUrl']))).body);
  assert.equal(second['done'], true);
  assert.equal((second['records'] as Json[]).length, 200);
});

test('broken SOQL, an unknown field and an unknown object have their own codes', async () => {
  const code = async (soql: string): Promise<unknown> =>
    firstError((await rest(org, 'GET', `${DATA}/query?q=${encodeURIComponent(soql)}`)).body)['errorCode'];
  assert.equal(await code('SELECT FROM Contact'), 'MALFORMED_QUERY');
  assert.equal(await code('SELECT Nope__c FROM Contact'), 'INVALID_FIELD');
  assert.equal(await code('SELECT Id FROM Nope__c'), 'INVALID_TYPE');
});

test('Sforce-Limit-Info counts calls', async () => {
  const used = async (): Promise<number> => {
    const reply = await rest(org, 'GET', `${DATA}/sobjects/Contact`);
    return Number(/api-usage=(\d+)\//.exec(reply.headers.get('sforce-limit-info') ?? '')?.[1]);
  };
  const before = await used();
  assert.equal(await used(), before + 1);
});

test('a page from another site cannot reach the console without its session cookie', async () => {
  const page = await fetch(`${org.instanceUrl}/lightning`, { redirect: 'manual' });
  assert.equal(page.status, 401);
  const call = await fetch(`${org.instanceUrl}/local-org/aura`, { method: 'POST', body: '{}' });
  assert.equal(call.status, 401);
});
