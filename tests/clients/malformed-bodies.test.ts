/** Bodies that are not what their resource takes are refused with a code and words, at every door that reads one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { deepJson } from '../security/hostile-strings.ts';
import { localOrgForTests } from './local-org-fixture.ts';

const DATA = '/services/data/v67.0';
const org = await localOrgForTests();

interface Refusal {
  readonly status: number;
  readonly errorCode: string | undefined;
  readonly message: string | undefined;
}

async function refusal(method: string, path: string, body: string, contentType = 'application/json'): Promise<Refusal> {
  const headers = { authorization: `Bearer ${org.adminToken}`, 'content-type': contentType };
  const response = await fetch(`${org.instanceUrl}${path}`, { method, headers, body });
  const [first] = (await response.json()) as { errorCode?: string; message?: string }[];
  return { status: response.status, errorCode: first?.errorCode, message: first?.message };
}

test('JSON that nests deeper than 1,000 levels is refused before anybody reads it', async () => {
  const tooDeep = { status: 400, errorCode: 'JSON_PARSER_ERROR', message: 'The JSON nests deeper than 1000 levels.' };
  for (const body of [deepJson(1001, 'lists'), deepJson(20_000, 'both'), `{"a":${deepJson(100_000, 'objects')}}`])
    for (const path of [`${DATA}/sobjects/Contact`, `${DATA}/composite`, `${DATA}/jobs/ingest`, '/cometd/67.0'])
      assert.deepEqual(await refusal('POST', path, body), tooDeep, path);
  const brackets = await refusal('POST', `${DATA}/sobjects/Contact`, JSON.stringify({ Nope: '['.repeat(2000) }));
  assert.equal(brackets.errorCode, 'INVALID_FIELD');
});

test('a list or an object where text belongs is refused', async () => {
  const odd = { toString: 1 };
  const refused = (path: string, body: unknown, method = 'POST'): Promise<Refusal> =>
    refusal(method, path, JSON.stringify(body));
  assert.deepEqual(await refused(`${DATA}/jobs/ingest`, { object: odd }), {
    status: 400,
    errorCode: 'INVALIDENTITY',
    message: 'The object (an object) is not in the org.'
  });
  const format = { object: 'Contact', operation: 'insert', lineEnding: odd };
  assert.equal((await refused(`${DATA}/jobs/ingest`, format)).errorCode, 'INVALIDJOB');
  assert.equal((await refused(`${DATA}/jobs/query`, { operation: [odd] })).errorCode, 'INVALIDOPERATION');
  assert.deepEqual(await refused(`${DATA}/sobjects/Contact`, { LastName: 'Lee', AccountId: odd }), {
    status: 400,
    errorCode: 'MALFORMED_ID',
    message: 'Account ID: id value of incorrect type: (an object)'
  });
  assert.equal(
    (await refused(`${DATA}/tooling/runTestsAsynchronous`, { classNames: [odd] })).errorCode,
    'INVALID_INPUT'
  );
});

test('a number that no field can hold is refused', async () => {
  for (const number of ['1e400', '-1e400', '"1e999999999"', '"-1e-999999999"', '"NaN"'])
    assert.equal(
      (await refusal('POST', `${DATA}/sobjects/Lead`, `{"LastName":"Lee","Company":"x","AnnualRevenue":${number}}`))
        .errorCode,
      'JSON_PARSER_ERROR',
      number
    );
});

test('bodies of deploys that are neither JSON nor a form are refused', async () => {
  const deploys = `${DATA}/metadata/deployRequest`;
  const form = 'multipart/form-data; boundary=x';
  assert.equal((await refusal('POST', deploys, '<a/>')).errorCode, 'JSON_PARSER_ERROR');
  assert.equal((await refusal('PATCH', `${deploys}/x`, 'null')).errorCode, 'JSON_PARSER_ERROR');
  assert.equal((await refusal('PATCH', `${deploys}/x`, '{"deployResult":null}')).errorCode, 'INVALID_OPERATION');
  assert.equal((await refusal('POST', deploys, '{}', form)).errorCode, 'INVALID_MULTIPART_REQUEST');
  assert.equal((await refusal('POST', `${DATA}/jobs/ingest`, '{}', form)).errorCode, 'INVALID_MULTIPART_REQUEST');
});

test('XML that is well-formed but cannot be read is a fault', async () => {
  for (const inside of [`${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}`, '<__proto__>1</__proto__>']) {
    const response = await fetch(`${org.instanceUrl}/services/Soap/m/67.0`, {
      method: 'POST',
      headers: { 'content-type': 'text/xml' },
      body: `<E><Body>${inside}</Body></E>`
    });
    assert.match(await response.text(), /<faultstring>UNKNOWN_EXCEPTION: XML that cannot be read/);
  }
});
