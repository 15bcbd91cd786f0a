/** Apex tests of a deployed or deploying package, in a database of their own that holds what a deploy brings and no data of the org. */
import { connectCluster, createTemporaryDatabase } from '../../database/index.ts';
import type { SourcePackage } from '../../metadata/index.ts';
import { deployDatabase, prepareLoaded } from '../deploy/prepare-org.ts';
import type { ApexTestResult, ApexTestRun } from './apex-test-run.ts';
import { runApexTests } from './run-apex-tests.ts';

export interface PackageTestOptions {
  /** Of the org: the tests' databases lie on the same server. */
  readonly databaseUrl: string;
  readonly cacheFolder: string;
  /** Whole names of classes or methods; absent: all tests. */
  readonly only?: readonly string[] | undefined;
  readonly onResult: (result: ApexTestResult) => void;
}

/** Names of the tests' databases begin so; an org drops at its start those that a killed run left. */
export const TEST_DATABASES = 'upsert_guard_tests_';

const WORKERS = 2;

/** Compiles with coverage, which takes seconds when nothing is cached: not for the thread that answers requests. */
export async function runTestsOfPackage(source: SourcePackage, options: PackageTestOptions): Promise<ApexTestRun> {
  const { databaseUrl, cacheFolder, only, onResult } = options;
  const silent = { cacheFolder, coverage: true, onStep: () => undefined };
  const prepared = prepareLoaded(() => source, silent);
  const cluster = await connectCluster(databaseUrl);
  const database = await createTemporaryDatabase(cluster, TEST_DATABASES);
  try {
    const { connectionString } = database;
    deployDatabase(prepared, connectionString, silent);
    return await runApexTests({
      org: { program: prepared.program, schema: prepared.source.schema, connectionString },
      workers: WORKERS,
      only,
      onResult
    });
  } finally {
    await database.drop();
  }
}
