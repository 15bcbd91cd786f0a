/** The end of the wire that reaches the org: answers the calls of one thread that runs Apex, one after another. */
import { unreachable, type OrgAccess } from '../../sync/index.ts';
import type { WireAnswer, WireEnd, WireReply, WireRequest } from './protocol.ts';

export class AnsweringEnd {
  /** API calls that were sent, also those without an answer. */
  calls = 0;
  readonly #end: WireEnd;
  readonly #signal: Int32Array;
  readonly #access: OrgAccess;

  constructor(end: WireEnd, access: OrgAccess) {
    this.#end = end;
    this.#signal = new Int32Array(end.signal);
    this.#access = access;
    end.port.on('message', (request: WireRequest) => void this.#answer(request));
    // What keeps the process alive is whoever waits for an answer, not an open port.
    end.port.unref();
  }

  close(): void {
    this.#end.port.close();
  }

  async #answer(request: WireRequest): Promise<void> {
    this.#end.port.postMessage(await this.#ask(request));
    Atomics.add(this.#signal, 0, 1);
    Atomics.notify(this.#signal, 0);
  }

  async #ask(request: WireRequest): Promise<WireReply> {
    try {
      const first = await this.#fetch(request);
      if (first.status !== 401 || !this.#access.renewToken) return first;
      await this.#access.renewToken();
      return await this.#fetch(request);
    } catch (error) {
      return { unreachable: unreachable(this.#access.instanceUrl, error).message };
    }
  }

  async #fetch({ method, path, headers, body }: WireRequest): Promise<WireAnswer> {
    this.calls++;
    const response = await this.#access.fetch(this.#access.instanceUrl + path, {
      method,
      headers: {
        authorization: `Bearer ${this.#access.token()}`,
        'content-type': 'application/json',
        ...headers
      },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(this.#access.timeoutMs)
    });
    const date = Date.parse(response.headers.get('date') ?? '');
    return { status: response.status, text: await response.text(), date: Number.isNaN(date) ? null : date };
  }
}
