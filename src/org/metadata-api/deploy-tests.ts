/** The Apex tests that a deploy asks for, and what its report says of them. */
import type { SourcePackage } from '../../metadata/index.ts';
import type { ApexTestRun } from '../tests/index.ts';
import { runTestsOfPackage } from '../tests/package-tests.ts';
import type { DeployRequest } from './deploy-job.ts';
import type { DeployOptions, DeployProgress, RunTestsResult } from './deploy-result.ts';

export interface DeployTests {
  readonly success: boolean;
  readonly result: RunTestsResult;
  readonly progress: DeployProgress;
}

/** Least coverage of all classes and triggers. Source: Metadata API Developer Guide, "Running Tests in a Deployment". */
const LEAST_COVERAGE = 75;

/** Null when the deploy runs no tests. */
export async function runDeployTests(
  { options, databaseUrl, cacheFolder }: DeployRequest,
  source: SourcePackage,
  onProgress: (progress: DeployProgress) => void
): Promise<DeployTests | null> {
  if (options.testLevel === 'NoTestRun') return null;
  let completed = 0;
  let failures = 0;
  const run = await runTestsOfPackage(source, {
    databaseUrl,
    cacheFolder,
    only: options.testLevel === 'RunSpecifiedTests' ? options.runTests : undefined,
    onResult: (result) => {
      completed++;
      if (!result.passed) failures++;
      onProgress({ stateDetail: `Running tests`, numberTestsCompleted: completed, numberTestErrors: failures });
    }
  });
  return reportOf(run, options);
}

function reportOf(run: ApexTestRun, options: DeployOptions): DeployTests {
  const missing = missingTests(run, options);
  const warnings = coverageWarnings(run, options);
  const id = '';
  const result: RunTestsResult = {
    numTestsRun: run.results.length,
    numFailures: run.failed + missing.length,
    totalTime: Math.round(run.milliseconds),
    successes: run.results
      .filter(({ passed }) => passed)
      .map(({ className, methodName, milliseconds }) => ({
        id,
        name: className,
        methodName,
        time: Math.round(milliseconds)
      })),
    failures: [
      ...run.results
        .filter(({ passed }) => !passed)
        .map(({ className, methodName, message, stackTrace, milliseconds }) => ({
          id,
          name: className,
          methodName,
          packageName: className,
          message: message ?? '',
          stackTrace: stackTrace ?? '',
          time: Math.round(milliseconds),
          type: 'Class'
        })),
      ...missing
    ],
    codeCoverage: run.coverage.map((unit) => ({
      id,
      name: unit.name,
      type: unit.kind === 'class' ? 'Class' : 'Trigger',
      numLocations: unit.lines,
      numLocationsNotCovered: unit.lines - unit.covered,
      locationsNotCovered: unit.uncoveredLines.map((line) => ({ line, column: 1, numExecutions: 0, time: 0 }))
    })),
    codeCoverageWarnings: warnings
  };
  const errors = run.failed + missing.length;
  return {
    success: errors === 0 && warnings.length === 0,
    result,
    progress: {
      numberTestsTotal: run.results.length + missing.length,
      numberTestsCompleted: run.passed,
      numberTestErrors: errors
    }
  };
}

/** A class that was asked for and has no test must not pass for tested. */
function missingTests(run: ApexTestRun, options: DeployOptions): RunTestsResult['failures'] {
  if (options.testLevel !== 'RunSpecifiedTests') return [];
  const ran = run.results.flatMap(({ className, methodName }) => [className, `${className}.${methodName}`]);
  const known = new Set(ran.map((name) => name.toLowerCase()));
  return options.runTests
    .filter((name) => !known.has(name.toLowerCase()))
    .map((name) => ({
      id: '',
      name,
      methodName: '',
      packageName: name,
      message: `No test class or test method is named ${name}.`,
      stackTrace: '',
      time: 0,
      type: 'Class'
    }));
}

function coverageWarnings(run: ApexTestRun, options: DeployOptions): RunTestsResult['codeCoverageWarnings'] {
  if (options.testLevel === 'RunSpecifiedTests' || run.coveragePercent >= LEAST_COVERAGE) return [];
  const message = `Average test coverage across all Apex Classes and Triggers is ${Math.floor(run.coveragePercent)}%, at least ${LEAST_COVERAGE}% test coverage is required.`;
  return [{ id: '', name: null, message }];
}
