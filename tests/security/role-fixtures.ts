/** A user for each permission set of the package, on a profile that gives nothing but the API, and records of their own for each of them to try. */
import assert from 'node:assert/strict';

import type { LocalOrg } from '../../src/org/index.ts';
import { Caller, DATA } from './callers.ts';

/** Columns of the table, with the permission set of each; nobody holds none. */
export const ROLES: Readonly<Record<string, string | null>> = {
  Integration: 'Upsert_Guard_Integration',
  Steward: 'Upsert_Guard_Steward',
  Lead: 'Upsert_Guard_Lead',
  Operator: 'Upsert_Guard_Operator',
  Admin: 'Upsert_Guard_Admin',
  Client: 'Upsert_Guard_Client_Without_Apex',
  'No set': null
};
/** Has the user permission API Enabled and nothing else, so that every other answer is the permission set's. */
const PROFILE = 'Minimum Access - API Only Integrations';
export const LANE = 'marketing_contacts';
const EXCEPTIONS_OF_A_ROLE = 10;
const CONTACTS_OF_A_ROLE = 7;

export interface RoleFixture {
  readonly role: string;
  readonly caller: Caller;
  /** Open exceptions that nobody has touched. */
  readonly exceptions: readonly string[];
  /** Contacts that belong together: 0 and 1 to merge, 2 and 3 merged already, 4 to be edited, 5 to be deleted, 6 without an external id. */
  readonly contacts: readonly string[];
  readonly mergeId: string;
  /** A user who may settle exceptions. */
  readonly stewardId: string;
}

type Json = Record<string, unknown>;

export class RoleWorld {
  readonly admin: Caller;
  readonly #org: LocalOrg;
  readonly #lane: Caller;

  constructor(org: LocalOrg) {
    this.#org = org;
    this.admin = new Caller(org, 'admin@local.org');
    this.#lane = new Caller(org, 'integration@local.org');
  }

  async fixtures(): Promise<RoleFixture[]> {
    const users = new Map<string, string>();
    for (const [role, permissionSet] of Object.entries(ROLES)) users.set(role, await this.#user(role, permissionSet));
    await this.#alert();
    const fixtures: RoleFixture[] = [];
    for (const role of Object.keys(ROLES)) {
      const contacts = await this.#contacts(role);
      fixtures.push({
        role,
        caller: new Caller(this.#org, usernameOf(role)),
        exceptions: await this.#exceptions(role),
        contacts,
        mergeId: await this.#merged(contacts[2] ?? '', contacts[3] ?? ''),
        stewardId: users.get('Steward') ?? ''
      });
    }
    return fixtures;
  }

  /** The newest record of an object, made by the package itself. */
  async anyOf(object: string): Promise<string> {
    const [record] = await this.admin.query(`SELECT Id FROM ${object} ORDER BY Id DESC LIMIT 1`);
    assert.ok(record, `there is a ${object}`);
    return String(record['Id']);
  }

  /** SystemModstamp in milliseconds, as the console sends versions back. */
  async versionOf(object: string, id: string): Promise<string> {
    return String(new Date(await this.stampOf(object, id)).getTime());
  }

  async stampOf(object: string, id: string): Promise<string> {
    const [record] = await this.admin.query(`SELECT SystemModstamp FROM ${object} WHERE Id = '${id}'`);
    return String(record?.['SystemModstamp']);
  }

  async #create(object: string, fields: Json): Promise<string> {
    const reply = await this.admin.call('POST', `${DATA}/sobjects/${object}`, fields);
    assert.equal(reply.status, 201, `${object}: ${reply.text}`);
    return String((reply.body as Json)['id']);
  }

  async #user(role: string, permissionSet: string | null): Promise<string> {
    const [profile] = await this.admin.query(`SELECT Id FROM Profile WHERE Name = '${PROFILE}'`);
    const alias = role.toLowerCase().replaceAll(' ', '').slice(0, 8);
    const id = await this.#create('User', {
      Username: usernameOf(role),
      LastName: role,
      Email: usernameOf(role),
      Alias: alias,
      CommunityNickname: `role-${alias}`,
      TimeZoneSidKey: 'GMT',
      LocaleSidKey: 'en_US',
      EmailEncodingKey: 'UTF-8',
      LanguageLocaleKey: 'en_US',
      ProfileId: profile?.['Id']
    });
    if (permissionSet !== null) {
      const [granted] = await this.admin.query(`SELECT Id FROM PermissionSet WHERE Name = '${permissionSet}'`);
      await this.#create('PermissionSetAssignment', { AssigneeId: id, PermissionSetId: granted?.['Id'] });
    }
    return id;
  }

  async #contacts(role: string): Promise<string[]> {
    const ids: string[] = [];
    for (let index = 0; index < CONTACTS_OF_A_ROLE; index++) {
      const key = index === 6 ? {} : { External_Contact_ID__c: `${role}-${index}` };
      ids.push(await this.#create('Contact', { LastName: `${role} ${index}`, ...key }));
    }
    return ids;
  }

  /** Rows without an external id need a person. */
  async #exceptions(role: string): Promise<string[]> {
    const rows = Array.from({ length: EXCEPTIONS_OF_A_ROLE }, (_, index) => ({
      sourceVersion: '2026-01-01T00:00:00Z',
      fields: { LastName: `Keyless ${role} ${index}` }
    }));
    const reply = await this.#lane.call('POST', `/services/apexrest/sync/v1/${LANE}`, { run: 'fixtures', rows });
    assert.equal(reply.status, 200, reply.text);
    return (reply.body as { outcomes: { exceptionId: string }[] }).outcomes.map(({ exceptionId }) => exceptionId);
  }

  /** A row that brings a protected field alerts the owner of its lane. */
  async #alert(): Promise<void> {
    const fields = { LastName: 'Alert', DoNotCall: true };
    const rows = [{ externalId: 'ALERT-1', sourceVersion: '2026-01-01T00:00:00Z', fields }];
    const reply = await this.#lane.call('POST', `/services/apexrest/sync/v1/${LANE}`, { run: 'fixtures', rows });
    assert.equal(reply.status, 200, reply.text);
    await this.#org.jobsIdle();
  }

  async #merged(survivor: string, loser: string): Promise<string> {
    const reply = await this.admin.aura('StewardMergeController', 'mergeRecords', {
      input: await this.mergeInput(survivor, loser)
    });
    const outcome = (reply.body as { returnValue: { success: boolean; mergeId: string } }).returnValue;
    assert.ok(outcome.success, reply.text);
    return outcome.mergeId;
  }

  async mergeInput(survivorId: string, loserId: string): Promise<Json> {
    const members = [];
    for (const id of [survivorId, loserId]) members.push({ id, version: await this.stampOf('Contact', id) });
    return { survivorId, members, choices: [], reason: 'One person' };
  }
}

function usernameOf(role: string): string {
  // The duplicate rules of people tell lanes by the word in the user name, as the guide for admins says.
  return `${role.toLowerCase().replaceAll(' ', '-')}.role@local.org`;
}
