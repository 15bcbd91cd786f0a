/** Hostile strings in addresses, query parameters, run and manifest keys, and JSON that nests without end: refused in words, and nothing else happens. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { attackedOrg, encoded, LONGEST_ADDRESS } from './attacked-org.ts';
import { assertAnswered, type Caller, type Reply } from './callers.ts';
import { HostileStrings, shown, trimmed } from './hostile-strings.ts';

const LANE = '/services/apexrest/sync/v1/marketing_contacts';
const RECONCILIATION = '/services/apexrest/reconciliation/v1';
const MANIFEST = '/services/apexrest/manifest/v1';
const REPLAY = '/services/apexrest/policy-replay/v1';
const COMBINED = 20;

const { lane, operator, canaries } = await attackedOrg();

interface Attempt {
  readonly who: Caller;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  /** Whether the door may take the text: run keys are the sender's own words. */
  readonly mayPass?: boolean;
}

function attempts(text: string): Attempt[] {
  const part = encoded(text);
  const row = { externalId: 'ADDRESS-1', sourceVersion: '2026-01-01T00:00:00Z', fields: { LastName: 'Address' } };
  const run = { run: text, rows: [row] };
  return [
    { who: lane, method: 'POST', path: `/services/apexrest/sync/v1/${part}`, body: run },
    { who: lane, method: 'POST', path: `${LANE}/${part}`, body: run, mayPass: true },
    { who: lane, method: 'POST', path: LANE, body: run, mayPass: true },
    { who: lane, method: 'POST', path: `${LANE}/check`, body: run, mayPass: true },
    { who: lane, method: 'POST', path: `${LANE}/stage`, body: { run: text, rows: [] }, mayPass: true },
    { who: lane, method: 'POST', path: `/services/apexrest/sync/v1/${part}/drain` },
    { who: lane, method: 'GET', path: `${LANE}/runs/${part}`, mayPass: true },
    { who: lane, method: 'GET', path: `${LANE}/runs/${part}/rows`, mayPass: true },
    { who: lane, method: 'GET', path: `${LANE}/runs/addresses/rows?after=${part}`, mayPass: true },
    { who: lane, method: 'GET', path: `${LANE}/runs/addresses/${part}`, mayPass: true },
    { who: operator, method: 'GET', path: `${REPLAY}/${part}` },
    { who: operator, method: 'GET', path: `${REPLAY}/marketing_contacts?since=${part}`, mayPass: true },
    { who: operator, method: 'GET', path: `${REPLAY}/marketing_contacts?until=${part}`, mayPass: true },
    { who: operator, method: 'GET', path: `${REPLAY}/marketing_contacts?after=${part}`, mayPass: true },
    { who: lane, method: 'POST', path: `${RECONCILIATION}/${part}` },
    { who: lane, method: 'POST', path: `${RECONCILIATION}/marketing_contacts`, body: { manifest: text, ids: 1 } },
    { who: lane, method: 'POST', path: `${RECONCILIATION}/marketing_contacts`, body: { manifest: 'none', ids: text } },
    { who: operator, method: 'GET', path: `${RECONCILIATION}/${part}` },
    { who: operator, method: 'GET', path: `${RECONCILIATION}/marketing_contacts/${part}`, mayPass: true },
    { who: operator, method: 'GET', path: `${RECONCILIATION}/marketing_contacts/${part}/findings`, mayPass: true },
    {
      who: operator,
      method: 'GET',
      path: `${RECONCILIATION}/marketing_contacts/REC-0000001/findings?after=${part}`,
      mayPass: true
    },
    { who: lane, method: 'PUT', path: `${MANIFEST}/${part}/m1/0`, body: { ids: [] } },
    { who: lane, method: 'PUT', path: `${MANIFEST}/marketing_contacts/${part}/0`, body: { ids: [] }, mayPass: true },
    { who: lane, method: 'PUT', path: `${MANIFEST}/marketing_contacts/m1/${part}`, body: { ids: [] }, mayPass: true },
    { who: lane, method: 'PUT', path: `${MANIFEST}/marketing_contacts/m1/0`, body: { ids: [text] }, mayPass: true },
    { who: lane, method: 'PUT', path: `${MANIFEST}/marketing_contacts/m1/0`, body: { ids: { [text]: text } } },
    { who: lane, method: 'POST', path: LANE, body: text },
    { who: lane, method: 'POST', path: `${LANE}?${part}=${part}`, body: { run: 'addresses', rows: [] }, mayPass: true }
  ];
}

test('hostile strings in every part of an address and in every key', async (context) => {
  const strings = new HostileStrings();
  context.diagnostic(`seed ${strings.seed}; repeat with HOSTILE_SEED=${strings.seed}`);
  await lane.call('POST', LANE, { run: 'addresses', rows: [] });
  for (const [number, text] of strings.corpus(COMBINED).entries()) {
    for (const { who, method, path, body, mayPass } of attempts(text)) {
      if (path.length > LONGEST_ADDRESS) continue;
      const story = `HOSTILE_SEED=${strings.seed}, string ${number}: ${shown(text)}: ${method} ${path.slice(0, 200)} ${JSON.stringify(body)?.slice(0, 200)}`;
      const reply = await who.call(method, path, body);
      assertAnswered(reply, story);
      assert.ok(mayPass || reply.status >= 400, `${story}: ${reply.status} ${reply.text.slice(0, 300)}`);
      canaries.assertNotRead(story, reply);
    }
    await canaries.assertUntouched(`HOSTILE_SEED=${strings.seed}, string ${number}: ${shown(text)}`);
  }
});

test('a run keeps the key that it was given, and no other run is found by it', async () => {
  const strings = new HostileStrings();
  for (const text of strings.corpus(COMBINED)) {
    const story = `HOSTILE_SEED=${strings.seed}: ${shown(text)}`;
    const sent = await lane.call('POST', `${LANE}/stage`, { run: text, rows: [] });
    if (sent.status >= 400) continue;
    const key = trimmed(text);
    const found = await lane.call('GET', `${LANE}/runs/${encoded(key)}`);
    if (found.status === 200) assert.equal((found.body as { run: string }).run, key, story);
    else
      assert.equal(found.status, /[/]/.test(key) || key === '..' || key === '.' ? 400 : 404, `${story}: ${found.text}`);
  }
});

test('addresses that are not URL-encoded are refused', async () => {
  for (const part of ['%zz', '%', '%C3%28', '%ED%A0%80', '%00', '%0d%0a']) {
    for (const path of [
      `${LANE}/runs/${part}`,
      `${REPLAY}/${part}`,
      `${RECONCILIATION}/${part}`,
      `/services/data/v67.0/sobjects/${part}`,
      `/services/data/v67.0/query/${part}`,
      `/services/data/${part}/query`,
      `/${part}`
    ]) {
      const reply: Reply = await operator.call('GET', path);
      assertAnswered(reply, path);
      assert.ok(reply.status >= 400, `${path}: ${reply.text}`);
    }
  }
});
