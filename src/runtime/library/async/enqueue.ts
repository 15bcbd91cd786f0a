/** System.enqueueJob and System.attachFinalizer. Sources: Apex Developer Guide, "Queueable Apex" and "Transaction Finalizers". */
import type { PlatformMembers } from '../../../apex/platform/platform-class.ts';
import { asynchronousRun, enqueuedJobs, noteEnqueued, type AsynchronousRun } from '../../execution/asynchronous.ts';
import { currentContext, type ExecutionContext } from '../../execution/context.ts';
import { limitsOf } from '../../execution/limits.ts';
import { ApexException, raise } from '../../values/index.ts';
import { AsyncOptions, DEFAULT_STACK_DEPTH } from './async-options.ts';
import { implementing } from './implementing.ts';
import { writeGraph } from './object-graph.ts';
import { scheduleSystemMethods } from './schedule.ts';

const MILLISECONDS_PER_MINUTE = 60_000;
const LONGEST_DELAY = 10;
/** Apex Developer Guide, "Transaction Finalizers": a job that failed can be re-enqueued five times in a row by its finalizer. */
const MOST_FAILURES = 5;

function enqueue(job: unknown, options: AsyncOptions | null): string {
  const context = currentContext();
  const queueable = implementing(job, 'System.Queueable');
  const { jobs } = context.transaction;
  if (!jobs) throw new Error('This transaction cannot enqueue jobs.');
  const run = asynchronousRun(context);
  const enqueued = enqueuedJobs(context);
  const limit = limitsOf(context).queueableJobs;
  if (enqueued.used >= limit)
    throw new ApexException('System.LimitException', `Too many queueable jobs added to the queue: ${limit + 1}`);
  const delay = delayOf(options);
  const place = placeInChain(context, run, options);
  const now = context.clock.now();
  const id = jobs.enqueue({
    userId: context.user.id,
    username: context.user.username,
    state: writeGraph(queueable),
    now,
    runAt: now + (delay ?? 0) * MILLISECONDS_PER_MINUTE,
    signature: options?.DuplicateSignature?.text ?? null,
    delayMinutes: delay,
    ...place
  });
  // Source of the message: Apex Reference, "QueueableDuplicateSignature.Builder Class".
  if (id === null)
    return raise('DuplicateMessageException', 'Attempt to enqueue job with duplicate queueable signature');
  enqueued.used++;
  noteEnqueued(context, { kind: 'queueable', id, user: context.user });
  return id;
}

function delayOf(options: AsyncOptions | null): number | null {
  const delay = options?.MinimumQueueableDelayInMinutes ?? null;
  // Apex Reference, "System Class", enqueueJob: 0 to 10 minutes. The platform's message is not documented.
  if (delay !== null && (delay < 0 || delay > LONGEST_DELAY))
    raise('IllegalArgumentException', `The delay of a queueable job must be 0 to ${LONGEST_DELAY} minutes.`);
  return delay;
}

interface Place {
  readonly depth: number;
  readonly maximumDepth: number | null;
  readonly failures: number;
}

function placeInChain(context: ExecutionContext, run: AsynchronousRun | null, options: AsyncOptions | null): Place {
  const given = options?.MaximumQueueableStackDepth ?? null;
  if (!run) return { depth: 1, maximumDepth: given, failures: 0 };
  if (run.kind === 'finalizer') {
    if (run.failures > MOST_FAILURES)
      raise('AsyncException', `A failed job can be enqueued again ${MOST_FAILURES} times in a row.`);
    // A finalizer's job begins a chain of its own.
    return { depth: 1, maximumDepth: given, failures: run.failures };
  }
  // Batch and scheduled Apex begin a chain.
  if (run.kind !== 'queueable') return { depth: 1, maximumDepth: given, failures: 0 };
  const maximumDepth = given ?? run.maximumDepth;
  // Tests chain no jobs unless a depth was set (Apex Developer Guide, "Queueable Apex"; message as public logs show it).
  const chainable = context.test === null || maximumDepth !== null;
  if (!chainable || run.depth >= (maximumDepth ?? DEFAULT_STACK_DEPTH))
    raise('AsyncException', 'Maximum stack depth has been reached.');
  return { depth: run.depth + 1, maximumDepth, failures: 0 };
}

function attachFinalizer(value: unknown): void {
  const run = asynchronousRun(currentContext());
  const finalizer = implementing(value, 'System.Finalizer');
  if (run?.kind !== 'queueable') return raise('AsyncException', 'A finalizer can be attached in a queueable job only.');
  if (run.finalizer) raise('AsyncException', 'Only one finalizer can be attached to a queueable job.');
  run.keepFinalizer?.(finalizer);
  run.finalizer = finalizer;
}

function optionsOfDelay(delay: number | null): AsyncOptions {
  const options = new AsyncOptions();
  options.MinimumQueueableDelayInMinutes = delay;
  return options;
}

export const asynchronousSystemMethods: PlatformMembers = {
  'static Id enqueueJob(Object queueable)': (job: unknown) => enqueue(job, null),
  'static Id enqueueJob(Object queueable, Integer delay)': (job: unknown, delay: number | null) =>
    enqueue(job, optionsOfDelay(delay)),
  'static Id enqueueJob(Object queueable, AsyncOptions options)': (job: unknown, options: AsyncOptions | null) =>
    enqueue(job, options),
  'static void attachFinalizer(Object finalizer)': attachFinalizer,
  'static Boolean isQueueable()': () => asynchronousRun(currentContext())?.kind === 'queueable',
  'static Boolean isBatch()': () => asynchronousRun(currentContext())?.kind.startsWith('batch') ?? false,
  'static Boolean isScheduled()': () => asynchronousRun(currentContext())?.kind === 'scheduled',
  ...scheduleSystemMethods
};
