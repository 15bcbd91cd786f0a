/** Messages between a waiting thread and the I/O thread of the door. One port carries one connection, one request at a time. */
import type { SqlValue } from '../connection.ts';

export interface OpenRequest {
  readonly kind: 'open';
  readonly connectionString: string;
  readonly lockTimeout: number;
}

export interface QueryRequest {
  readonly kind: 'query';
  /** Statements that were put off until there is something to wait for: BEGIN, SAVEPOINT, RELEASE. */
  readonly deferred: string | null;
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

export interface RunRequest {
  readonly kind: 'run';
  readonly sql: string;
}

export interface CloseRequest {
  readonly kind: 'close';
}

export type DoorRequest = OpenRequest | QueryRequest | RunRequest | CloseRequest;

export type DoorReply =
  | {
      readonly kind: 'result';
      readonly rows: (string | number | boolean | null)[][];
      readonly columns: string[];
      readonly rowCount: number;
    }
  | { readonly kind: 'done' }
  | {
      readonly kind: 'error';
      readonly message: string;
      readonly sqlState: string;
      readonly constraint: string | undefined;
      readonly detail: string | undefined;
    };

/** What the waiting thread posts. Its numbers count up per connection and wrap around as an Int32. */
export interface NumberedRequest {
  readonly number: number;
  readonly request: DoorRequest;
}

/** What the I/O thread posts: the reply to the request of the same number. */
export interface NumberedReply {
  readonly number: number;
  readonly reply: DoorReply;
}

/** One end of a connection before it is opened; transferable to a worker (`transferList: [door.port]`). */
export interface DoorPort {
  readonly port: import('node:worker_threads').MessagePort;
  /** One Int32: the number of the request answered last, written after its reply was posted. The waiting thread sleeps on it. */
  readonly signal: SharedArrayBuffer;
}
