// A server that hands out the console and answers its Apex calls from memory, so that the page is tested without an org.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { consoleAssets } from '../../src/lwc/index.ts';
import { withoutNulls, type ExceptionFixture } from './exception-fixtures.ts';

interface ApexCall {
  readonly class: string;
  readonly method: string;
  readonly params: { readonly reason: string | null; readonly pageSize: number; readonly afterId: string | null };
}

interface OpenCaseCall {
  readonly method: 'openCase';
  readonly params: { readonly exceptionId: string };
}

interface ListMergesCall {
  readonly method: 'listMerges';
}

export interface RecordedOrg {
  readonly url: string;
  /** The questions for a page of the queue. */
  readonly calls: readonly ApexCall[];
  /** What the next calls see. */
  exceptions: readonly ExceptionFixture[];
  /** A message here makes every call fail with it. */
  failure: string | undefined;
  /** Awaited before a call is answered: the way to make one answer late. */
  before: (call: ApexCall) => Promise<void>;
  close(): Promise<void>;
}

export async function startRecordedOrg(exceptions: readonly ExceptionFixture[]): Promise<RecordedOrg> {
  const assets = await consoleAssets();
  const calls: ApexCall[] = [];
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const org: RecordedOrg = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/lightning`,
    calls,
    exceptions,
    failure: undefined,
    before: () => Promise.resolve(),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      })
  };
  return org;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    if (path === '/lightning') {
      response.setHeader('content-security-policy', assets.contentSecurityPolicy);
      return send(response, 200, 'text/html; charset=utf-8', assets.html);
    }
    if (path === '/local-org/aura' && request.method === 'POST') {
      const call = JSON.parse(await textOf(request)) as ApexCall | OpenCaseCall | ListMergesCall;
      if (call.method === 'openCase') {
        const view = caseOf((call as OpenCaseCall).params.exceptionId);
        return send(response, 200, 'application/json', JSON.stringify({ returnValue: view }));
      }
      if (call.method === 'listMerges') {
        return send(response, 200, 'application/json', JSON.stringify({ returnValue: { items: [], hasMore: false } }));
      }
      return answerPage(call as ApexCall, response);
    }
    const file = assets.files.get(path);
    return file
      ? send(response, 200, file.contentType, file.body)
      : send(response, 404, 'text/plain', `Nothing is at ${path}.`);
  }

  async function answerPage(call: ApexCall, response: ServerResponse): Promise<void> {
    calls.push(call);
    const failure = org.failure;
    await org.before(call);
    return failure
      ? send(response, 500, 'application/json', JSON.stringify({ body: { message: failure } }))
      : send(response, 200, 'application/json', JSON.stringify({ returnValue: withoutNulls(pageOf(call)) }));
  }

  /** A free exception with nothing to do to a contact: enough for the panel to show itself. */
  function caseOf(exceptionId: string): unknown {
    return {
      exceptionId,
      maySettle: true,
      version: '1700000000000',
      claimedByMe: false,
      matches: [],
      actions: [{ name: 'REJECT', needsRecord: false, concernsRecord: false, needsGroup: false, needsNote: true }]
    };
  }

  function pageOf({ params: { reason, pageSize, afterId } }: ApexCall): unknown {
    const counts = new Map<string, number>();
    for (const exception of org.exceptions) {
      counts.set(exception.reason, (counts.get(exception.reason) ?? 0) + 1);
    }
    const open = org.exceptions.filter((exception) => reason === null || exception.reason === reason);
    const after = open.filter((exception) => afterId === null || exception.id > afterId);
    return {
      question: { reason, pageSize, afterId },
      maySettle: true,
      total: open.length,
      hasMore: after.length > pageSize,
      items: after.slice(0, pageSize),
      reasons: [...counts].map(([value, count]) => ({ reason: value, count }))
    };
  }
}

function send(response: ServerResponse, status: number, contentType: string, body: string | Uint8Array): void {
  response.writeHead(status, { 'content-type': contentType }).end(body);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
