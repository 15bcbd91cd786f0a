/** Deliveries of rows through three doors, each with every way in which a row can be written down. All names carry the key of the run. */
import assert from 'node:assert/strict';

import type { OrgDoor } from '../../src/cli/scenarios/org-door.ts';
import { OrgDoor as Door } from '../../src/cli/scenarios/org-door.ts';
import type { SqlConnection } from '../../src/database/index.ts';
import type { LocalOrg } from '../../src/org/index.ts';

export interface Delivery {
  readonly name: string;
  readonly title: string;
  /** The lane of the rows that were sent. */
  readonly lane: string;
  /** How many rows the run of each lane must have received in the end. */
  readonly rows: Readonly<Record<string, number>>;
  /** Fewer would mean that the kills do not reach what they should. */
  readonly fewestWrites: number;
  /** Before the kills begin. */
  prepare(admin: OrgDoor, run: string): Promise<void>;
  /** Takes the locks that rows are to meet; they are given back when everything is sent. */
  hold(locks: SqlConnection, run: string): void;
  /** A sender that got no answer sends again. */
  send(org: LocalOrg, run: string): Promise<void>;
  /** What must be there in the end. */
  check(admin: OrgDoor, run: string, what: string): Promise<void>;
}

const CONTACTS = 'marketing_contacts';
const COMPANIES = 'billing_accounts';
const PEOPLE = 'billing_account_contacts';
/** A call of seven writes is killed in two of three tries when each write dies with 15 percent: eight tries in a row are no rarity, forty are (1 in 5 million). */
const MOST_TRIES = 40;

async function insist(org: LocalOrg, path: string, body: unknown): Promise<void> {
  const lane = new Door(org.instanceUrl, org.integrationToken);
  for (let attempt = 1; attempt <= MOST_TRIES; attempt++) {
    const { status } = await lane.ask('POST', path, body);
    if (status < 300) return;
    assert.ok(status >= 500, `${path}: HTTP ${status}`);
  }
  throw new Error(`${path} was killed ${MOST_TRIES} times.`);
}

function row(externalId: string | null, sourceVersion: number, name: string, email: string): Record<string, unknown> {
  return { externalId, sourceVersion, sourceRow: 1, fields: { LastName: name, Email: email } };
}

async function contactsOf(admin: OrgDoor, run: string): Promise<Readonly<Record<string, unknown>>[]> {
  const fields = 'External_Contact_ID__c, LastName, Account.External_Customer_Id__c';
  const soql = `SELECT ${fields} FROM Contact WHERE Email LIKE '%@${run}.example.com' ORDER BY External_Contact_ID__c`;
  return [...(await admin.query(soql))];
}

async function conflictsOf(admin: OrgDoor, run: string): Promise<number> {
  return admin.count(`SELECT COUNT() FROM Contact_Sync_Exception__c WHERE Run__r.Key__c = '${run}'`);
}

/** A row that creates, one that changes, one that links and is audited, one for a person, and one that meets a lock and waits. */
export const restCall: Delivery = {
  name: 'rest',
  title: 'a REST call, the job of its waiting rows and the finalizer',
  lane: CONTACTS,
  rows: { [CONTACTS]: 5 },
  fewestWrites: 10,
  prepare: async (admin, run) => {
    const rows = ['known', 'held'].map((name) => row(`${run}-${name}`, 1, 'First', `${name}@${run}.example.com`));
    await admin.call('POST', `/services/apexrest/sync/v1/${CONTACTS}`, { run: `${run}-before`, rows });
    await admin.create('Contact', [{ LastName: 'Nobody yet', Email: `blank@${run}.example.com` }]);
  },
  hold: (locks, run) => {
    locks.run('BEGIN');
    locks.query(`SELECT id FROM org."contact" WHERE external_contact_id__c = $1::text FOR UPDATE`, [`${run}-held`]);
  },
  send: (org, run) =>
    insist(org, `/services/apexrest/sync/v1/${CONTACTS}`, {
      run,
      rows: [
        row(`${run}-new`, 2, 'Second', `new@${run}.example.com`),
        row(`${run}-known`, 2, 'Second', `known@${run}.example.com`),
        row(`${run}-blank`, 2, 'Second', `blank@${run}.example.com`),
        row(`${run}-held`, 2, 'Second', `held@${run}.example.com`),
        row(null, 2, 'Nobody', `nobody@${run}.example.com`)
      ]
    }),
  check: async (admin, run, what) => {
    const contacts = await contactsOf(admin, run);
    assert.deepEqual(
      contacts.map((contact) => [contact['External_Contact_ID__c'], contact['LastName']]),
      ['blank', 'held', 'known', 'new'].map((name) => [`${run}-${name}`, 'Second']),
      what
    );
    assert.equal(await conflictsOf(admin, run), 1, `${what}: one row is with a person`);
    const audits = await admin.count(`SELECT COUNT() FROM Duplicate_Audit__c WHERE Run__r.Key__c = '${run}'`);
    assert.equal(audits, 1, `${what}: the link is audited once`);
  }
};

/** Rows that were loaded, among them an older version and one that fits no contract. */
export const bulkLoad: Delivery = {
  name: 'bulk',
  title: 'a drain of loaded rows, its end, and the sweeper',
  lane: CONTACTS,
  rows: { [CONTACTS]: 5 },
  fewestWrites: 4,
  prepare: async (admin, run) => {
    const records = [
      { External_Id__c: `${run}-1`, Source_Version__c: 2, LastName: 'Newer', Email: `one@${run}.example.com` },
      { External_Id__c: `${run}-1`, Source_Version__c: 1, LastName: 'Older', Email: `one@${run}.example.com` },
      { External_Id__c: `${run}-2`, Source_Version__c: 1, LastName: 'Two', Email: `two@${run}.example.com` },
      { External_Id__c: `${run}-3`, Source_Version__c: 1, LastName: 'Three', Email: `three@${run}.example.com` },
      { External_Id__c: `${run}-4`, Source_Version__c: 1, Email: `four@${run}.example.com` }
    ].map(({ LastName, Email, ...staged }) => ({
      ...staged,
      Lane__c: CONTACTS,
      Run_Key__c: run,
      Payload__c: JSON.stringify({ LastName, Email })
    }));
    await admin.create('Sync_Inbound__c', records);
  },
  hold: (locks) => locks.run('BEGIN'),
  send: (org) => insist(org, `/services/apexrest/sync/v1/${CONTACTS}/drain`, {}),
  check: async (admin, run, what) => {
    const contacts = await contactsOf(admin, run);
    assert.deepEqual(
      contacts.map((contact) => [contact['External_Contact_ID__c'], contact['LastName']]),
      [
        [`${run}-1`, 'Newer'],
        [`${run}-2`, 'Two'],
        [`${run}-3`, 'Three']
      ],
      what
    );
    assert.equal(await conflictsOf(admin, run), 1, `${what}: the row without a name is with a person`);
  }
};

/** Two companies with their people as one event: a job saves each family whole. */
export const eventFamily: Delivery = {
  name: 'event',
  title: 'families through the event door, and the job that saves them',
  lane: COMPANIES,
  rows: { [COMPANIES]: 2, [PEOPLE]: 3 },
  fewestWrites: 7,
  prepare: async () => undefined,
  hold: (locks) => locks.run('BEGIN'),
  send: async (org, run) => {
    const person = (name: string): Record<string, unknown> =>
      row(`billing-${run}-${name}`, 1, name, `${name}@${run}.example.com`);
    const company = (number: number, people: readonly string[]): Record<string, unknown> => ({
      externalId: `${run}-${number}`,
      sourceVersion: 1,
      fields: { Name: `${run} ${number}`, Business_Key__c: `${run} ${number}` },
      children: { [PEOPLE]: people.map(person) }
    });
    const rows = [company(1, ['ann', 'bob']), company(2, ['cy'])];
    await insist(org, '/services/data/v67.0/sobjects/Sync_Request__e', {
      Lane__c: COMPANIES,
      Run_Key__c: run,
      Rows__c: JSON.stringify(rows)
    });
  },
  check: async (admin, run, what) => {
    const contacts = await contactsOf(admin, run);
    assert.deepEqual(
      contacts.map((contact) => [
        contact['External_Contact_ID__c'],
        (contact['Account'] as Readonly<Record<string, unknown>> | null)?.['External_Customer_Id__c']
      ]),
      [
        [`billing-${run}-ann`, `${run}-1`],
        [`billing-${run}-bob`, `${run}-1`],
        [`billing-${run}-cy`, `${run}-2`]
      ],
      what
    );
    const companies = await admin.count(`SELECT COUNT() FROM Account WHERE External_Customer_Id__c LIKE '${run}-%'`);
    assert.equal(companies, 2, `${what}: each company is there once`);
  }
};
