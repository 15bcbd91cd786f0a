/** `test-apex`: the package's Apex tests on the local org. */
import { join } from 'node:path';

import { runApexTestsOfProject } from '../../org/index.ts';
import { textReport } from '../../org/tests/index.ts';

export interface TestApexOptions {
  readonly projectFolder: string;
  readonly filter: readonly string[];
  readonly workers: number;
  readonly junit: string;
  readonly json: boolean;
  /** Percent; checked only when all tests ran. */
  readonly minimumCoverage: number;
}

export async function testApex(options: TestApexOptions): Promise<number> {
  const run = await runApexTestsOfProject({
    projectFolder: options.projectFolder,
    filter: options.filter,
    workers: options.workers,
    junitFile: join(options.projectFolder, options.junit),
    onStep: options.json
      ? () => undefined
      : (step) => process.stderr.write(`  ${step.name}: ${step.milliseconds} ms, ${step.detail}\n`)
  });
  process.stdout.write(`${options.json ? JSON.stringify(run) : textReport(run)}\n`);
  if (run.results.length === 0) {
    process.stderr.write('No test ran.\n');
    return 1;
  }
  if (options.filter.length === 0 && run.coveragePercent < options.minimumCoverage) {
    process.stderr.write(`Coverage is ${run.coveragePercent.toFixed(1)} %, below ${options.minimumCoverage} %.\n`);
    return 1;
  }
  return run.failed === 0 ? 0 : 1;
}
