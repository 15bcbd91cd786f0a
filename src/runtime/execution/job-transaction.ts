/** The transactions of asynchronous jobs: one of their own in the org, a part of the test's transaction in a test. */
import type { JobError, RunningUser, Transaction } from '../../database/index.ts';
import { apexExceptionOf } from '../linkage/thrown.ts';
import type { ApexException } from '../values/index.ts';
import { setAsynchronousRun, type AsynchronousRun } from './asynchronous.ts';
import { withContext, type ExecutionContext } from './context.ts';
import { innerContext } from './inner-context.ts';
import { runTransaction, type ApexHost } from './run-transaction.ts';

/** The queues of jobs that a transaction changes. */
export type JobQueues = Required<Pick<Transaction, 'jobs' | 'batches' | 'schedules'>>;

export function queuesOf({ transaction }: ExecutionContext): JobQueues {
  const { jobs, batches, schedules } = transaction;
  if (!jobs || !batches || !schedules) throw new Error('This transaction cannot run jobs.');
  return { jobs, batches, schedules };
}

/** Work on the queues themselves, committed at once. */
export function changeQueues<T>(host: ApexHost, user: RunningUser, body: (queues: JobQueues, now: number) => T): T {
  const outcome = runTransaction(host, { user }, (context) => body(queuesOf(context), context.clock.now()));
  if (outcome.kind === 'exception') throw outcome.exception;
  return outcome.value;
}

/** Runs `body` in the context; an Apex exception undoes its work and is answered. */
export function guarded(context: ExecutionContext, body: () => void): ApexException | null {
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

export function contextOfJob(outer: ExecutionContext, run: AsynchronousRun): ExecutionContext {
  return innerContext(outer, (inner) => {
    setAsynchronousRun(inner, run);
  });
}

export function errorOf(exception: ApexException): JobError {
  return { type: exception.typeName, message: exception.getmessage() ?? '' };
}
