/** A user of a local org who calls its doors, and what no answer to a caller may look like. */
import assert from 'node:assert/strict';

import type { LocalOrg } from '../../src/org/index.ts';

export const DATA = '/services/data/v67.0';

export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly body: unknown;
}

export class Caller {
  readonly username: string;
  readonly #org: LocalOrg;
  #cookie: string | undefined;

  constructor(org: LocalOrg, username: string) {
    this.#org = org;
    this.username = username;
  }

  /** A call with the user's token; a body that is text is sent as it is. */
  async call(method: string, path: string, body?: unknown, contentType = 'application/json'): Promise<Reply> {
    const headers = { authorization: `Bearer ${this.#org.tokenOf(this.username)}`, 'content-type': contentType };
    return this.#send(method, path, body, headers);
  }

  /** An @AuraEnabled method, as the console calls it with the session of the user. */
  async aura(className: string, method: string, params: unknown): Promise<Reply> {
    const body = { class: className, method, params };
    return this.#send('POST', '/local-org/aura', body, {
      cookie: await this.#signedIn(),
      'content-type': 'application/json'
    });
  }

  /** Apex that is compiled and run at once, as `sf apex run` sends it. Source: SOAP API Developer Guide, "executeanonymous()". */
  async anonymousApex(source: string): Promise<Reply> {
    const envelope =
      '<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/" xmlns="http://soap.sforce.com/2006/08/apex">' +
      `<env:Header><SessionHeader><sessionId>${this.#org.tokenOf(this.username)}</sessionId></SessionHeader></env:Header>` +
      `<env:Body><executeAnonymous><String>${source.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</String></executeAnonymous></env:Body>` +
      '</env:Envelope>';
    return this.#send('POST', '/services/Soap/s/67.0', envelope, { 'content-type': 'text/xml', soapaction: '""' });
  }

  async query(soql: string): Promise<Record<string, unknown>[]> {
    const reply = await this.call('GET', `${DATA}/query?q=${encodeURIComponent(soql)}`);
    assert.equal(reply.status, 200, `${soql}: ${reply.text}`);
    return (reply.body as { records: Record<string, unknown>[] }).records;
  }

  /** As a browser does: the address of the console is answered with the cookie of its session. */
  async #signedIn(): Promise<string> {
    if (this.#cookie === undefined) {
      const address = `${this.#org.instanceUrl}/secur/frontdoor.jsp?sid=${encodeURIComponent(this.#org.tokenOf(this.username))}`;
      const response = await fetch(address, { redirect: 'manual' });
      this.#cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    }
    return this.#cookie;
  }

  async #send(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Reply> {
    const response = await fetch(`${this.#org.instanceUrl}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) })
    });
    const text = await response.text();
    return { status: response.status, text, body: parsed(text) };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** An answer, or a refusal with a code and words: no failure of the server, no stack. */
export function assertAnswered(reply: Reply, story: string): void {
  assert.ok(reply.status < 500, `${story}: ${reply.status} ${reply.text.slice(0, 1000)}`);
  if (reply.status >= 400) {
    const first = (Array.isArray(reply.body) ? reply.body[0] : reply.body) as { errorCode?: string; message?: string };
    assert.ok(first?.errorCode && first.message, `${story}: no code or no words: ${reply.status} ${reply.text}`);
  }
  assertNoStack(reply, story);
}

/** The console's errors have the status 500, as on the platform; only those that were meant for a person count as answers. */
export function assertAnsweredToConsole(reply: Reply, story: string): void {
  if (reply.status === 500) {
    const { body } = (reply.body ?? {}) as { body?: { message?: string; exceptionType?: string } };
    assert.equal(body?.exceptionType, 'System.AuraHandledException', `${story}: ${reply.text.slice(0, 1000)}`);
    assert.ok(body?.message, `${story}: no words: ${reply.text}`);
    return;
  }
  assert.ok(reply.status < 500, `${story}: ${reply.status} ${reply.text.slice(0, 1000)}`);
}

function assertNoStack(reply: Reply, story: string): void {
  assert.doesNotMatch(reply.text, /(^|\\n|\n)\s*(at |Class\.)\S+.*line \d+|\.ts:\d+:\d+|node:internal/, story);
}
