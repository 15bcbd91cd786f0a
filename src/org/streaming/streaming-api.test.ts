/** Bayeux messages, as clients of the Streaming API send them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { EventChannels } from './event-channels.ts';
import { answerBayeux, TEST_RESULT_CHANNEL } from './streaming-api.ts';

type Json = Readonly<Record<string, unknown>>;

async function send(channels: EventChannels, ...messages: Json[]): Promise<readonly Json[]> {
  return answerBayeux(JSON.stringify(messages), channels);
}

async function connected(channels: EventChannels): Promise<string> {
  const [shaken] = await send(channels, { channel: '/meta/handshake', version: '1.0', id: '1' });
  assert.deepEqual(
    [shaken?.['successful'], shaken?.['id'], shaken?.['supportedConnectionTypes']],
    [true, '1', ['long-polling']]
  );
  return String(shaken?.['clientId']);
}

test('a subscriber gets what is published while its poll is open, and what came between two polls', async () => {
  const channels = new EventChannels();
  const clientId = await connected(channels);
  await send(channels, { channel: '/meta/subscribe', clientId, subscription: TEST_RESULT_CHANNEL });
  const open = send(channels, { channel: '/meta/connect', clientId, connectionType: 'long-polling' });
  channels.publish({ channel: TEST_RESULT_CHANNEL, data: 1 });
  assert.deepEqual(
    (await open).map(({ channel, data }) => [channel, data]),
    [
      ['/meta/connect', undefined],
      [TEST_RESULT_CHANNEL, 1]
    ]
  );
  channels.publish({ channel: TEST_RESULT_CHANNEL, data: 2 });
  channels.publish({ channel: '/topic/Other', data: 3 });
  const later = await send(channels, { channel: '/meta/connect', clientId });
  assert.deepEqual(
    later.slice(1).map(({ data }) => data),
    [2]
  );
});

test('a second poll ends the first, and a disconnect the second', async () => {
  const channels = new EventChannels();
  const clientId = await connected(channels);
  const first = send(channels, { channel: '/meta/connect', clientId });
  const second = send(channels, { channel: '/meta/connect', clientId });
  assert.equal((await first).length, 1);
  const [gone] = await send(channels, { channel: '/meta/disconnect', clientId });
  assert.equal(gone?.['successful'], true);
  assert.equal((await second).length, 1);
  const [unknown] = await send(channels, { channel: '/meta/connect', clientId });
  assert.deepEqual([unknown?.['successful'], unknown?.['error']], [false, '403::Unknown client']);
});

test('a poll that asks for no waiting is answered at once', async () => {
  const channels = new EventChannels();
  const clientId = await connected(channels);
  const [answer] = await send(channels, { channel: '/meta/connect', clientId, advice: { timeout: 0 } });
  assert.equal(answer?.['successful'], true);
});

test('other channels and publishing are refused', async () => {
  const channels = new EventChannels();
  const clientId = await connected(channels);
  const answers = await send(
    channels,
    { channel: '/meta/subscribe', clientId, subscription: '/event/Sync_Alert__e' },
    { channel: '/topic/Own', clientId, data: {} }
  );
  assert.deepEqual(
    answers.map(({ successful }) => successful),
    [false, false]
  );
  assert.match(String(answers[0]?.['error']), /no channel \/event\/Sync_Alert__e/);
});

test('the oldest of too many clients has to shake hands again', async () => {
  const channels = new EventChannels();
  const oldest = await connected(channels);
  for (let count = 0; count < 100; count++) await connected(channels);
  const [answer] = await send(channels, { channel: '/meta/connect', clientId: oldest });
  assert.equal(answer?.['error'], '403::Unknown client');
});
