/** Who listens to what over the Streaming API, and what waits for them. */
import { randomBytes } from 'node:crypto';

export interface ChannelMessage {
  readonly channel: string;
  readonly data: unknown;
}

interface Client {
  readonly channels: Set<string>;
  readonly waiting: ChannelMessage[];
  /** Answers the poll that is open now. */
  release: (() => void) | null;
}

/** Clients that may be connected at once; a new one takes the place of the oldest. A client is a set of names and a few messages. */
const MAXIMUM_CLIENTS = 100;
/** Messages that wait for a client that does not poll; older ones are dropped. */
const MAXIMUM_WAITING = 1_000;

export class EventChannels {
  readonly #clients = new Map<string, Client>();

  connect(): string {
    const [oldest] = this.#clients.keys();
    if (oldest !== undefined && this.#clients.size >= MAXIMUM_CLIENTS) this.disconnect(oldest);
    const id = randomBytes(16).toString('hex');
    this.#clients.set(id, { channels: new Set(), waiting: [], release: null });
    return id;
  }

  knows(clientId: string): boolean {
    return this.#clients.has(clientId);
  }

  disconnect(clientId: string): void {
    this.#clients.get(clientId)?.release?.();
    this.#clients.delete(clientId);
  }

  subscribe(clientId: string, channel: string): void {
    this.#clients.get(clientId)?.channels.add(channel);
  }

  unsubscribe(clientId: string, channel: string): void {
    this.#clients.get(clientId)?.channels.delete(channel);
  }

  publish(message: ChannelMessage): void {
    for (const client of this.#clients.values()) {
      if (!client.channels.has(message.channel)) continue;
      client.waiting.push(message);
      if (client.waiting.length > MAXIMUM_WAITING) client.waiting.shift();
      client.release?.();
    }
  }

  /** What waits for a client, or what comes within `milliseconds`; nothing when the client polls again or is gone meanwhile. */
  async poll(clientId: string, milliseconds: number): Promise<readonly ChannelMessage[]> {
    const client = this.#clients.get(clientId);
    if (!client) return [];
    client.release?.();
    if (client.waiting.length === 0 && milliseconds > 0) await pause(client, milliseconds);
    return client.waiting.splice(0);
  }

  /** Lets all open polls end. */
  close(): void {
    for (const id of [...this.#clients.keys()]) this.disconnect(id);
  }
}

function pause(client: Client, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const release = (): void => {
      clearTimeout(timer);
      // A later poll of the client may have taken its place.
      if (client.release === release) client.release = null;
      resolve();
    };
    const timer = setTimeout(release, milliseconds);
    client.release = release;
  });
}
