/**
 * Access tokens of the local org. They look like Salesforce's (`00D…!…`), live in memory, expire, and can be revoked, so that a client
 * meets the same 401 INVALID_SESSION_ID that it meets in production.
 */
import { randomBytes } from 'node:crypto';

import type { Clock } from '../../base/index.ts';

export interface Session {
  readonly token: string;
  readonly username: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

const DEFAULT_LIFETIME_MS = 12 * 60 * 60 * 1000;

export class SessionStore {
  readonly #sessions = new Map<string, Session>();
  readonly #organizationId: string;
  readonly #clock: Clock;

  constructor(organizationId: string, clock: Clock) {
    this.#organizationId = organizationId;
    this.#clock = clock;
  }

  open(username: string, lifetimeMs: number = DEFAULT_LIFETIME_MS): Session {
    const token = `${this.#organizationId}!${randomBytes(48).toString('base64url').replaceAll('-', '.')}`;
    const session: Session = { token, username, expiresAt: this.#clock.now() + lifetimeMs };
    this.#sessions.set(token, session);
    return session;
  }

  find(token: string): Session | null {
    const session = this.#sessions.get(token);
    if (!session) return null;
    if (session.expiresAt > this.#clock.now()) return session;
    this.#sessions.delete(token);
    return null;
  }

  revoke(token: string): boolean {
    return this.#sessions.delete(token);
  }
}
