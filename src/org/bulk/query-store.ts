/** Query jobs and their results as files beside the database: one for a job, one for its rows. They stay until the job is deleted. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { QueryRequest } from './query-request.ts';

export type QueryState = 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';

export interface QueryJob extends QueryRequest {
  readonly id: string;
  readonly userId: string;
  readonly username: string;
  readonly apiVersion: number;
  readonly createdAt: number;
  modifiedAt: number;
  state: QueryState;
  processed: number;
  processingTime: number;
  errorMessage: string | null;
}

const JOB = '.job.json';

export class QueryStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** In the order in which they were created. */
  load(): QueryJob[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder)
      .filter((name) => name.endsWith(JOB))
      .map((name) => JSON.parse(readFileSync(join(this.#folder, name), 'utf8')) as QueryJob)
      .sort((left, right) => left.createdAt - right.createdAt || (left.id < right.id ? -1 : 1));
  }

  save(job: QueryJob): void {
    this.#write(this.#jobFile(job), job);
  }

  saveRows(job: QueryJob, rows: readonly (readonly string[])[]): void {
    this.#write(this.#rowsFile(job), rows);
  }

  rows(job: QueryJob): string[][] {
    return JSON.parse(readFileSync(this.#rowsFile(job), 'utf8')) as string[][];
  }

  remove(job: QueryJob): void {
    for (const file of [this.#jobFile(job), this.#rowsFile(job)]) rmSync(file, { force: true });
  }

  /** Whole or not at all, also when the process is killed. */
  #write(file: string, content: unknown): void {
    mkdirSync(this.#folder, { recursive: true });
    writeFileSync(`${file}.partial`, JSON.stringify(content));
    renameSync(`${file}.partial`, file);
  }

  #jobFile({ id }: QueryJob): string {
    return join(this.#folder, `${id}${JOB}`);
  }

  #rowsFile({ id }: QueryJob): string {
    return join(this.#folder, `${id}.rows.json`);
  }
}
