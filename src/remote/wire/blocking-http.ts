/** HTTP for Apex, which is synchronous: the thread sleeps until the other end of the wire has the answer. */
import { receiveMessageOnPort } from 'node:worker_threads';
import type { WireAnswer, WireEnd, WireReply, WireRequest } from './protocol.ts';
import { OrgCallFailed } from './protocol.ts';

export class BlockingHttp {
  readonly #end: WireEnd;
  readonly #signal: Int32Array;
  readonly #usage: { networkWaits?: number };
  #asked = 0;

  /** @param usage gets the milliseconds that were waited */
  constructor(end: WireEnd, usage: { networkWaits?: number } = {}) {
    this.#end = end;
    this.#signal = new Int32Array(end.signal);
    this.#usage = usage;
  }

  /** Throws OrgCallFailed when no answer came; an error status is an answer. */
  call(request: WireRequest): WireAnswer {
    const started = performance.now();
    const number = (this.#asked + 1) | 0;
    this.#asked = number;
    this.#end.port.postMessage(request);
    // Only the counter ends the wait, never a wake alone.
    for (let seen = Atomics.load(this.#signal, 0); seen !== number; seen = Atomics.load(this.#signal, 0)) {
      Atomics.wait(this.#signal, 0, seen);
    }
    const received = receiveMessageOnPort(this.#end.port) as { message: WireReply } | undefined;
    this.#count(started);
    if (!received) throw new Error(`The wire counts call ${number} as answered, but has no reply.`);
    const { message } = received;
    if ('unreachable' in message) throw new OrgCallFailed(message.unreachable, true);
    return message;
  }

  /** Sleeps; no CPU time either. */
  pause(milliseconds: number): void {
    const started = performance.now();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
    this.#count(started);
  }

  #count(started: number): void {
    this.#usage.networkWaits = (this.#usage.networkWaits ?? 0) + performance.now() - started;
  }
}
