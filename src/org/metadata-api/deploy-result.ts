/** What the Metadata API says about a deploy. Source: Metadata API Developer Guide, "DeployResult", "DeployOptions". */

export interface DeployOptions {
  readonly checkOnly: boolean;
  readonly ignoreWarnings: boolean;
  readonly rollbackOnError: boolean;
  readonly singlePackage: boolean;
  readonly purgeOnDelete: boolean;
  readonly testLevel: TestLevel;
  /** Class names, or `Class.method`; of RunSpecifiedTests. */
  readonly runTests: readonly string[];
}

export const TEST_LEVELS = ['NoTestRun', 'RunSpecifiedTests', 'RunLocalTests', 'RunAllTestsInOrg'] as const;
export type TestLevel = (typeof TEST_LEVELS)[number];

export interface DeployMessage {
  readonly componentType: string;
  readonly fullName: string;
  readonly fileName: string;
  readonly success: boolean;
  readonly created: boolean;
  readonly changed: boolean;
  readonly deleted: boolean;
  readonly createdDate: string;
  readonly lineNumber?: number;
  readonly columnNumber?: number;
  readonly problem?: string;
  readonly problemType?: 'Error' | 'Warning';
}

export interface RunTestsResult {
  readonly numTestsRun: number;
  readonly numFailures: number;
  readonly totalTime: number;
  readonly successes: readonly {
    readonly id: string;
    readonly name: string;
    readonly methodName: string;
    readonly time: number;
  }[];
  readonly failures: readonly RunTestFailure[];
  readonly codeCoverage: readonly CodeCoverage[];
  readonly codeCoverageWarnings: readonly {
    readonly id: string;
    readonly name: string | null;
    readonly message: string;
  }[];
}

export interface RunTestFailure {
  readonly id: string;
  readonly name: string;
  readonly methodName: string;
  readonly packageName: string;
  readonly message: string;
  readonly stackTrace: string;
  readonly time: number;
  readonly type: string;
}

export interface CodeCoverage {
  readonly id: string;
  readonly name: string;
  readonly type: 'Class' | 'Trigger';
  readonly numLocations: number;
  readonly numLocationsNotCovered: number;
  readonly locationsNotCovered: readonly {
    readonly line: number;
    readonly column: number;
    readonly numExecutions: number;
    readonly time: number;
  }[];
}

export type DeployStatus =
  'Pending' | 'InProgress' | 'Succeeded' | 'SucceededPartial' | 'Failed' | 'Canceling' | 'Canceled';

export interface DeployDetails {
  readonly componentSuccesses: readonly DeployMessage[];
  readonly componentFailures: readonly DeployMessage[];
  readonly runTestResult?: RunTestsResult;
}

export interface DeployResult {
  readonly id: string;
  readonly status: DeployStatus;
  readonly done: boolean;
  readonly success: boolean;
  readonly checkOnly: boolean;
  readonly ignoreWarnings: boolean;
  readonly rollbackOnError: boolean;
  readonly runTestsEnabled: boolean;
  readonly createdBy: string;
  readonly createdByName: string;
  readonly createdDate: string;
  readonly startDate?: string;
  readonly lastModifiedDate: string;
  readonly completedDate?: string;
  readonly canceledBy?: string;
  readonly canceledByName?: string;
  readonly stateDetail?: string;
  readonly errorMessage?: string;
  readonly errorStatusCode?: string;
  readonly numberComponentsTotal: number;
  readonly numberComponentsDeployed: number;
  readonly numberComponentErrors: number;
  readonly numberTestsTotal: number;
  readonly numberTestsCompleted: number;
  readonly numberTestErrors: number;
  readonly details: DeployDetails;
}

/** The counters that change while a deploy runs. */
export type DeployProgress = Partial<
  Pick<
    DeployResult,
    | 'stateDetail'
    | 'numberComponentsTotal'
    | 'numberComponentsDeployed'
    | 'numberComponentErrors'
    | 'numberTestsTotal'
    | 'numberTestsCompleted'
    | 'numberTestErrors'
  >
>;

/** How a deploy ended. */
export interface DeployOutcome {
  readonly success: boolean;
  /** Not all of it: status SucceededPartial. */
  readonly partial?: true;
  readonly details: DeployDetails;
  /** A failure of the deploy as a whole, as opposed to one of its components. */
  readonly errorMessage?: string;
  readonly progress: DeployProgress;
}
