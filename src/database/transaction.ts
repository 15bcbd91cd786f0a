/** One transaction against the org's database: what the runtime (Apex) and the REST API stand on. */
import type { SObjectDescribe } from '../metadata/index.ts';
import type { SoqlQuery } from '../soql/index.ts';
import type { IngestStore } from './bulk/ingest-store.ts';
import type { EventBus } from './events/event-bus.ts';
import type { NotificationStore } from './notifications/notification-store.ts';
import type { DuplicateResult, MergeRequest, MergeResult, SaveRequest, SaveResult } from './save.ts';
import type { BatchQueue } from './jobs/batch-queue.ts';
import type { JobQueue } from './jobs/job-queue.ts';
import type { ScheduleQueue } from './jobs/schedule-queue.ts';
import type { RowLocator } from './query/locator.ts';
import type { FieldValue, SObject } from './sobject.ts';

/** A value bound into a query: a field value, or a collection of them for IN. */
export type BindValue = FieldValue | readonly FieldValue[];

/** How a query looks at the org: in user mode with the object and field permissions and the record access of the running user. */
export interface QueryAccess {
  readonly mode: 'user' | 'system';
  /** In system mode: whether the record access of the running user counts all the same, as in classes with sharing. */
  readonly sharing: boolean;
}

export const SYSTEM_ACCESS: QueryAccess = { mode: 'system', sharing: false };

export interface QueryResult {
  /** Plain queries: the records. Aggregate queries: empty, see `aggregates`. */
  readonly records: SObject[];
  /** GROUP BY and aggregate functions: one map per row, by alias (or expr0, expr1 …). */
  readonly aggregates?: readonly ReadonlyMap<string, FieldValue>[];
  /** SELECT COUNT() FROM …: the number; for other queries the number of records. */
  readonly totalSize: number;
}

/** Thrown when a query or save fails as a whole; `code` is Salesforce's (UNABLE_TO_LOCK_ROW, INVALID_FIELD, MALFORMED_QUERY …). */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** What the transaction used so far; the runtime shows it as `Limits` and throws LimitException past the governor limits. */
export interface DatabaseUsage {
  queries: number;
  queryRows: number;
  dmlStatements: number;
  dmlRows: number;
  /** SQL round trips, for the benches. */
  roundTrips: number;
  /** Milliseconds spent waiting for row locks, as far as the database can tell. */
  lockWaits: number;
  /** Milliseconds spent waiting for a database behind a network, which are no CPU time; absent where there is none. */
  networkWaits?: number;
}

export interface Transaction {
  readonly usage: DatabaseUsage;
  /** Asynchronous Apex jobs, as part of this transaction. A transaction that has none cannot enqueue. */
  readonly jobs?: JobQueue;
  /** Jobs of Bulk API 2.0: the outcome of a chunk commits with its rows. A transaction that has none takes no chunks. */
  readonly ingest?: IngestStore;
  readonly batches?: BatchQueue;
  readonly schedules?: ScheduleQueue;
  /** The event bus, as part of this transaction. */
  readonly events?: EventBus;
  /** Custom notifications, sent as part of this transaction. */
  readonly notifications?: NotificationStore;
  /** Whether anything was published, also by what was rolled back since. */
  readonly published?: boolean;
  /**
   * Throws DatabaseError (QueryException in Apex). `binds` by SoqlValue index, or by lower-case name for dynamic SOQL. A mode that the query
   * itself names wins over `access`; without either it runs in system mode.
   */
  query(
    query: SoqlQuery,
    binds: readonly BindValue[] | ReadonlyMap<string, BindValue>,
    access?: QueryAccess
  ): QueryResult;
  /** The rows of a query, for a query locator. Throws DatabaseError when the query cannot be run; counts nothing. */
  locate(
    query: SoqlQuery,
    binds: readonly BindValue[] | ReadonlyMap<string, BindValue>,
    access?: QueryAccess
  ): RowLocator;
  /**
   * Runs the order of save. Results stand in the order of the records. With `allOrNone` and any failure everything of this call is rolled
   * back and the results say why (rows that were fine say ALL_OR_NONE_OPERATION_ROLLED_BACK); the runtime turns that into a DmlException.
   */
  save(request: SaveRequest): SaveResult[];
  /** A merge happens whole or not at all; a failed one leaves nothing behind and says why. */
  merge(request: MergeRequest): MergeResult;
  /**
   * What the active duplicate rules of the records' object say to each record, which need not be saved: one result per rule, in sort order,
   * with no match records when the rule found none. Records of one type, in the order of the answer. DatabaseError without an active rule.
   */
  findDuplicates(records: readonly SObject[]): readonly (readonly DuplicateResult[])[];
  /** The same for stored records, by id; an id of no record is a DatabaseError. */
  findDuplicatesByIds(object: SObjectDescribe, ids: readonly string[]): readonly (readonly DuplicateResult[])[];
  setSavepoint(): string;
  rollbackTo(savepoint: string): void;
  releaseSavepoint(savepoint: string): void;
  commit(): void;
  rollback(): void;
}
