/** System.Schedulable, System.schedule, System.abortJob. Sources: Apex Developer Guide, "Apex Scheduler"; Apex Reference, "System Class". */
import type { PlatformClass, PlatformMembers } from '../../../apex/platform/platform-class.ts';
import { noteEnqueued } from '../../execution/asynchronous.ts';
import { currentContext, type ExecutionContext } from '../../execution/context.ts';
import { raise } from '../../values/index.ts';
import { callUserMethod } from '../language/user-methods.ts';
import { nextFireTime, parseCron, type CronExpression } from './cron/cron-expression.ts';
import { CronError } from './cron/cron-field.ts';
import { implementing } from './implementing.ts';
import { writeGraph } from './object-graph.ts';
import { callExecute } from './queueable.ts';

/** Apex Developer Guide, "Apex Scheduler", limits: scheduled Apex jobs of an org. */
const MOST_SCHEDULED = 100;

export class ScheduledJobContext {
  readonly triggerId: string;

  constructor(triggerId: string) {
    this.triggerId = triggerId;
  }
}

function schedule(name: string | null, cron: string | null, value: unknown): string {
  const context = currentContext();
  const schedulable = implementing(value, 'System.Schedulable');
  const schedules = schedulesOf(context);
  if (name === null || name.trim() === '') return raise('IllegalArgumentException', 'A scheduled job needs a name.');
  if (cron === null) return raise('NullPointerException', 'Attempt to de-reference a null object');
  const now = context.clock.now();
  const fireAt = nextFireTime(parsed(cron), now);
  // Messages of the platform as public reports show them.
  if (fireAt === null)
    return raise('AsyncException', 'Based on configured schedule, the given trigger will never fire.');
  if (schedules.count() >= MOST_SCHEDULED)
    raise('AsyncException', `You have exceeded the maximum number (${MOST_SCHEDULED}) of Apex scheduled jobs`);
  const id = schedules.schedule({
    name,
    expression: cron,
    state: writeGraph(schedulable),
    userId: context.user.id,
    username: context.user.username,
    now,
    fireAt
  });
  if (id === null) return raise('AsyncException', `The Apex job named "${name}" is already scheduled for execution.`);
  noteEnqueued(context, { kind: 'scheduled', id, user: context.user });
  return id;
}

function parsed(cron: string): CronExpression {
  try {
    return parseCron(cron);
  } catch (error) {
    if (error instanceof CronError) return raise('StringException', error.message);
    throw error;
  }
}

/** A queueable or batch job by its AsyncApexJob, a scheduled one by its CronTrigger. */
function abortJob(id: string | null): void {
  const context = currentContext();
  const { jobs, batches } = context.transaction;
  if (id === null) return raise('NullPointerException', 'Argument cannot be null.');
  const now = context.clock.now();
  const aborted = schedulesOf(context).abort(id) || batches?.abort(id, now) || jobs?.abort(id, now);
  // What the platform says of a job that has ended could not be verified.
  if (aborted !== true) raise('AsyncException', `There is no job to abort: ${id}`);
}

function schedulesOf({ transaction }: ExecutionContext): NonNullable<typeof transaction.schedules> {
  if (!transaction.schedules) throw new Error('This transaction cannot schedule jobs.');
  return transaction.schedules;
}

export const scheduleSystemMethods: PlatformMembers = {
  'static Id schedule(String jobName, String cronExpression, Object schedulable)': schedule,
  'static void abortJob(Id jobId)': abortJob
};

export const schedulableClasses: readonly PlatformClass[] = [
  {
    name: 'System.Schedulable',
    kind: 'interface',
    members: {
      'void execute(SchedulableContext context)': (self: unknown, context: unknown) => {
        callExecute(self, 'SchedulableContext', context);
      }
    }
  },
  {
    name: 'System.SchedulableContext',
    kind: 'interface',
    members: {
      'Id getTriggerId()': (self: unknown) =>
        self instanceof ScheduledJobContext ? self.triggerId : callUserMethod(self, 'getTriggerId')
    },
    isInstance: (value) => value instanceof ScheduledJobContext
  }
];
