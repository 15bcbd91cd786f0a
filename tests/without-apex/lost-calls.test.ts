/**
 * A client without Apex has no transaction: its connection may break between any two of its calls, before the org did one or before its answer
 * came. Each call of a delivery is lost in turn, both ways; then the sender sends again.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { SHAPE_NAMES, type ShapeName, type WithoutApexTransport } from '../../src/remote/index.ts';
import { TransientFailure, type OutgoingRow } from '../../src/sync/index.ts';
import { clientOf, clientPackage, find, orgWithoutApex, row, type } from './org-without-apex.ts';

const org = await orgWithoutApex();
const prepared = clientPackage();
/** Loses one call: the org never hears of it, or its answer does not come back. */
class BreakingLine {
  calls = 0;
  #lost: { readonly number: number; readonly isDone: boolean } | null = null;

  lose(number: number, isDone: boolean): void {
    this.calls = 0;
    this.#lost = { number, isDone };
  }

  readonly fetch: typeof fetch = async (...request) => {
    this.calls++;
    const isLost = this.#lost?.number === this.calls;
    if (isLost && this.#lost?.isDone !== true)
      throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') });
    const response = await fetch(...request);
    if (!isLost) return response;
    await response.text();
    throw new TypeError('fetch failed', { cause: new Error('read ECONNRESET') });
  };
}

function rowsOf(key: string): readonly OutgoingRow[] {
  const mail = (name: string): string => `${name}@${key}.example.com`;
  return [
    row(`${key}-new`, 2, 'Second', mail('new')),
    row(`${key}-known`, 2, 'Second', mail('known')),
    row(`${key}-typed`, 2, 'Second', mail('typed')),
    row(null, 2, 'Nobody', mail('nobody'))
  ];
}

/** Before the first call is lost, so that no record is as new as the delivery that changes it. */
async function prepare(keys: readonly string[], client: WithoutApexTransport): Promise<void> {
  for (const key of keys) {
    const typed = `typed@${key}.example.com`;
    await type(org, { LastName: 'Typed', Email: typed, Normalized_Email__c: typed });
  }
  await client.send(
    `${keys[0]}-before`,
    keys.map((key) => row(`${key}-known`, 1, 'First', `known@${key}.example.com`))
  );
}

async function check(key: string, what: string): Promise<void> {
  const contacts = await find(
    org,
    `SELECT External_Contact_ID__c, LastName, Source_Version__c FROM Contact WHERE Email LIKE '%@${key}.example.com' ORDER BY External_Contact_ID__c`
  );
  assert.deepEqual(
    contacts.map((contact) => Object.values(contact)),
    ['known', 'new', 'typed'].map((name) => [`${key}-${name}`, 'Second', 2]),
    what
  );
  const exceptions = await find(org, `SELECT Id FROM Contact_Sync_Exception__c WHERE Run__r.Key__c = '${key}'`);
  assert.equal(exceptions.length, 1, `${what}: one row is with a person, once`);
  const [run] = await find(org, `SELECT Received__c, Balanced__c, Ended__c FROM Sync_Run__c WHERE Key__c = '${key}'`);
  assert.equal(run?.['Balanced__c'], true, `${what}: the run balances`);
  assert.notEqual(run?.['Ended__c'], null, `${what}: the run has an end`);
  // A call whose answer is lost after its run was counted is counted again, as at the door of the org.
  assert.ok([4, 8].includes(Number(run?.['Received__c'])), `${what}: received ${String(run?.['Received__c'])}`);
}

async function callsOf(key: string, client: WithoutApexTransport, line: BreakingLine): Promise<number> {
  await prepare([key], client);
  line.lose(0, false);
  await client.send(key, rowsOf(key));
  await check(key, `${key}, nothing lost`);
  return line.calls;
}

async function loseEachCall(shape: ShapeName, client: WithoutApexTransport, line: BreakingLine): Promise<number> {
  const calls = await callsOf(`${shape}-all`, client, line);
  const losses = [false, true].flatMap((isDone) =>
    Array.from({ length: calls }, (_, index) => ({
      number: index + 1,
      isDone,
      key: `${shape}-${isDone ? 'answer' : 'call'}-${index + 1}`
    }))
  );
  await prepare(
    losses.map(({ key }) => key),
    client
  );
  for (const { number, isDone, key } of losses) {
    line.lose(number, isDone);
    const broken = await client.send(key, rowsOf(key)).then(
      () => null,
      (error: unknown) => error
    );
    // Reads that were remembered from an earlier delivery make this one shorter by a call or two.
    if (broken !== null) {
      assert.ok(broken instanceof TransientFailure, String(broken));
      assert.match(broken.message, /cannot be reached/);
      await client.send(key, rowsOf(key));
    }
    await check(key, `${shape}, ${isDone ? 'answer' : 'call'} ${number} of ${calls} lost`);
  }
  return calls;
}

for (const shape of SHAPE_NAMES) {
  describe(`rows saved as ${shape}`, () => {
    test('are all accounted for whichever call is lost, once they are sent again', async (context) => {
      const line = new BreakingLine();
      const client = await clientOf(org, prepared, { shape, fetch: line.fetch });
      const calls = await loseEachCall(shape, client, line);
      context.diagnostic(`${calls} calls, each lost before the org did it, and after`);
      assert.ok(calls > 5, 'the delivery was cut in many places');
    });
  });
}
