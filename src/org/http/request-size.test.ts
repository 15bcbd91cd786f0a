import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';

import { Hono } from 'hono';

import { listen } from './server.ts';

const LIMIT = 16_384;
const seen: string[] = [];
const app = new Hono();
app.all('*', (context) => {
  seen.push(context.req.method);
  return context.text('read');
});
const server = await listen(app, 0);
after(() => server.close());

/** The status and the body of a request whose head is sent as it stands. */
async function answerTo(head: string, body = ''): Promise<{ status: number; type: string; body: string }> {
  const socket = connect(server.port, '127.0.0.1');
  socket.write(`${head}\r\n\r\n${body}`, 'latin1');
  const [first = '', ...rest] = (await text(socket)).split('\r\n\r\n');
  return {
    status: Number(first.split(' ')[1]),
    type: /^content-type: (.*)$/im.exec(first)?.[1] ?? '',
    body: rest.join('\r\n\r\n')
  };
}

const HEADERS = 'Host: localhost\r\nConnection: close';
const HEADER_BYTES = `${HEADERS}\r\n`.length;
const address = (bytes: number): string => `/${'a'.repeat(bytes - 1)}`;
const get = (uri: string, headers = HEADERS): string => `GET ${uri} HTTP/1.1\r\n${headers}`;

test('an address and headers of 16,384 bytes together are read, one more is 431', async () => {
  assert.equal((await answerTo(get(address(LIMIT - HEADER_BYTES)))).status, 200);
  const refused = await answerTo(get(address(LIMIT - HEADER_BYTES + 1)));
  assert.deepEqual(refused, {
    status: 431,
    type: 'text/html;charset=iso-8859-1',
    body: '<h1>Bad Message 431</h1><pre>reason: Request Header Fields Too Large</pre>'
  });
});

test('headers count as they are sent, whatever letters they hold', async () => {
  const longest = LIMIT - 1 - HEADER_BYTES - 'X-Long: \r\n'.length;
  const withHeader = (bytes: number): string => get('/', `${HEADERS}\r\nX-Long: ${'\u00e9'.repeat(bytes)}`);
  assert.equal((await answerTo(withHeader(longest))).status, 200);
  assert.equal((await answerTo(withHeader(longest + 1))).status, 431);
});

test('an address over 16,384 bytes is 414, with long headers too', async () => {
  assert.equal((await answerTo(get(address(LIMIT)))).status, 431);
  const refused = await answerTo(get(address(LIMIT + 1)));
  assert.deepEqual(refused, {
    status: 414,
    type: 'text/html;charset=iso-8859-1',
    body: '<h1>Bad Message 414</h1><pre>reason: URI Too Long</pre>'
  });
  assert.equal((await answerTo(get(address(LIMIT + 1), `${HEADERS}\r\nX-Long: ${'a'.repeat(LIMIT)}`))).status, 414);
});

test('the longest query there is, encoded, is 414 and not cut off', async () => {
  assert.equal((await answerTo(get(`/query?q=${'%E2%82%AC'.repeat(100_000)}`))).status, 414);
});

test('a request that is refused reaches nobody, and its body may be as long as it likes', async () => {
  const before = seen.length;
  const body = 'a'.repeat(1_000_000);
  const head = `POST ${address(LIMIT + 1)} HTTP/1.1\r\n${HEADERS}\r\nContent-Length: ${body.length}`;
  assert.equal((await answerTo(head, body)).status, 414);
  assert.equal(seen.length, before);
});
