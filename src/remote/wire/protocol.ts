/** What the thread that runs Apex and the thread that talks to the org say to each other. */
import type { MessagePort } from 'node:worker_threads';

export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** From `/services` on, URL-encoded. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface WireAnswer {
  readonly status: number;
  readonly text: string;
  /** The org's clock when it answered, in milliseconds (whole seconds); null when it did not say. */
  readonly date: number | null;
}

/** An answer, or why there was none. */
export type WireReply = WireAnswer | { readonly unreachable: string };

/** One end of the wire. The counter in `signal` is raised once for each reply that lies at the port. */
export interface WireEnd {
  readonly port: MessagePort;
  readonly signal: SharedArrayBuffer;
}

/**
 * The org did not do a call, and nothing that Apex could catch and go on after: it leaves Apex like any fault of ours, and the sender decides.
 * `isTransient`: the same call may get through later.
 */
export class OrgCallFailed extends Error {
  override readonly name = 'OrgCallFailed';
  readonly isTransient: boolean;

  constructor(message: string, isTransient: boolean) {
    super(message);
    this.isTransient = isTransient;
  }
}
