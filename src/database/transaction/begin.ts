/** A transaction on the org's database: implements the contract on one connection. */
import type { SqlConnection } from '../connection.ts';
import type { EventBus } from '../events/event-bus.ts';
import { NotificationStore } from '../notifications/notification-store.ts';
import { findDuplicates, readRecords } from '../duplicates/find-duplicates.ts';
import { BatchQueue } from '../jobs/batch-queue.ts';
import { IngestStore } from '../bulk/ingest-store.ts';
import { JobQueue } from '../jobs/job-queue.ts';
import { ScheduleQueue } from '../jobs/schedule-queue.ts';
import { RowLocator } from '../query/locator.ts';
import { runQuery } from '../query/run-query.ts';
import type { DuplicateResult, MergeRequest, MergeResult, SaveRequest, SaveResult } from '../save.ts';
import { merge } from '../saving/merge.ts';
import { save } from '../saving/save.ts';
import { DatabaseError, SYSTEM_ACCESS } from '../transaction.ts';
import type { BindValue, DatabaseUsage, QueryAccess, QueryResult, Transaction } from '../transaction.ts';
import type { SObjectDescribe } from '../../metadata/index.ts';
import type { SObject } from '../sobject.ts';
import type { SoqlQuery } from '../../soql/index.ts';
import { Session } from './session.ts';
import type { SessionOptions } from './session.ts';

/** READ COMMITTED: others see nothing before the commit, every statement sees what is committed when it starts (salesforce-facts 4). */
const BEGIN = 'BEGIN ISOLATION LEVEL READ COMMITTED';

/**
 * Begins a transaction. BEGIN travels with the first statement, so a transaction that asks nothing costs nothing.
 *
 *   const transaction = beginTransaction({ connection, schema, triggers, user, clock });
 *   transaction.save({ operation: 'insert', records, allOrNone: true, accessMode: 'system' });
 *   transaction.commit();
 */
export function beginTransaction(options: SessionOptions): OpenTransaction {
  return new OpenTransaction(options);
}

export class OpenTransaction implements Transaction {
  readonly jobs: JobQueue;
  readonly ingest: IngestStore;
  readonly events: EventBus;
  readonly batches: BatchQueue;
  readonly schedules: ScheduleQueue;
  readonly notifications: NotificationStore;
  readonly #session: Session;
  readonly #connection: SqlConnection;
  readonly #savepoints = new Map<string, string>();
  #numbers = 0;
  #ended = false;

  constructor(options: SessionOptions) {
    this.#connection = options.connection;
    this.#session = new Session(options);
    this.#session.defer(BEGIN);
    this.jobs = new JobQueue(this.#session, options.schema);
    this.ingest = new IngestStore(this.#session);
    this.events = this.#session.events;
    this.batches = new BatchQueue(this.#session, options.schema);
    this.schedules = new ScheduleQueue(this.#session, options.schema);
    this.notifications = new NotificationStore(this.#session);
  }

  get usage(): DatabaseUsage {
    return this.#session.usage;
  }

  get published(): boolean {
    return this.#session.published;
  }

  /** `System.runAs`: later saves and rule filters see this user. */
  setUser(user: SessionOptions['user']): void {
    this.#session.user = user;
  }

  query(
    query: SoqlQuery,
    binds: readonly BindValue[] | ReadonlyMap<string, BindValue>,
    access: QueryAccess = SYSTEM_ACCESS
  ): QueryResult {
    this.#requireOpen();
    return runQuery(this.#session, query, binds, accessOf(query, access));
  }

  locate(
    query: SoqlQuery,
    binds: readonly BindValue[] | ReadonlyMap<string, BindValue>,
    access: QueryAccess = SYSTEM_ACCESS
  ): RowLocator {
    this.#requireOpen();
    return new RowLocator(this.#session, query, binds, accessOf(query, access));
  }

  save(request: SaveRequest): SaveResult[] {
    this.#requireOpen();
    return save(this.#session, request);
  }

  merge(request: MergeRequest): MergeResult {
    this.#requireOpen();
    return merge(this.#session, request);
  }

  findDuplicates(records: readonly SObject[]): readonly (readonly DuplicateResult[])[] {
    this.#requireOpen();
    return findDuplicates(this.#session, records);
  }

  findDuplicatesByIds(object: SObjectDescribe, ids: readonly string[]): readonly (readonly DuplicateResult[])[] {
    this.#requireOpen();
    return findDuplicates(this.#session, readRecords(this.#session, object, ids));
  }

  setSavepoint(): string {
    this.#requireOpen();
    const name = `savepoint${++this.#numbers}`;
    this.#savepoints.set(name, this.#session.openSavepoint());
    return name;
  }

  /** Releases the locks taken since (salesforce-facts 3.5). Savepoints set later are gone, this one stays usable. */
  rollbackTo(savepoint: string): void {
    this.#session.rollbackTo(this.#nameOf(savepoint));
    this.#forgetAfter(savepoint, false);
  }

  releaseSavepoint(savepoint: string): void {
    this.#session.releaseSavepoint(this.#nameOf(savepoint));
    this.#forgetAfter(savepoint, true);
  }

  commit(): void {
    this.#end('COMMIT');
  }

  rollback(): void {
    this.#end('ROLLBACK');
  }

  #end(command: 'COMMIT' | 'ROLLBACK'): void {
    this.#requireOpen();
    this.#ended = true;
    this.#connection.run(command);
  }

  #nameOf(savepoint: string): string {
    this.#requireOpen();
    const name = this.#savepoints.get(savepoint);
    if (name === undefined)
      throw new DatabaseError('INVALID_OPERATION', 'Savepoint was already released or rolled back past.');
    return name;
  }

  #forgetAfter(savepoint: string, inclusive: boolean): void {
    let later = false;
    for (const name of [...this.#savepoints.keys()]) {
      if (later || (inclusive && name === savepoint)) this.#savepoints.delete(name);
      if (name === savepoint) later = true;
    }
  }

  #requireOpen(): void {
    if (this.#ended) throw new Error('The transaction has ended.');
  }
}

function accessOf({ accessMode }: SoqlQuery, access: QueryAccess): QueryAccess {
  return accessMode ? { ...access, mode: accessMode } : access;
}
