/** The thread of one test run: it reads what is deployed from the org's database, compiles it with coverage and runs the tests. */
import { parentPort, workerData } from 'node:worker_threads';

import { openConnection, readDeployedPackage } from '../../database/index.ts';
import { loadTree, unpackTree } from '../../metadata/index.ts';
import type { SourcePackage } from '../../metadata/index.ts';
import type { ApexTestResult, ApexTestRun } from '../tests/index.ts';
import { runTestsOfPackage } from '../tests/package-tests.ts';

export interface TestRunOrder {
  readonly databaseUrl: string;
  readonly cacheFolder: string;
  /** Whole names of classes or methods. */
  readonly only: readonly string[];
}

export type TestRunMessage =
  | { readonly kind: 'result'; readonly result: ApexTestResult }
  | { readonly kind: 'finished'; readonly run: ApexTestRun }
  | { readonly kind: 'defect'; readonly message: string; readonly stack: string };

const port = parentPort;
if (!port) throw new Error('This file runs as a worker thread only.');
const post = (message: TestRunMessage): void => port.postMessage(message);
const order = workerData as TestRunOrder;

try {
  const run = await runTestsOfPackage(deployedPackage(order.databaseUrl), {
    ...order,
    onResult: (result) => post({ kind: 'result', result })
  });
  post({ kind: 'finished', run });
} catch (error) {
  const fault = error instanceof Error ? error : new Error(String(error));
  post({ kind: 'defect', message: fault.message, stack: fault.stack ?? '' });
}

function deployedPackage(databaseUrl: string): SourcePackage {
  const connection = openConnection(databaseUrl);
  try {
    const { tree, keyPrefixes } = readDeployedPackage(connection);
    return loadTree(tree === null ? { components: [], bundles: [] } : unpackTree(tree), undefined, keyPrefixes);
  } finally {
    connection.close();
  }
}
