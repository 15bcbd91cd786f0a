/** Runs scheduled Apex when it is due. Source: Apex Developer Guide, "Apex Scheduler". */
import type { DueSchedule, RunningUser } from '../../database/index.ts';
import { nextFireTime, parseCron } from '../library/async/cron/cron-expression.ts';
import { readGraph } from '../library/async/object-graph.ts';
import { callExecute } from '../library/async/queueable.ts';
import { ScheduledJobContext } from '../library/async/schedule.ts';
import type { ApexException } from '../values/index.ts';
import { runOfJob, setAsynchronousRun } from './asynchronous.ts';
import type { ExecutionContext } from './context.ts';
import { changeQueues, contextOfJob, guarded, queuesOf } from './job-transaction.ts';
import { runTransaction, type ApexHost } from './run-transaction.ts';

/** Fires once. What Apex throws undoes its work; the job waits for its next time all the same. */
export function runScheduled(host: ApexHost, user: RunningUser, triggerId: string): void {
  const due = changeQueues(host, user, ({ schedules }, now) => schedules.fire(triggerId, now, following(now)));
  if (!due) return;
  const outcome = runTransaction(host, { user }, (context) => {
    setAsynchronousRun(context, runOfJob('scheduled', triggerId));
    execute(context, due);
    queuesOf(context).schedules.fired(triggerId);
  });
  if (outcome.kind === 'exception')
    changeQueues(host, user, ({ schedules }) => {
      schedules.fired(triggerId);
    });
}

/** In a test a scheduled job fires at Test.stopTest, whenever it is due. */
export function runScheduledOfTest(context: ExecutionContext, triggerId: string): ApexException | null {
  const { schedules } = queuesOf(context);
  const now = context.clock.now();
  const due = schedules.fire(triggerId, now, following(now));
  if (!due) return null;
  const inner = contextOfJob(context, runOfJob('scheduled', triggerId));
  const exception = guarded(inner, () => {
    execute(inner, due);
  });
  schedules.fired(triggerId);
  return exception;
}

function execute(context: ExecutionContext, { id, state }: DueSchedule): void {
  callExecute(readGraph(state, context.program), 'SchedulableContext', new ScheduledJobContext(id));
}

function following(now: number): (expression: string) => number | null {
  return (expression) => nextFireTime(parseCron(expression), now);
}
