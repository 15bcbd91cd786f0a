/**
 * Runs queueable jobs: in the org each in a transaction of its own after the one that enqueued it has committed, in a test inside the
 * test's transaction. Sources: Apex Developer Guide, "Queueable Apex" and "Transaction Finalizers".
 */
import { randomUUID } from 'node:crypto';
import type { QueuedJob, RunningUser } from '../../database/index.ts';
import { callExecute, JobContext, JobFinalizerContext } from '../library/async/queueable.ts';
import { readGraph, writeGraph } from '../library/async/object-graph.ts';
import { ApexException } from '../values/index.ts';
import { enqueuedJobs, setAsynchronousRun, type AsynchronousRun, type EnqueuedJob } from './asynchronous.ts';
import type { ExecutionContext } from './context.ts';
import { changeQueues, contextOfJob, errorOf, guarded, queuesOf } from './job-transaction.ts';
import { runTransaction, type ApexHost } from './run-transaction.ts';

/** Stores a finalizer outside of the job's transaction. */
export type KeepFinalizer = (jobId: string, finalizer: string) => void;

/**
 * Runs the job, then its finalizer. A job that is found `running` lost its worker: it counts as failed. Answers without doing anything
 * when the job is gone.
 */
export function runQueueable(host: ApexHost, user: RunningUser, jobId: string, keepFinalizer: KeepFinalizer): void {
  const job = changeQueues(host, user, ({ jobs }) => jobs.claim(jobId));
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
  changeQueues(host, user, ({ jobs }, now) => {
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
    queuesOf(context).jobs.remove(job.id);
  });
  // Nobody hears of a finalizer's exception; its transaction is rolled back and the job is done.
  if (outcome.kind === 'exception')
    changeQueues(host, user, ({ jobs }) => {
      jobs.remove(job.id);
    });
}

interface TestQueueableEnd {
  readonly exception: ApexException | null;
  /** Jobs that the job enqueued within a set stack depth. */
  readonly chained: readonly EnqueuedJob[];
}

/** In the test's transaction. A job whose enqueueing was rolled back to a savepoint is gone. */
export function runQueueableOfTest(context: ExecutionContext, jobId: string): TestQueueableEnd {
  const job = queuesOf(context).jobs.claim(jobId);
  if (!job) return { exception: null, chained: [] };
  const requestId = randomUUID();
  const run = runOf(job, 'queueable', requestId, job.failures, null);
  const inner = contextOfJob(context, run);
  let finalizer: string | null = null;
  const exception = guarded(inner, () => {
    finalizer = execute(inner, job, run);
  });
  if (exception) {
    finalizer = finalizerText(run);
    queuesOf(context).jobs.end(job.id, { now: context.clock.now(), finalizer, error: errorOf(exception) });
  }
  const finalizing = finalizer;
  if (finalizing !== null) {
    const last = runOf(job, 'finalizer', requestId, exception ? job.failures + 1 : 0, null);
    const lastContext = contextOfJob(context, last);
    guarded(lastContext, () => {
      executeFinalizer(lastContext, last, finalizing, exception);
    });
    queuesOf(context).jobs.remove(job.id);
  }
  return { exception, chained: enqueuedJobs(inner).jobs };
}

/** The attached finalizer as it is at the end of the job, which ends with it in one transaction. */
function execute(context: ExecutionContext, job: QueuedJob, run: AsynchronousRun): string | null {
  callExecute(readGraph(job.state, context.program), 'QueueableContext', new JobContext(job.id));
  const finalizer = finalizerText(run);
  queuesOf(context).jobs.end(job.id, { now: context.clock.now(), finalizer, error: null });
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

/** After a restart the exception is known by its type and message alone. */
function storedException({ error }: QueuedJob): ApexException | null {
  return error ? new ApexException(error.type, error.message) : null;
}
