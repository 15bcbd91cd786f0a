/** What a transaction knows of platform events: the batch that its trigger was given, and whether this worker has published. */
import type { ExecutionContext } from './context.ts';

/** A run of a trigger on a platform event. */
export interface EventDelivery {
  /** Runs of the same messages before this one that ended in EventBus.RetryableException. */
  readonly retries: number;
  readonly lastError: string | null;
  /** Replay id after which the trigger goes on; null before setResumeCheckpoint. */
  readonly checkpoint: string | null;
  /** False when no message of the batch has this replay id. */
  setCheckpoint(replayId: string | null): boolean;
}

const DELIVERY = Symbol('event delivery');
const IMMEDIATE = Symbol('immediate publishes');
const IN_TEST = Symbol('events published in a test');

export function eventDelivery({ state }: ExecutionContext): EventDelivery | null {
  return (state.get(DELIVERY) as EventDelivery | undefined) ?? null;
}

export function setEventDelivery({ state }: ExecutionContext, delivery: EventDelivery): void {
  state.set(DELIVERY, delivery);
}

/** Calls of EventBus.publish with events that are published immediately. */
export function immediatePublishes({ state }: ExecutionContext): number {
  return (state.get(IMMEDIATE) as number | undefined) ?? 0;
}

export function countImmediatePublish(context: ExecutionContext): void {
  context.state.set(IMMEDIATE, immediatePublishes(context) + 1);
}

/** Messages that the present test method has published, these included. */
export function countTestEvents({ state }: ExecutionContext, more: number): number {
  const count = ((state.get(IN_TEST) as number | undefined) ?? 0) + more;
  state.set(IN_TEST, count);
  return count;
}

let publishedSinceAsked = false;

export function notePublished(): void {
  publishedSinceAsked = true;
}

/** Whether this worker has published since it was asked last; true also for what was rolled back. */
export function takePublishedNotice(): boolean {
  const noticed = publishedSinceAsked;
  publishedSinceAsked = false;
  return noticed;
}
