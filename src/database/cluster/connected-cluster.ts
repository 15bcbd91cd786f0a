/** A running server, however it came to run: its databases and how to reach them. */
import pg from 'pg';
import { ClusterFailure } from './cluster-failure.ts';

export interface Cluster {
  /** Connection string of one database of the cluster. */
  connectionString(database: string): string;
  databaseExists(name: string): Promise<boolean>;
  createDatabase(name: string): Promise<void>;
  /** Closes the sessions that are still on it. */
  dropDatabase(name: string): Promise<void>;
  /** A copy with all data, by file copy inside the server (some 50 ms); nobody may be connected to `source`. */
  cloneDatabase(source: string, name: string): Promise<void>;
  stop(): Promise<void>;
}

export class ConnectedCluster implements Cluster {
  readonly #base: string;
  readonly #stop: () => Promise<void>;

  constructor(connectionString: string, stop: () => Promise<void>) {
    this.#base = connectionString;
    this.#stop = stop;
  }

  connectionString(database: string): string {
    const url = new URL(this.#base);
    url.pathname = `/${encodeURIComponent(database)}`;
    return url.href;
  }

  /** Fails with a plain message when the server is not there. */
  async check(): Promise<void> {
    try {
      await this.#ask('SELECT 1');
    } catch (error) {
      const { host } = new URL(this.#base);
      const reason = error instanceof Error ? error.message : String(error);
      throw new ClusterFailure(`No PostgreSQL answers at ${host} (DATABASE_URL): ${reason}`, { cause: error });
    }
  }

  async databaseExists(name: string): Promise<boolean> {
    const result = await this.#ask('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    return result.rowCount === 1;
  }

  async createDatabase(name: string): Promise<void> {
    await this.#ask(
      `CREATE DATABASE ${pg.escapeIdentifier(name)} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'`
    );
  }

  async dropDatabase(name: string): Promise<void> {
    await this.#ask(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
  }

  async cloneDatabase(source: string, name: string): Promise<void> {
    await this.#ask(
      `CREATE DATABASE ${pg.escapeIdentifier(name)} TEMPLATE ${pg.escapeIdentifier(source)} STRATEGY FILE_COPY`
    );
  }

  stop(): Promise<void> {
    return this.#stop();
  }

  async #ask(sql: string, parameters: unknown[] = []): Promise<pg.QueryResult> {
    const client = new pg.Client({ connectionString: this.#base });
    await client.connect();
    try {
      return await client.query(sql, parameters);
    } finally {
      await client.end();
    }
  }
}
