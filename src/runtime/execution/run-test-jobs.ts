/**
 * Runs what a test started, in order: at Test.stopTest, and at the end of the test method for jobs outside of startTest and stopTest. Delays
 * and schedules do not count (salesforce-facts 3.5; Apex Developer Guide, "Apex Scheduler"). A job has limits of its own; static variables are
 * those of the test. The first unhandled exception of a job is thrown on to the test after all have run.
 */
import type { ApexException } from '../values/index.ts';
import { enqueuedJobs, type EnqueuedJob } from './asynchronous.ts';
import type { ExecutionContext } from './context.ts';
import { runBatchOfTest } from './run-batch.ts';
import { runQueueableOfTest } from './run-queueable.ts';
import { runScheduledOfTest } from './run-scheduled.ts';

export function runJobsOfTest(context: ExecutionContext): void {
  const waiting = enqueuedJobs(context).jobs.splice(0);
  let first: ApexException | null = null;
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const outer = context.user;
    context.user = next.user;
    try {
      const { exception, chained } = runJob(context, next);
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
  /** Jobs that the job enqueued and that run in the test too. */
  readonly chained: readonly EnqueuedJob[];
}

function runJob(context: ExecutionContext, { kind, id }: EnqueuedJob): TestJobEnd {
  if (kind === 'queueable') return runQueueableOfTest(context, id);
  const run = kind === 'batch' ? runBatchOfTest : runScheduledOfTest;
  return { exception: run(context, id), chained: [] };
}
