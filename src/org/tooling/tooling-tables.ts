/** What the Tooling API can be asked about Apex and its tests, as rows. Source: Tooling API Developer Guide and Object Reference, the pages of each object. */
import type { CompiledProgram } from '../../apex/linkage.ts';
import { ApexDatetime } from '../../base/index.ts';
import type { UnitCoverage } from '../tests/index.ts';
import type { ApexUnitIds } from './apex-unit-ids.ts';
import type { TestQueueItem, TestRun, TestRuns } from './test-runs.ts';

/** Values by column; columns of parents have a dot in their name. */
export type ToolingRow = Readonly<Record<string, unknown>>;

export interface ToolingTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: () => readonly ToolingRow[];
}

export interface ToolingData {
  readonly program: () => CompiledProgram;
  readonly ids: ApexUnitIds;
  readonly runs: TestRuns;
}

/** By lower-case name. */
export function toolingTables(data: ToolingData): ReadonlyMap<string, ToolingTable> {
  const tables: ToolingTable[] = [
    { name: 'ApexClass', columns: UNIT, rows: () => units(data, 'class') },
    { name: 'ApexTrigger', columns: UNIT, rows: () => units(data, 'trigger') },
    {
      name: 'ApexTestQueueItem',
      columns: ['Id', 'Status', 'ExtendedStatus', 'ApexClassId', 'ParentJobId', 'TestRunResultId'],
      rows: () => data.runs.list().flatMap((run) => run.items.map((item) => queueItem(data, run, item)))
    },
    {
      name: 'ApexTestRunResult',
      columns: RUN_RESULT,
      rows: () => data.runs.list().map(runResult)
    },
    {
      name: 'ApexTestResult',
      columns: TEST_RESULT,
      rows: () => data.runs.list().flatMap((run) => run.items.flatMap((item) => testResults(data, run, item)))
    },
    // As in an org with the setting "Store Only Aggregated Code Coverage": the runner counts lines over all tests.
    { name: 'ApexCodeCoverage', columns: [...COVERAGE, 'ApexTestClassId', 'TestMethodName'], rows: () => [] },
    {
      name: 'ApexCodeCoverageAggregate',
      columns: COVERAGE,
      rows: () => (data.runs.coverage?.units ?? []).map((unit) => aggregate(data, unit))
    },
    {
      name: 'ApexOrgWideCoverage',
      columns: ['PercentCovered'],
      rows: () => [{ PercentCovered: Math.floor(data.runs.coverage?.percent ?? 0) }]
    }
  ];
  return new Map(tables.map((table) => [table.name.toLowerCase(), table]));
}

const UNIT = ['Id', 'Name', 'NamespacePrefix'];
const RUN_RESULT = [
  'Id',
  'AsyncApexJobId',
  'UserId',
  'Status',
  'StartTime',
  'EndTime',
  'TestTime',
  'TestSetupTime',
  'ClassesEnqueued',
  'ClassesCompleted',
  'MethodsEnqueued',
  'MethodsCompleted',
  'MethodsFailed'
];
const TEST_RESULT = [
  'Id',
  'QueueItemId',
  'AsyncApexJobId',
  'ApexTestRunResultId',
  'ApexClassId',
  'ApexClass.Id',
  'ApexClass.Name',
  'ApexClass.NamespacePrefix',
  'MethodName',
  'Outcome',
  'Message',
  'StackTrace',
  'RunTime',
  'TestTimestamp',
  'ApexLogId',
  'IsTestSetup'
];
const COVERAGE = [
  'ApexClassOrTriggerId',
  'ApexClassOrTrigger.Id',
  'ApexClassOrTrigger.Name',
  'NumLinesCovered',
  'NumLinesUncovered',
  'Coverage'
];

function units({ program, ids }: ToolingData, kind: 'class' | 'trigger'): ToolingRow[] {
  return program()
    .units.filter((unit) => unit.kind === kind)
    .map(({ name }) => ({ Id: ids.idOf(kind, name), Name: name, NamespacePrefix: null }));
}

/** A class is done when all of its methods are; what has not run when its run ends never will. */
function queueItem({ ids }: ToolingData, run: TestRun, item: TestQueueItem): ToolingRow {
  const { results, methods } = item;
  const passed = results.filter(({ result }) => result.passed).length;
  const complete = results.length >= methods.length;
  return {
    Id: item.id,
    Status: complete
      ? 'Completed'
      : run.status === 'Queued'
        ? 'Queued'
        : run.endedAt === null
          ? 'Processing'
          : 'Failed',
    ExtendedStatus: run.defect ?? `(${passed}/${methods.length})`,
    ApexClassId: ids.idOf('class', item.className),
    ParentJobId: run.id,
    TestRunResultId: run.resultId
  };
}

function runResult(run: TestRun): ToolingRow {
  const results = run.items.flatMap((item) => item.results);
  return {
    Id: run.resultId,
    AsyncApexJobId: run.id,
    UserId: run.userId,
    Status: run.status,
    StartTime: dateText(run.startedAt),
    EndTime: dateText(run.endedAt),
    TestTime: sumOf(results.map(({ result }) => result.milliseconds)),
    // Methods with @TestSetup are timed with the tests that they prepare.
    TestSetupTime: 0,
    ClassesEnqueued: run.items.length,
    ClassesCompleted: run.items.filter(({ results: done, methods }) => done.length >= methods.length).length,
    MethodsEnqueued: sumOf(run.items.map(({ methods }) => methods.length)),
    MethodsCompleted: results.length,
    MethodsFailed: results.filter(({ result }) => !result.passed).length
  };
}

function testResults({ ids }: ToolingData, run: TestRun, item: TestQueueItem): ToolingRow[] {
  const classId = ids.idOf('class', item.className);
  return item.results.map(({ id, endedAt, result }) => ({
    Id: id,
    QueueItemId: item.id,
    AsyncApexJobId: run.id,
    ApexTestRunResultId: run.resultId,
    ApexClassId: classId,
    'ApexClass.Id': classId,
    'ApexClass.Name': item.className,
    'ApexClass.NamespacePrefix': null,
    MethodName: result.methodName,
    Outcome: result.passed ? 'Pass' : 'Fail',
    Message: result.internalFault ? `LOCAL_ORG_DEFECT: ${result.message ?? ''}` : result.message,
    StackTrace: result.stackTrace,
    RunTime: Math.round(result.milliseconds),
    TestTimestamp: dateText(endedAt),
    ApexLogId: null,
    IsTestSetup: false
  }));
}

function aggregate({ ids }: ToolingData, unit: UnitCoverage): ToolingRow {
  const id = ids.idOf(unit.kind, unit.name);
  return {
    ApexClassOrTriggerId: id,
    'ApexClassOrTrigger.Id': id,
    'ApexClassOrTrigger.Name': unit.name,
    NumLinesCovered: unit.coveredLines.length,
    NumLinesUncovered: unit.uncoveredLines.length,
    Coverage: { coveredLines: unit.coveredLines, uncoveredLines: unit.uncoveredLines }
  };
}

function sumOf(numbers: readonly number[]): number {
  return Math.round(numbers.reduce((sum, number) => sum + number, 0));
}

function dateText(time: number | null): string | null {
  return time === null ? null : new ApexDatetime(time).toRestString();
}
