/** The usual host of Apex: a loaded program over one database connection. */
import type { Clock } from '../../base/index.ts';
import {
  beginTransaction,
  loadRunningUser,
  readUsers,
  type RunningUser,
  type SessionOptions,
  type SqlConnection
} from '../../database/index.ts';
import type { OrgSchema } from '../../metadata/index.ts';
import type { LoadedProgram } from '../program/program.ts';
import { raise } from '../values/index.ts';
import type { ApexHost } from './run-transaction.ts';

export interface ApexHostOptions {
  readonly program: LoadedProgram;
  readonly schema: OrgSchema;
  readonly clock: Clock;
  readonly connection: SqlConnection;
  /** Commits at once the events that are published immediately; without it (in tests) the bus holds them. */
  readonly publishImmediately?: SessionOptions['publishImmediately'];
}

/**
 * Milliseconds for which a worker believes what it knows of a user: reading one costs three queries, which would be half of a small
 * request. A changed permission is seen by every worker after this time at the latest.
 */
const USER_LIFETIME = 2_000;

export function createApexHost({ program, schema, clock, connection, publishImmediately }: ApexHostOptions): ApexHost {
  const { organizationId } = readUsers(connection);
  const users = new Map<string, { readonly user: RunningUser; readonly until: number }>();
  return {
    program,
    schema,
    clock,
    organizationId,
    begin: (user, triggers) =>
      beginTransaction({
        connection,
        schema,
        triggers,
        user,
        clock,
        ...(publishImmediately ? { publishImmediately } : {})
      }),
    findUser(username) {
      const key = username.toLowerCase();
      const now = performance.now();
      const known = users.get(key);
      if (known && known.until > now) return known.user;
      const user = loadRunningUser(connection, schema, username);
      users.set(key, { user, until: now + USER_LIFETIME });
      return user;
    },
    // Asked inside a transaction, so that a user and permissions that the test just inserted are seen.
    userOf: ({ id }) =>
      id === null
        ? raise('TypeException', 'System.runAs needs a user that was inserted.')
        : loadRunningUser(connection, schema, id)
  };
}
