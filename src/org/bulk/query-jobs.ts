/**
 * Query jobs, carried out one after the other. They lie in files until they are deleted, also over a restart that keeps the data; a result
 * passes through memory once, as an answer of the REST API does. Source: Bulk API 2.0 Developer Guide, "Bulk API 2.0 Query".
 */
import { stringify } from 'csv-stringify/sync';

import { makeId, type Clock } from '../../base/index.ts';
import type { OrgSchema, SObjectDescribe } from '../../metadata/index.ts';
import type { OrgAnswer, OrgTask } from '../pool/tasks.ts';
import { csvOptions } from './csv-format.ts';
import type { QueryRequest } from './query-request.ts';
import type { QueryJob, QueryState, QueryStore } from './query-store.ts';

export interface QueryPage {
  readonly csv: string;
  readonly records: number;
  /** Where the next page begins; null after the last. */
  readonly locator: string | null;
}

export interface QueryJobsOptions {
  readonly store: QueryStore;
  readonly clock: Clock;
  readonly nextNumber: () => bigint;
  readonly schema: () => OrgSchema;
  readonly run: (task: OrgTask) => Promise<OrgAnswer>;
}

/** Key prefix of a job of the Bulk API, ingest and query alike. */
const KEY_PREFIX = '750';
/** Records of a page when the caller does not say; the platform's own choice is not documented. */
const PAGE_RECORDS = 100_000;

export class QueryJobs {
  readonly #options: QueryJobsOptions;
  readonly #jobs = new Map<string, QueryJob>();
  #tail: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: QueryJobsOptions) {
    this.#options = options;
    for (const job of options.store.load()) this.#jobs.set(job.id, job);
  }

  /** Goes on with the jobs that an earlier process left: their queries are run from the beginning. */
  start(): void {
    for (const job of this.#jobs.values()) {
      if (job.state === 'InProgress') this.#move(job, 'UploadComplete');
      if (job.state === 'UploadComplete') this.#enqueue(job);
    }
  }

  create(
    request: QueryRequest,
    user: { readonly id: string; readonly username: string },
    apiVersion: number
  ): QueryJob {
    const now = this.#options.clock.now();
    const job: QueryJob = {
      ...request,
      id: makeId(KEY_PREFIX, this.#options.nextNumber()),
      userId: user.id,
      username: user.username,
      apiVersion,
      createdAt: now,
      modifiedAt: now,
      state: 'UploadComplete',
      processed: 0,
      processingTime: 0,
      errorMessage: null
    };
    this.#jobs.set(job.id, job);
    this.#options.store.save(job);
    this.#enqueue(job);
    return job;
  }

  find(id: string): QueryJob | null {
    return this.#jobs.get(id) ?? null;
  }

  list(): readonly QueryJob[] {
    return [...this.#jobs.values()];
  }

  /** False when the job has ended already. */
  abort(job: QueryJob): boolean {
    if (job.state !== 'UploadComplete' && job.state !== 'InProgress') return false;
    this.#move(job, 'Aborted');
    return true;
  }

  remove(job: QueryJob): void {
    this.#jobs.delete(job.id);
    this.#options.store.remove(job);
  }

  /** Resolves when no job is running or waiting. */
  idle(): Promise<void> {
    return this.#tail;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#tail;
  }

  /** Every page begins with the header. `from`: records to leave out. */
  page(job: QueryJob, from: number, most: number = PAGE_RECORDS): QueryPage {
    const rows = this.#options.store.rows(job);
    const chosen = rows.slice(from, from + most);
    const csv = stringify([job.paths.map((path) => path.join('.')), ...chosen], {
      ...csvOptions(job),
      quoted: true,
      quoted_empty: true
    });
    const end = from + chosen.length;
    return { csv, records: chosen.length, locator: end < rows.length ? String(end) : null };
  }

  #enqueue(job: QueryJob): void {
    this.#tail = this.#tail
      .then(() => this.#run(job))
      .catch((error: unknown) => {
        // The disk does not take it: the job has failed as long as this process lives, and the next one runs it again.
        const fault = error instanceof Error ? error : new Error(String(error));
        process.stderr.write(`local org: query job ${job.id}: ${fault.stack ?? fault.message}\n`);
        job.state = 'Failed';
        job.errorMessage = `LOCAL_ORG_DEFECT: ${fault.message}`;
      });
  }

  async #run(job: QueryJob): Promise<void> {
    if (this.#stopped || job.state !== 'UploadComplete') return;
    this.#move(job, 'InProgress');
    const started = performance.now();
    try {
      const answer = await this.#options.run({ kind: 'rest', username: job.username, request: requestOf(job) });
      // Aborted while it ran: nothing of it is kept.
      if ((job.state as QueryState) !== 'InProgress') return;
      if (answer.status !== 200) return this.#fail(job, errorOf(answer.body));
      const { records } = JSON.parse(answer.body) as { records: readonly Readonly<Record<string, unknown>>[] };
      const types = job.paths.map((path) => typeOf(this.#options.schema(), job.object, path));
      const rows = records.map((record) => job.paths.map((path, index) => textOf(valueAt(record, path), types[index])));
      this.#options.store.saveRows(job, rows);
      job.processed = rows.length;
      job.processingTime = Math.ceil(performance.now() - started);
      this.#move(job, 'JobComplete');
    } catch (error) {
      // The next start runs it again.
      if (this.#stopped) return;
      this.#fail(job, error instanceof Error ? error.message : String(error));
    }
  }

  #fail(job: QueryJob, message: string): void {
    if (job.state !== 'InProgress') return;
    job.errorMessage = message;
    this.#move(job, 'Failed');
  }

  #move(job: QueryJob, state: QueryState): void {
    const change = { state, modifiedAt: this.#options.clock.now() };
    this.#options.store.save({ ...job, ...change });
    Object.assign(job, change);
  }
}

function requestOf({ operation, query, apiVersion }: QueryJob): Extract<OrgTask, { kind: 'rest' }>['request'] {
  return {
    method: 'GET',
    segments: [operation],
    query: new Map([['q', query]]),
    headers: new Map(),
    body: '',
    version: apiVersion
  };
}

function errorOf(body: string): string {
  const [first] = JSON.parse(body) as { errorCode: string; message: string }[];
  return `${first?.errorCode ?? 'UNKNOWN_EXCEPTION'}: ${first?.message ?? ''}`;
}

/** Names are compared without case, as in the query; a parent that is not there has no values. */
function valueAt(record: Readonly<Record<string, unknown>>, path: readonly string[]): unknown {
  let value: unknown = record;
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return null;
    const holder = value as Readonly<Record<string, unknown>>;
    const key = Object.keys(holder).find((candidate) => candidate.toLowerCase() === name.toLowerCase());
    value = key === undefined ? null : holder[key];
  }
  return value;
}

/** The type of the field that a path ends in; undefined where a lookup has several objects. */
function typeOf(schema: OrgSchema, object: string, path: readonly string[]): string | undefined {
  let describe: SObjectDescribe | undefined = schema.objects.get(object.toLowerCase());
  for (const relationship of path.slice(0, -1)) {
    const lookups = [...(describe?.fields.values() ?? [])];
    const lookup = lookups.find((field) => field.relationshipName?.toLowerCase() === relationship.toLowerCase());
    const [target, ...others] = lookup?.referenceTo ?? [];
    describe = target === undefined || others.length > 0 ? undefined : schema.objects.get(target.toLowerCase());
  }
  return describe?.fields.get(path.at(-1)?.toLowerCase() ?? '')?.type;
}

/** Source for the form of date-times: Bulk API 2.0 Developer Guide, "Valid Date Format in Records" (ISO 8601, in UTC with Z). */
function textOf(value: unknown, type: string | undefined): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
  return type === 'datetime' ? text.replace('+0000', 'Z') : text;
}
