/**
 * `/cometd/XX.0`: the Streaming API as far as `sf apex get test` uses it, the channel that tells of Apex test runs. Source: Bayeux protocol 1.0;
 * Streaming API Developer Guide, "Bayeux Protocol, CometD, and Long Polling"; channel and message as npm `@salesforce/apex-node` reads them.
 */
import { ApiException } from '../../protocol/index.ts';
import { isJsonObject, jsonText, parseJson, type JsonObject } from '../rest/request.ts';
import type { EventChannels } from './event-channels.ts';

/** Messages `{sobject: {Id: <run>}}` when a test run begins and ends. */
export const TEST_RESULT_CHANNEL = '/systemTopic/TestResult';

/** Milliseconds that a poll without messages stays open. Source: Streaming API Developer Guide, "Clients and Timeouts" (110 seconds). */
const POLL_TIMEOUT = 110_000;

/** Answers of one request: its messages in their order, then what has come. */
export async function answerBayeux(body: string, channels: EventChannels): Promise<readonly JsonObject[]> {
  const answers: JsonObject[] = [];
  for (const message of readMessages(body)) answers.push(...(await answerOne(message, channels)));
  return answers;
}

function readMessages(body: string): readonly JsonObject[] {
  const json = parseJson(body);
  const messages: unknown[] = Array.isArray(json) ? json : [json];
  if (messages.every(isJsonObject)) return messages;
  throw new ApiException(400, 'JSON_PARSER_ERROR', 'The body must hold Bayeux messages.');
}

async function answerOne(message: JsonObject, channels: EventChannels): Promise<readonly JsonObject[]> {
  const channel = jsonText(message['channel']);
  const clientId = jsonText(message['clientId']);
  const answer = { channel, ...(message['id'] !== undefined && { id: message['id'] }) };
  if (channel === '/meta/handshake') {
    const shaken = { version: '1.0', minimumVersion: '1.0', supportedConnectionTypes: ['long-polling'] };
    const advice = { reconnect: 'retry', interval: 0, timeout: POLL_TIMEOUT };
    return [{ ...answer, ...shaken, clientId: channels.connect(), successful: true, advice }];
  }
  if (!channels.knows(clientId)) {
    const advice = { reconnect: 'handshake', interval: 0 };
    return [{ ...answer, successful: false, error: '403::Unknown client', advice }];
  }
  const known = { ...answer, clientId };
  switch (channel) {
    case '/meta/connect': {
      const advised = message['advice'];
      const timeout = isJsonObject(advised) && advised['timeout'] === 0 ? 0 : POLL_TIMEOUT;
      const messages = await channels.poll(clientId, timeout);
      return [{ ...known, successful: true }, ...messages.map(({ channel: name, data }) => ({ channel: name, data }))];
    }
    case '/meta/subscribe':
    case '/meta/unsubscribe': {
      const subscription = jsonText(message['subscription']);
      if (subscription !== TEST_RESULT_CHANNEL) {
        const error = `404::The local org has no channel ${subscription}, only ${TEST_RESULT_CHANNEL}.`;
        return [{ ...known, subscription, successful: false, error }];
      }
      if (channel === '/meta/subscribe') channels.subscribe(clientId, subscription);
      else channels.unsubscribe(clientId, subscription);
      return [{ ...known, subscription, successful: true }];
    }
    case '/meta/disconnect':
      channels.disconnect(clientId);
      return [{ ...known, successful: true }];
    default:
      return [{ ...known, successful: false, error: `404::Nothing can be published to ${channel}.` }];
  }
}
