/**
 * One run: a feed through a lane. Rows are read, mapped and sent in calls of `rowsPerCall`, in file order; only a call that did not get
 * through is sent again. Rows answered with RETRY_SCHEDULED are the org's to try again: at the end the run is asked for until it is closed.
 * A call that the org kills is staged instead, so that jobs narrow down which row it was. Every row that was read ends in exactly one place: an
 * outcome, an unreadable line, the list of rows that still wait in the org, or (when the org went away for good) of those not delivered.
 * Memory: the rows of the calls in flight and of waiting rows, plus one count per outcome.
 */
import type { FeedRow, UnreadableLine } from '../feed/read-feed.ts';
import { backoffDelay, withRetry } from '../transport/retry.ts';
import type { RetryOptions } from '../transport/retry.ts';
import type { RowTransport } from '../transport/transport.ts';
import { KilledCall, PermanentFailure, TransientFailure } from '../transport/transport.ts';
import type { Outcome, OutgoingRow, RowOutcome, WaitedRow } from './outcomes.ts';

export interface RunReport {
  readonly run: string;
  /** Rows read from the feed, unreadable lines included. */
  readonly received: number;
  readonly outcomes: ReadonlyMap<Outcome, number>;
  readonly reasons: ReadonlyMap<string, number>;
  readonly unreadable: readonly UnreadableLine[];
  /** Rows that never reached the org, because it stayed away. Empty in a good run. */
  readonly undelivered: readonly OutgoingRow[];
  /** Rows that the org has and still tries when this client's patience ended. Empty in a good run. */
  readonly waiting: readonly OutgoingRow[];
  /** Why the run stopped early, in words for a person. */
  readonly stopped: string | null;
  readonly calls: number;
  readonly retries: number;
  readonly racesResolved: number;
  readonly milliseconds: number;
  /** received = outcomes + unreadable, and nothing undelivered or waiting. */
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
  /** Milliseconds to wait for rows that the org tries again. */
  readonly patienceMs: number;
  readonly onOutcome?: (row: OutgoingRow, outcome: RowOutcome) => void;
}

class RunState {
  readonly outcomes = new Map<Outcome, number>();
  readonly reasons = new Map<string, number>();
  readonly unreadable: UnreadableLine[] = [];
  readonly undelivered: OutgoingRow[] = [];
  /** Rows that wait in the org, by their line in the feed. */
  readonly waiting = new Map<number, OutgoingRow>();
  received = 0;
  settled = 0;
  calls = 0;
  /** Of a transport that counts them itself. */
  apiCallsBefore = 0;
  retries = 0;
  racesResolved = 0;
  stopped: string | null = null;
}

export async function sendFeed(options: SendFeedOptions): Promise<RunReport> {
  const started = options.now();
  const state = new RunState();
  state.apiCallsBefore = options.transport.apiCalls ?? 0;
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
  await awaitRun(options, state);
  return report(options, state, started);
}

/** Asks for the run until nothing of it waits, with growing pauses, then takes over what became of its rows. */
async function awaitRun(options: SendFeedOptions, state: RunState): Promise<void> {
  if (state.waiting.size === 0) return;
  const until = options.now() + options.patienceMs;
  try {
    for (let question = 1; ; question++) {
      const run = await retrying(options, state, () => options.transport.run(options.run));
      if (run.pending === 0 || options.now() >= until) break;
      await options.retry.wait(backoffDelay(question, options.retry));
      options.onProgress(state.settled, state.retries);
    }
    const rows = await retrying(options, state, () => options.transport.rowsThatWaited(options.run));
    settleWaited(rows, options, state);
  } catch (error) {
    if (!isFailure(error)) throw error;
    // The rows are in the org and it goes on with them; only this client cannot say how they end.
    state.stopped ??= error.message;
  }
}

/** A call that was sent again may have left a row twice in the org: the one that came last counts. */
function settleWaited(rows: readonly WaitedRow[], options: SendFeedOptions, state: RunState): void {
  const bySourceRow = new Map(rows.map((row) => [row.sourceRow, row]));
  for (const [line, row] of [...state.waiting]) {
    const waited = bySourceRow.get(line);
    if (!waited || waited.outcome === 'RETRY_SCHEDULED') continue;
    state.waiting.delete(line);
    settle(row, { ...waited, index: 0, raceResolved: false }, options, state);
  }
  options.onProgress(state.settled, state.retries);
}

async function deliver(rows: readonly OutgoingRow[], options: SendFeedOptions, state: RunState): Promise<void> {
  if (state.stopped !== null) {
    state.undelivered.push(...rows);
    return;
  }
  try {
    const outcomes = await sendOrStage(rows, options, state);
    for (const [index, outcome] of outcomes.entries()) settle(rows[index], outcome, options, state);
    options.onProgress(state.settled, state.retries);
  } catch (error) {
    if (!isFailure(error)) throw error;
    state.stopped = error.message;
    state.undelivered.push(...rows);
  }
}

async function sendOrStage(
  rows: readonly OutgoingRow[],
  options: SendFeedOptions,
  state: RunState
): Promise<readonly RowOutcome[]> {
  try {
    return await retrying(options, state, () => options.transport.send(options.run, rows));
  } catch (error) {
    if (!(error instanceof KilledCall)) throw error;
    return await retrying(options, state, () => options.transport.stage(options.run, rows));
  }
}

function retrying<T>(options: SendFeedOptions, state: RunState, action: () => Promise<T>): Promise<T> {
  const onRetry = (): void => {
    state.retries++;
    options.onProgress(state.settled, state.retries);
  };
  return withRetry({ ...options.retry, onRetry }, () => {
    state.calls++;
    return action();
  });
}

function isFailure(error: unknown): error is Error {
  return error instanceof TransientFailure || error instanceof PermanentFailure || error instanceof KilledCall;
}

function settle(row: OutgoingRow | undefined, outcome: RowOutcome, options: SendFeedOptions, state: RunState): void {
  if (!row) throw new Error(`An outcome came back for row ${outcome.index}, which was not sent.`);
  if (outcome.outcome === 'RETRY_SCHEDULED') {
    state.waiting.set(row.sourceRow, row);
    return;
  }
  state.settled++;
  state.outcomes.set(outcome.outcome, (state.outcomes.get(outcome.outcome) ?? 0) + 1);
  if (outcome.reason) state.reasons.set(outcome.reason, (state.reasons.get(outcome.reason) ?? 0) + 1);
  if (outcome.raceResolved) state.racesResolved++;
  options.onOutcome?.(row, outcome);
}

function report(options: SendFeedOptions, state: RunState, started: number): RunReport {
  const { apiCalls } = options.transport;
  const waiting = [...state.waiting.values()];
  let sum = state.unreadable.length;
  for (const count of state.outcomes.values()) sum += count;
  return {
    run: options.run,
    received: state.received,
    outcomes: state.outcomes,
    reasons: state.reasons,
    unreadable: state.unreadable,
    undelivered: state.undelivered,
    waiting,
    stopped: state.stopped,
    calls: apiCalls === undefined ? state.calls : apiCalls - state.apiCallsBefore,
    retries: state.retries,
    racesResolved: state.racesResolved,
    milliseconds: options.now() - started,
    balanced: state.undelivered.length === 0 && waiting.length === 0 && sum === state.received
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
