/** The I/O thread: holds the `pg` clients and answers the ports. It never computes, so one such thread serves all workers. */
import { parentPort } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import pg from 'pg';
import type { DoorPort, DoorReply, DoorRequest, NumberedReply, NumberedRequest, QueryRequest } from './protocol.ts';

type Cell = string | number | boolean | null;

/** Prepared statements kept per connection; beyond it statements are planned each time, so that a server process cannot grow without bound. */
const PREPARED_LIMIT = 500;

const asText = (text: string): Cell => text;
const asNumber = (text: string): Cell => Number(text);
const asBoolean = (text: string): Cell => text === 't';
/** `2026-01-31 10:00:00.5+00` -> `2026-01-31T10:00:00.5Z`; the session's time zone is UTC. */
const asTimestamp = (text: string): Cell => `${text.slice(0, 10)}T${text.slice(11).replace(/\+00$/, '')}Z`;

const PARSERS = new Map<number, (text: string) => Cell>([
  [16, asBoolean],
  [21, asNumber],
  [23, asNumber],
  [700, asNumber],
  [701, asNumber],
  [1114, asTimestamp],
  [1184, asTimestamp]
]);

// `pg` types its parsers loosely; ours only ever see text.
const types = { getTypeParser: (oid: number) => PARSERS.get(oid) ?? asText } as unknown as pg.CustomTypesConfig;

class Connection {
  readonly #door: DoorPort;
  readonly #signal: Int32Array;
  readonly #prepared = new Map<string, string>();
  #client: pg.Client | null = null;
  #answered: Promise<void> = Promise.resolve();

  constructor(door: DoorPort) {
    this.#door = door;
    this.#signal = new Int32Array(door.signal);
    // In turn: a caller that an error threw out of its wait may ask again while its query is still between BEGIN and the statement.
    door.port.on('message', (request: NumberedRequest) => {
      this.#answered = this.#answered.then(() => this.#answer(request));
    });
    door.port.on('close', () => void this.#client?.end().catch(() => undefined));
  }

  async #answer({ number, request }: NumberedRequest): Promise<void> {
    let reply: DoorReply;
    try {
      reply = await this.#carryOut(request);
    } catch (error) {
      reply = errorReply(error);
    }
    this.#door.port.postMessage({ number, reply } satisfies NumberedReply);
    // From here on the caller may be gone and even wait for its next answer, so the notify below may wake it without one.
    Atomics.store(this.#signal, 0, number);
    Atomics.notify(this.#signal, 0);
    if (request.kind === 'close') this.#door.port.close();
  }

  async #carryOut(request: DoorRequest): Promise<DoorReply> {
    switch (request.kind) {
      case 'open': {
        const client = new pg.Client({
          connectionString: request.connectionString,
          options: `-c lock_timeout=${request.lockTimeout} -c timezone=UTC -c datestyle=ISO,YMD -c jit=off`,
          keepAlive: true
        });
        // A connection that breaks between requests is reported by the next request.
        client.on('error', () => undefined);
        await client.connect();
        // The embedded server is started with this setting; on a server of DATABASE_URL only a superuser may have it.
        await client.query(`SET deadlock_timeout = '200ms'`).catch(() => undefined);
        this.#client = client;
        return { kind: 'done' };
      }
      case 'query':
        return this.#query(request);
      case 'run':
        await this.#open().query(request.sql);
        return { kind: 'done' };
      case 'close':
        await this.#client?.end();
        this.#client = null;
        return { kind: 'done' };
    }
  }

  async #query(request: QueryRequest): Promise<DoorReply> {
    const client = this.#open();
    if (request.deferred) await client.query(request.deferred);
    const result = await client.query<Cell[]>({
      name: this.#nameOf(request.sql),
      text: request.sql,
      values: request.parameters as unknown[],
      rowMode: 'array',
      types
    });
    const columns = result.fields.map((field) => field.name);
    return { kind: 'result', rows: result.rows, columns, rowCount: result.rowCount ?? 0 };
  }

  #open(): pg.Client {
    if (!this.#client) throw new Error('The connection to PostgreSQL is closed.');
    return this.#client;
  }

  #nameOf(sql: string): string | undefined {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    if (this.#prepared.size >= PREPARED_LIMIT) return undefined;
    const name = `s${this.#prepared.size}`;
    this.#prepared.set(sql, name);
    return name;
  }
}

function errorReply(error: unknown): DoorReply {
  const { message, code, constraint, detail } = error as Partial<pg.DatabaseError>;
  return {
    kind: 'error',
    message: message || String(error),
    // 08006: connection failure, for errors that did not come from the server.
    sqlState: code && /^[0-9A-Z]{5}$/.test(code) ? code : '08006',
    constraint,
    detail
  };
}

const owner: MessagePort | null = parentPort;
if (!owner) throw new Error('io-thread.ts is the entry point of a worker thread.');
owner.on('message', (door: DoorPort) => new Connection(door));
