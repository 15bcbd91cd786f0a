/** What a new org has before anybody works in it: itself, profiles, users, and the deployed permission sets and queues as records. */
import { makeId } from '../../base/index.ts';
import { PROFILES } from '../access/profiles.ts';
import type { ProfileBaseline } from '../access/profiles.ts';
import type { OrgSchema, SObjectDescribe } from '../../metadata/index.ts';
import type { SqlConnection } from '../connection.ts';
import { DatabaseError } from '../transaction.ts';
import { writeRows } from '../schema/rows.ts';
import type { RowValue } from '../schema/rows.ts';
import { tableOf } from '../schema/table.ts';
import { AUTOMATED_PROCESS_USERNAME, people, setsOf } from './people.ts';
import type { OrgPerson } from './people.ts';

export interface OrgUserRecord {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly email: string;
}

export interface SeededOrg {
  readonly organizationId: string;
  readonly users: readonly OrgUserRecord[];
}

const NEEDED = ['organization', 'profile', 'user', 'permissionset', 'permissionsetassignment'];

/**
 * Idempotent: users who are there are kept, the records of permission sets, custom permissions, rules and queues say what is deployed now. The
 * users and what they are assigned: `people.ts`; more with `assignPermissionSets`. With `assignRoles` false nobody is assigned anything, as by
 * a deploy. Part of `applySchema`, in its transaction. A schema without users (a test's) gets none.
 */
export function seedOrg(connection: SqlConnection, schema: OrgSchema, assignRoles: boolean): void {
  if (NEEDED.some((object) => !schema.objects.has(object))) return;
  const seeder = new Seeder(connection, schema);
  seeder.ensure('Organization', 'Name', 'Upsert Guard Local Org', {
    OrganizationType: 'Developer Edition',
    InstanceName: 'LOCAL',
    LanguageLocaleKey: 'en_US',
    DefaultLocaleSidKey: 'en_US',
    TimeZoneSidKey: 'GMT',
    FiscalYearStartMonth: 1
  });
  const profiles = new Map(Object.values(PROFILES).map((profile) => [profile, seeder.profile(profile)]));
  seeder.automatedProcess();
  seeder.deployedRecords();
  // Inactive until somebody activates it, as in a new org.
  if (schema.objects.has('pricebook2'))
    seeder.ensure('Pricebook2', 'Name', 'Standard Price Book', { IsStandard: true });
  const names = schema.permissionSets.map((set) => set.name);
  for (const person of people) {
    seeder.user(person, profiles.get(person.profile) ?? '');
    if (assignRoles) assignPermissionSets(connection, schema, person.username, setsOf(person, names));
  }
}

/** The org's id and its active users who may sign in, as identity answers need them. */
export function readUsers(connection: SqlConnection): SeededOrg {
  const organization = connection.query('SELECT id FROM org."organization" ORDER BY id LIMIT 1');
  const { rows } = connection.query(
    `SELECT id, username, name, email FROM org."user" WHERE isactive AND NOT isdeleted AND usertype = 'Standard' ORDER BY id`
  );
  const users = rows.map(([id, username, name, email]) => ({
    id: String(id),
    username: String(username),
    name: String(name),
    email: String(email)
  }));
  return { organizationId: String(organization.rows[0]?.[0] ?? ''), users };
}

/** Gives a user permission sets; those that the user has already are kept. */
export function assignPermissionSets(
  connection: SqlConnection,
  schema: OrgSchema,
  username: string,
  permissionSets: readonly string[]
): void {
  const seeder = new Seeder(connection, schema);
  const user = seeder.find('User', 'Username', username);
  if (user === null) throw new DatabaseError('INVALID_CROSS_REFERENCE_KEY', `There is no user ${username}.`);
  for (const name of permissionSets) {
    const permissionSet = seeder.find('PermissionSet', 'Name', name);
    if (permissionSet === null)
      throw new DatabaseError('INVALID_CROSS_REFERENCE_KEY', `There is no permission set ${name}.`);
    seeder.ensurePair('PermissionSetAssignment', ['AssigneeId', user], ['PermissionSetId', permissionSet]);
  }
}

class Seeder {
  readonly #connection: SqlConnection;
  readonly #schema: OrgSchema;

  constructor(connection: SqlConnection, schema: OrgSchema) {
    this.#connection = connection;
    this.#schema = schema;
  }

  profile({ name, userPermissions }: ProfileBaseline): string {
    const flags = ['ApiEnabled', 'ViewSetup', 'CustomizeApplication', 'ViewAllData', 'ModifyAllData'];
    return this.ensure('Profile', 'Name', name, {
      UserType: 'Standard',
      ...Object.fromEntries(flags.map((flag) => [`Permissions${flag}`, userPermissions.includes(flag)]))
    });
  }

  user({ username, firstName, lastName }: OrgPerson, profileId: string): string {
    const [nickname = ''] = username.split('@');
    return this.ensure('User', 'Username', username, {
      FirstName: firstName,
      LastName: lastName,
      Name: `${firstName} ${lastName}`,
      Email: username,
      Alias: nickname.slice(0, 8),
      CommunityNickname: nickname,
      IsActive: true,
      ProfileId: profileId,
      UserType: 'Standard',
      TimeZoneSidKey: 'GMT',
      LocaleSidKey: 'en_US',
      LanguageLocaleKey: 'en_US',
      EmailEncodingKey: 'UTF-8'
    });
  }

  /** It has no profile and cannot sign in. */
  automatedProcess(): void {
    this.ensure('User', 'Username', AUTOMATED_PROCESS_USERNAME, {
      FirstName: 'Automated',
      LastName: 'Process',
      Name: 'Automated Process',
      Email: AUTOMATED_PROCESS_USERNAME,
      Alias: 'autoproc',
      CommunityNickname: 'autoproc',
      IsActive: true,
      UserType: 'AutomatedProcess',
      TimeZoneSidKey: 'GMT',
      LocaleSidKey: 'en_US',
      LanguageLocaleKey: 'en_US',
      EmailEncodingKey: 'UTF-8'
    });
  }

  /** Permission sets, custom permissions, duplicate rules and queues are deployed as metadata and read as records. */
  deployedRecords(): void {
    for (const { name, label } of this.#schema.permissionSets)
      this.put('PermissionSet', 'Name', name, { Label: label, IsCustom: true });
    if (this.#has('CustomPermission'))
      for (const name of this.#schema.customPermissions)
        this.put('CustomPermission', 'DeveloperName', name, {
          MasterLabel: name.replaceAll('_', ' '),
          Language: 'en_US'
        });
    if (this.#has('SetupEntityAccess')) this.#setupEntityAccess();
    if (this.#has('DuplicateRule'))
      for (const { name, label, object, active } of this.#schema.duplicateRules)
        this.put('DuplicateRule', 'DeveloperName', name, {
          MasterLabel: label,
          Language: 'en_US',
          SobjectType: object,
          IsActive: active
        });
    if (this.#has('CustomNotificationType'))
      for (const { name, label, desktop, mobile } of this.#schema.notificationTypes ?? [])
        this.put('CustomNotificationType', 'DeveloperName', name, {
          MasterLabel: label,
          CustomNotifTypeName: name,
          Language: 'en_US',
          Desktop: desktop,
          Mobile: mobile
        });
    if (!this.#has('Group')) return;
    for (const queue of this.#schema.queues) {
      const id = this.put('Group', 'DeveloperName', queue.name, { Name: queue.label, Type: 'Queue' });
      if (this.#has('QueueSobject')) this.setPairs('QueueSobject', ['QueueId', id], 'SobjectType', queue.objects);
    }
  }

  /** The record's id; the record is made when no record has this value. */
  ensure(object: string, keyField: string, key: string, values: Readonly<Record<string, RowValue>>): string {
    const present = this.find(object, keyField, key);
    if (present !== null) return present;
    return this.#insert(object, { [keyField]: key, ...values });
  }

  /** As `ensure`; a record that is there gets the values. */
  put(object: string, keyField: string, key: string, values: Readonly<Record<string, RowValue>>): string {
    const present = this.find(object, keyField, key);
    if (present === null) return this.#insert(object, { [keyField]: key, ...values });
    const table = tableOf(this.#describe(object));
    const changes = Object.entries(values).flatMap(([field, value]) => {
      const column = table.columns.get(field.toLowerCase());
      return column ? [{ column, value }] : [];
    });
    const list = changes.map(({ column }, index) => `${column.sql} = $${index + 2}::${column.parameterType}`);
    this.#connection.query(`UPDATE ${table.sql} SET ${list.join(', ')} WHERE id = $1::text`, [
      present,
      ...changes.map(({ value }) => value)
    ]);
    return present;
  }

  /** The records of `first` are those with `wanted` and no others. */
  setPairs(
    object: string,
    first: [field: string, value: string],
    secondField: string,
    wanted: readonly string[],
    values: Readonly<Record<string, RowValue>> = {}
  ): void {
    const table = tableOf(this.#describe(object));
    const [a, b] = [first[0], secondField].map((field) => table.columns.get(field.toLowerCase())?.sql);
    this.#connection.query(`DELETE FROM ${table.sql} WHERE ${a} = $1::text AND NOT ${b} = ANY($2::text[])`, [
      first[1],
      wanted
    ]);
    for (const value of wanted) this.ensurePair(object, first, [secondField, value], values);
  }

  ensurePair(
    object: string,
    first: [field: string, value: string],
    second: [field: string, value: string],
    values: Readonly<Record<string, RowValue>> = {}
  ): void {
    const table = tableOf(this.#describe(object));
    const [a, b] = [first, second].map(([field]) => table.columns.get(field.toLowerCase())?.sql);
    const found = this.#connection.query(`SELECT 1 FROM ${table.sql} WHERE ${a} = $1::text AND ${b} = $2::text`, [
      first[1],
      second[1]
    ]);
    if (found.rowCount === 0) this.#insert(object, { [first[0]]: first[1], [second[0]]: second[1], ...values });
  }

  find(object: string, field: string, value: string): string | null {
    const table = tableOf(this.#describe(object));
    const column = table.columns.get(field.toLowerCase())?.sql;
    const { rows } = this.#connection.query(
      `SELECT id FROM ${table.sql} WHERE lower(${column}) = lower($1::text) AND NOT isdeleted`,
      [value]
    );
    return rows[0] ? String(rows[0][0]) : null;
  }

  /** A deployed permission set grants what its file says and nothing else (Metadata API 40.0 and later: the deployed set replaces the org's). */
  #setupEntityAccess(): void {
    for (const set of this.#schema.permissionSets) {
      const parent = this.find('PermissionSet', 'Name', set.name);
      if (parent === null) continue;
      const permissions = set.customPermissions.flatMap(
        (name) => this.find('CustomPermission', 'DeveloperName', name) ?? []
      );
      this.setPairs('SetupEntityAccess', ['ParentId', parent], 'SetupEntityId', permissions, {
        SetupEntityType: 'CustomPermission'
      });
    }
  }

  #insert(object: string, values: Readonly<Record<string, RowValue>>): string {
    const describe = this.#describe(object);
    const { rows } = this.#connection.query(`SELECT nextval('${tableOf(describe).idSequence}')`);
    const id = makeId(describe.keyPrefix, BigInt(String(rows[0]?.[0] ?? 1)));
    writeRows(this.#connection, describe, [new Map<string, RowValue>([['Id', id], ...Object.entries(values)])]);
    return id;
  }

  #has(object: string): boolean {
    return this.#schema.objects.has(object.toLowerCase());
  }

  #describe(object: string): SObjectDescribe {
    const describe = this.#schema.objects.get(object.toLowerCase());
    if (!describe) throw new DatabaseError('INVALID_TYPE', `The schema has no object ${object}.`);
    return describe;
  }
}
