/** Calls at random to every door: each is answered, or refused with a code and words. Never a failure, never a hang. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SeededRandom } from '../../src/sync/sample-feed/random.ts';
import { attackedOrg } from './attacked-org.ts';
import { DoorGrammar, SESSION, type DoorCall } from './door-grammar.ts';
import { describedObjects } from './org-schema.ts';
import { RecordGrammar } from './record-grammar.ts';

const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 1_000_000_000));
const calls = Number(process.env['FUZZ_CALLS'] ?? 800);

const { org, admin, lane } = await attackedOrg();

async function send({ method, path, headers, body }: DoorCall, token: string): Promise<Response> {
  return fetch(`${org.instanceUrl}${path}`, {
    method,
    redirect: 'manual',
    headers: { authorization: `Bearer ${token}`, ...headers },
    ...(body !== undefined && {
      body: typeof body === 'string' ? body.replaceAll(SESSION, token) : new Uint8Array(body)
    })
  });
}

test('a call at random to any door is answered or refused', async (context) => {
  context.diagnostic(`seed ${seed}; repeat with FUZZ_SEED=${seed}, more with FUZZ_CALLS`);
  const random = new SeededRandom(seed);
  const doors = new DoorGrammar(random, new RecordGrammar(random, []), await describedObjects(admin));
  for (let number = 1; number <= calls; number++) {
    const call = doors.call();
    const token = org.tokenOf(random.pick([admin, lane]).username);
    const response = await send(call, token);
    const text = await response.text();
    const story = `FUZZ_SEED=${seed}, call ${number}: ${JSON.stringify(call).slice(0, 3000)}: ${response.status} ${text.slice(0, 1000)}`;
    // SOAP 1.1 over HTTP: every fault is a 500.
    assert.ok(response.status < 500 || text.includes('<soapenv:Fault>'), story);
    assert.doesNotMatch(text, /LOCAL_ORG_DEFECT|\.ts:\d+:\d+|TypeError|RangeError/, story);
    if (response.status >= 400 && call.method !== 'HEAD') assert.match(text, /message|error|faultstring/, story);
  }
  assert.equal((await admin.call('GET', '/services/data/v67.0/limits')).status, 200);
});
