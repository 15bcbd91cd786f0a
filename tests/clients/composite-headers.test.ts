/** Conformance of `httpHeaders` in composite subrequests (REST API Developer Guide, "Composite Subrequest"). */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { HttpReply } from './local-org-fixture.ts';
import { localOrgForTests, rest } from './local-org-fixture.ts';

const org = await localOrgForTests();
const DATA = '/services/data/v67.0';
const LONG_AGO = 'Wed, 01 Jan 2020 10:00:00 GMT';
const LATER = 'Fri, 01 Jan 2100 10:00:00 GMT';

type Json = Record<string, unknown>;

interface Answer {
  readonly body: unknown;
  readonly httpHeaders: Json;
  readonly httpStatusCode: number;
  readonly referenceId: string;
}

async function createContact(lastName: string): Promise<string> {
  const reply = await rest(org, 'POST', `${DATA}/sobjects/Contact`, { LastName: lastName });
  assert.equal(reply.status, 201, JSON.stringify(reply.body));
  return String((reply.body as Json)['id']);
}

function update(id: string, title: string, httpHeaders?: unknown): Json {
  return {
    method: 'PATCH',
    url: `${DATA}/sobjects/Contact/${id}`,
    referenceId: title,
    body: { Title: title },
    ...(httpHeaders === undefined ? {} : { httpHeaders })
  };
}

function composite(compositeRequest: readonly Json[], allOrNone = false): Promise<HttpReply> {
  return rest(org, 'POST', `${DATA}/composite`, { allOrNone, compositeRequest });
}

const answersOf = (reply: HttpReply): readonly Answer[] => {
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return (reply.body as Json)['compositeResponse'] as Answer[];
};
const statusesOf = (reply: HttpReply): number[] => answersOf(reply).map((answer) => answer.httpStatusCode);

async function titlesOf(...ids: readonly string[]): Promise<unknown[]> {
  const titles: unknown[] = [];
  // One after the other: 25 reads at once would make the org start all its workers.
  for (const id of ids) titles.push(((await rest(org, 'GET', `${DATA}/sobjects/Contact/${id}`)).body as Json)['Title']);
  return titles;
}

test('of 25 subrequests those whose record was modified after their date are 412, and the others go on', async () => {
  const ids: string[] = [];
  for (let index = 0; index < 25; index++) ids.push(await createContact(`Composite ${index}`));
  const dates = ids.map((_, index) => (index % 2 === 0 ? LATER : LONG_AGO));
  const reply = await composite(
    ids.map((id, index) => update(id, `title${index}`, { 'If-Unmodified-Since': dates[index] }))
  );
  const passed = ids.map((_, index) => index % 2 === 0);
  assert.deepEqual(
    statusesOf(reply),
    passed.map((ok) => (ok ? 204 : 412))
  );
  assert.deepEqual(
    (answersOf(reply)[1]?.body as Json[]).map((error) => error['errorCode']),
    ['PRECONDITION_FAILED']
  );
  assert.deepEqual(
    await titlesOf(...ids),
    passed.map((ok, index) => (ok ? `title${index}` : null))
  );
});

test('with allOrNone one 412 undoes the others', async () => {
  const [first, second] = [await createContact('Whole one'), await createContact('Whole two')];
  const reply = await composite(
    [update(first, 'kept'), update(second, 'refused', { 'if-unmodified-since': LONG_AGO })],
    true
  );
  assert.deepEqual(statusesOf(reply), [400, 412]);
  assert.match(JSON.stringify(answersOf(reply)[0]?.body), /PROCESSING_HALTED/);
  assert.deepEqual(await titlesOf(first, second), [null, null]);
});

test('a read that is 304 undoes nothing', async () => {
  const id = await createContact('Unchanged');
  const unchanged = { method: 'GET', url: `${DATA}/sobjects/Contact/${id}`, referenceId: 'read' };
  const reply = await composite(
    [{ ...unchanged, httpHeaders: { 'If-Modified-Since': LATER } }, update(id, 'written')],
    true
  );
  assert.deepEqual(statusesOf(reply), [304, 204]);
  assert.equal(answersOf(reply)[0]?.body, null);
  assert.deepEqual(await titlesOf(id), ['written']);
});

test('a date that is none, and a condition that the resource does not know, fail their subrequest', async () => {
  const id = await createContact('Own error');
  const reply = await composite([
    update(id, 'one', { 'If-Unmodified-Since': 'yesterday' }),
    update(id, 'two', { 'If-Match': '"x"' }),
    { ...update(id, 'three', { 'If-Unmodified-Since': LATER }), method: 'DELETE' },
    update(id, 'four')
  ]);
  assert.deepEqual(statusesOf(reply), [400, 400, 400, 204]);
  assert.deepEqual(
    answersOf(reply).map((answer) => (answer.body as Json[] | null)?.[0]?.['errorCode']),
    ['INVALID_INPUT', 'NOT_SUPPORTED', 'NOT_SUPPORTED', undefined]
  );
  assert.deepEqual(await titlesOf(id), ['four']);
});

test('headers that belong to the call, or that nobody looks at, fail the whole call', async () => {
  const id = await createContact('Whole call');
  const wrong: readonly (readonly [unknown, string])[] = [
    [{ Accept: 'application/json' }, 'INVALID_INPUT'],
    [{ authorization: 'Bearer x' }, 'INVALID_INPUT'],
    [{ 'Content-Type': 'application/json' }, 'INVALID_INPUT'],
    [{ 'Sforce-Duplicate-Rule-Header': 'allowSave=true' }, 'NOT_SUPPORTED'],
    [{ 'Sforce-Auto-Assign': 'FALSE' }, 'NOT_SUPPORTED'],
    [{ 'If-Unmodified-Since': [LATER] }, 'JSON_PARSER_ERROR'],
    [[LATER], 'JSON_PARSER_ERROR']
  ];
  for (const [httpHeaders, code] of wrong) {
    const reply = await composite([update(id, 'before'), update(id, 'after', httpHeaders)]);
    assert.equal(reply.status, 400, JSON.stringify(httpHeaders));
    assert.equal((reply.body as Json[])[0]?.['errorCode'], code, JSON.stringify(reply.body));
  }
  assert.deepEqual(await titlesOf(id), [null]);
});

test('a subrequest without headers of its own has none, whatever the others have', async () => {
  const [first, second] = [await createContact('With'), await createContact('Without')];
  const reply = await composite([
    update(first, 'with', { 'If-Unmodified-Since': LONG_AGO }),
    update(second, 'without'),
    update(first, 'empty', {})
  ]);
  assert.deepEqual(statusesOf(reply), [412, 204, 204]);
  assert.deepEqual(await titlesOf(first, second), ['empty', 'without']);
});
