/** An org with the organization-wide defaults of a test, and two people of the profile Standard User who see what sharing lets them see. */
import type { OrgSchema, SharingModel } from '../../metadata/index.ts';
import type { SoqlQuery } from '../../soql/index.ts';
import { orgSchema } from '../fixtures/org-schema.ts';
import { errorsOf, openTestOrg, request, soql, type TestOrg } from '../fixtures/test-org.ts';
import type { RunningUser, SaveRequest } from '../save.ts';
import type { FieldValue, SObject } from '../sobject.ts';
import type { QueryAccess } from '../transaction.ts';
import { loadRunningUser } from '../users/running-user.ts';

export type Defaults = Readonly<Record<string, SharingModel>>;
export type Fields = Readonly<Record<string, FieldValue>>;

const USER_MODE: QueryAccess = { mode: 'user', sharing: true };
export const WITH_SHARING: QueryAccess = { mode: 'system', sharing: true };
export const WITHOUT_SHARING: QueryAccess = { mode: 'system', sharing: false };

export function withDefaults(defaults: Defaults, schema: OrgSchema = orgSchema()): OrgSchema {
  const objects = [...schema.objects].map(([key, describe]): [string, typeof describe] => {
    const sharingModel = defaults[describe.name];
    return [key, sharingModel ? { ...describe, sharingModel } : describe];
  });
  return { ...schema, objects: new Map(objects) };
}

export class SharingWorld {
  readonly org: TestOrg;
  readonly stella: RunningUser;
  readonly lena: RunningUser;

  private constructor(org: TestOrg) {
    this.org = org;
    this.stella = this.user('steward@local.org');
    this.lena = this.user('lead@local.org');
  }

  static async open(schema: OrgSchema): Promise<SharingWorld> {
    return new SharingWorld(await openTestOrg(schema));
  }

  user(username: string): RunningUser {
    return loadRunningUser(this.org.connection, this.org.schema, username);
  }

  /** Saved by the administrator. */
  insert(object: string, fields: Fields): SObject {
    const [record] = this.org.insert(object, fields);
    if (!record) throw new Error('Nothing was saved.');
    return record;
  }

  /** Values of `field`, which may go over a parent, of what the user finds; the query's order is by id. */
  seen(user: RunningUser, object: string, field: string, access = USER_MODE, more: Partial<SoqlQuery> = {}): unknown[] {
    const transaction = this.org.begin({ user });
    const { records } = transaction.query(soql(object, [field], more), [], access);
    transaction.rollback();
    const path = field.split('.');
    return records.map((record) => {
      const holder = path.length === 1 ? record : record.parents.get(path[0] ?? '');
      return holder?.fields.get(path.at(-1) ?? '') ?? null;
    });
  }

  /** Saves and rolls back; `CODE: message` of each row, or null. */
  tried(
    user: RunningUser,
    operation: SaveRequest['operation'],
    object: string,
    rows: readonly Fields[],
    more: Partial<SaveRequest> = { accessMode: 'user' }
  ): (string | null)[] {
    const transaction = this.org.begin({ user });
    const records = rows.map((fields) => this.org.record(object, fields));
    const results = transaction.save(request(operation, records, more));
    transaction.rollback();
    return errorsOf(results);
  }

  groupId(developerName: string): string {
    const sql = 'SELECT id FROM org."group" WHERE developername = $1::text';
    return String(this.org.connection.query(sql, [developerName]).rows[0]?.[0]);
  }
}
