import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ADMIN_USERNAME, DEPLOYER_USERNAME, people, setsOf } from './people.ts';

const CLIENT_SET = 'Upsert_Guard_Client_Without_Apex';

function assigned(username: string, names: readonly string[]): readonly string[] {
  const person = people.find((one) => one.username === username);
  assert.ok(person, username);
  return setsOf(person, names);
}

test('the administrator is kept from the set of the client without Apex, and from no other', () => {
  const others = ['Upsert_Guard_Admin', 'Client_Portal', 'Upsert_Guard_Client', 'Without_Apex'];
  assert.deepEqual(assigned(ADMIN_USERNAME, [CLIENT_SET, ...others]), others);
});

test('the client has that set only', () => {
  const names = [CLIENT_SET, 'Client_Portal', 'Upsert_Guard_Integration', 'Client_Without_Apexes'];
  assert.deepEqual(assigned('client.integration@local.org', names), [CLIENT_SET]);
});

test('a role has the sets with its whole word in their name, and who has just deployed has none', () => {
  const names = ['Upsert_Guard_Lead', 'Leads', 'Mislead', 'LEAD_Reports', CLIENT_SET];
  assert.deepEqual(assigned('lead@local.org', names), ['Upsert_Guard_Lead', 'LEAD_Reports']);
  assert.deepEqual(assigned(DEPLOYER_USERNAME, names), []);
});
