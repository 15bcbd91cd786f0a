/** Databases of the test workers: clones of the prepared org, dropped when the run ends. */
import { randomBytes } from 'node:crypto';
import { connectCluster } from '../../database/index.ts';

export interface TestDatabases {
  /** Clones the template; about 90 ms. Answers the connection string of the clone. */
  clone(): Promise<string>;
  dropAll(): Promise<void>;
}

export async function openTestDatabases(templateConnectionString: string): Promise<TestDatabases> {
  const cluster = await connectCluster(templateConnectionString);
  const template = decodeURIComponent(new URL(templateConnectionString).pathname.slice(1));
  const names: string[] = [];
  // The administrative session must not sit on the template while it is cloned: the server's own database takes it.
  const administration = await connectCluster(cluster.connectionString('postgres'));
  return {
    async clone() {
      const name = `${template}_test_${randomBytes(4).toString('hex')}`;
      await administration.cloneDatabase(template, name);
      names.push(name);
      return administration.connectionString(name);
    },
    async dropAll() {
      for (const name of names) await administration.dropDatabase(name);
    }
  };
}
