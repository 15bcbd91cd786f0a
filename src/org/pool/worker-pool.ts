/**
 * A pool of worker threads, each with one database connection: one transaction at a time per worker. A transaction that waits for a row
 * lock blocks its worker; the others go on. Workers start on demand (about 150 ms and 60 MB each) and are kept.
 */
import type { MessagePort } from 'node:worker_threads';
import { Worker } from 'node:worker_threads';

export interface WorkerPoolOptions<Data> {
  readonly workerFile: URL;
  /** Made for each worker: what it starts with, and the ports that move to it. */
  readonly workerData: () => { readonly data: Data; readonly transfer: readonly MessagePort[] };
  /** Upper bound of concurrent transactions; more wait in a queue, first come first served. */
  readonly maximumWorkers: number;
  /** A task that runs longer is stopped from outside, its worker ended and its transaction rolled back by the lost connection. */
  readonly taskTimeoutMs: number;
}

interface Job<Task, Answer> {
  readonly task: Task;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** What a worker posts: `ready` once, then one answer or failure per task. */
export type WorkerMessage<Answer> =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'failure'; readonly message: string; readonly stack: string };

/** A task was stopped because it ran too long. */
export class TaskTimeout extends Error {
  override readonly name = 'TaskTimeout';
}

/** The pool is closed, or a worker died. */
export class WorkerFailure extends Error {
  override readonly name = 'WorkerFailure';
}

export class WorkerPool<Data, Task, Answer> {
  readonly #options: WorkerPoolOptions<Data>;
  readonly #idle: PooledWorker<Task, Answer>[] = [];
  readonly #all = new Set<PooledWorker<Task, Answer>>();
  readonly #queue: Job<Task, Answer>[] = [];
  #closed = false;
  /** Resolves the pause once no task is running; null when the pool is not paused. */
  #paused: { readonly reached: Promise<void>; readonly resolve: () => void } | null = null;

  constructor(options: WorkerPoolOptions<Data>) {
    this.#options = options;
  }

  get size(): number {
    return this.#all.size;
  }

  /** Starts `count` workers ahead of the first request, so that it does not pay for their start. */
  async warmUp(count: number): Promise<void> {
    const wanted = Math.min(count, this.#options.maximumWorkers) - this.#all.size;
    await Promise.all(
      Array.from({ length: Math.max(wanted, 0) }, async () => {
        const worker = this.#start();
        await worker.ready;
        this.#release(worker);
      })
    );
  }

  run(task: Task): Promise<Answer> {
    if (this.#closed) return Promise.reject(new WorkerFailure('The local org is shutting down.'));
    return new Promise((resolve, reject) => {
      this.#queue.push({ task, resolve, reject });
      this.#dispatch();
    });
  }

  /** Resolves when the running tasks have ended; those that come meanwhile wait for `resume`. */
  pause(): Promise<void> {
    if (this.#paused) throw new Error('The pool is paused already.');
    let resolve = (): void => undefined;
    const reached = new Promise<void>((done) => (resolve = done));
    this.#paused = { reached, resolve };
    this.#settlePause();
    return reached;
  }

  /** Goes on; with `renew` on new workers, whose data is asked for anew. */
  resume(renew: boolean): void {
    if (renew) {
      for (const worker of this.#idle.splice(0)) {
        this.#all.delete(worker);
        void worker.stop();
      }
    }
    this.#paused = null;
    this.#dispatch();
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#queue.splice(0)) job.reject(new WorkerFailure('The local org is shutting down.'));
    await Promise.all([...this.#all].map((worker) => worker.stop()));
    this.#all.clear();
    this.#idle.length = 0;
  }

  #settlePause(): void {
    if (this.#idle.length === this.#all.size) this.#paused?.resolve();
  }

  #dispatch(): void {
    if (this.#paused) return this.#settlePause();
    while (this.#queue.length > 0) {
      const worker = this.#idle.pop() ?? (this.#all.size < this.#options.maximumWorkers ? this.#start() : null);
      if (!worker) return;
      const job = this.#queue.shift();
      if (!job) return;
      void this.#perform(worker, job);
    }
  }

  async #perform(worker: PooledWorker<Task, Answer>, job: Job<Task, Answer>): Promise<void> {
    try {
      job.resolve(await worker.run(job.task, this.#options.taskTimeoutMs));
    } catch (error) {
      job.reject(error instanceof Error ? error : new Error(String(error)));
    }
    this.#release(worker);
  }

  #start(): PooledWorker<Task, Answer> {
    const worker = new PooledWorker<Task, Answer>(this.#options.workerFile, this.#options.workerData());
    this.#all.add(worker);
    return worker;
  }

  #release(worker: PooledWorker<Task, Answer>): void {
    if (worker.dead || this.#closed) this.#all.delete(worker);
    else this.#idle.push(worker);
    this.#dispatch();
  }
}

class PooledWorker<Task, Answer> {
  readonly ready: Promise<void>;
  dead = false;
  readonly #worker: Worker;
  #pending: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | null = null;

  constructor(file: URL, start: { readonly data: unknown; readonly transfer: readonly MessagePort[] }) {
    this.#worker = new Worker(file, { workerData: start.data, transferList: [...start.transfer] });
    this.ready = new Promise((resolve, reject) => {
      this.#worker.on('message', (message: WorkerMessage<Answer>) => {
        if (message.kind === 'ready') resolve();
        else this.#settle(message);
      });
      this.#worker.on('error', (error) => {
        this.#die(error);
        reject(error);
      });
      this.#worker.on('exit', () => {
        const failure = new WorkerFailure('A worker of the local org ended unexpectedly.');
        this.#die(failure);
        reject(failure);
      });
    });
    // A worker that fails to start rejects its first task too; nobody may be waiting for `ready` itself.
    this.ready.catch(() => undefined);
  }

  async run(task: Task, timeoutMs: number): Promise<Answer> {
    await this.ready;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#die(new TaskTimeout(`The transaction ran longer than ${timeoutMs} ms and was stopped.`));
        void this.#worker.terminate();
      }, timeoutMs);
      const settle =
        <T>(then: (value: T) => void) =>
        (value: T) => {
          clearTimeout(timer);
          this.#pending = null;
          then(value);
        };
      this.#pending = { resolve: settle(resolve), reject: settle(reject) };
      this.#worker.postMessage(task);
    });
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #settle(message: WorkerMessage<Answer>): void {
    if (message.kind === 'answer') this.#pending?.resolve(message.answer);
    else if (message.kind === 'failure') {
      const error = new WorkerFailure(message.message);
      error.stack = message.stack;
      this.#pending?.reject(error);
    }
  }

  #die(error: Error): void {
    this.dead = true;
    this.#pending?.reject(error);
  }
}
