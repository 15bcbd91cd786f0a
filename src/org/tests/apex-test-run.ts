/** What a run of Apex tests is asked for and what it answers: plain data, so that it crosses threads and prints as JSON unchanged. */
import type { CompiledProgram } from '../../apex/linkage.ts';
import type { OrgSchema } from '../../metadata/index.ts';

/** A deployed org at rest: compiled code, its model, and a database that holds only what a deploy put there. */
export interface PreparedOrg {
  readonly program: CompiledProgram;
  readonly schema: OrgSchema;
  /** Of the template database. Workers clone it (CREATE DATABASE … TEMPLATE), so nobody may be connected to it meanwhile. */
  readonly connectionString: string;
}

export interface ApexTestOptions {
  readonly org: PreparedOrg;
  /** User name whom the tests run as. Default: the one who deploys, who has no permission sets, as on the platform. */
  readonly username?: string;
  /** Worker threads, each with its own database. Default 2. */
  readonly workers?: number;
  /** Only tests whose `Class` or `Class.method` contains one of these texts, ignoring case. Empty: all. */
  readonly filter?: readonly string[];
  /** Only these classes and methods, by their whole `Class` or `Class.method`, ignoring case. */
  readonly only?: readonly string[] | undefined;
  /** Where to write the JUnit XML; absent: nowhere. */
  readonly junitFile?: string;
  /** Milliseconds after which a test is given up and its worker replaced. Default 120,000. */
  readonly testTimeout?: number;
  /** Called as each test ends, for progress. */
  readonly onResult?: (result: ApexTestResult) => void;
}

export interface ApexTestMethod {
  readonly className: string;
  readonly methodName: string;
}

export interface ApexTestResult extends ApexTestMethod {
  readonly passed: boolean;
  readonly milliseconds: number;
  /** `System.AssertException: Assertion Failed: …`, or the text of a fault of the local org itself. */
  readonly message: string | null;
  /** Lines `Class.Foo.bar: line 12, column 1`. */
  readonly stackTrace: string | null;
  /** True when the local org is at fault and not the test. */
  readonly internalFault: boolean;
  readonly queries: number;
  readonly dmlStatements: number;
}

export interface UnitCoverage {
  readonly name: string;
  readonly kind: 'class' | 'trigger';
  readonly file: string;
  readonly lines: number;
  readonly covered: number;
  readonly coveredLines: readonly number[];
  readonly uncoveredLines: readonly number[];
}

export interface ApexTestRun {
  readonly results: readonly ApexTestResult[];
  readonly passed: number;
  readonly failed: number;
  readonly milliseconds: number;
  readonly workers: number;
  readonly coverage: readonly UnitCoverage[];
  /** Covered executable lines of all classes and triggers that are not tests, in percent. */
  readonly coveragePercent: number;
}
