/** Who may sign in to the org, as its database says now: users come and go while it runs. One query an answer. */
import { readMetadataUsers, readUsers, type SqlConnection } from '../../database/index.ts';
import type { Deployer } from '../metadata-api/deployments.ts';
import type { OrgUser } from '../http/identity.ts';

export class UserDirectory {
  readonly organizationId: string;
  readonly #connection: SqlConnection;

  constructor(connection: SqlConnection) {
    this.#connection = connection;
    this.organizationId = readUsers(connection).organizationId;
  }

  get usernames(): readonly string[] {
    return readUsers(this.#connection).users.map(({ username }) => username);
  }

  find(username: string): OrgUser | null {
    return readUsers(this.#connection).users.find((user) => user.username === username) ?? null;
  }

  /** The user, when it may change metadata; null otherwise. */
  deployer(username: string): Deployer | null {
    return readMetadataUsers(this.#connection).get(username) ?? null;
  }
}
