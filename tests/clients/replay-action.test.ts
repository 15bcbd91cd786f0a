/** The console's door to a replay, over HTTP: what its preview shows is what is done, and another effect is refused with nothing left of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ConsoleDoor } from '../../src/cli/scenarios/console-door.ts';
import { localOrgForTests, rest } from './local-org-fixture.ts';

const DATA = '/services/data/v67.0';
const CONTROLLER = 'StewardActionController';
const EMAIL = 'held@example.com';
const org = await localOrgForTests();

interface ActionResult {
  readonly success: boolean;
  readonly message: string;
  readonly recordId?: string;
  readonly recordName?: string;
  readonly recordKind?: string;
  readonly changes: readonly {
    readonly field: string;
    readonly isHidden: boolean;
    readonly before?: string;
    readonly after?: string;
  }[];
  readonly leftOut: readonly { readonly field: string; readonly reason: string }[];
  readonly children: readonly unknown[];
  readonly review?: string;
}

async function query(soql: string): Promise<Record<string, unknown>[]> {
  const reply = await rest(org, 'GET', `${DATA}/query?q=${encodeURIComponent(soql)}`);
  return (reply.body as { records: Record<string, unknown>[] }).records;
}

async function change(contactId: string, values: Record<string, string>): Promise<void> {
  const saved = await rest(org, 'PATCH', `${DATA}/sobjects/Contact/${contactId}`, values);
  assert.equal(saved.status, 204, JSON.stringify(saved.body));
}

/** The contact RP-1 has one address, its row another one: queued. Then somebody gives the contact the new address. */
async function freedException(): Promise<{ exceptionId: string; contactId: string }> {
  const path = '/services/apexrest/sync/v1/marketing_contacts';
  const headers = { authorization: `Bearer ${org.integrationToken}` };
  const send = async (run: string, version: string, fields: Record<string, string>) => {
    const rows = [{ externalId: 'RP-1', sourceVersion: version, fields: { LastName: 'Okafor', ...fields } }];
    const answer = await rest(org, 'POST', path, { run, rows }, headers);
    const { outcomes } = answer.body as { outcomes: { outcome: string; recordId?: string; exceptionId?: string }[] };
    return outcomes[0];
  };
  const created = await send('replay-1', '2026-01-01T00:00:00Z', { Email: 'first@example.com', Phone: '1' });
  const queued = await send('replay-2', '2026-01-02T00:00:00Z', { Email: EMAIL, Phone: '2' });
  assert.equal(queued?.outcome, 'QUEUED');
  const contactId = created?.recordId ?? '';
  await change(contactId, { Email: EMAIL });
  return { contactId, exceptionId: queued.exceptionId ?? '' };
}

test('a replay does what its preview showed, or nothing', async () => {
  const { exceptionId, contactId } = await freedException();
  const console = await ConsoleDoor.open(org.consoleUrl);
  const ask = async (method: string, review?: string): Promise<ActionResult> => {
    const { version } = (await console.call(CONTROLLER, 'openCase', { exceptionId })) as { version: string };
    const note = 'The address is the right one.';
    const decision = { action: 'REPLAY', exceptionId, exceptionVersion: version, note, ...(review ? { review } : {}) };
    return (await console.call(CONTROLLER, method, { decision })) as ActionResult;
  };

  const first = await ask('preview');
  assert.equal(first.message, 'Replay: UPDATED.');
  assert.deepEqual(
    [first.success, first.recordId, first.recordName, first.recordKind],
    [true, contactId, 'Okafor', 'contact']
  );
  const phone = first.changes.find(({ field }) => field === 'Phone');
  assert.deepEqual(phone, { field: 'Phone', label: 'Business Phone', isHidden: false, before: '1', after: '2' });
  assert.ok(!first.changes.some(({ field }) => field === 'Email'), 'it has the address already');
  assert.deepEqual([first.leftOut, first.children], [[], []]);

  await change(contactId, { Phone: '3' });
  const refused = await ask('settle', first.review);
  assert.equal(refused.success, false);
  assert.match(refused.message, /Changed since you looked at the effect: .*the field Phone\. Look again\.$/);
  assert.deepEqual((await query(`SELECT Phone FROM Contact WHERE Id = '${contactId}'`))[0]?.['Phone'], '3');
  assert.deepEqual(await query("SELECT Id FROM Duplicate_Audit__c WHERE Action__c = 'REPLAY'"), []);

  const second = await ask('preview');
  const settled = await ask('settle', second.review);
  assert.equal(settled.success, true, settled.message);
  assert.deepEqual(settled.changes, second.changes);
  assert.deepEqual((await query(`SELECT Phone FROM Contact WHERE Id = '${contactId}'`))[0]?.['Phone'], '2');
  const [audit, ...others] = await query(
    "SELECT Record_Id__c, Before__c, After__c FROM Duplicate_Audit__c WHERE Action__c = 'REPLAY'"
  );
  assert.deepEqual(others, []);
  assert.equal(audit?.['Record_Id__c'], contactId);
  const valuesOf = (name: string) => JSON.parse(String(audit?.[name])) as Record<string, unknown>;
  assert.deepEqual([valuesOf('Before__c')['Phone'], valuesOf('After__c')['Phone']], ['3', '2']);
  assert.equal(valuesOf('After__c')['Outcome'], 'UPDATED');
});
