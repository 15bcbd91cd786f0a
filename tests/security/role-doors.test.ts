/**
 * Every role at every door of one org, over HTTP: what it may, and how it is refused. The table in docs/security.md is the expectation;
 * `ROLE_TABLE=print` prints what was seen in its place.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { localOrgForTests, PROJECT_FOLDER } from '../clients/local-org-fixture.ts';
import { DOORS, type Door, type Verdict } from './role-doors.ts';
import { RoleWorld, ROLES } from './role-fixtures.ts';

/** Words of the table for what is missing, with the answer of the platform; a refusal that none of them explains fails the test. */
const REFUSALS: Readonly<Record<string, readonly (readonly [code: string, message: RegExp])[]>> = {
  class: [['FORBIDDEN', /^You do not have access to the Apex class named: \w+$/]],
  read: [
    ['NOT_FOUND', /^The requested resource does not exist \[local org: .* Read on \w+\]/],
    ['INVALID_TYPE', /^sObject type '\w+' is not supported\. \[local org: .* Read on \w+\]/]
  ],
  create: [['CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', /^entity type cannot be inserted: .* Create on \w+\]/]],
  edit: [['CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', /^entity type cannot be updated: .* Edit on \w+\]/]],
  delete: [['CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', /^entity type cannot be deleted: .* Delete on \w+\]/]],
  field: [
    ['INVALID_FIELD_FOR_INSERT_UPDATE', /^Unable to create\/update fields: \w+\. Please check the security settings/]
  ],
  record: [['INSUFFICIENT_ACCESS_OR_READONLY', /^insufficient access rights on object id$/]],
  apex: [['INSUFFICIENT_ACCESS', /requires Author Apex/]]
};

function cellOf(verdict: Verdict, place: string): string {
  if (verdict.allowed) return 'yes';
  const found = Object.entries(REFUSALS).find(([, answers]) =>
    answers.some(([code, message]) => verdict.code === code && message.test(verdict.message))
  );
  assert.ok(
    found,
    `${place}: refused in words that docs/security.md does not explain: ${verdict.code}: ${verdict.message}`
  );
  return found[0];
}

/** The rows of the tables of a Markdown file, cells without their padding. */
function tableRows(file: string): string[][] {
  const lines = readFileSync(join(PROJECT_FOLDER, file), 'utf8').split('\n');
  return lines
    .filter((line) => line.startsWith('|') && !/^\|[\s|:-]+\|$/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim())
    );
}

const org = await localOrgForTests();

test('each role passes the doors that docs/security.md says, and is refused at the others in its words', async () => {
  const world = new RoleWorld(org);
  const fixtures = await world.fixtures();
  const seen: { door: Door; cells: string[] }[] = [];
  for (const door of DOORS) {
    const cells: string[] = [];
    for (const fixture of fixtures) {
      cells.push(cellOf(await door.attempt(fixture, world, org), `${door.name} as ${fixture.role}`));
    }
    seen.push({ door, cells });
  }
  if (process.env['ROLE_TABLE'] === 'print') {
    for (const { door, cells } of seen) process.stdout.write(`| ${[door.group, door.name, ...cells].join(' | ')} |\n`);
  }

  const documented = tableRows('docs/security.md');
  assert.ok(
    documented.some((row) => row.join() === ['where', 'door', ...Object.keys(ROLES)].join()),
    'the table has a column for each role'
  );
  const expected = documented.filter((row) => row.length === Object.keys(ROLES).length + 2 && row[0] !== 'where');
  assert.deepEqual(
    seen.map(({ door, cells }) => [door.group, door.name, ...cells]),
    expected
  );
});

test('docs/security.md explains each word of its table by the code that it stands for', () => {
  const explained = tableRows('docs/security.md').filter((row) => row.length === 3);
  for (const [word, answers] of Object.entries(REFUSALS)) {
    const row = explained.find(([first]) => first === word);
    assert.ok(row, `the word ${word} is explained`);
    for (const [code] of answers) assert.ok(row[2]?.includes(`\`${code}\``), `${word} stands for ${code}`);
  }
});

test('nobody without a session passes any door', async () => {
  for (const [method, path] of [
    ['POST', '/services/apexrest/sync/v1/marketing_contacts'],
    ['GET', '/services/apexrest/policy-replay/v1/marketing_contacts'],
    ['POST', '/services/apexrest/reconciliation/v1/marketing_contacts'],
    ['PUT', '/services/apexrest/manifest/v1/marketing_contacts/m/all'],
    ['POST', '/services/data/v67.0/actions/custom/apex/SyncInvocableAction'],
    ['POST', '/services/data/v67.0/sobjects/Sync_Request__e'],
    ['POST', '/services/data/v67.0/jobs/ingest'],
    ['GET', '/services/data/v67.0/query?q=SELECT+Id+FROM+Contact'],
    ['POST', '/local-org/aura']
  ] as const) {
    for (const authorization of ['', 'Bearer', 'Bearer x', `Bearer ${'a'.repeat(5000)}`, 'Basic YWRtaW46YWRtaW4=']) {
      const headers = { authorization, 'content-type': 'application/json' };
      const response = await fetch(org.instanceUrl + path, {
        method,
        headers,
        ...(method === 'GET' ? {} : { body: '{}' })
      });
      assert.equal(response.status, 401, `${method} ${path} with "${authorization.slice(0, 20)}"`);
    }
  }
});
