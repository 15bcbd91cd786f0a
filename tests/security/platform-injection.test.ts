/** Hostile strings at the doors that the platform itself opens: queries, records over REST, events, actions. Literal or refused, and nothing else happens. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { attackedOrg, encoded, LONGEST_ADDRESS } from './attacked-org.ts';
import { assertAnswered, DATA } from './callers.ts';
import { HostileStrings, shown, trimmed } from './hostile-strings.ts';

const LANE = 'marketing_contacts';
const COMBINED = 25;
/** Each brings three events and jobs of its own. */
const EVENTS = 30;

const { org, lane, operator, admin, canaries } = await attackedOrg();

/** Strings of one run of the tests; each test draws its own. */
const strings = new HostileStrings();
const storyOf = (text: string): string => `HOSTILE_SEED=${strings.seed}: ${shown(text)}`;

/** A literal of SOQL. Source: SOQL and SOSL Reference, "Quoted String Escape Sequences". */
function literal(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t').replaceAll('\b', '\\b').replaceAll('\f', '\\f')}'`;
}

/** A text field keeps its text, with or without spaces at the ends; half a pair has no form in UTF-8. */
function assertLiteral(stored: unknown, sent: string, story: string): void {
  const whole = sent.toWellFormed();
  assert.ok([whole, trimmed(whole)].includes(String(stored)), `${story}: stored as ${shown(String(stored))}`);
}

test('what a query compares with is text, whatever it looks like', async (context) => {
  context.diagnostic(`seed ${strings.seed}; repeat with HOSTILE_SEED=${strings.seed}`);
  for (const text of strings.corpus(COMBINED)) {
    const story = storyOf(text);
    const made = await admin.call('POST', `${DATA}/sobjects/Contact`, { LastName: text });
    assertAnswered(made, story);
    if (made.status !== 201) continue;
    const { id } = made.body as { id: string };
    const [stored] = await admin.query(`SELECT LastName FROM Contact WHERE Id = '${id}'`);
    const name = String(stored?.['LastName']);
    assertLiteral(name, text, story);
    const conditions = [`LastName = ${literal(name)}`, `LastName IN (${literal(name)})`];
    // Which of two backslashes a pattern takes for an escape is not documented.
    if (!text.includes('\\')) conditions.push(`LastName LIKE ${literal(name).replace(/[%_]/g, '\\$&')}`);
    for (const condition of conditions) {
      const address = `${DATA}/query?q=${encoded(`SELECT Id, LastName FROM Contact WHERE ${condition}`)}`;
      if (address.length > LONGEST_ADDRESS) continue;
      const found = await admin.call('GET', address);
      assert.equal(found.status, 200, `${story}: ${condition}: ${found.text}`);
      canaries.assertNotRead(`${story}: ${condition}`, found);
      const { records } = found.body as { records: { Id: string; LastName: string }[] };
      assert.ok(
        records.some((record) => record.Id === id),
        `${story}: ${condition}: finds the record`
      );
      for (const { LastName } of records) {
        assert.equal(LastName.toLowerCase(), name.toLowerCase(), `${story}: ${condition}: and no other`);
      }
    }
    await canaries.assertUntouched(story);
  }
});

test('a query that breaks out of its literal reads what its user may read, or is refused; it writes nothing', async () => {
  for (const text of strings.corpus(COMBINED)) {
    const story = storyOf(text);
    const questions = [
      text,
      `SELECT Id FROM Contact WHERE LastName = '${text}'`,
      `SELECT Id FROM Contact WHERE LastName LIKE '${text}' LIMIT ${text}`,
      `SELECT ${text} FROM Contact`,
      `SELECT Id FROM ${text}`,
      `SELECT Id FROM Contact ORDER BY ${text}`,
      `SELECT Id FROM Contact LIMIT 1 OFFSET ${text}`,
      `SELECT Id FROM Lead WHERE NumberOfEmployees > ${text}`,
      `SELECT Id FROM Contact WHERE CreatedDate > ${text} AND HasOptedOutOfEmail = ${text}`,
      `SELECT Id FROM Contact WHERE Id = '${text}'`
    ];
    for (const address of questions.flatMap((question) => [
      `${DATA}/query?q=${encoded(question)}`,
      `${DATA}/queryAll?q=${encoded(question)}`,
      `${DATA}/query?columns=true&q=${encoded(question)}`
    ])) {
      if (address.length > LONGEST_ADDRESS) continue;
      assertAnswered(await operator.call('GET', address), `${story}: ${decodeURIComponent(address)}`);
    }
    assertAnswered(await operator.call('GET', `${DATA}/query/${encoded(text).slice(0, LONGEST_ADDRESS - 100)}`), story);
    await canaries.assertUntouched(story);
  }
});

test('objects, ids, fields and keys in addresses of records are names or nothing', async () => {
  for (const text of strings.corpus(COMBINED)) {
    const story = storyOf(text);
    const part = encoded(text);
    const attempts: readonly (readonly [string, string, unknown?])[] = [
      ['GET', `/sobjects/${part}`],
      ['GET', `/sobjects/${part}/describe`],
      ['POST', `/sobjects/${part}`, { LastName: 'x' }],
      ['GET', `/sobjects/Contact/${part}`],
      ['PATCH', `/sobjects/Contact/${part}`, { LastName: 'x' }],
      ['DELETE', `/sobjects/Contact/${part}`],
      ['GET', `/sobjects/Contact/${part}/x`],
      ['PATCH', `/sobjects/Contact/${part}/x`, { LastName: 'x' }],
      ['GET', `/sobjects/Contact/External_Contact_ID__c/${part}`],
      ['GET', `/sobjects/Contact/External_Contact_ID__c/none?fields=${part}`],
      ['POST', '/sobjects/Contact', { LastName: 'x', [text]: 'x' }],
      ['POST', '/sobjects/Contact', text],
      ['POST', '/composite', { compositeRequest: [{ method: text, url: text, referenceId: text, body: text }] }],
      [
        'POST',
        '/composite',
        { compositeRequest: [{ method: 'GET', url: `${DATA}/sobjects/${text}`, referenceId: 'a' }] }
      ],
      ['POST', '/composite/sobjects', { records: [{ attributes: { type: text }, LastName: 'x' }] }],
      ['PATCH', '/composite/sobjects', { records: [{ attributes: { type: 'Contact' }, Id: text, LastName: 'x' }] }],
      ['DELETE', `/composite/sobjects?ids=${part}`],
      ['GET', `/composite/sobjects/Contact?ids=${part}&fields=${part}`],
      ['GET', `/actions/custom/apex/${part}`],
      ['POST', `/actions/custom/apex/${part}`, { inputs: [] }],
      ['POST', '/jobs/ingest', { object: text, operation: 'insert' }],
      ['POST', '/jobs/ingest', { object: 'Contact', operation: text, externalIdFieldName: text, lineEnding: text }],
      ['GET', `/jobs/ingest/${part}`],
      ['PUT', `/jobs/ingest/${part}/batches`, text],
      ['GET', `/${part}`]
    ];
    for (const [method, path, body] of attempts) {
      if (path.length > LONGEST_ADDRESS) continue;
      const reply = await admin.call(method, DATA + path, body);
      const place = `${story}: ${method} ${path.slice(0, 200)} ${JSON.stringify(body)?.slice(0, 200)}`;
      assertAnswered(reply, place);
      canaries.assertNotRead(place, reply);
    }
    await canaries.assertUntouched(story);
  }
});

test('an external id in the address of an upsert is the key of one record', async () => {
  for (const [number, text] of strings.corpus(COMBINED).entries()) {
    const story = storyOf(text);
    const path = `${DATA}/sobjects/Contact/External_Contact_ID__c/${encoded(text)}`;
    if (path.length > LONGEST_ADDRESS) continue;
    const reply = await lane.call('PATCH', path, { LastName: `Key ${number}`, Email: `key${number}@example.com` });
    assertAnswered(reply, story);
    canaries.assertNotRead(story, reply);
    if (reply.status === 201) {
      const { id } = reply.body as { id: string };
      const [stored] = await admin.query(`SELECT External_Contact_ID__c FROM Contact WHERE Id = '${id}'`);
      assertLiteral(stored?.['External_Contact_ID__c'], text, story);
    }
    await canaries.assertUntouched(story);
  }
});

test('hostile events and inputs of the action become rows that are counted, and runs that add up', async () => {
  const sent: { text: string; id: string }[] = [];
  for (const [number, text] of strings.sample(EVENTS).entries()) {
    const story = storyOf(text);
    const row = (id: string): Record<string, unknown> => ({
      externalId: id,
      sourceVersion: '2026-01-01T00:00:00Z',
      fields: { LastName: text, Email: `${id.toLowerCase()}@example.com` }
    });
    const events = [
      { Lane__c: text, Run_Key__c: 'events', Rows__c: '[]' },
      { Lane__c: LANE, Run_Key__c: text, Rows__c: JSON.stringify([row(`EV-${number}`)]) },
      { Lane__c: LANE, Run_Key__c: 'events', Rows__c: text }
    ];
    for (const event of events) {
      assertAnswered(
        await lane.call('POST', `${DATA}/sobjects/Sync_Request__e`, event),
        `${story}: ${JSON.stringify(event).slice(0, 200)}`
      );
    }
    const inputs = [
      { laneName: text, runKey: 'inputs', externalId: 'IN', fieldsJson: '{}' },
      { laneName: LANE, runKey: text, externalId: `IR-${number}`, sourceVersion: text, fieldsJson: '{}' },
      { laneName: LANE, runKey: 'inputs', externalId: text, sourceVersion: '2026-01-01T00:00:00Z', fieldsJson: text },
      {
        laneName: LANE,
        runKey: 'inputs',
        externalId: `IN-${number}`,
        sourceVersion: '2026-01-01T00:00:00Z',
        fieldsJson: JSON.stringify(row(`IN-${number}`)['fields'])
      }
    ];
    const called = await lane.call('POST', `${DATA}/actions/custom/apex/SyncInvocableAction`, { inputs });
    assertAnswered(called, story);
    assert.equal(called.status, 200, `${story}: ${called.text}`);
    canaries.assertNotRead(story, called);
    const outcomes = (called.body as { outputValues: { outcome: string } }[]).map(
      ({ outputValues }) => outputValues.outcome
    );
    assert.equal(outcomes[0], 'REJECTED', `${story}: no such lane`);
    for (const outcome of outcomes) assert.match(outcome, /^(CREATED|QUEUED|REJECTED)$/, story);
    sent.push({ text, id: `EV-${number}` }, { text, id: `IN-${number}` });
    const named = await lane.call('POST', `${DATA}/actions/custom/apex/SyncInvocableAction`, {
      inputs: [{ [text]: text }]
    });
    assertAnswered({ ...named, body: [{ errorCode: 'seen', message: named.text }] }, story);
  }
  await org.jobsIdle();
  await canaries.assertUntouched('after all events');
  for (const { text, id } of sent) {
    for (const { LastName } of await admin.query(
      `SELECT LastName FROM Contact WHERE External_Contact_ID__c = '${id}'`
    )) {
      assertLiteral(LastName, text, storyOf(text));
    }
  }
  const fields = 'Lane__c, Key__c, Received__c, Retry_Scheduled__c, Balanced__c';
  for (const run of await admin.query(
    `SELECT ${fields} FROM Sync_Run__c WHERE Ended__c = NULL OR Balanced__c = FALSE`
  )) {
    // On a busy machine a row may have met a lock, and waits; then the run says so.
    const story = `HOSTILE_SEED=${strings.seed}: the run ${JSON.stringify(run)}`;
    assert.ok(run['Balanced__c'], `${story} adds up`);
    assert.ok(Number(run['Retry_Scheduled__c']) > 0, `${story} is open because rows wait`);
  }
});
