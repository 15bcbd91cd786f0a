/** What a transaction knows of asynchronous Apex: the job that it runs, and the jobs that it enqueued. */
import type { JobKind, RunningUser } from '../../database/index.ts';
import type { ExecutionContext } from './context.ts';

export type RunKind = 'queueable' | 'finalizer' | 'batchStart' | 'batchExecute' | 'batchFinish' | 'scheduled';

/** The job that a transaction runs, or whose finalizer it runs. */
export interface AsynchronousRun {
  readonly kind: RunKind;
  /** Its AsyncApexJob; the CronTrigger of scheduled Apex. */
  readonly jobId: string;
  /** Shared by a job and its finalizer. */
  readonly requestId: string;
  readonly depth: number;
  readonly maximumDepth: number | null;
  readonly delayMinutes: number | null;
  /** Unhandled failures in a row, the one that a finalizer runs for included. */
  readonly failures: number;
  /** The attached finalizer; null before System.attachFinalizer. */
  finalizer: object | null;
  /** Keeps the finalizer outside of the transaction for the case that the worker dies; null in tests. */
  readonly keepFinalizer: ((finalizer: object) => void) | null;
}

/** A run without what only queueable jobs have. */
export function runOfJob(kind: RunKind, jobId: string): AsynchronousRun {
  return {
    kind,
    jobId,
    requestId: jobId,
    depth: 1,
    maximumDepth: null,
    delayMinutes: null,
    failures: 0,
    finalizer: null,
    keepFinalizer: null
  };
}

export interface EnqueuedJob {
  readonly kind: JobKind;
  readonly id: string;
  /** Who enqueued it, and as whom it runs in a test. */
  readonly user: RunningUser;
}

export interface EnqueuedJobs {
  /** In the order of enqueueing, without those that stopTest has run. */
  jobs: EnqueuedJob[];
  /** Counted by `Limits.getQueueableJobs`. */
  used: number;
  /** What the test had used and enqueued up to startTest; null outside startTest … stopTest. */
  suspended: { readonly jobs: EnqueuedJob[]; readonly used: number } | null;
}

const RUN = Symbol('asynchronous run');
const ENQUEUED = Symbol('enqueued jobs');

export function asynchronousRun({ state }: ExecutionContext): AsynchronousRun | null {
  return (state.get(RUN) as AsynchronousRun | undefined) ?? null;
}

export function setAsynchronousRun({ state }: ExecutionContext, run: AsynchronousRun): void {
  state.set(RUN, run);
}

export function enqueuedJobs({ state }: ExecutionContext): EnqueuedJobs {
  const known = state.get(ENQUEUED) as EnqueuedJobs | undefined;
  if (known) return known;
  const none: EnqueuedJobs = { jobs: [], used: 0, suspended: null };
  state.set(ENQUEUED, none);
  return none;
}

/** Test.startTest: jobs are counted anew. */
export function suspendEnqueuedJobs(context: ExecutionContext): void {
  const { jobs, used } = enqueuedJobs(context);
  context.state.set(ENQUEUED, { jobs: [], used: 0, suspended: { jobs, used } } satisfies EnqueuedJobs);
}

/** Test.stopTest: what was enqueued before startTest counts again. */
export function resumeEnqueuedJobs(context: ExecutionContext): void {
  const { suspended } = enqueuedJobs(context);
  if (suspended) context.state.set(ENQUEUED, { ...suspended, suspended: null } satisfies EnqueuedJobs);
}

let enqueuedSinceAsked = false;

/** A job that the transaction started. */
export function noteEnqueued(context: ExecutionContext, job: EnqueuedJob): void {
  enqueuedJobs(context).jobs.push(job);
  enqueuedSinceAsked = true;
}

/** Whether this worker has enqueued a job since it was asked last; true also for one that was rolled back. */
export function takeEnqueuedNotice(): boolean {
  const noticed = enqueuedSinceAsked;
  enqueuedSinceAsked = false;
  return noticed;
}
