/** Carries ingest jobs out in the background, one after the other, each chunk a task of the pool; a restart goes on where it ended. */
import { join } from 'node:path';
import { rmSync } from 'node:fs';

import type { Clock } from '../../base/index.ts';
import type { IngestJob, IngestStore } from '../../database/index.ts';
import type { OrgSchema } from '../../metadata/index.ts';
import { columnOf } from './csv-columns.ts';
import { CsvProblem, readChunks, type CsvChunk } from './csv-file.ts';
import type { IngestChunk } from './save-chunk.ts';

export interface IngestJobsOptions {
  readonly store: IngestStore;
  /** Where uploads lie. */
  readonly folder: string;
  readonly clock: Clock;
  readonly schema: () => OrgSchema;
  /** Saves a chunk in a worker. */
  readonly save: (username: string, chunk: IngestChunk) => Promise<unknown>;
}

export class IngestJobs {
  readonly #options: IngestJobsOptions;
  #tail: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: IngestJobsOptions) {
    this.#options = options;
  }

  /** Goes on with the jobs that an earlier process left. */
  start(): void {
    for (const job of this.#options.store.list(['UploadComplete', 'InProgress'])) this.enqueue(job.id);
  }

  enqueue(id: string): void {
    this.#tail = this.#tail
      .then(() => this.#run(id))
      .catch((error: unknown) => {
        // The database does not take what became of the job: it stays as it is for the next start, and the other jobs go on.
        process.stderr.write(`local org: bulk job ${id}: ${error instanceof Error ? error.stack : String(error)}\n`);
      });
  }

  /** Resolves when no job is running or waiting. */
  idle(): Promise<void> {
    return this.#tail;
  }

  /** The chunk that is being saved may end. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#tail;
  }

  fileOf(id: string): string {
    return join(this.#options.folder, `${id}.csv`);
  }

  /** Forgets a job and its upload. */
  remove(id: string): void {
    this.#options.store.remove(id);
    rmSync(this.fileOf(id), { force: true });
  }

  async #run(id: string): Promise<void> {
    const { store, clock } = this.#options;
    if (this.#stopped) return;
    const job = store.find(id);
    if (!job || !store.move(id, ['UploadComplete', 'InProgress'], 'InProgress', clock.now())) return;
    try {
      for await (const chunk of readChunks(this.fileOf(id), job)) {
        if (chunk.number === 0) this.#checkHeader(job, chunk.columns);
        if (store.chunk(id, chunk.number)) continue;
        // Stopped or aborted between two chunks: the first is gone on with by the next start.
        if (this.#stopped || store.find(id)?.state !== 'InProgress') return;
        await this.#save(job, chunk);
      }
      store.move(id, ['InProgress'], 'JobComplete', clock.now());
    } catch (error) {
      if (this.#stopped) return;
      if (!(error instanceof CsvProblem))
        process.stderr.write(`local org: bulk job ${id}: ${(error as Error).stack ?? String(error)}\n`);
      store.move(id, ['InProgress'], 'Failed', clock.now(), `InvalidBatch : ${(error as Error).message}`);
    }
  }

  async #save(job: IngestJob, { number, columns, rows }: CsvChunk): Promise<void> {
    if (rows.length === 0) return;
    try {
      await this.#options.save(job.username, { job, number, columns, rows });
    } catch (error) {
      if (this.#stopped) return;
      // The worker died or ran too long, and its transaction is rolled back.
      const message = `UNKNOWN_EXCEPTION:${error instanceof Error ? error.message : String(error)}:--`;
      this.#options.store.recordChunk(
        job.id,
        number,
        rows.map(() => ['', false, message] as const),
        0
      );
    }
  }

  /** Source for "Field name not found": observed on the platform (node-sf-bulk2#17). */
  #checkHeader(job: IngestJob, columns: readonly string[]): void {
    const schema = this.#options.schema();
    const describe = schema.objects.get(job.object.toLowerCase());
    if (!describe) throw new CsvProblem(`Object not found : ${job.object}`);
    const names = columns.map((column) => column.toLowerCase());
    const repeated = columns.find((_, index) => names.indexOf(names[index]!) !== index);
    if (repeated !== undefined) throw new CsvProblem(`Duplicate column : ${repeated}`);
    const unknown = columns.find((column) => columnOf(schema, describe, column) === null);
    if (unknown !== undefined) throw new CsvProblem(`Field name not found : ${unknown}`);
    checkKeys(job, new Set(names), columns);
  }
}

function checkKeys(
  { operation, externalIdField }: IngestJob,
  names: ReadonlySet<string>,
  columns: readonly string[]
): void {
  if (operation === 'delete' && (columns.length !== 1 || !names.has('id'))) {
    throw new CsvProblem('The CSV of a delete has one column, Id.');
  }
  if (operation === 'update' && !names.has('id')) throw new CsvProblem('Field name not found : Id');
  if (operation === 'upsert' && externalIdField !== null && !names.has(externalIdField.toLowerCase())) {
    throw new CsvProblem(`Field name not found : ${externalIdField}`);
  }
}
