/** The console's door to settling by a merge, over HTTP: what it is told in one answer it is given back in the next question. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ConsoleDoor } from '../../src/cli/scenarios/console-door.ts';
import { localOrgForTests, rest } from './local-org-fixture.ts';

const DATA = '/services/data/v67.0';
const CONTROLLER = 'StewardActionController';
const org = await localOrgForTests();

interface CaseView {
  readonly version: string;
  readonly matches: readonly { readonly id: string; readonly kind: string; readonly isOfLane: boolean }[];
  readonly actions: readonly { readonly name: string; readonly needsGroup: boolean }[];
}

interface ActionResult {
  readonly success: boolean;
  readonly message: string;
  readonly changes: readonly { readonly field: string; readonly after?: string }[];
  readonly mergeView?: {
    readonly members: readonly { readonly id: string; readonly version: string }[];
    readonly fields: readonly { readonly name: string; readonly values: readonly { readonly value?: string }[] }[];
  };
}

async function query(soql: string): Promise<Record<string, unknown>[]> {
  const reply = await rest(org, 'GET', `${DATA}/query?q=${encodeURIComponent(soql)}`);
  return (reply.body as { records: Record<string, unknown>[] }).records;
}

/** Two contacts that people typed, and a row that fits both: queued, because nobody can tell which. */
async function ambiguousException(): Promise<string> {
  for (const Phone of ['1', '2']) {
    const twin = { LastName: 'Twin', Email: 'twin@example.com', Phone };
    const saved = await rest(org, 'POST', `${DATA}/sobjects/Contact`, twin, {
      'Sforce-Duplicate-Rule-Header': 'allowSave=true'
    });
    assert.equal(saved.status, 201, JSON.stringify(saved.body));
  }
  const fields = { LastName: 'Twin', Email: 'twin@example.com', Phone: '3' };
  const rows = [{ externalId: 'TW-1', sourceVersion: '2026-01-01T00:00:00Z', fields }];
  const path = '/services/apexrest/sync/v1/marketing_contacts';
  const headers = { authorization: `Bearer ${org.integrationToken}` };
  const answer = await rest(org, 'POST', path, { run: 'twins', rows }, headers);
  const [outcome] = (answer.body as { outcomes: { reason: string; exceptionId: string }[] }).outcomes;
  assert.equal(outcome?.reason, 'AMBIGUOUS_EMAIL');
  return outcome.exceptionId;
}

test('an exception is settled by the merge that its preview showed', async () => {
  const exceptionId = await ambiguousException();
  const console = await ConsoleDoor.open(org.consoleUrl);
  const view = (await console.call(CONTROLLER, 'openCase', { exceptionId })) as CaseView;
  assert.equal(view.actions.find(({ name }) => name === 'MERGE')?.needsGroup, true);
  const [survivor, loser] = view.matches;
  assert.ok(survivor?.isOfLane && loser?.isOfLane);

  const group = {
    survivorId: survivor.id,
    members: view.matches.map(({ id }) => ({ id, version: null })),
    choices: []
  };
  const decision = { action: 'MERGE', exceptionId, exceptionVersion: view.version, note: 'Twins.', mergeGroup: group };
  const first = (await console.call(CONTROLLER, 'preview', { decision })) as ActionResult;
  assert.equal(first.success, true, first.message);
  const phone = first.mergeView?.fields.find(({ name }) => name === 'Phone');
  assert.deepEqual(phone?.values.map(({ value }) => value).sort(), ['1', '2']);
  assert.equal(
    (await query("SELECT Id FROM Contact WHERE LastName = 'Twin'")).length,
    2,
    'nothing is left of a preview'
  );
  assert.deepEqual(await query('SELECT Id FROM Record_Merge__c'), []);

  const members = first.mergeView?.members.map(({ id, version }) => ({ id, version }));
  const seen = { ...decision, mergeGroup: { ...group, members } };
  const settled = (await console.call(CONTROLLER, 'settle', { decision: seen })) as ActionResult;
  assert.equal(settled.success, true, settled.message);
  assert.deepEqual(settled.changes, first.changes);
  const [left, ...others] = await query(
    "SELECT Id, Phone, External_Contact_ID__c FROM Contact WHERE LastName = 'Twin'"
  );
  assert.deepEqual(others, []);
  assert.deepEqual([left?.['Id'], left?.['Phone'], left?.['External_Contact_ID__c']], [survivor.id, '3', 'TW-1']);
  const again = (await console.call(CONTROLLER, 'settle', { decision: seen })) as ActionResult;
  assert.equal(again.success, false, 'an exception is settled once');
});
