/** What was deployed to the org, kept beside its data: the components, and the key prefixes that the ids of its records begin with. */
import type { OrgSchema } from '../../metadata/index.ts';
import type { SqlConnection } from '../connection.ts';

export interface DeployedPackage {
  /** As `packTree` writes it; null in a database that nothing was deployed to. */
  readonly tree: string | null;
  /** By lower-case object name. */
  readonly keyPrefixes: ReadonlyMap<string, string>;
}

const SETUP = `
CREATE SCHEMA IF NOT EXISTS deployment;
CREATE TABLE IF NOT EXISTS deployment.package (single boolean PRIMARY KEY DEFAULT true CHECK (single), tree text NOT NULL);
CREATE TABLE IF NOT EXISTS deployment.key_prefix (object text PRIMARY KEY, prefix text NOT NULL UNIQUE);
CREATE SEQUENCE IF NOT EXISTS deployment.request_number`;

/** Part of `applySchema`. A prefix is never given to another object, also when its object is gone. */
export function keepDeployedPackage(connection: SqlConnection, schema: OrgSchema, tree: string | undefined): void {
  connection.run(SETUP);
  const own = [...schema.objects.values()].filter((object) => object.kind !== 'standard');
  connection.query(
    `INSERT INTO deployment.key_prefix (object, prefix) SELECT * FROM unnest($1::text[], $2::text[])
     ON CONFLICT (object) DO NOTHING`,
    [own.map((object) => object.name.toLowerCase()), own.map((object) => object.keyPrefix)]
  );
  if (tree === undefined) return;
  connection.query(
    'INSERT INTO deployment.package (tree) VALUES ($1::text) ON CONFLICT (single) DO UPDATE SET tree = EXCLUDED.tree',
    [tree]
  );
}

export function readDeployedPackage(connection: SqlConnection): DeployedPackage {
  connection.run(SETUP);
  const { rows } = connection.query('SELECT tree FROM deployment.package');
  const prefixes = connection.query('SELECT object, prefix FROM deployment.key_prefix').rows;
  return {
    tree: (rows[0]?.[0] as string | undefined) ?? null,
    keyPrefixes: new Map(prefixes.map(([object, prefix]) => [String(object), String(prefix)]))
  };
}

/** Number of the next request to the Metadata API; never given twice, so that an id means one deploy for good. */
export function nextDeployNumber(connection: SqlConnection): bigint {
  connection.run(SETUP);
  return BigInt(String(connection.query(`SELECT nextval('deployment.request_number')`).rows[0]?.[0] ?? 1));
}
