/**
 * One run: a feed through a lane. Rows are read, mapped and sent in calls of `rowsPerCall`, in file order; rows answered with
 * RETRY_SCHEDULED are sent again after the rest. Every row that was read ends in exactly one place: an outcome, an unreadable line, or
 * (when the org went away for good) the list of rows that were not delivered.
 * Memory: the rows of the calls in flight and of pending retries, plus one count per outcome.
 */
import type { FeedRow, UnreadableLine } from '../feed/read-feed.ts';
import { backoffDelay, withRetry } from '../transport/retry.ts';
import type { RetryOptions } from '../transport/retry.ts';
import type { RowTransport } from '../transport/transport.ts';
import { PermanentFailure, TransientFailure } from '../transport/transport.ts';
import type { Outcome, OutgoingRow, RowOutcome } from './outcomes.ts';

export interface RunReport {
  readonly run: string;
  /** Rows read from the feed, unreadable lines included. */
  readonly received: number;
  readonly outcomes: ReadonlyMap<Outcome, number>;
  readonly reasons: ReadonlyMap<string, number>;
  readonly unreadable: readonly UnreadableLine[];
  /** Rows that never reached the org, because it stayed away. Empty in a good run. */
  readonly undelivered: readonly OutgoingRow[];
  /** Why the run stopped early, in words for a person. */
  readonly stopped: string | null;
  readonly calls: number;
  readonly retries: number;
  readonly racesResolved: number;
  readonly milliseconds: number;
  /** received = outcomes + unreadable, and nothing undelivered or scheduled. */
  readonly balanced: boolean;
}

export interface SendFeedOptions {
  readonly run: string;
  readonly rows: AsyncIterable<FeedRow | UnreadableLine>;
  readonly mapRow: (row: FeedRow, attempt: number) => OutgoingRow;
  readonly transport: RowTransport;
  readonly retry: Omit<RetryOptions, 'onRetry'>;
  /** Calls in flight at once; more than one gives up the file's order between calls. */
  readonly parallelCalls: number;
  /** Milliseconds, for the report. */
  readonly now: () => number;
  readonly onProgress: (settled: number, retries: number) => void;
  readonly onOutcome?: (row: OutgoingRow, outcome: RowOutcome) => void;
}

class RunState {
  readonly outcomes = new Map<Outcome, number>();
  readonly reasons = new Map<string, number>();
  readonly unreadable: UnreadableLine[] = [];
  readonly undelivered: OutgoingRow[] = [];
  readonly again: OutgoingRow[] = [];
  received = 0;
  settled = 0;
  calls = 0;
  retries = 0;
  racesResolved = 0;
  stopped: string | null = null;
}

export async function sendFeed(options: SendFeedOptions): Promise<RunReport> {
  const started = options.now();
  const state = new RunState();
  const flights = new Flights(options.parallelCalls);
  const { rowsPerCall } = options.transport;
  let chunk: OutgoingRow[] = [];
  for await (const row of options.rows) {
    state.received++;
    if (row.kind === 'unreadable') {
      state.unreadable.push(row);
      state.settled++;
      continue;
    }
    chunk.push(options.mapRow(row, 1));
    if (chunk.length < rowsPerCall) continue;
    const full = chunk;
    chunk = [];
    await flights.add(() => deliver(full, options, state));
  }
  if (chunk.length > 0) await flights.add(() => deliver(chunk, options, state));
  await flights.settled();
  await sendAgain(options, state);
  return report(options, state, started);
}

/** Rows that met a lock: once more, after a pause, in the order they came, until the org itself queues them (it knows the lane's limit). */
async function sendAgain(options: SendFeedOptions, state: RunState): Promise<void> {
  for (let round = 1; state.again.length > 0 && state.stopped === null; round++) {
    const rows = state.again.splice(0).map((row) => ({ ...row, attempt: row.attempt + 1 }));
    state.retries++;
    await options.retry.wait(backoffDelay(round, options.retry));
    for (let start = 0; start < rows.length; start += options.transport.rowsPerCall) {
      await deliver(rows.slice(start, start + options.transport.rowsPerCall), options, state);
    }
  }
}

async function deliver(rows: readonly OutgoingRow[], options: SendFeedOptions, state: RunState): Promise<void> {
  if (state.stopped !== null) {
    state.undelivered.push(...rows);
    return;
  }
  try {
    const onRetry = (): void => {
      state.retries++;
      options.onProgress(state.settled, state.retries);
    };
    const outcomes = await withRetry({ ...options.retry, onRetry }, () => {
      state.calls++;
      return options.transport.send(options.run, rows);
    });
    for (const [index, outcome] of outcomes.entries()) settle(rows[index], outcome, options, state);
    options.onProgress(state.settled, state.retries);
  } catch (error) {
    if (!(error instanceof TransientFailure || error instanceof PermanentFailure)) throw error;
    state.stopped = error.message;
    state.undelivered.push(...rows);
  }
}

function settle(row: OutgoingRow | undefined, outcome: RowOutcome, options: SendFeedOptions, state: RunState): void {
  if (!row) throw new Error(`An outcome came back for row ${outcome.index}, which was not sent.`);
  if (outcome.outcome === 'RETRY_SCHEDULED') {
    state.again.push(row);
    return;
  }
  state.settled++;
  state.outcomes.set(outcome.outcome, (state.outcomes.get(outcome.outcome) ?? 0) + 1);
  if (outcome.reason) state.reasons.set(outcome.reason, (state.reasons.get(outcome.reason) ?? 0) + 1);
  if (outcome.raceResolved) state.racesResolved++;
  options.onOutcome?.(row, outcome);
}

function report(options: SendFeedOptions, state: RunState, started: number): RunReport {
  const undelivered = [...state.undelivered, ...state.again];
  let sum = state.unreadable.length;
  for (const count of state.outcomes.values()) sum += count;
  return {
    run: options.run,
    received: state.received,
    outcomes: state.outcomes,
    reasons: state.reasons,
    unreadable: state.unreadable,
    undelivered,
    stopped: state.stopped,
    calls: state.calls,
    retries: state.retries,
    racesResolved: state.racesResolved,
    milliseconds: options.now() - started,
    balanced: undelivered.length === 0 && sum === state.received
  };
}

/** At most `limit` promises at once; a failure surfaces in `add` or `settled`. */
class Flights {
  readonly #limit: number;
  readonly #open = new Set<Promise<void>>();

  constructor(limit: number) {
    this.#limit = Math.max(1, limit);
  }

  async add(start: () => Promise<void>): Promise<void> {
    const flight = start().finally(() => this.#open.delete(flight));
    this.#open.add(flight);
    if (this.#open.size >= this.#limit) await Promise.race(this.#open);
  }

  async settled(): Promise<void> {
    await Promise.all(this.#open);
  }
}
