/** Says whether a data folder is in use, from the postmaster.pid that PostgreSQL leaves in it. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ClusterFailure } from './cluster-failure.ts';

/**
 * Throws when another PostgreSQL runs on the folder. A lock file whose process is gone, or belongs to another program by now (PostgreSQL
 * only compares numbers and would refuse to start), is removed.
 */
export function clearStaleLock(dataDirectory: string): void {
  const file = join(dataDirectory, 'postmaster.pid');
  if (!existsSync(file)) return;
  const [pidText = '', , , portText = ''] = readFileSync(file, 'utf8').split('\n');
  const pid = Number.parseInt(pidText, 10);
  if (Number.isInteger(pid) && isPostgres(pid)) {
    throw new ClusterFailure(
      `PostgreSQL (process ${pid}, port ${portText.trim()}) is running on ${dataDirectory} already, perhaps left over from an earlier run. ` +
        `Stop it with "kill -INT ${pid}", or use another data folder.`
    );
  }
  rmSync(file, { force: true });
}

function isPostgres(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, but belongs to another user (PostgreSQL runs as `postgres` when we are root).
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres');
  } catch {
    // No /proc on this system: a living process with this number is taken for PostgreSQL.
    return true;
  }
}
