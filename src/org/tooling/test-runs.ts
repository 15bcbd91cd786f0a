/** The test runs of an org: one after the other, each in a thread of its own. The last ones are remembered until the org stops. */
import { Worker } from 'node:worker_threads';

import { makeId, type Clock } from '../../base/index.ts';
import type { ApexTestResult, ApexTestRun, UnitCoverage } from '../tests/index.ts';
import type { TestRunRequest } from './test-run-request.ts';
import type { TestRunMessage, TestRunOrder } from './test-run-worker.ts';

/** Source: Object Reference, "ApexTestQueueItem" and "ApexTestRunResult", Status. */
type TestRunStatus = 'Queued' | 'Processing' | 'Completed' | 'Failed';

/** One class of a run. */
export interface TestQueueItem {
  readonly id: string;
  readonly className: string;
  /** Names of the methods that are to run. */
  readonly methods: readonly string[];
  readonly results: FinishedTest[];
}

export interface FinishedTest {
  readonly id: string;
  readonly endedAt: number;
  readonly result: ApexTestResult;
}

export interface TestRun {
  /** Of the AsyncApexJob. */
  readonly id: string;
  readonly resultId: string;
  readonly userId: string;
  readonly request: TestRunRequest;
  readonly items: readonly TestQueueItem[];
  status: TestRunStatus;
  startedAt: number | null;
  endedAt: number | null;
  /** What the whole run answered; null until it has ended, and when the local org failed. */
  outcome: ApexTestRun | null;
  defect: string | null;
}

export interface TestRunsOptions {
  readonly databaseUrl: string;
  readonly cacheFolder: string;
  readonly clock: Clock;
  /** Never the same twice. */
  readonly nextNumber: () => bigint;
  /** A run has begun or ended. */
  readonly onChange: (runId: string) => void;
}

/** Key prefixes of AsyncApexJob, ApexTestRunResult, ApexTestQueueItem and ApexTestResult; apex-node checks the first. */
const PREFIXES = { run: '707', runResult: '05m', item: '709', result: '07M' } as const;
/** Room for the numbers of a run's items and results behind that of the run. */
const NUMBERS_OF_A_RUN = 1_000_000n;
/** Runs that can be asked about; one holds the results of all its tests and the lines that they covered. */
const KEPT_RUNS = 50;

export class TestRuns {
  readonly #options: TestRunsOptions;
  readonly #runs = new Map<string, TestRun>();
  /** Coverage of the last run that collected it. */
  #coverage: { readonly units: readonly UnitCoverage[]; readonly percent: number } | null = null;
  #tail: Promise<void> = Promise.resolve();
  #thread: Worker | null = null;
  #closed = false;

  constructor(options: TestRunsOptions) {
    this.#options = options;
  }

  /** The run, at once; `ended` resolves when it has ended. */
  start(request: TestRunRequest, userId: string): { readonly run: TestRun; readonly ended: Promise<void> } {
    const number = this.#options.nextNumber();
    const run: TestRun = {
      id: makeId(PREFIXES.run, number),
      resultId: makeId(PREFIXES.runResult, number),
      userId,
      request,
      items: request.classes.map(({ className, tests }, index) => ({
        id: makeId(PREFIXES.item, number * NUMBERS_OF_A_RUN + BigInt(index)),
        className,
        methods: tests.map(({ methodName }) => methodName),
        results: []
      })),
      status: 'Queued',
      startedAt: null,
      endedAt: null,
      outcome: null,
      defect: null
    };
    this.#runs.set(run.id, run);
    // Several may have to go: none goes while more than are kept have not ended.
    for (const old of this.list().slice(0, -KEPT_RUNS)) if (old.endedAt !== null) this.#runs.delete(old.id);
    const ended = this.#tail.then(() => this.#run(run, number * NUMBERS_OF_A_RUN));
    this.#tail = ended;
    return { run, ended };
  }

  list(): readonly TestRun[] {
    return [...this.#runs.values()];
  }

  get coverage(): { readonly units: readonly UnitCoverage[]; readonly percent: number } | null {
    return this.#coverage;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#thread?.terminate();
  }

  async #run(run: TestRun, firstNumber: bigint): Promise<void> {
    if (this.#closed) return;
    const { clock, onChange } = this.#options;
    run.status = 'Processing';
    run.startedAt = clock.now();
    onChange(run.id);
    let number = firstNumber;
    try {
      run.outcome = await this.#carryOut(run, (result) => {
        const item = run.items.find(({ className }) => className === result.className);
        item?.results.push({ id: makeId(PREFIXES.result, number++), endedAt: clock.now(), result });
      });
      run.status = run.outcome.failed === 0 ? 'Completed' : 'Failed';
      if (run.request.collectCoverage) {
        this.#coverage = { units: run.outcome.coverage, percent: run.outcome.coveragePercent };
      }
    } catch (error) {
      const fault = error instanceof Error ? error : new Error(String(error));
      if (!this.#closed) process.stderr.write(`local org: test run ${run.id}: ${fault.stack ?? fault.message}\n`);
      run.defect = `LOCAL_ORG_DEFECT: ${fault.message}`;
      run.status = 'Failed';
    }
    run.endedAt = clock.now();
    onChange(run.id);
  }

  #carryOut(run: TestRun, onResult: (result: ApexTestResult) => void): Promise<ApexTestRun> {
    const { databaseUrl, cacheFolder } = this.#options;
    const only = run.items.flatMap(({ className, methods }) => methods.map((method) => `${className}.${method}`));
    const order: TestRunOrder = { databaseUrl, cacheFolder, only };
    return new Promise((resolve, reject) => {
      const thread = new Worker(new URL('./test-run-worker.ts', import.meta.url), { workerData: order });
      this.#thread = thread;
      thread.on('message', (message: TestRunMessage) => {
        if (message.kind === 'result') onResult(message.result);
        else if (message.kind === 'finished') resolve(message.run);
        else reject(Object.assign(new Error(message.message), { stack: message.stack }));
      });
      thread.on('error', reject);
      thread.on('exit', () => {
        // The next thread may have begun before this one has gone.
        if (this.#thread === thread) this.#thread = null;
        reject(new Error('The thread of the test run ended unexpectedly.'));
      });
    });
  }
}
