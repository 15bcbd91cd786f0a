import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KilledCall, type OutgoingRow } from '../sync/index.ts';
import type { ApexHandler } from './apex-handler.ts';
import type { HandlerTask } from './handler-tasks.ts';
import { WithoutApexTransport } from './without-apex-transport.ts';

const POISON = 5;

function row(sourceRow: number): OutgoingRow {
  return { externalId: `R-${sourceRow}`, sourceVersion: 1, sourceRow, attempt: 1, fields: {} };
}

/** A handler whose Apex throws whenever a call brings the row. */
function throwingAt(poison: number | null): { transport: WithoutApexTransport; sizes: number[] } {
  const sizes: number[] = [];
  const perform = (task: HandlerTask): Promise<unknown> => {
    assert.equal(task.kind, 'rest');
    const { rows } = JSON.parse(new TextDecoder().decode(task.request.body)) as { rows: OutgoingRow[] };
    sizes.push(rows.length);
    const throws = rows.some(({ sourceRow }) => sourceRow === poison);
    const outcomes = rows.map(({ externalId }, index) => ({ index, externalId, outcome: 'CREATED' }));
    const body = throws ? [{ errorCode: 'APEX_ERROR', message: 'System.DmlException: no' }] : { outcomes };
    return Promise.resolve({ kind: 'answer', status: throws ? 500 : 200, body: JSON.stringify(body) });
  };
  return { transport: new WithoutApexTransport('lane', { perform } as unknown as ApexHandler, 100), sizes };
}

test('a call whose Apex threw is handed to the run, which stages it', async () => {
  const { transport } = throwingAt(POISON);
  await assert.rejects(
    transport.send('run', [1, POISON].map(row)),
    (error) => error instanceof KilledCall && /The handler stopped: System.DmlException: no/.test(error.message)
  );
});

test('rows that REST cannot carry are rejected in their place, and not sent', async () => {
  const { transport, sizes } = throwingAt(null);
  const family = { ...row(2), children: { people: [row(9)] } } as OutgoingRow;
  const long = { ...row(4), sourceVersion: '20261121133801126' };
  const outcomes = await transport.send('run', [row(1), family, row(3), long]);
  assert.deepEqual(sizes, [2]);
  assert.deepEqual(
    outcomes.map(({ index, externalId, outcome }) => [index, externalId, outcome]),
    [
      [0, 'R-1', 'CREATED'],
      [1, 'R-2', 'REJECTED'],
      [2, 'R-3', 'CREATED'],
      [3, 'R-4', 'REJECTED']
    ]
  );
  assert.match(outcomes[1]?.message ?? '', /families need the Apex handler/);
  assert.match(outcomes[3]?.message ?? '', /20261121133801126/);
});

test('nothing is sent when no row can be', async () => {
  const { transport, sizes } = throwingAt(null);
  const [only] = await transport.send('run', [{ ...row(4), sourceVersion: '20261121133801126' }]);
  assert.deepEqual([only?.outcome, sizes], ['REJECTED', []]);
});
