/** A worker thread of the test runner: one loaded program, one database, one test at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../../base/index.ts';
import { openConnection, type RunningUser } from '../../database/index.ts';
import { createApexHost, loadProgram, runTestMethod, type ApexHost } from '../../runtime/index.ts';
import type { ApexTestMethod, ApexTestResult } from './apex-test-run.ts';
import type { TestOrder, TestWorkerData, TestWorkerMessage } from './worker-protocol.ts';

const port = parentPort;
if (!port) throw new Error('This file runs as a worker thread only.');

const { program, schema, connectionString, username } = workerData as TestWorkerData;
const loaded = loadProgram(program, schema);
const connection = openConnection(connectionString);
const host = createApexHost({ program: loaded, schema, clock: systemClock, connection });
const user = host.findUser(username);

function post(message: TestWorkerMessage): void {
  port?.postMessage(message);
}

port.on('message', ({ tests }: TestOrder) => {
  for (const test of tests) {
    post({ kind: 'start' });
    post({ kind: 'result', result: run(host, user, test) });
  }
  post({ kind: 'done', lineCounts: loaded.coverage.counts() });
});
post({ kind: 'ready' });

function run(apex: ApexHost, runningUser: RunningUser, test: ApexTestMethod): ApexTestResult {
  const started = performance.now();
  try {
    const { outcome, limits, milliseconds } = runTestMethod(apex, runningUser, test.className, test.methodName);
    const exception = outcome.kind === 'exception' ? outcome.exception : null;
    return {
      ...test,
      passed: exception === null,
      milliseconds,
      message: exception?.toString() ?? null,
      stackTrace: exception?.getstacktracestring() ?? null,
      internalFault: false,
      queries: limits.queries,
      dmlStatements: limits.dmlStatements
    };
  } catch (fault) {
    // A bug of the local org must not pass for a failed test, nor end the run.
    const error = fault instanceof Error ? fault : new Error(String(fault));
    return {
      ...test,
      passed: false,
      milliseconds: performance.now() - started,
      message: `${error.name}: ${error.message}`,
      stackTrace: error.stack ?? null,
      internalFault: true,
      queries: 0,
      dmlStatements: 0
    };
  }
}
