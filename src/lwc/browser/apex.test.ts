import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { apexMethod, refreshApex } from './apex.ts';

interface Result {
  readonly data?: unknown;
  readonly error?: { readonly body: { readonly message: string }; readonly status: number };
}

interface Adapter {
  connect(): void;
  disconnect(): void;
  update(parameters: Record<string, unknown>): void;
}

interface ApexMethod {
  (parameters?: Record<string, unknown>): Promise<unknown>;
  readonly adapter: new (emit: (result: Result) => void) => Adapter;
}

/** A call that the test answers when it likes. */
interface Pending {
  readonly body: unknown;
  readonly options: RequestInit;
  answer(status: number, body: unknown): void;
  fail(): void;
}

const listRows = apexMethod('QueueController', 'listRows') as ApexMethod;

describe('Apex in the page', () => {
  let pending: Pending[];
  let results: Result[];

  beforeEach(() => {
    pending = [];
    results = [];
    mock.method(globalThis, 'fetch', (_url: string, options: RequestInit) => {
      return new Promise<Response>((resolve, reject) => {
        pending.push({
          body: JSON.parse(String(options.body)) as unknown,
          options,
          answer: (status, body) => resolve(new Response(JSON.stringify(body), { status })),
          fail: () => reject(new TypeError('fetch failed'))
        });
      });
    });
  });

  afterEach(() => mock.restoreAll());

  function wire(): Adapter {
    const adapter = new listRows.adapter((result) => results.push(result));
    adapter.connect();
    return adapter;
  }

  async function answer(at: number, status: number, body: unknown): Promise<void> {
    pending[at]?.answer(status, body);
    await turns();
  }

  test('an imperative call sends class, method and parameters and returns the value', async () => {
    const called = listRows({ reason: null, pageSize: 50 });
    await answer(0, 200, { returnValue: { total: 3 } });

    assert.deepEqual(await called, { total: 3 });
    assert.deepEqual(pending[0]?.body, {
      class: 'QueueController',
      method: 'listRows',
      params: { reason: null, pageSize: 50 }
    });
    assert.equal(pending[0]?.options.method, 'POST');
    assert.equal(pending[0]?.options.credentials, 'same-origin');
  });

  test('a method that returns nothing gives null', async () => {
    const called = listRows();
    await answer(0, 200, {});

    assert.equal(await called, null);
  });

  test('an imperative call rejects with the error shape of the platform', async () => {
    const called = listRows();
    pending[0]?.answer(500, { body: { message: 'No access.' } });

    await assert.rejects(called, (error: unknown) => {
      assert.deepEqual(error, { ok: false, status: 500, statusText: '', body: { message: 'No access.' } });
      return true;
    });
  });

  test('an answer without a message, and no answer at all, still say something', async () => {
    const refused = listRows();
    pending[0]?.answer(502, 'Bad Gateway');
    await assert.rejects(refused, { body: { message: 'The org answered with HTTP status 502 and no message.' } });

    const unreachable = listRows();
    pending[1]?.fail();
    await assert.rejects(unreachable, {
      body: { message: 'The org cannot be reached. Check that it is still running.' }
    });
  });

  test('a wire says nothing at first, then provisions read-only data', async () => {
    wire().update({ reason: null });
    await answer(0, 200, { returnValue: { items: [{ id: '1' }] } });

    assert.deepEqual(results, [
      { data: undefined, error: undefined },
      { data: { items: [{ id: '1' }] }, error: undefined }
    ]);
    assert.throws(() => {
      (results[1]?.data as { items: { id: string }[] }).items.push({ id: '2' });
    }, TypeError);
  });

  test('a wire provisions an error in the shape of the platform', async () => {
    wire().update({ reason: 'X' });
    await answer(0, 400, { body: { message: 'Unknown reason.' } });

    assert.equal(results[1]?.data, undefined);
    assert.equal(results[1]?.error?.body.message, 'Unknown reason.');
  });

  test('a null parameter calls the method, an undefined one does not', async () => {
    const adapter = wire();
    adapter.update({ reason: undefined });
    await turns();
    assert.equal(pending.length, 0);

    adapter.update({ reason: null });
    assert.equal(pending.length, 1);
  });

  test('an answer to a question that was replaced is dropped, even when it comes last', async () => {
    const adapter = wire();
    adapter.update({ reason: 'A' });
    adapter.update({ reason: 'B' });
    await answer(1, 200, { returnValue: 'B' });
    await answer(0, 200, { returnValue: 'A' });

    assert.deepEqual(
      results.map((result) => result.data),
      [undefined, 'B']
    );
  });

  test('an answer to a question that became incomplete is dropped', async () => {
    const adapter = wire();
    adapter.update({ reason: 'A' });
    adapter.update({ reason: undefined });
    await answer(0, 200, { returnValue: 'A' });

    assert.equal(results.length, 1);
  });

  test('nothing is provisioned to a component that was removed', async () => {
    const adapter = wire();
    adapter.update({ reason: 'A' });
    adapter.disconnect();
    await answer(0, 200, { returnValue: 'A' });

    assert.equal(results.length, 1);
  });

  test('refreshApex asks the same question again and resolves once the answer was provisioned', async () => {
    wire().update({ reason: 'A' });
    await answer(0, 200, { returnValue: 'old' });

    const refreshed = refreshApex(results[1]);
    pending[1]?.answer(200, { returnValue: 'new' });
    await refreshed;

    assert.deepEqual(pending[1]?.body, pending[0]?.body);
    assert.equal(results[2]?.data, 'new');
  });

  test('refreshApex works on a provisioned error', async () => {
    wire().update({ reason: 'A' });
    await answer(0, 500, { body: { message: 'Down.' } });

    const refreshed = refreshApex(results[1]);
    pending[1]?.answer(200, { returnValue: 'up' });
    await refreshed;

    assert.equal(results[2]?.data, 'up');
  });

  test('refreshApex refuses what no wire provisioned', async () => {
    await assert.rejects(refreshApex(undefined), TypeError);
    await assert.rejects(refreshApex({ data: 'A' }), TypeError);
  });
});

/** Lets an answered fetch, its parsed body and the adapter's own steps run. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
