/** Apex tests of a project folder, from nothing: own PostgreSQL, deploy with coverage, run, clean up. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startCluster } from '../../database/index.ts';
import type { DeployStep } from '../deploy/prepare-org.ts';
import { deployDatabase, preparePackage } from '../deploy/prepare-org.ts';
import type { ApexTestRun } from './apex-test-run.ts';
import { runApexTests } from './index.ts';

export interface ProjectTestOptions {
  readonly projectFolder: string;
  readonly filter: readonly string[];
  readonly workers: number;
  readonly junitFile?: string;
  readonly onStep: (step: DeployStep) => void;
}

const TEMPLATE = 'upsert_guard_test_template';

export async function runApexTestsOfProject(options: ProjectTestOptions): Promise<ApexTestRun> {
  const folder = mkdtempSync(join(tmpdir(), 'upsert-guard-tests-'));
  // When run as root, PostgreSQL runs as a user of its own and must be able to enter.
  chmodSync(folder, 0o755);
  const prepareOptions = {
    projectFolder: options.projectFolder,
    cacheFolder: join(options.projectFolder, '.local-org', 'cache'),
    coverage: true,
    onStep: options.onStep
  };
  const prepared = preparePackage(prepareOptions);
  const cluster = await startCluster({ dataDirectory: join(folder, 'postgres'), persistent: false });
  try {
    if (await cluster.databaseExists(TEMPLATE)) await cluster.dropDatabase(TEMPLATE);
    await cluster.createDatabase(TEMPLATE);
    const connectionString = cluster.connectionString(TEMPLATE);
    deployDatabase(prepared, connectionString, prepareOptions);
    return await runApexTests({
      org: { program: prepared.program, schema: prepared.source.schema, connectionString },
      workers: options.workers,
      filter: options.filter,
      ...(options.junitFile ? { junitFile: options.junitFile } : {})
    });
  } finally {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
