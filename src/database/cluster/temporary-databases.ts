/**
 * Databases for a piece of work that drops them when it ends. Work that is killed cannot, so whoever works on one holds a lock that the server lets go
 * with the session: a database without its lock is left over, on a server that several orgs share too.
 */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Cluster } from './connected-cluster.ts';

export interface TemporaryDatabase {
  readonly connectionString: string;
  /** Closes the sessions that are still on it. */
  drop(): Promise<void>;
}

/** Advisory locks belong to a database: this one initdb makes on every server (PostgreSQL, "Creating a Database Cluster"), and tools expect it there. */
const HOME = 'postgres';
/** The first number of the locks, so that none of another program is met; the second comes from the name. */
const LOCKS = 20_260_117;
/** Digits of a database's own name; copies of it are named after it. */
const OWN_DIGITS = /^[0-9a-f]{8}/;

/**
 * Creates `<prefix><8 digits>`. Whoever copies it begins the copy's name with its name. Takes a connection until the database is dropped.
 */
export async function createTemporaryDatabase(cluster: Cluster, prefix: string): Promise<TemporaryDatabase> {
  const name = `${prefix}${randomBytes(4).toString('hex')}`;
  const holder = await connectHome(cluster);
  try {
    await holder.query('SELECT pg_advisory_lock($1, hashtext($2))', [LOCKS, name]);
    await cluster.createDatabase(name);
  } catch (error) {
    await holder.end();
    throw error;
  }
  return {
    connectionString: cluster.connectionString(name),
    drop: async () => {
      try {
        await cluster.dropDatabase(name);
      } finally {
        await holder.end();
      }
    }
  };
}

/**
 * Drops databases of the prefix, and their copies, that nobody works on any more; answers their names. Those of other roles are left to them: only their
 * owners may drop them. Costs a connection for the moment.
 */
export async function dropLeftDatabases(cluster: Cluster, prefix: string): Promise<readonly string[]> {
  const dropped: string[] = [];
  const holder = await connectHome(cluster);
  try {
    const { rows } = await holder.query<{ datname: string }>(
      `SELECT datname FROM pg_database WHERE starts_with(datname, $1) AND pg_has_role(datdba, 'MEMBER') ORDER BY datname`,
      [prefix]
    );
    for (const { datname } of rows) {
      const [digits] = OWN_DIGITS.exec(datname.slice(prefix.length)) ?? [];
      if (digits === undefined || !(await isLeft(holder, prefix + digits))) continue;
      await cluster.dropDatabase(datname);
      dropped.push(datname);
    }
  } finally {
    await holder.end();
  }
  return dropped;
}

/** Holds the lock from then on, so that of two orgs that start at once only one drops the database. */
async function isLeft(holder: pg.Client, name: string): Promise<boolean> {
  const { rows } = await holder.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1, hashtext($2)) AS taken', [
    LOCKS,
    name
  ]);
  return rows[0]?.taken === true;
}

async function connectHome(cluster: Cluster): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: cluster.connectionString(HOME) });
  // A server that stops ends the session; the next statement says so.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
