/**
 * Runs queueable jobs: in the org each in a transaction of its own after the one that enqueued it has committed, in a test inside the
 * test's transaction. Sources: Apex Developer Guide, "Queueable Apex" and "Transaction Finalizers".
 */
import { randomUUID } from 'node:crypto';
import type { JobQueue, QueuedJob, RunningUser } from '../../database/index.ts';
import { callExecute, JobContext, JobFinalizerContext } from '../library/async/queueable.ts';
import { readGraph, writeGraph } from '../library/async/object-graph.ts';
import { apexExceptionOf } from '../linkage/thrown.ts';
import { ApexException } from '../values/index.ts';
import { enqueuedJobs, setAsynchronousRun, type AsynchronousRun, type EnqueuedJob } from './asynchronous.ts';
import { withContext, type ExecutionContext } from './context.ts';
import { innerContext } from './inner-context.ts';
import { runTransaction, type ApexHost } from './run-transaction.ts';

/** Stores a finalizer outside of the job's transaction. */
export type KeepFinalizer = (jobId: string, finalizer: string) => void;

/**
 * Runs the job, then its finalizer. A job that is found `running` lost its worker: it counts as failed. Answers without doing anything
 * when the job is gone.
 */
export function runQueueable(host: ApexHost, user: RunningUser, jobId: string, keepFinalizer: KeepFinalizer): void {
  const job = inTransaction(host, user, (jobs) => jobs.claim(jobId));
  if (!job) return;
  const requestId = randomUUID();
  if (job.phase === 'finalizing') {
    finalize(host, user, job, requestId, job.finalizer, storedException(job));
  } else if (job.phase === 'running') {
    const lost = new ApexException('System.UnexpectedException', 'The worker of the job ended unexpectedly.');
    fail(host, user, job, requestId, job.finalizer, lost);
  } else {
    const run = runOf(job, 'queueable', requestId, job.failures, (finalizer) => {
      keepFinalizer(jobId, writeGraph(finalizer));
    });
    const outcome = runTransaction(host, { user }, (context) => {
      setAsynchronousRun(context, run);
      return execute(context, job, run);
    });
    if (outcome.kind === 'value') finalize(host, user, job, requestId, outcome.value, null);
    else fail(host, user, job, requestId, finalizerText(run), outcome.exception);
  }
}

function fail(
  host: ApexHost,
  user: RunningUser,
  job: QueuedJob,
  requestId: string,
  finalizer: string | null,
  exception: ApexException
): void {
  inTransaction(host, user, (jobs, now) => {
    jobs.end(job.id, { now, finalizer, error: errorOf(exception) });
  });
  finalize(host, user, job, requestId, finalizer, exception);
}

/** The finalizer's work and the end of the job's row commit together, so that a finalizer takes effect once. */
function finalize(
  host: ApexHost,
  user: RunningUser,
  job: QueuedJob,
  requestId: string,
  finalizer: string | null,
  exception: ApexException | null
): void {
  if (finalizer === null) return;
  const run = runOf(job, 'finalizer', requestId, exception ? job.failures + 1 : 0, null);
  const outcome = runTransaction(host, { user }, (context) => {
    setAsynchronousRun(context, run);
    executeFinalizer(context, run, finalizer, exception);
    jobsOf(context).remove(job.id);
  });
  // Nobody hears of a finalizer's exception; its transaction is rolled back and the job is done.
  if (outcome.kind === 'exception')
    inTransaction(host, user, (jobs) => {
      jobs.remove(job.id);
    });
}

/**
 * Runs what a test enqueued, in order: at Test.stopTest, and at the end of the test method for jobs outside of startTest and stopTest.
 * Delays do not count (salesforce-facts 3.5). A job has limits of its own; static variables are those of the test. The first unhandled
 * exception of a job is thrown on to the test after all have run.
 */
export function runJobsOfTest(context: ExecutionContext): void {
  const enqueued = enqueuedJobs(context);
  const waiting = enqueued.jobs.splice(0);
  let first: ApexException | null = null;
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    // A job whose enqueueing was rolled back to a savepoint is gone.
    const job = jobsOf(context).claim(next.id);
    if (!job) continue;
    const outer = context.user;
    context.user = next.user;
    try {
      const { exception, chained } = runJobOfTest(context, job);
      first ??= exception;
      waiting.push(...chained);
    } finally {
      context.user = outer;
    }
  }
  if (first) throw first;
}

interface TestJobEnd {
  readonly exception: ApexException | null;
  /** Jobs that the job enqueued within a set stack depth. */
  readonly chained: readonly EnqueuedJob[];
}

function runJobOfTest(context: ExecutionContext, job: QueuedJob): TestJobEnd {
  const requestId = randomUUID();
  const run = runOf(job, 'queueable', requestId, job.failures, null);
  const inner = contextOfJob(context, run);
  let finalizer: string | null = null;
  const exception = guarded(inner, () => {
    finalizer = execute(inner, job, run);
  });
  if (exception) {
    finalizer = finalizerText(run);
    jobsOf(context).end(job.id, { now: context.clock.now(), finalizer, error: errorOf(exception) });
  }
  const finalizing = finalizer;
  if (finalizing !== null) {
    const last = runOf(job, 'finalizer', requestId, exception ? job.failures + 1 : 0, null);
    const lastContext = contextOfJob(context, last);
    guarded(lastContext, () => {
      executeFinalizer(lastContext, last, finalizing, exception);
    });
    jobsOf(context).remove(job.id);
  }
  return { exception, chained: enqueuedJobs(inner).jobs };
}

/** Runs `body` in the context; an Apex exception undoes its work and is answered. */
function guarded(context: ExecutionContext, body: () => void): ApexException | null {
  const { transaction } = context;
  const savepoint = transaction.setSavepoint();
  try {
    withContext(context, body);
    return null;
  } catch (thrown) {
    const exception = apexExceptionOf(thrown);
    if (!exception) throw thrown;
    transaction.rollbackTo(savepoint);
    return exception;
  } finally {
    transaction.releaseSavepoint(savepoint);
  }
}

function contextOfJob(outer: ExecutionContext, run: AsynchronousRun): ExecutionContext {
  return innerContext(outer, (inner) => {
    setAsynchronousRun(inner, run);
  });
}

/** The attached finalizer as it is at the end of the job, which ends with it in one transaction. */
function execute(context: ExecutionContext, job: QueuedJob, run: AsynchronousRun): string | null {
  callExecute(readGraph(job.state, context.program), 'QueueableContext', new JobContext(job.id));
  const finalizer = finalizerText(run);
  jobsOf(context).end(job.id, { now: context.clock.now(), finalizer, error: null });
  return finalizer;
}

function executeFinalizer(
  context: ExecutionContext,
  run: AsynchronousRun,
  finalizer: string,
  exception: ApexException | null
): void {
  const finalizerContext = new JobFinalizerContext(run.jobId, run.requestId, exception);
  callExecute(readGraph(finalizer, context.program), 'FinalizerContext', finalizerContext);
}

function runOf(
  job: QueuedJob,
  kind: AsynchronousRun['kind'],
  requestId: string,
  failures: number,
  keepFinalizer: AsynchronousRun['keepFinalizer']
): AsynchronousRun {
  const { id, depth, maximumDepth, delayMinutes } = job;
  return { kind, jobId: id, requestId, depth, maximumDepth, delayMinutes, failures, finalizer: null, keepFinalizer };
}

function finalizerText({ finalizer }: AsynchronousRun): string | null {
  return finalizer ? writeGraph(finalizer) : null;
}

function errorOf(exception: ApexException): { readonly type: string; readonly message: string } {
  return { type: exception.typeName, message: exception.getmessage() ?? '' };
}

/** After a restart the exception is known by its type and message alone. */
function storedException({ error }: QueuedJob): ApexException | null {
  return error ? new ApexException(error.type, error.message) : null;
}

function jobsOf({ transaction }: ExecutionContext): JobQueue {
  if (!transaction.jobs) throw new Error('This transaction cannot run jobs.');
  return transaction.jobs;
}

function inTransaction<T>(host: ApexHost, user: RunningUser, body: (jobs: JobQueue, now: number) => T): T {
  const outcome = runTransaction(host, { user }, (context) => body(jobsOf(context), context.clock.now()));
  if (outcome.kind === 'exception') throw outcome.exception;
  return outcome.value;
}
