/** What the test runner and its worker threads say to each other. */
import type { CompiledProgram } from '../../apex/linkage.ts';
import type { OrgSchema } from '../../metadata/index.ts';
import type { ApexTestMethod, ApexTestResult } from './apex-test-run.ts';
import type { LineCounts } from './coverage.ts';

export interface TestWorkerData {
  readonly program: CompiledProgram;
  readonly schema: OrgSchema;
  /** Of the worker's own database. */
  readonly connectionString: string;
  /** Whom the tests run as. */
  readonly username: string;
}

/** The tests of one class; the worker answers `start` and `result` for each and `done` at the end. */
export interface TestOrder {
  readonly tests: readonly ApexTestMethod[];
}

export type TestWorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'start' }
  | { readonly kind: 'result'; readonly result: ApexTestResult }
  | { readonly kind: 'done'; readonly lineCounts: LineCounts };
