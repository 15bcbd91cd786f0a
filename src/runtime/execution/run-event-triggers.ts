/**
 * Runs triggers on platform events: in the org each batch in a transaction of its own as the Automated Process user, in a test inside the
 * test's transaction. A subscriber's position commits with its trigger's work, so a crash brings the batch again and nothing twice.
 * Sources: Platform Events Developer Guide, "Subscribe to Platform Event Notifications with Apex Triggers", "Retry Event Triggers with
 * EventBus.RetryableException" and "Resume a Platform Event Trigger After an Uncaught Exception".
 */
import {
  AUTOMATED_PROCESS_USERNAME,
  recordOf,
  type EventBus,
  type EventSubscription,
  type RunningUser,
  type SObject
} from '../../database/index.ts';
import { apexExceptionOf } from '../linkage/thrown.ts';
import type { LoadedProgram, LoadedTrigger } from '../program/program.ts';
import type { ApexException } from '../values/index.ts';
import { asTriggerBody, withContext, type ExecutionContext } from './context.ts';
import { setEventDelivery, type EventDelivery } from './event-delivery.ts';
import { innerContext } from './inner-context.ts';
import { runTransaction, type ApexHost } from './run-transaction.ts';

/** Messages that a trigger is given at most ("The maximum batch size of a platform event trigger is 2,000"). */
export const LARGEST_BATCH = 2_000;
/** "You can run a trigger up to 10 times when it is retried (the initial run plus nine retries)". */
const MOST_RETRIES = 9;
/** A test whose triggers publish what they listen to must end. */
const MOST_ROUNDS = 100;

/** What became of one batch. */
export type Delivered =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'done' }
  | { readonly kind: 'again'; readonly retries: number }
  | { readonly kind: 'stopped'; readonly error: string }
  /** An exception ended the trigger; `lost` messages are not delivered again. */
  | { readonly kind: 'failed'; readonly lost: number; readonly exception: ApexException };

export interface TopicDelivery {
  /** Some subscriber did something, so there may be more to do. */
  readonly more: boolean;
  /** The fewest retries of a subscriber that asked to be run again. */
  readonly retries: number | null;
}

/** One batch for every subscriber of the topic; call again as long as there is more. */
export function deliverEvents(host: ApexHost, topic: string, report: (text: string) => void): TopicDelivery {
  const user = host.findUser(AUTOMATED_PROCESS_USERNAME);
  let more = false;
  let retries: number | null = null;
  for (const trigger of triggersOn(host.program, topic)) {
    const outcome = runTransaction(host, { user }, (context) => deliverBatch(context, trigger, topic, null));
    if (outcome.kind === 'exception') throw outcome.exception;
    const delivered = outcome.value;
    if (delivered.kind === 'again') retries = Math.min(retries ?? delivered.retries, delivered.retries);
    else if (delivered.kind !== 'nothing') more = true;
    if (delivered.kind === 'stopped')
      report(`the trigger ${trigger.name} stopped hearing ${topic}: ${delivered.error}`);
    if (delivered.kind === 'failed')
      report(
        `the trigger ${trigger.name} ended, ${delivered.lost} messages of ${topic} are lost: ${delivered.exception}`
      );
  }
  return { more, retries };
}

/** Gives a test's messages to their subscribers; those that are published meanwhile wait for the next call. True when something ran. */
export function deliverEventsOfTest(context: ExecutionContext, automatedProcess: RunningUser): boolean {
  const bus = busOf(context);
  const outer = context.user;
  let ran = false;
  context.user = automatedProcess;
  try {
    for (const topic of bus.waitingTopics()) {
      const upTo = bus.tip(topic);
      for (const trigger of triggersOn(context.program, topic)) {
        let delivered: Delivered;
        do {
          delivered = deliverBatch(
            innerContext(context, () => undefined),
            trigger,
            topic,
            upTo
          );
          ran ||= delivered.kind === 'done' || delivered.kind === 'failed';
        } while (delivered.kind === 'done' || delivered.kind === 'failed');
      }
    }
  } finally {
    context.user = outer;
  }
  return ran;
}

/** Test.stopTest: also what triggers publish. A trigger that asked to be run again waits for the next delivery. */
export function deliverAllEventsOfTest(context: ExecutionContext, automatedProcess: RunningUser): void {
  for (let round = 1; round <= MOST_ROUNDS; round++) if (!deliverEventsOfTest(context, automatedProcess)) return;
  throw new Error(`Platform events of a test were still being published after ${MOST_ROUNDS} rounds.`);
}

export function triggersOn(program: Pick<LoadedProgram, 'triggers'>, topic: string): LoadedTrigger[] {
  return program.triggers.filter(
    ({ object, events }) => object.toLowerCase() === topic.toLowerCase() && events.includes('after insert')
  );
}

function deliverBatch(
  context: ExecutionContext,
  trigger: LoadedTrigger,
  topic: string,
  upTo: number | null
): Delivered {
  const bus = busOf(context);
  const subscription: EventSubscription = { name: trigger.name, topic };
  const claimed = bus.claim(subscription, LARGEST_BATCH, upTo);
  const last = claimed?.messages.at(-1);
  if (!claimed || !last) return { kind: 'nothing' };
  const describe = context.schema.objects.get(topic.toLowerCase());
  if (!describe) throw new Error(`The org has no event ${topic}.`);
  const records = claimed.messages.map((message) => recordOf(describe, message));
  const batch = new Batch(context, records, claimed.state);
  const thrown = batch.run(trigger);
  if (thrown?.typeName === 'EventBus.RetryableException') {
    batch.undo();
    const retries = claimed.state.retries + 1;
    if (retries > MOST_RETRIES) {
      const error = thrown.getmessage() ?? '';
      bus.stop(subscription, error);
      return { kind: 'stopped', error };
    }
    bus.retry(subscription, retries, thrown.getmessage());
    return { kind: 'again', retries };
  }
  if (thrown) batch.undoToCheckpoint();
  const checkpoint = batch.checkpoint === null ? null : Number(batch.checkpoint);
  bus.advance(subscription, checkpoint ?? last.replayId);
  if (!thrown) return { kind: 'done' };
  return { kind: 'failed', lost: checkpoint === null ? records.length : 0, exception: thrown };
}

/** One run of a trigger, with what it takes to undo it. */
class Batch implements EventDelivery {
  readonly retries: number;
  readonly lastError: string | null;
  checkpoint: string | null = null;
  readonly #context: ExecutionContext;
  readonly #records: readonly SObject[];
  readonly #start: string;
  #atCheckpoint: string | null = null;

  constructor(
    context: ExecutionContext,
    records: readonly SObject[],
    state: { retries: number; lastError: string | null }
  ) {
    this.#context = context;
    this.#records = records;
    this.retries = state.retries;
    this.lastError = state.lastError;
    this.#start = context.transaction.setSavepoint();
  }

  /** The Apex exception that ended the trigger. */
  run(trigger: LoadedTrigger): ApexException | null {
    const context = this.#context;
    setEventDelivery(context, this);
    for (const record of this.#records) record.readOnly = true;
    context.triggers.push({
      object: trigger.object,
      operation: 'AFTER_INSERT',
      newRecords: this.#records,
      oldRecords: []
    });
    try {
      withContext(context, () => asTriggerBody(context, () => trigger.run()));
      return null;
    } catch (thrown) {
      const exception = apexExceptionOf(thrown);
      if (!exception) throw thrown;
      return exception;
    } finally {
      context.triggers.pop();
    }
  }

  /** What was done up to here stays when the trigger ends with an exception later. */
  setCheckpoint(replayId: string | null): boolean {
    if (!this.#records.some((record) => record.fields.get('ReplayId') === replayId)) return false;
    const { transaction } = this.#context;
    if (this.#atCheckpoint !== null) transaction.releaseSavepoint(this.#atCheckpoint);
    this.#atCheckpoint = transaction.setSavepoint();
    this.checkpoint = replayId;
    return true;
  }

  undo(): void {
    this.#context.transaction.rollbackTo(this.#start);
  }

  undoToCheckpoint(): void {
    this.#context.transaction.rollbackTo(this.#atCheckpoint ?? this.#start);
  }
}

function busOf({ transaction }: ExecutionContext): EventBus {
  if (!transaction.events) throw new Error('This transaction has no event bus.');
  return transaction.events;
}
