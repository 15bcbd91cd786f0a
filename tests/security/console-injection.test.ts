/** Hostile strings in every parameter of the console's Apex, and in files that are loaded in bulk: stored literally or refused in words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { attackedOrg } from './attacked-org.ts';
import { assertAnswered, DATA, type Reply } from './callers.ts';
import { HostileStrings, shown, trimmed } from './hostile-strings.ts';

const LANE = 'marketing_contacts';
const STRINGS = 45;
const VERSION = '2026-01-01T00:00:00Z';
/** Parameters that are no id or no moment are refused by the platform, before Apex is called. */
const REFUSALS_OF_PARAMETERS = /^System\.(JSONException|StringException|TypeException)$/;

const { org, steward, lane, admin, canaries } = await attackedOrg();
const strings = new HostileStrings();
const storyOf = (text: string): string => `HOSTILE_SEED=${strings.seed}: ${shown(text)}`;

interface AuraBody {
  readonly body?: { readonly message: string; readonly exceptionType?: string };
  readonly returnValue?: unknown;
}

/** An error that was meant for the person at the screen, or the refusal of a parameter; never another exception. */
function assertShown(reply: Reply, story: string): void {
  const { body } = (reply.body ?? {}) as AuraBody;
  if (reply.status === 200) return;
  const type = body?.exceptionType ?? '';
  assert.ok(body?.message, `${story}: no words: ${reply.text.slice(0, 600)}`);
  assert.ok(
    type === 'System.AuraHandledException' || REFUSALS_OF_PARAMETERS.test(type) || reply.status < 500,
    `${story}: ${reply.text.slice(0, 900)}`
  );
}

async function exceptions(count: number): Promise<string[]> {
  const rows = Array.from({ length: count }, (_, index) => ({
    sourceVersion: VERSION,
    fields: { LastName: `Keyless ${index}` }
  }));
  const reply = await lane.call('POST', `/services/apexrest/sync/v1/${LANE}`, { run: 'console', rows });
  return (reply.body as { outcomes: { exceptionId: string }[] }).outcomes.map(({ exceptionId }) => exceptionId);
}

async function contacts(): Promise<string[]> {
  const ids = [];
  for (const LastName of ['First', 'Second']) {
    const made = await admin.call('POST', `${DATA}/sobjects/Contact`, { LastName });
    ids.push(String((made.body as { id: string }).id));
  }
  return ids;
}

async function stamp(object: string, id: string): Promise<string> {
  const [record] = await admin.query(`SELECT SystemModstamp FROM ${object} WHERE Id = '${id}'`);
  return String(record?.['SystemModstamp']);
}

test('filters, ids, notes, reasons and choices of the console are text or nothing', async (context) => {
  context.diagnostic(`seed ${strings.seed}; repeat with HOSTILE_SEED=${strings.seed}`);
  const [exceptionId = ''] = await exceptions(1);
  const [survivorId = '', loserId = ''] = await contacts();
  const input = (more: Record<string, unknown>): Record<string, unknown> => ({
    survivorId,
    members: [{ id: survivorId }, { id: loserId }],
    choices: [],
    reason: 'x',
    ...more
  });
  for (const text of strings.corpus(10)) {
    const story = storyOf(text);
    const decision = { action: 'REJECT', exceptionId, exceptionVersion: '1', note: 'x' };
    const calls: readonly (readonly [string, string, Record<string, unknown>])[] = [
      ['StewardConsoleController', 'listOpenExceptions', { reason: text, pageSize: 10, afterId: null }],
      ['StewardConsoleController', 'listOpenExceptions', { reason: null, pageSize: 10, afterId: text }],
      ['StewardConsoleController', 'listOpenExceptions', { reason: null, pageSize: text, afterId: null }],
      ['StewardActionController', 'openCase', { exceptionId: text }],
      ['StewardActionController', 'claim', { exceptionId: text }],
      ['StewardActionController', 'release', { exceptionId: text }],
      ['StewardListController', 'claimAll', { exceptionIds: [text] }],
      ['StewardListController', 'releaseAll', { exceptionIds: text }],
      ['StewardListController', 'assignAll', { exceptionIds: [text], userId: null, note: null }],
      ['StewardListController', 'assignAll', { exceptionIds: text, userId: null, note: null }],
      ['StewardListController', 'assignAll', { exceptionIds: [exceptionId], userId: text, note: null }],
      ['StewardListController', 'settleAll', { action: text, seen: [{ exceptionId, version: '1' }], note: 'x' }],
      ['StewardListController', 'settleAll', { action: 'REJECT', seen: [{ exceptionId, version: text }], note: 'x' }],
      [
        'StewardListController',
        'settleAll',
        { action: 'REJECT', seen: [{ exceptionId: text, version: '1' }], note: 'x' }
      ],
      ['StewardListController', 'settleAll', { action: 'REJECT', seen: [{ exceptionId, version: '1' }], note: text }],
      ['StewardActionController', 'preview', { decision: text }],
      ['StewardActionController', 'preview', { decision: { ...decision, note: text } }],
      ['StewardActionController', 'settle', { decision: { ...decision, action: text } }],
      ['StewardActionController', 'settle', { decision: { ...decision, exceptionVersion: text } }],
      ['StewardActionController', 'settle', { decision: { ...decision, contactId: text } }],
      ['StewardActionController', 'settle', { decision: { ...decision, contactVersion: text } }],
      ['StewardActionController', 'settle', { decision: { ...decision, [text]: text } }],
      ['StewardMergeController', 'previewMerge', { input: input({ survivorId: text }) }],
      ['StewardMergeController', 'previewMerge', { input: input({ members: [{ id: text, version: text }] }) }],
      ['StewardMergeController', 'previewMerge', { input: input({ choices: [{ field: text, memberId: loserId }] }) }],
      ['StewardMergeController', 'previewMerge', { input: input({ choices: [{ field: 'Title', memberId: text }] }) }],
      ['StewardMergeController', 'mergeRecords', { input: input({ reason: text }) }],
      ['StewardMergeController', 'listMerges', { recordId: text, beforeName: null }],
      ['StewardMergeController', 'listMerges', { recordId: null, beforeName: text }],
      ['StewardMergeController', 'previewUndo', { mergeId: text }],
      ['StewardMergeController', 'undoMerge', { mergeId: text, mergeVersion: text, holderVersion: text, reason: text }],
      ['ReconciliationController', 'latest', { laneName: text }],
      [text, 'claim', {}],
      ['StewardActionController', text, {}],
      ['StewardConsoleController', 'listOpenExceptions', { [text]: text }]
    ];
    for (const [className, method, parameters] of calls) {
      const reply = await steward.aura(className, method, parameters);
      const place = `${story}: ${className}.${method} ${JSON.stringify(parameters).slice(0, 300)}`;
      assertShown(reply, place);
      canaries.assertNotRead(place, reply);
    }
    await canaries.assertUntouched(story);
  }
  const [untouched] = await admin.query(
    `SELECT Status__c, Resolution__c FROM Contact_Sync_Exception__c WHERE Id = '${exceptionId}'`
  );
  assert.deepEqual([untouched?.['Status__c'], untouched?.['Resolution__c']], ['New', null]);
  assert.equal((await admin.query(`SELECT Id FROM Contact WHERE LastName IN ('First', 'Second')`)).length, 2);
});

test('a note and a reason are kept as they were typed', async () => {
  const texts = strings.sample(12).map((text) => text.slice(0, 200));
  const ids = await exceptions(texts.length);
  for (const [number, text] of texts.entries()) {
    const story = storyOf(text);
    const exceptionId = ids[number] ?? '';
    const exceptionVersion = String(new Date(await stamp('Contact_Sync_Exception__c', exceptionId)).getTime());
    const decision = { action: 'SEND_BACK', exceptionId, exceptionVersion, note: text };
    const reply = await steward.aura('StewardActionController', 'settle', { decision });
    assertShown(reply, story);
    const { returnValue } = reply.body as { returnValue?: { success: boolean } };
    const [stored] = await admin.query(`SELECT Note__c FROM Contact_Sync_Exception__c WHERE Id = '${exceptionId}'`);
    if (returnValue?.success) assertKept(stored?.['Note__c'], text, story);
    else assert.equal(stored?.['Note__c'], null, `${story}: ${reply.text.slice(0, 300)}`);
  }
});

test('a file that is loaded in bulk is rows, whatever stands in it, and a drain stores its texts literally', async () => {
  const texts = strings.sample(STRINGS);
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const lines = texts.map((text, number) => {
    const payload = JSON.stringify({ LastName: text, Email: `bulk${number}@example.com` });
    return [LANE, 'bulk', `B-${number}`, String(number + 1), payload].map(quoted).join(',');
  });
  const hostileKeys = texts.map((text, number) => [text, text, text, String(number), text].map(quoted).join(','));
  const header = 'Lane__c,Run_Key__c,External_Id__c,Source_Version__c,Payload__c';
  for (const [kind, rows] of Object.entries({ payloads: lines, keys: hostileKeys })) {
    const job = { object: 'Sync_Inbound__c', operation: 'insert', lineEnding: 'LF' };
    const { id } = (await lane.call('POST', `${DATA}/jobs/ingest`, job)).body as { id: string };
    const file = `${header}\n${rows.join('\n')}\n`;
    assertAnswered(await lane.call('PUT', `${DATA}/jobs/ingest/${id}/batches`, file, 'text/csv'), kind);
    assertAnswered(await lane.call('PATCH', `${DATA}/jobs/ingest/${id}`, { state: 'UploadComplete' }), kind);
    await org.jobsIdle();
    const ended = (await lane.call('GET', `${DATA}/jobs/ingest/${id}`)).body as Record<string, unknown>;
    assert.equal(ended['state'], 'JobComplete', `HOSTILE_SEED=${strings.seed}: ${JSON.stringify(ended)}`);
    assert.equal(ended['numberRecordsProcessed'], rows.length);
    const failed = await lane.call('GET', `${DATA}/jobs/ingest/${id}/failedResults`);
    assert.doesNotMatch(failed.text, /\.ts:\d+|Class\.\w+\.\w+: line/, 'no stack in the results');
    if (kind === 'keys') assert.equal(ended['numberRecordsFailed'], rows.length, 'there are no such lanes');
    await canaries.assertUntouched(`HOSTILE_SEED=${strings.seed}: ${kind}`);
  }
  assert.equal((await lane.call('POST', `/services/apexrest/sync/v1/${LANE}/drain`)).status, 202);
  await org.jobsIdle();
  for (const row of await admin.query(
    `SELECT External_Contact_ID__c, LastName FROM Contact WHERE External_Contact_ID__c LIKE 'B-%'`
  )) {
    const text = texts[Number(String(row['External_Contact_ID__c']).slice(2))] ?? '';
    assertKept(row['LastName'], text, storyOf(text));
  }
  await canaries.assertUntouched(`HOSTILE_SEED=${strings.seed}: drained`);
});

test('an alert with hostile words stops no other alert', async () => {
  for (const text of strings.sample(15)) {
    const event = {
      Condition__c: text,
      Lane__c: text,
      Severity__c: text,
      Title__c: text,
      Message__c: text,
      Owner__c: text,
      Window_Key__c: text,
      Count__c: 1
    };
    const places = Object.keys(event).filter((name) => name !== 'Count__c' && name !== 'Window_Key__c');
    const one = {
      Condition__c: 'run_unbalanced',
      Lane__c: LANE,
      Window_Key__c: `window ${strings.random.integer(1_000_000)}`,
      Count__c: 1
    };
    for (const alert of [event, ...places.map((name) => ({ ...one, [name]: text }))]) {
      assertAnswered(await lane.call('POST', `${DATA}/sobjects/Sync_Alert__e`, alert), storyOf(text));
    }
  }
  await org.jobsIdle();
  const rows = [{ externalId: 'ALERT', sourceVersion: VERSION, fields: { LastName: 'Alert', DoNotCall: true } }];
  await lane.call('POST', `/services/apexrest/sync/v1/${LANE}`, { run: 'alert', rows });
  await org.jobsIdle();
  const logs = await admin.query(
    `SELECT Id FROM Sync_Alert_Log__c WHERE Condition__c = 'protected_field_overwrite_attempt' AND Lane__c = '${LANE}'`
  );
  assert.ok(logs.length > 0, `HOSTILE_SEED=${strings.seed}: the alert after them was heard`);
  await canaries.assertUntouched(`HOSTILE_SEED=${strings.seed}: alerts`);
});

/** Spaces at the ends may go; half a pair has no form in UTF-8. */
function assertKept(stored: unknown, sent: string, story: string): void {
  const whole = sent.toWellFormed();
  assert.ok(
    [whole, trimmed(whole), whole.trim()].includes(String(stored ?? '')),
    `${story}: kept as ${shown(String(stored))}`
  );
}
