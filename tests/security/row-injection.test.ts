/** Hostile strings in every place of a row, through the doors that take rows over REST: stored literally or refused in words, and nothing else happens. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { attackedOrg } from './attacked-org.ts';
import { assertAnswered, type Reply } from './callers.ts';
import { deepJson, HostileStrings, shown, trimmed } from './hostile-strings.ts';

const LANE = '/services/apexrest/sync/v1/marketing_contacts';
const VERSION = '2026-01-01T00:00:00Z';
const COMBINED = Number(process.env['HOSTILE_COMBINED'] ?? 60);
const OUTCOMES = /^(CREATED|UPDATED|UNCHANGED|QUEUED|REJECTED|STALE|SUPERSEDED|LINKED|RETRY_SCHEDULED)$/;

const { lane, admin, canaries } = await attackedOrg();

interface Outcome {
  readonly index: number;
  readonly outcome: string;
  readonly recordId: string | null;
  readonly exceptionId: string | null;
  readonly message: string | null;
}

type Row = Record<string, unknown>;

/** The text in each place of a row in turn; the first row holds it wherever a text is stored. */
function rowsWith(text: string, number: number): Row[] {
  const row = (place: string, more: Row, fields: Row = {}): Row => ({
    externalId: `H-${number}-${place}`,
    sourceVersion: VERSION,
    fields: { LastName: `Hostile ${number}`, Email: `h${number}.${place}@example.com`, ...fields },
    ...more
  });
  return [
    row('texts', {}, { FirstName: text, LastName: text, Phone: text, Title: text, Department: text }),
    row('id', { externalId: text }),
    row('mail', {}, { Email: text }),
    row('version', { sourceVersion: text }),
    row('field', {}, { [text]: 'x' }),
    row('owner', { ownerReason: text }, { OwnerId: text }),
    row('parent', { parentExternalId: text }),
    row('numbers', { sourceRow: text, attempt: text }),
    row('nested', {}, { Title: { [text]: [text] } }),
    row('fields', { fields: text })
  ];
}

async function assertStoredLiterally(row: Row, outcome: Outcome, story: string): Promise<void> {
  const sent = row['fields'] as Row;
  if (outcome.outcome === 'CREATED') {
    const fields = ['FirstName', 'LastName', 'Phone', 'Title', 'Department', 'External_Contact_ID__c'];
    const [stored] = await admin.query(`SELECT ${fields.join(', ')} FROM Contact WHERE Id = '${outcome.recordId}'`);
    for (const field of fields) {
      const text = String((field === 'External_Contact_ID__c' ? row['externalId'] : sent[field]) ?? '');
      assert.ok(
        [text, trimmed(text)].includes(String(stored?.[field] ?? '')),
        `${story}: ${field} is ${shown(String(stored?.[field]))}`
      );
    }
  } else if (outcome.exceptionId) {
    const [stored] = await admin.query(
      `SELECT Payload__c FROM Contact_Sync_Exception__c WHERE Id = '${outcome.exceptionId}'`
    );
    const payload = String(stored?.['Payload__c']);
    if (payload.length < 32_000) assert.partialDeepStrictEqual(JSON.parse(payload), sent, story);
  }
}

function outcomesOf(reply: Reply): readonly Outcome[] {
  return (reply.body as { outcomes: Outcome[] }).outcomes;
}

test('JSON that nests without end is refused in words, whether the body, a row or a value of it nests', async () => {
  const row = (more: string): string =>
    `{"run":"deep","rows":[{"externalId":"D-1","sourceVersion":"${VERSION}",${more}}]}`;
  for (const depth of [12, 990, 1_001, 400_000]) {
    for (const kind of ['lists', 'objects', 'both'] as const) {
      const deep = deepJson(depth, kind);
      const bodies = [
        deep,
        `{"run":"deep","rows":${deep}}`,
        row(`"fields":{"LastName":"Deep","Title":${deep}}`),
        row(`"fields":{"LastName":"Deep"},"more":${deep}`),
        row(`"fields":{"LastName":"Deep"},"children":${deep}`),
        row(`"fields":{"LastName":"Deep"},"children":{"marketing_contacts":${deep}}`)
      ];
      for (const body of bodies) {
        for (const verb of ['', '/check', '/stage']) {
          const story = `${depth} ${kind}: ${body.slice(0, 120)} to ${verb}`;
          const reply = await lane.call('POST', LANE + verb, body);
          assertAnswered(reply, story);
          if (reply.status < 300) assert.match(reply.text, /"(REJECTED|QUEUED)"/, story);
          else assert.match(reply.text, /nest|not an object|must be|must hold/i, story);
        }
      }
      await canaries.assertUntouched(`${depth} ${kind}`);
    }
  }
  assert.deepEqual(await admin.query(`SELECT Id FROM Contact WHERE External_Contact_ID__c = 'D-1'`), []);
});

test('hostile strings in every place of a row', async (context) => {
  const strings = new HostileStrings();
  context.diagnostic(`seed ${strings.seed}; repeat with HOSTILE_SEED=${strings.seed}`);
  for (const [number, text] of strings.corpus(COMBINED).entries()) {
    const story = `HOSTILE_SEED=${strings.seed}, string ${number}: ${shown(text)}`;
    const rows = rowsWith(text, number);
    const checked = await lane.call('POST', `${LANE}/check`, { run: 'rows', rows });
    assertAnswered(checked, `check, ${story}`);
    canaries.assertNotRead(`check, ${story}`, checked);
    await canaries.assertUntouched(`check, ${story}`);

    const sent = await lane.call('POST', LANE, { run: 'rows', rows });
    assertAnswered(sent, story);
    assert.equal(sent.status, 200, `${story}: ${sent.text}`);
    const outcomes = outcomesOf(sent);
    assert.deepEqual(
      outcomes.map(({ index }) => index),
      [...rows.keys()],
      story
    );
    for (const outcome of outcomes) {
      assert.match(outcome.outcome, OUTCOMES, story);
      await assertStoredLiterally(
        rows[outcome.index] ?? {},
        outcome,
        `${story} in ${JSON.stringify(rows[outcome.index]).slice(0, 200)}`
      );
    }
    canaries.assertNotRead(story, sent);
    await canaries.assertUntouched(story);
  }
});
