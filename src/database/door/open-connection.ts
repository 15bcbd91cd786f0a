/** The waiting side of the door: a SqlConnection that blocks its thread until PostgreSQL has answered. */
import { receiveMessageOnPort } from 'node:worker_threads';
import { SqlError } from '../connection.ts';
import type { SqlConnection, SqlResult, SqlValue } from '../connection.ts';
import { startDoorServer } from './door-server.ts';
import type { DoorServer } from './door-server.ts';
import type { DoorPort, DoorReply, DoorRequest, NumberedReply, NumberedRequest } from './protocol.ts';

export interface ConnectionOptions {
  /** A door of a shared DoorServer. Absent: this thread starts an I/O thread of its own and keeps it for its later connections. */
  readonly door?: DoorPort;
  /** Milliseconds that a statement waits for one lock; 10 s as on the platform (salesforce-facts 4). */
  readonly lockTimeout?: number;
}

export const DEFAULT_LOCK_TIMEOUT = 10_000;

let ownServer: DoorServer | null = null;

/**
 * Opens a connection; throws SqlError when the server cannot be reached. Works in worker threads and in the main thread.
 *
 *   const connection = openConnection('postgres://postgres@127.0.0.1:5432/org');
 *   connection.query('SELECT $1::text', ['hello']).rows; // [['hello']]
 */
export function openConnection(connectionString: string, options: ConnectionOptions = {}): SqlConnection {
  const door = options.door ?? (ownServer ??= startDoorServer()).createDoor();
  const connection = new DoorConnection(door);
  const lockTimeout = options.lockTimeout ?? DEFAULT_LOCK_TIMEOUT;
  connection.ask({ kind: 'open', connectionString, lockTimeout });
  return connection;
}

class DoorConnection implements SqlConnection {
  readonly #door: DoorPort;
  readonly #signal: Int32Array;
  #deferred: string[] = [];
  #asked = 0;
  #closed = false;

  constructor(door: DoorPort) {
    this.#door = door;
    this.#signal = new Int32Array(door.signal);
  }

  query(sql: string, parameters: readonly SqlValue[] = []): SqlResult {
    const reply = this.ask({ kind: 'query', deferred: this.#takeDeferred(), sql, parameters });
    if (reply.kind !== 'result') {
      throw new Error(`The door answered request ${this.#asked}, a query, with "${reply.kind}" in place of a result.`);
    }
    return reply;
  }

  run(sql: string): void {
    const deferred = this.#takeDeferred();
    this.ask({ kind: 'run', sql: deferred ? `${deferred};${sql}` : sql });
  }

  defer(sql: string): void {
    this.#deferred.push(sql);
  }

  close(): void {
    if (this.#closed) return;
    try {
      this.ask({ kind: 'close' });
    } finally {
      // Also when the server could not be told: the I/O thread has closed its end, and nobody would answer.
      this.#closed = true;
      this.#door.port.close();
    }
  }

  ask(request: DoorRequest): DoorReply {
    // Nobody would answer, and the wait would never end.
    if (this.#closed) throw new SqlError('The connection to PostgreSQL is closed.', '08003');
    const number = (this.#asked + 1) | 0;
    this.#asked = number;
    this.#door.port.postMessage({ number, request } satisfies NumberedRequest);
    this.#waitFor(number);
    const reply = this.#take(number, request);
    if (reply.kind === 'error') throw new SqlError(reply.message, reply.sqlState, reply.constraint, reply.detail);
    return reply;
  }

  /**
   * Only the number ends the wait, never a wake alone: when the I/O thread is put off between writing the number and waking, this thread
   * reads the number, takes its reply and may already sleep in its next request when the wake for the last one comes.
   */
  #waitFor(number: number): void {
    for (;;) {
      const answered = Atomics.load(this.#signal, 0);
      if (answered === number) return;
      Atomics.wait(this.#signal, 0, answered);
    }
  }

  /** Drops replies to earlier requests, whose callers an error (a full stack, say) threw out between asking and taking. */
  #take(number: number, request: DoorRequest): DoorReply {
    for (;;) {
      const received = receiveMessageOnPort(this.#door.port) as { message: NumberedReply } | undefined;
      if (!received)
        throw new Error(`The door counts request ${number} (${request.kind}) as answered, but has no reply.`);
      if (received.message.number === number) return received.message.reply;
    }
  }

  #takeDeferred(): string | null {
    if (this.#deferred.length === 0) return null;
    const deferred = this.#deferred.join(';');
    this.#deferred = [];
    return deferred;
  }
}
