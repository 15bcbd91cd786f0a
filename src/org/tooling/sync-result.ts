/** The answer of a synchronous test run. Source: Tooling API Developer Guide, "runTestsSynchronous" (RunTestsResult); SOAP API, "RunTestsResult". */
import { ApiException } from '../../protocol/index.ts';
import type { ApexUnitIds } from './apex-unit-ids.ts';
import type { TestRun } from './test-runs.ts';

/** Throws 500 when the local org failed: an empty result would pass for a success. */
export function syncResult(run: TestRun, ids: ApexUnitIds): Readonly<Record<string, unknown>> {
  const { outcome } = run;
  if (!outcome) throw new ApiException(500, 'LOCAL_ORG_DEFECT', run.defect ?? 'The org was stopped during the run.');
  const common = { namespace: null, seeAllData: false };
  return {
    apexLogId: null,
    numTestsRun: outcome.results.length,
    numFailures: outcome.failed,
    totalTime: Math.round(outcome.milliseconds),
    successes: outcome.results
      .filter(({ passed }) => passed)
      .map(({ className, methodName, milliseconds }) => ({
        id: ids.idOf('class', className),
        name: className,
        methodName,
        time: Math.round(milliseconds),
        ...common
      })),
    failures: outcome.results
      .filter(({ passed }) => !passed)
      .map(({ className, methodName, milliseconds, message, stackTrace }) => ({
        id: ids.idOf('class', className),
        name: className,
        packageName: className,
        type: 'Class',
        methodName,
        message,
        stackTrace,
        time: Math.round(milliseconds),
        ...common
      })),
    codeCoverage: (run.request.collectCoverage ? outcome.coverage : []).map((unit) => ({
      id: ids.idOf(unit.kind, unit.name),
      name: unit.name,
      namespace: null,
      type: unit.kind === 'class' ? 'Class' : 'Trigger',
      numLocations: unit.lines,
      numLocationsNotCovered: unit.uncoveredLines.length,
      locationsNotCovered: unit.uncoveredLines.map((line) => ({ line, column: 1, numExecutions: 0, time: 0 }))
    })),
    codeCoverageWarnings: []
  };
}
