/** What every part of a transaction shares: the connection with its counters, the schema, who is saving and what time it is. */
import type { Clock } from '../../base/index.ts';
import type { OrgSchema } from '../../metadata/index.ts';
import type { SqlConnection, SqlResult, SqlValue } from '../connection.ts';
import { SqlError } from '../connection.ts';
import type { RunningUser, TriggerRunner } from '../save.ts';
import type { DatabaseUsage } from '../transaction.ts';
import { EventBus } from '../events/event-bus.ts';
import type { NewEventMessage } from '../events/event-message.ts';

export interface SessionOptions {
  readonly connection: SqlConnection;
  readonly schema: OrgSchema;
  readonly triggers: TriggerRunner;
  readonly user: RunningUser;
  readonly clock: Clock;
  /** Commits event messages on a connection of its own; without it (in tests) the bus holds them until it is looked at. */
  readonly publishImmediately?: (messages: readonly NewEventMessage[]) => void;
}

export class Session {
  readonly schema: OrgSchema;
  readonly triggers: TriggerRunner;
  readonly clock: Clock;
  readonly usage: DatabaseUsage = {
    queries: 0,
    queryRows: 0,
    dmlStatements: 0,
    dmlRows: 0,
    roundTrips: 0,
    lockWaits: 0
  };
  user: RunningUser;
  /** Whether anything was published, also by what was rolled back since. */
  published = false;
  readonly events: EventBus;
  readonly #connection: SqlConnection;
  readonly #publishImmediately: SessionOptions['publishImmediately'];
  #savepoints = 0;

  constructor(options: SessionOptions) {
    this.schema = options.schema;
    this.triggers = options.triggers;
    this.clock = options.clock;
    this.user = options.user;
    this.#connection = options.connection;
    this.#publishImmediately = options.publishImmediately;
    this.events = new EventBus(this, options.schema);
  }

  query(sql: string, parameters: readonly SqlValue[] = []): SqlResult {
    this.usage.roundTrips++;
    return this.#connection.query(sql, parameters);
  }

  run(sql: string): void {
    this.usage.roundTrips++;
    this.#connection.run(sql);
  }

  publish(messages: readonly NewEventMessage[], immediate: boolean): void {
    this.published = true;
    if (immediate && this.#publishImmediately) this.#publishImmediately(messages);
    else if (immediate) this.events.hold(messages);
    else this.events.publish(messages);
  }

  defer(sql: string): void {
    this.#connection.defer(sql);
  }

  /** Opens a savepoint with the next statement; PostgreSQL gives up a whole transaction on an error unless one is open. */
  openSavepoint(): string {
    const name = `s${++this.#savepoints}`;
    this.defer(`SAVEPOINT ${name}`);
    return name;
  }

  releaseSavepoint(name: string): void {
    this.defer(`RELEASE ${name}`);
  }

  /** Goes back; the savepoint stays open. Sent at once, because it gives up row locks that others wait for. */
  rollbackTo(name: string): void {
    this.run(`ROLLBACK TO ${name}`);
  }

  /** Carries out `body`; when PostgreSQL refuses, its work is undone, the transaction goes on and the error is returned. */
  attempt<T>(body: () => T): { readonly value: T } | { readonly error: SqlError } {
    const savepoint = this.openSavepoint();
    try {
      const value = body();
      this.releaseSavepoint(savepoint);
      return { value };
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      this.run(`ROLLBACK TO ${savepoint};RELEASE ${savepoint}`);
      return { error };
    }
  }

  /**
   * Carries out a `SELECT … FOR UPDATE`. It is tried without waiting first, so that `usage.lockWaits` counts waiting and nothing else; only
   * when a row is taken it is sent again and waits, up to the connection's lock timeout.
   */
  attemptLock(
    sql: string,
    parameters: readonly SqlValue[]
  ): { readonly value: SqlResult } | { readonly error: SqlError } {
    const atOnce = this.attempt(() => this.query(`${sql} NOWAIT`, parameters));
    if ('value' in atOnce || atOnce.error.sqlState !== '55P03') return atOnce;
    const start = performance.now();
    const waited = this.attempt(() => this.query(sql, parameters));
    this.usage.lockWaits += Math.ceil(performance.now() - start);
    return waited;
  }
}

/** 55P03: a lock was not free within lock_timeout. 40P01: chosen as the victim of a deadlock. */
export function isLockFailure(error: SqlError): boolean {
  return error.sqlState === '55P03' || error.sqlState === '40P01';
}
