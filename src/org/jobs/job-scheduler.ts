/**
 * Brings queued jobs to workers: after a transaction that enqueued one, when its time has come, and at the start of the org those that an
 * earlier process left. The queue is in the database (src/database/jobs), so nothing is lost with this object.
 */
import type { Clock } from '../../base/index.ts';
import type { JobKind } from '../../database/index.ts';

export interface WaitingJob {
  readonly kind: JobKind;
  readonly id: string;
  readonly username: string;
}

/** The part of the database's queue that is asked here. */
export interface WaitingJobs {
  due(now: number, interrupted: boolean): readonly WaitingJob[];
  nextRunAt(now: number): number | null;
}

export interface JobSchedulerOptions {
  readonly queue: WaitingJobs;
  readonly clock: Clock;
  /** Runs a job in a worker; rejects when the worker died or failed. */
  readonly run: (job: WaitingJob) => Promise<void>;
  /** Gives up a job whose worker died twice: once in the job and once while it was counted as failed. */
  readonly giveUp: (job: WaitingJob, error: Error) => void;
  /** Jobs that run at the same time; the rest of the workers stay free for requests. */
  readonly concurrency: number;
  /** Milliseconds for which `stop` waits for running jobs. */
  readonly stopTimeout: number;
}

/** Longest time that setTimeout can wait. */
const LONGEST_TIMER = 2_147_483_647;

export class JobScheduler {
  readonly #options: JobSchedulerOptions;
  readonly #running = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(options: JobSchedulerOptions) {
    this.#options = options;
  }

  /** Begins with the jobs that an earlier process left, also those that it was running. */
  start(): void {
    this.#dispatch(true);
  }

  /** Looks for jobs that are due. Costs two short queries, so it is called only when there may be some. */
  wake(): void {
    this.#dispatch(false);
  }

  get isIdle(): boolean {
    return this.#running.size === 0;
  }

  /** Resolves when no job is running or due; for tests. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  /** Running jobs may end; one that does not in time is found as interrupted by the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#running.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#options.stopTimeout);
    });
    await Promise.race([Promise.all(this.#running.values()), timeout]);
    clearTimeout(timer);
  }

  #dispatch(interrupted: boolean): void {
    if (this.#stopped) return;
    const { queue, clock, concurrency } = this.#options;
    const now = clock.now();
    for (const job of queue.due(now, interrupted)) {
      // An interrupted job is not asked for again, so it is taken over the limit too; the pool queues it.
      if (!interrupted && this.#running.size >= concurrency) break;
      if (this.#running.has(job.id)) continue;
      const done = this.#perform(job).finally(() => {
        this.#running.delete(job.id);
        this.wake();
      });
      this.#running.set(job.id, done);
    }
    this.#sleepUntil(queue.nextRunAt(now), now);
  }

  #sleepUntil(next: number | null, now: number): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (next === null) return;
    this.#timer = setTimeout(() => this.wake(), Math.min(Math.max(next - now, 1), LONGEST_TIMER));
    this.#timer.unref();
  }

  async #perform(job: WaitingJob): Promise<void> {
    const { run, giveUp } = this.#options;
    try {
      await run(job);
    } catch {
      if (this.#stopped) return;
      try {
        // The job is found as interrupted now: it is counted as failed and its finalizer runs.
        await run(job);
      } catch (error) {
        if (!this.#stopped) giveUp(job, error instanceof Error ? error : new Error(String(error)));
      }
    }
  }
}
