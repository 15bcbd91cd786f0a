import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { FeedRow, UnreadableLine } from '../feed/read-feed.ts';
import type { RowTransport } from '../transport/transport.ts';
import { PermanentFailure, TransientFailure } from '../transport/transport.ts';
import type { Outcome, OutgoingRow, RowOutcome } from './outcomes.ts';
import type { SendFeedOptions } from './send-feed.ts';
import { sendFeed } from './send-feed.ts';

type Script = (rows: readonly OutgoingRow[], call: number) => readonly Outcome[];

class ScriptedTransport implements RowTransport {
  readonly rowsPerCall: number;
  readonly sent: string[][] = [];
  readonly #script: Script;

  constructor(rowsPerCall: number, script: Script) {
    this.rowsPerCall = rowsPerCall;
    this.#script = script;
  }

  async send(_run: string, rows: readonly OutgoingRow[]): Promise<readonly RowOutcome[]> {
    this.sent.push(rows.map((row) => row.externalId ?? ''));
    return this.#script(rows, this.sent.length).map((outcome, index) => ({
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
    now: () => 0,
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

test('rows that met a lock are sent again with a raised attempt until they settle', async () => {
  const attempts: number[] = [];
  const transport = new ScriptedTransport(10, (rows, call) => {
    attempts.push(...rows.map((row) => row.attempt));
    return rows.map((row) => (row.externalId === 'r2' && call < 3 ? 'RETRY_SCHEDULED' : 'UPDATED'));
  });
  const report = await sendFeed(options(transport, feed(3)));
  assert.deepEqual(transport.sent, [['r1', 'r2', 'r3'], ['r2'], ['r2']]);
  assert.deepEqual(attempts, [1, 1, 1, 2, 3]);
  assert.deepEqual([...report.outcomes], [['UPDATED', 3]]);
  assert.equal(report.balanced, true);
});
