import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PermanentFailure, TransientFailure, type OutgoingRow } from '../sync/index.ts';
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

test('a row that makes Apex throw is found by halves and named, and those before it are saved', async () => {
  const { transport, sizes } = throwingAt(POISON);
  const rows = [1, 2, 3, 4, POISON, 6, 7, 8].map(row);
  await assert.rejects(
    transport.send('run', rows),
    (error) =>
      error instanceof TransientFailure && /^Row 5: The handler stopped: System.DmlException: no/.test(error.message)
  );
  assert.deepEqual(sizes, [8, 4, 4, 2, 1]);
});

test('outcomes of the halves stand in the order of the rows', async () => {
  const { transport } = throwingAt(null);
  const outcomes = await transport.send('run', [1, 2, 3].map(row));
  assert.deepEqual(
    outcomes.map(({ index, externalId }) => [index, externalId]),
    [
      [0, 'R-1'],
      [1, 'R-2'],
      [2, 'R-3']
    ]
  );
});

test('a row with children is refused before anything is sent', async () => {
  const { transport, sizes } = throwingAt(null);
  const family = { ...row(3), children: { people: [row(4)] } } as OutgoingRow;
  await assert.rejects(
    transport.send('run', [row(1), family]),
    (error) => error instanceof PermanentFailure && /Row 3 has children/.test(error.message)
  );
  assert.deepEqual(sizes, []);
});
