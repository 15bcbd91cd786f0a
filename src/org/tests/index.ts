/** Running Apex tests on a prepared org. */
export type {
  ApexTestMethod,
  ApexTestOptions,
  ApexTestResult,
  ApexTestRun,
  PreparedOrg,
  UnitCoverage
} from './apex-test-run.ts';
export { junitReport } from './junit-report.ts';
export { runApexTests } from './run-apex-tests.ts';
export { textReport } from './text-report.ts';
