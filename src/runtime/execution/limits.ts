/**
 * Governor limits of a synchronous transaction (salesforce-facts 1.8; Apex Developer Guide, "Execution Governors and Limits").
 * The database counts what it does; here the counts are compared with the limits and shown as `Limits`. `Test.startTest` opens a window
 * with counts of its own, `Test.stopTest` closes it and goes on with the counts of before.
 */
import type { DatabaseUsage } from '../../database/index.ts';
import { ApexException } from '../values/index.ts';
import { asynchronousRun } from './asynchronous.ts';
import type { ExecutionContext } from './context.ts';

export interface LimitCounts {
  readonly queries: number;
  readonly queryRows: number;
  readonly dmlStatements: number;
  readonly dmlRows: number;
}

export const GOVERNOR_LIMITS = {
  queries: 100,
  queryRows: 50_000,
  dmlStatements: 150,
  dmlRows: 10_000,
  aggregateQueries: 300,
  cpuTime: 10_000,
  heapSize: 6_000_000,
  callouts: 100,
  queueableJobs: 50,
  futureCalls: 50,
  publishImmediateDml: 150
} as const;

export type GovernorLimits = Readonly<Record<keyof typeof GOVERNOR_LIMITS, number>>;

/** Apex Developer Guide, "Execution Governors and Limits": the column of asynchronous limits, where it differs. */
const ASYNCHRONOUS_LIMITS: GovernorLimits = {
  ...GOVERNOR_LIMITS,
  queries: 200,
  cpuTime: 60_000,
  heapSize: 12_000_000,
  queueableJobs: 1
};

/** Apex Developer Guide, "Transaction Finalizers": synchronous limits except heap size and enqueued jobs. */
const FINALIZER_LIMITS: GovernorLimits = { ...GOVERNOR_LIMITS, heapSize: 12_000_000, queueableJobs: 1 };

/** Where no jobs are kept, none may be enqueued: code that asks `Limits` first then leaves its work to somebody else. */
const LIMITS_WITHOUT_JOBS: GovernorLimits = { ...GOVERNOR_LIMITS, queueableJobs: 0 };

export function limitsOf(context: ExecutionContext): GovernorLimits {
  if (!context.transaction.jobs) return LIMITS_WITHOUT_JOBS;
  const run = asynchronousRun(context);
  // Scheduled Apex has synchronous limits (salesforce-facts 3.5 names batch, queueable and future as asynchronous).
  if (!run || run.kind === 'scheduled') return GOVERNOR_LIMITS;
  return run.kind === 'finalizer' ? FINALIZER_LIMITS : ASYNCHRONOUS_LIMITS;
}

/** Depth of triggers that start triggers; the seventeenth is refused. */
export const MAXIMUM_TRIGGER_DEPTH = 16;

const WINDOW = Symbol('limit window');

interface LimitWindow {
  /** Usage of the transaction at which the present window counts zero. */
  base: LimitCounts;
  /** CPU time at which the window counts zero, in milliseconds of `cpuClock`. */
  startedAt: number;
  /** What the test had used up to startTest; null outside startTest … stopTest. */
  suspended: { readonly used: LimitCounts; readonly cpuTime: number } | null;
}

const ZERO: LimitCounts = { queries: 0, queryRows: 0, dmlStatements: 0, dmlRows: 0 };

function windowOf(context: ExecutionContext): LimitWindow {
  const known = context.state.get(WINDOW) as LimitWindow | undefined;
  if (known) return known;
  const opened: LimitWindow = { base: ZERO, startedAt: context.startedAt, suspended: null };
  context.state.set(WINDOW, opened);
  return opened;
}

export function usedLimits(context: ExecutionContext): LimitCounts {
  return subtract(context.transaction.usage, windowOf(context).base);
}

export function usedCpuTime(context: ExecutionContext): number {
  return Math.round(cpuClock(context) - windowOf(context).startedAt);
}

/** Milliseconds of work: the JavaScript clock without what was spent waiting for an org behind a network. */
function cpuClock(context: ExecutionContext): number {
  return performance.now() - (context.transaction.usage.networkWaits ?? 0);
}

/** Limits start over, e.g. between @TestSetup and the test method. */
export function resetLimits(context: ExecutionContext): void {
  context.state.set(WINDOW, {
    base: copy(context.transaction.usage),
    startedAt: cpuClock(context),
    suspended: null
  } satisfies LimitWindow);
}

export function suspendLimits(context: ExecutionContext): void {
  const window = windowOf(context);
  const suspended = { used: usedLimits(context), cpuTime: usedCpuTime(context) };
  context.state.set(WINDOW, {
    base: copy(context.transaction.usage),
    startedAt: cpuClock(context),
    suspended: window.suspended ?? suspended
  } satisfies LimitWindow);
}

export function resumeLimits(context: ExecutionContext): void {
  const { suspended } = windowOf(context);
  if (!suspended) return;
  context.state.set(WINDOW, {
    base: subtract(context.transaction.usage, suspended.used),
    startedAt: cpuClock(context) - suspended.cpuTime,
    suspended: null
  } satisfies LimitWindow);
}

export function checkBeforeQuery(context: ExecutionContext): void {
  const { queries } = limitsOf(context);
  if (usedLimits(context).queries >= queries) throw exceeded(`Too many SOQL queries: ${queries + 1}`);
}

export function checkAfterQuery(context: ExecutionContext): void {
  if (usedLimits(context).queryRows > GOVERNOR_LIMITS.queryRows)
    throw exceeded(`Too many query rows: ${GOVERNOR_LIMITS.queryRows + 1}`);
}

/** Called before the statement runs: the platform refuses it as a whole. */
export function checkBeforeDml(context: ExecutionContext, rows: number): void {
  // Source: Lightning Web Components Developer Guide, "Client-Side Caching of Apex Method Results": a cacheable method does no DML.
  if (context.readOnly) throw exceeded('Too many DML statements: 1');
  const used = usedLimits(context);
  if (used.dmlStatements >= GOVERNOR_LIMITS.dmlStatements)
    throw exceeded(`Too many DML statements: ${GOVERNOR_LIMITS.dmlStatements + 1}`);
  if (used.dmlRows + rows > GOVERNOR_LIMITS.dmlRows)
    throw exceeded(`Too many DML rows: ${GOVERNOR_LIMITS.dmlRows + 1}`);
}

function exceeded(message: string): ApexException {
  return new ApexException('System.LimitException', message);
}

function copy(usage: DatabaseUsage): LimitCounts {
  return subtract(usage, ZERO);
}

function subtract(left: LimitCounts, right: LimitCounts): LimitCounts {
  return {
    queries: left.queries - right.queries,
    queryRows: left.queryRows - right.queryRows,
    dmlStatements: left.dmlStatements - right.dmlStatements,
    dmlRows: left.dmlRows - right.dmlRows
  };
}
