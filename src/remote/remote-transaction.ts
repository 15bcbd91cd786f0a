/**
 * What Apex takes for the database's transaction, over the REST API of an org where none of the package's Apex is.
 *
 * It is no transaction: each call is done when it is answered, nothing is taken back, and no lock outlives a call. In place of a lock,
 * `FOR UPDATE` remembers when each record was changed last, and a guarded shape of saving changes it only if that is still so. What a failure between
 * two calls leaves behind is what the next try of the same rows finds: records written are UNCHANGED then, conflicts have their key.
 */
import type {
  BindValue,
  DatabaseUsage,
  QueryResult,
  RunningUser,
  SaveRequest,
  SaveResult,
  Transaction,
  TriggerRunner
} from '../database/index.ts';
import { DatabaseError } from '../database/index.ts';
import type { SObjectDescribe } from '../metadata/index.ts';
import type { SelectItem, SoqlQuery } from '../soql/index.ts';
import type { OrgConnection } from './org-connection.ts';
import { customMetadataRecords } from './query/custom-metadata.ts';
import { groupOf, recordOf } from './query/records.ts';
import type { Binds } from './query/soql-text.ts';
import { splitQuery } from './query/split-query.ts';
import { guardRecords, type Guarded } from './saving/guard-records.ts';
import { publish } from './saving/publish.ts';
import { save } from './saving/save.ts';
import { ReadRecords } from './saving/read-records.ts';
import type { SaveShape } from './saving/shapes/shape.ts';
import { OrgCallFailed } from './wire/protocol.ts';

/** Reads of a record that is changed in the very second of the read, before its row waits for another try. */
const MOST_READS = 3;
const SECOND = 1000;
/** By how much the clock of the org's web server may be ahead of that of its database. */
const CLOCK_MARGIN = 500;
/** Whatever clocks say. */
const LONGEST_PAUSE = 2_000;

export interface RemoteTransactionOptions {
  readonly org: OrgConnection;
  readonly user: RunningUser;
  readonly triggers: TriggerRunner;
  /** How records of lanes are saved. */
  readonly shape: SaveShape;
  readonly usage: DatabaseUsage;
}

export class RemoteTransaction implements Transaction {
  readonly usage: DatabaseUsage;
  readonly #options: RemoteTransactionOptions;
  readonly #read = new ReadRecords();
  #savepoints = 0;

  constructor(options: RemoteTransactionOptions) {
    this.#options = options;
    this.usage = options.usage;
  }

  query(query: SoqlQuery, binds: readonly BindValue[] | ReadonlyMap<string, BindValue>): QueryResult {
    const { org } = this.#options;
    const describe = org.schema.objects.get(query.from.toLowerCase());
    if (!describe) throw new DatabaseError('INVALID_TYPE', `sObject type '${query.from}' is not supported.`);
    this.usage.queries++;
    const result = this.#answer(query, binds, describe);
    this.usage.queryRows += result.totalSize;
    return result;
  }

  save(request: SaveRequest): SaveResult[] {
    const { org, user, triggers, shape } = this.#options;
    const [first] = request.records;
    if (first?.describe.kind === 'platformEvent') return publish(org, request.records);
    this.usage.dmlStatements++;
    this.usage.dmlRows += request.records.length;
    return first ? save({ org, user, triggers, shape, read: this.#read }, first.describe, request) : [];
  }

  /** See `guardRecords`. */
  guard(lane: string | null, objects: readonly string[], onPage: (visited: number, changed: number) => void): Guarded {
    const { org, user, triggers } = this.#options;
    const describes = objects.flatMap((name) => org.schema.objects.get(name.toLowerCase()) ?? []);
    return guardRecords({ org, user, triggers, onPage }, lane, describes);
  }

  /** Marks a place that nothing goes back to: Apex sets one before every statement over several types. */
  setSavepoint(): string {
    this.usage.dmlStatements++;
    return `remote-${++this.#savepoints}`;
  }

  rollbackTo(): never {
    throw new OrgCallFailed(
      'What was sent to an org without Apex cannot be taken back: rows with children, and statements that must be done whole, need the ' +
        'Apex handler in the org.',
      false
    );
  }

  releaseSavepoint(): void {
    // Nothing was kept for it.
  }

  commit(): void {
    // Each call was done when it was answered.
  }

  rollback(): void {
    // Nothing can be taken back; whoever ended the transaction says so.
  }

  locate(): never {
    throw notHere('Query locators');
  }

  merge(): never {
    throw notHere('Merges');
  }

  findDuplicates(): never {
    throw notHere('Searches for duplicates');
  }

  findDuplicatesByIds(): never {
    throw notHere('Searches for duplicates');
  }

  #answer(query: SoqlQuery, binds: Binds, describe: SObjectDescribe): QueryResult {
    const { schema } = this.#options.org;
    if (describe.kind === 'customMetadata') {
      if (query.where) throw notHere('Queries of custom metadata with conditions');
      const records = customMetadataRecords(describe, schema);
      return { records, totalSize: records.length };
    }
    if (query.forUpdate) return this.#readForUpdate(query, binds, describe);
    const { records, totalSize } = this.#ask(query, binds);
    if (query.select.length === 1 && query.select[0]?.kind === 'aggregate' && !query.select[0].path)
      return { records: [], totalSize };
    if (query.groupBy.length > 0 || query.select.some(({ kind }) => kind === 'aggregate')) {
      const aggregates = records.map((json) => groupOf(json, query, describe));
      return { records: [], aggregates, totalSize: aggregates.length };
    }
    return { records: records.map((json) => recordOf(json, describe, schema)), totalSize: records.length };
  }

  /** All parts of a query that is too long for one address; a record that two of them find counts once. */
  #ask(query: SoqlQuery, binds: Binds): { records: Readonly<Record<string, unknown>>[]; totalSize: number } {
    const whole = splitQuery(query, binds);
    const texts = whole.length === 1 ? whole : splitQuery(withId(query), binds);
    const parts = texts.map((soql) => this.#options.org.query(soql));
    const [only] = parts;
    if (only && parts.length === 1) return { ...only, records: [...only.records] };
    const byId = new Map(parts.flatMap(({ records }) => records).map((json) => [json['Id'], json]));
    return { records: [...byId.values()], totalSize: byId.size };
  }

  /**
   * Reads what a later save compares with. `If-Unmodified-Since` knows whole seconds: a record that was changed in the second of the read could be
   * changed once more in it, unseen. So such a record is read again when the second is over. One that is changed again and again is not saved: its row
   * waits, as one whose lock does not come, and the others go on.
   */
  #readForUpdate(query: SoqlQuery, binds: Binds, describe: SObjectDescribe): QueryResult {
    const { org } = this.#options;
    // Only records of lanes are saved with a condition, some of them in every shape, and those are of standard objects.
    const isGuarded = describe.kind === 'standard';
    const wide: SoqlQuery = { ...query, forUpdate: false, select: widened(query, org.storedFields(describe)) };
    for (let reads = 1; ; reads++) {
      const settledBefore = org.earliestNow() - CLOCK_MARGIN;
      const records = this.#ask(wide, binds).records.map((json) => recordOf(json, describe, org.schema));
      const newest = Math.max(...records.map((record) => this.#read.remember(record)));
      if (!isGuarded || newest + SECOND <= settledBefore) return { records, totalSize: records.length };
      if (reads === MOST_READS) {
        this.#read.doubt(settledBefore - SECOND);
        return { records, totalSize: records.length };
      }
      org.pause(Math.min(newest + SECOND - settledBefore, LONGEST_PAUSE));
    }
  }
}

/** Parts are put together by the ids of their records. */
function withId(query: SoqlQuery): SoqlQuery {
  const has = query.select.some((item) => item.kind === 'field' && item.path.join('.').toLowerCase() === 'id');
  return has ? query : { ...query, select: [{ kind: 'field', path: ['Id'] }, ...query.select] };
}

/** Ids come along by themselves: the API answers them with the attributes only when they are selected. */
function widened(query: SoqlQuery, fields: readonly string[]): SelectItem[] {
  const names = new Map<string, SelectItem>();
  for (const item of query.select) names.set(item.kind === 'field' ? item.path.join('.').toLowerCase() : '', item);
  for (const name of fields)
    if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), { kind: 'field', path: [name] });
  return [...names.values()];
}

function notHere(what: string): Error {
  return new OrgCallFailed(`${what} need the Apex handler in the org.`, false);
}
