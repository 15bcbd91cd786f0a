/**
 * The Apex test runner: worker threads with a database of their own each take one test class at a time, so that a run is as parallel as
 * the machine and no database is built per test (every test is rolled back).
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { DEPLOYER_USERNAME } from '../../database/index.ts';
import type { ApexTestMethod, ApexTestOptions, ApexTestResult, ApexTestRun } from './apex-test-run.ts';
import { coveragePercent, CoverageTotal } from './coverage.ts';
import { junitReport } from './junit-report.ts';
import { selectTests, type TestClass } from './select-tests.ts';
import { openTestDatabases } from './test-database.ts';
import type { TestOrder, TestWorkerData, TestWorkerMessage } from './worker-protocol.ts';

const WORKER_FILE = new URL('./test-worker.ts', import.meta.url);
const DEFAULT_WORKERS = 2;
const DEFAULT_TIMEOUT = 120_000;

export async function runApexTests(options: ApexTestOptions): Promise<ApexTestRun> {
  const started = performance.now();
  const { program, schema, connectionString } = options.org;
  const username = options.username ?? DEPLOYER_USERNAME;
  const classes = selectTests(program, options.filter, options.only);
  const workers = Math.max(1, Math.min(options.workers ?? DEFAULT_WORKERS, classes.length));
  const queue = [...classes].sort((left, right) => right.tests.length - left.tests.length);
  const results: ApexTestResult[] = [];
  const coverage = new CoverageTotal();
  const databases = await openTestDatabases(connectionString);
  try {
    const connectionStrings: string[] = [];
    // One after the other: the server refuses to clone a template that is being cloned.
    if (queue.length > 0)
      for (let number = 0; number < workers; number++) connectionStrings.push(await databases.clone());
    await Promise.all(
      connectionStrings.map((database) =>
        new TestWorker({ program, schema, connectionString: database, username }, options, coverage, results).runAll(
          queue
        )
      )
    );
  } finally {
    await databases.dropAll();
  }

  const report = coverage.of(program);
  const passed = results.filter((result) => result.passed).length;
  const run: ApexTestRun = {
    results: inOrder(results, classes),
    passed,
    failed: results.length - passed,
    milliseconds: performance.now() - started,
    workers,
    coverage: report,
    coveragePercent: coveragePercent(report)
  };
  if (options.junitFile !== undefined) {
    await mkdir(dirname(options.junitFile), { recursive: true });
    await writeFile(options.junitFile, junitReport(run));
  }
  return run;
}

function inOrder(results: readonly ApexTestResult[], classes: readonly TestClass[]): ApexTestResult[] {
  const position = new Map<string, number>();
  for (const { tests } of classes) for (const test of tests) position.set(keyOf(test), position.size);
  return [...results].sort((left, right) => (position.get(keyOf(left)) ?? 0) - (position.get(keyOf(right)) ?? 0));
}

function keyOf({ className, methodName }: ApexTestMethod): string {
  return `${className}.${methodName}`;
}

/** One worker thread and its database. A test that hangs costs the thread, not the run: the next tests go on in a new one. */
class TestWorker {
  readonly #data: TestWorkerData;
  readonly #timeout: number;
  readonly #onResult: ((result: ApexTestResult) => void) | undefined;
  readonly #coverage: CoverageTotal;
  readonly #results: ApexTestResult[];
  #thread: Worker | null = null;

  constructor(data: TestWorkerData, options: ApexTestOptions, coverage: CoverageTotal, results: ApexTestResult[]) {
    this.#data = data;
    this.#timeout = options.testTimeout ?? DEFAULT_TIMEOUT;
    this.#onResult = options.onResult;
    this.#coverage = coverage;
    this.#results = results;
  }

  async runAll(queue: TestClass[]): Promise<void> {
    try {
      for (let next = queue.shift(); next; next = queue.shift()) {
        let rest = next.tests;
        while (rest.length > 0) rest = await this.#runClass(rest);
      }
    } finally {
      await this.#thread?.terminate();
    }
  }

  /** Answers the tests that are still to run because the thread was lost on the way. */
  async #runClass(tests: readonly ApexTestMethod[]): Promise<readonly ApexTestMethod[]> {
    const thread = (this.#thread ??= await this.#start());
    let finished = 0;
    const lost = await new Promise<string | null>((resolve) => {
      let timer = setTimeout(() => undefined, 0);
      const onMessage = (message: TestWorkerMessage) => {
        if (message.kind === 'start') {
          clearTimeout(timer);
          timer = setTimeout(() => end(`The test did not end within ${this.#timeout} ms.`), this.#timeout);
        } else if (message.kind === 'result') {
          finished++;
          this.#record(message.result);
        } else if (message.kind === 'done') {
          this.#coverage.add(message.lineCounts);
          end(null);
        }
      };
      const onError = (error: Error) => end(`The worker thread failed: ${error.stack ?? error.message}`);
      const onExit = (code: number) => end(`The worker thread ended with code ${code}.`);
      // Not removeAllListeners: the thread's own ones carry its messages.
      const end = (reason: string | null) => {
        clearTimeout(timer);
        thread.off('message', onMessage).off('error', onError).off('exit', onExit);
        resolve(reason);
      };
      thread.on('message', onMessage).on('error', onError).on('exit', onExit);
      thread.postMessage({ tests } satisfies TestOrder);
    });
    if (lost === null) return [];
    this.#thread = null;
    await thread.terminate();
    const culprit = tests[finished];
    if (culprit) this.#record(lostResult(culprit, lost));
    return tests.slice(finished + 1);
  }

  #record(result: ApexTestResult): void {
    this.#results.push(result);
    this.#onResult?.(result);
  }

  #start(): Promise<Worker> {
    return new Promise((resolve, reject) => {
      const thread = new Worker(WORKER_FILE, { workerData: this.#data });
      thread.once('error', reject);
      thread.once('message', () => {
        thread.removeListener('error', reject);
        resolve(thread);
      });
    });
  }
}

function lostResult(test: ApexTestMethod, message: string): ApexTestResult {
  return {
    ...test,
    passed: false,
    milliseconds: 0,
    message,
    stackTrace: null,
    internalFault: true,
    queries: 0,
    dmlStatements: 0
  };
}
