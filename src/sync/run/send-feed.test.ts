import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { FeedRow, UnreadableLine } from '../feed/read-feed.ts';
import type { OrgRun, RowTransport } from '../transport/transport.ts';
import { KilledCall, PermanentFailure, TransientFailure } from '../transport/transport.ts';
import type { Outcome, OutgoingRow, RowOutcome, WaitedRow } from './outcomes.ts';
import type { SendFeedOptions } from './send-feed.ts';
import { sendFeed } from './send-feed.ts';

type Script = (rows: readonly OutgoingRow[], call: number) => readonly Outcome[];

class ScriptedTransport implements RowTransport {
  readonly rowsPerCall: number;
  readonly sent: string[][] = [];
  readonly staged: string[][] = [];
  /** How many rows wait at the first, second … question about the run; the last answer stays. */
  pending: number[] = [0];
  waited: WaitedRow[] = [];
  questions = 0;
  readonly #script: Script;

  constructor(rowsPerCall: number, script: Script) {
    this.rowsPerCall = rowsPerCall;
    this.#script = script;
  }

  async send(_run: string, rows: readonly OutgoingRow[]): Promise<readonly RowOutcome[]> {
    this.sent.push(rows.map((row) => row.externalId ?? ''));
    return this.#outcomes(rows, this.#script(rows, this.sent.length));
  }

  async stage(_run: string, rows: readonly OutgoingRow[]): Promise<readonly RowOutcome[]> {
    this.staged.push(rows.map((row) => row.externalId ?? ''));
    return this.#outcomes(
      rows,
      rows.map(() => 'RETRY_SCHEDULED')
    );
  }

  async run(): Promise<OrgRun> {
    const pending = this.pending[Math.min(this.questions++, this.pending.length - 1)] ?? 0;
    return { status: pending > 0 ? 'open' : 'closed', pending, nextAttempt: null, balanced: true };
  }

  async rowsThatWaited(): Promise<readonly WaitedRow[]> {
    return this.waited;
  }

  #outcomes(rows: readonly OutgoingRow[], outcomes: readonly Outcome[]): RowOutcome[] {
    return outcomes.map((outcome, index) => ({
      index,
      externalId: rows[index]?.externalId ?? null,
      outcome,
      reason: outcome === 'QUEUED' ? 'AMBIGUOUS_EMAIL' : null,
      recordId: null,
      exceptionId: null,
      raceResolved: false,
      attempts: 1,
      message: null
    }));
  }
}

async function* feed(count: number, unreadable: UnreadableLine[] = []): AsyncGenerator<FeedRow | UnreadableLine> {
  for (let index = 1; index <= count; index++)
    yield { kind: 'row', line: index + 1, values: new Map([['id', `r${index}`]]) };
  yield* unreadable;
}

function options(transport: RowTransport, rows: SendFeedOptions['rows'], waits: number[] = []): SendFeedOptions {
  return {
    run: 'run-1',
    rows,
    mapRow: (row, attempt) => ({
      externalId: row.values.get('id') ?? null,
      sourceVersion: 1,
      sourceRow: row.line,
      attempt,
      fields: {}
    }),
    transport,
    retry: {
      limit: 3,
      baseDelayMs: 100,
      maximumDelayMs: 1000,
      wait: async (ms) => void waits.push(ms),
      random: () => 0.5
    },
    parallelCalls: 1,
    patienceMs: 60_000,
    now: () => waits.reduce((sum, wait) => sum + wait, 0),
    onProgress: () => undefined
  };
}

const allCreated: Script = (rows) => rows.map(() => 'CREATED');

test('cuts the feed into calls and counts every outcome', async () => {
  const transport = new ScriptedTransport(2, (rows) =>
    rows.map((row) => (row.externalId === 'r3' ? 'QUEUED' : 'CREATED'))
  );
  const report = await sendFeed(options(transport, feed(5)));
  assert.deepEqual(transport.sent, [['r1', 'r2'], ['r3', 'r4'], ['r5']]);
  assert.deepEqual(
    [...report.outcomes],
    [
      ['CREATED', 4],
      ['QUEUED', 1]
    ]
  );
  assert.deepEqual([...report.reasons], [['AMBIGUOUS_EMAIL', 1]]);
  assert.equal(report.balanced, true);
  assert.equal(report.calls, 3);
});

test('unreadable lines are part of the balance', async () => {
  const line: UnreadableLine = { kind: 'unreadable', line: 9, text: 'x', message: 'no CSV' };
  const report = await sendFeed(options(new ScriptedTransport(10, allCreated), feed(2, [line])));
  assert.equal(report.received, 3);
  assert.deepEqual(report.unreadable, [line]);
  assert.equal(report.balanced, true);
});

test('a transient failure is tried again with growing delays, the same rows', async () => {
  const waits: number[] = [];
  const transport = new ScriptedTransport(10, (rows, call) => {
    if (call < 3) throw new TransientFailure('connection reset');
    return allCreated(rows, call);
  });
  const report = await sendFeed(options(transport, feed(2), waits));
  assert.deepEqual(transport.sent, [
    ['r1', 'r2'],
    ['r1', 'r2'],
    ['r1', 'r2']
  ]);
  assert.deepEqual(waits, [75, 150]);
  assert.equal(report.retries, 2);
  assert.equal(report.balanced, true);
});

test('an org that stays away stops the run, and the rows that never arrived are named', async () => {
  const transport = new ScriptedTransport(2, (rows, call) => {
    if (call > 1) throw new TransientFailure('connect ECONNREFUSED');
    return allCreated(rows, call);
  });
  const report = await sendFeed(options(transport, feed(7)));
  assert.equal(report.stopped, 'connect ECONNREFUSED');
  assert.deepEqual(
    report.undelivered.map((row) => row.externalId),
    ['r3', 'r4', 'r5', 'r6', 'r7']
  );
  assert.equal(report.outcomes.get('CREATED'), 2);
  assert.equal(report.balanced, false);
  assert.equal(report.calls, 5, 'one good call, then one call and three retries; later rows are not tried');
});

test('a permanent failure is not tried again', async () => {
  const transport = new ScriptedTransport(2, () => {
    throw new PermanentFailure('The org has no lane "x".');
  });
  const report = await sendFeed(options(transport, feed(3)));
  assert.equal(report.calls, 1);
  assert.equal(report.undelivered.length, 3);
});

function waited(sourceRow: number, outcome: Outcome, reason: string | null = null): WaitedRow {
  const externalId = `r${sourceRow - 1}`;
  return { externalId, sourceRow, outcome, reason, recordId: null, exceptionId: null, attempts: 2, message: null };
}

const secondRowWaits: Script = (rows) => rows.map((row) => (row.externalId === 'r2' ? 'RETRY_SCHEDULED' : 'UPDATED'));

test('rows that met a lock are not sent again: the run is asked for until the org has settled them', async () => {
  const waits: number[] = [];
  const transport = new ScriptedTransport(10, secondRowWaits);
  transport.pending = [1, 1, 0];
  transport.waited = [waited(3, 'QUEUED', 'LOCK_RETRIES_EXHAUSTED')];
  const seen: [number, Outcome][] = [];
  const report = await sendFeed({
    ...options(transport, feed(3), waits),
    onOutcome: (row, outcome) => seen.push([row.sourceRow, outcome.outcome])
  });
  assert.deepEqual(transport.sent, [['r1', 'r2', 'r3']]);
  assert.equal(transport.questions, 3);
  assert.deepEqual(waits, [75, 150], 'the pauses grow');
  assert.deepEqual(seen.at(-1), [3, 'QUEUED'], 'every row ends once, this one last');
  assert.deepEqual(
    [...report.outcomes],
    [
      ['UPDATED', 2],
      ['QUEUED', 1]
    ]
  );
  assert.deepEqual([...report.reasons], [['LOCK_RETRIES_EXHAUSTED', 1]]);
  assert.equal(report.balanced, true);
});

test('patience ends: the rows that still wait are named, and the run is not called balanced', async () => {
  const transport = new ScriptedTransport(10, secondRowWaits);
  transport.pending = [1];
  transport.waited = [waited(3, 'RETRY_SCHEDULED')];
  const report = await sendFeed({ ...options(transport, feed(3)), patienceMs: 2_000 });
  assert.deepEqual(
    report.waiting.map((row) => row.externalId),
    ['r2']
  );
  assert.equal(report.undelivered.length, 0);
  assert.equal(report.stopped, null);
  assert.equal(report.balanced, false);
  assert.ok(transport.questions > 2);
});

test('of a row that waited twice, because a call was sent again, the later end counts', async () => {
  const transport = new ScriptedTransport(10, secondRowWaits);
  transport.waited = [waited(3, 'UPDATED'), waited(3, 'UNCHANGED')];
  const report = await sendFeed(options(transport, feed(2)));
  assert.deepEqual(
    [...report.outcomes],
    [
      ['UPDATED', 1],
      ['UNCHANGED', 1]
    ]
  );
});

test('a call that the org kills is staged, and its rows end in the org', async () => {
  const transport = new ScriptedTransport(2, (rows, call) => {
    if (call === 2) throw new KilledCall('System.LimitException: Apex CPU time limit exceeded');
    return rows.map(() => 'CREATED');
  });
  transport.waited = [waited(4, 'CREATED'), waited(5, 'QUEUED', 'UNEXPECTED_ERROR')];
  const report = await sendFeed(options(transport, feed(5)));
  assert.deepEqual(transport.sent, [['r1', 'r2'], ['r3', 'r4'], ['r5']]);
  assert.deepEqual(transport.staged, [['r3', 'r4']]);
  assert.equal(report.outcomes.get('CREATED'), 4);
  assert.equal(report.balanced, true);
});

test('an org that cannot be asked any more leaves the rows waiting, with the reason', async () => {
  const transport = new ScriptedTransport(10, secondRowWaits);
  transport.run = () => Promise.reject(new TransientFailure('connect ECONNREFUSED'));
  const report = await sendFeed(options(transport, feed(2)));
  assert.equal(report.waiting.length, 1);
  assert.equal(report.stopped, 'connect ECONNREFUSED');
  assert.equal(report.balanced, false);
});
