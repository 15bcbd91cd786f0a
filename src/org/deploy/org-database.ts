/** The database of an org that starts: made anew from the project's folder, begun empty, or kept from the last start. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { applySchema, openConnection, readDeployedPackage, type Cluster } from '../../database/index.ts';
import type { DeployedPackage } from '../../database/index.ts';
import { loadPackage, loadTree, packTree, unpackTree, type SourcePackage } from '../../metadata/index.ts';
import { deployDatabase, prepareLoaded, type DeployStep, type PreparedPackage } from './prepare-org.ts';

export interface OrgDatabaseOptions {
  readonly projectFolder: string;
  readonly dataFolder: string;
  readonly keepData: boolean;
  /** Leave the project's folder alone: nothing is deployed, or with `keepData` what was deployed over the API. */
  readonly empty: boolean;
  readonly onStep: (step: DeployStep) => void;
}

/** The kept data was made by other metadata: it cannot be used as it is. */
export class KeptDataMismatch extends Error {
  override readonly name = 'KeptDataMismatch';
}

const DATABASE = 'upsert_guard_org';
const STAMP = 'deployed-metadata';

/** Compiled Apex by content. */
export function cacheFolderOf(dataFolder: string): string {
  return join(dataFolder, 'cache');
}

/** Uploads of Bulk API jobs. */
export function uploadFolderOf(dataFolder: string): string {
  return join(dataFolder, 'bulk');
}

/** Bulk API query jobs and their results. */
export function queryFolderOf(dataFolder: string): string {
  return join(dataFolder, 'bulk-results');
}

export async function prepareOrgDatabase(
  cluster: Cluster,
  options: OrgDatabaseOptions
): Promise<{ prepared: PreparedPackage; databaseUrl: string }> {
  const databaseUrl = cluster.connectionString(DATABASE);
  const exists = await cluster.databaseExists(DATABASE);
  const kept = options.keepData && exists ? keptPackage(databaseUrl) : null;
  const compileOptions = {
    cacheFolder: cacheFolderOf(options.dataFolder),
    coverage: false,
    onStep: options.onStep
  };
  const prepared = prepareLoaded(() => loadSource(options, kept), compileOptions);
  if (kept) {
    requireSameSchema(options.dataFolder, prepared);
    keepTree(databaseUrl, prepared);
    return { prepared, databaseUrl };
  }
  if (exists) await cluster.dropDatabase(DATABASE);
  rmSync(join(options.dataFolder, STAMP), { force: true });
  for (const folder of [uploadFolderOf(options.dataFolder), queryFolderOf(options.dataFolder)]) {
    rmSync(folder, { recursive: true, force: true });
  }
  await cluster.createDatabase(DATABASE);
  deployDatabase(prepared, databaseUrl, compileOptions);
  // Last, so that a deploy that broke half-way is never taken for data worth keeping.
  stampDatabase(options.dataFolder, prepared);
  return { prepared, databaseUrl };
}

/** Remembers which metadata made the data. */
export function stampDatabase(dataFolder: string, prepared: PreparedPackage): void {
  writeFileSync(join(dataFolder, STAMP), schemaFingerprint(prepared));
}

function loadSource({ projectFolder, empty }: OrgDatabaseOptions, kept: DeployedPackage | null): SourcePackage {
  if (!empty) return loadPackage(projectFolder, kept?.keyPrefixes);
  const tree = kept === null || kept.tree === null ? { components: [], bundles: [] } : unpackTree(kept.tree);
  return loadTree(tree, undefined, kept?.keyPrefixes);
}

function keptPackage(databaseUrl: string): DeployedPackage {
  const connection = openConnection(databaseUrl);
  try {
    return readDeployedPackage(connection);
  } finally {
    connection.close();
  }
}

/** Apex may have changed since: the next deploy is laid over what runs now. */
function keepTree(databaseUrl: string, { source }: PreparedPackage): void {
  const connection = openConnection(databaseUrl);
  try {
    applySchema(connection, source.schema, { tree: packTree(source.tree) });
  } finally {
    connection.close();
  }
}

function requireSameSchema(dataFolder: string, prepared: PreparedPackage): void {
  const stamp = join(dataFolder, STAMP);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === schemaFingerprint(prepared)) return;
  throw new KeptDataMismatch(
    'The kept data was made by other objects or fields than those in force-app now. Start without --keep to begin with an empty org.'
  );
}

function schemaFingerprint(prepared: PreparedPackage): string {
  const { objects, customMetadata } = prepared.source.schema;
  const text = JSON.stringify(
    [
      // In the order of names: a folder and an archive list the same components in another order.
      [...objects.values()]
        .map((item) => [item.name, [...item.fields.values()].sort((left, right) => (left.name < right.name ? -1 : 1))])
        .sort(([left], [right]) => (String(left) < String(right) ? -1 : 1)),
      [...customMetadata].sort((left, right) =>
        `${left.object}.${left.developerName}` < `${right.object}.${right.developerName}` ? -1 : 1
      )
    ],
    mapsAsEntries
  );
  return createHash('sha256').update(text).digest('hex');
}

function mapsAsEntries(_key: string, value: unknown): unknown {
  return value instanceof Map ? [...value].sort() : value;
}
