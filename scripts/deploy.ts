/**
 * Deploys force-app to the org that `sf` is given (further arguments go to both deploys: `--target-org my-org --dry-run`). Two deploys,
 * because a duplicate rule is refused until its matching rules are active, and the platform activates them after the first deploy has ended
 * (salesforce-facts 2, forcedotcom/cli#569).
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findLaneDrift } from '../src/sync/lanes/index.ts';
import { buildComponents } from '../src/lwc/index.ts';

const ATTEMPTS = 6;
const SECONDS_BETWEEN = 30;
const NOT_ACTIVE_YET = /matching rules must be active/i;
const projectFolder = resolve(import.meta.dirname, '..');
const sf = join(projectFolder, 'node_modules', '@salesforce', 'cli', 'bin', 'run.js');

/** Matching rules, and what they need to be there: fields, and what objects name. */
const GROUND = ['objects', 'customPermissions', 'queues', 'matchingRules'];

function deploy(sources: readonly string[]): { status: number; output: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      sf,
      ...['project', 'deploy', 'start', '--ignore-conflicts', '--wait', '60'],
      ...sources.flatMap((source) => ['--source-dir', source]),
      ...process.argv.slice(2)
    ],
    { cwd: projectFolder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }
  );
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  return { status: status ?? 1, output: `${stdout}\n${stderr}` };
}

async function deployAll(): Promise<number> {
  if (findLaneDrift(projectFolder).length > 0) {
    console.error('The compiled lanes are not what config/lanes says: run npm run lanes:compile first.');
    return 1;
  }
  buildComponents({ packageFolder: join(projectFolder, 'force-app') });
  const ground = globSync(`force-app/main/*/{${GROUND.join(',')}}`, { cwd: projectFolder });
  const first = deploy(ground);
  if (first.status !== 0) return first.status;
  for (let attempt = 1; ; attempt++) {
    const all = deploy(['force-app']);
    if (all.status === 0 || attempt === ATTEMPTS || !NOT_ACTIVE_YET.test(all.output)) return all.status;
    console.log(`The matching rules are not active yet. Trying again in ${SECONDS_BETWEEN} seconds.`);
    await wait(SECONDS_BETWEEN * 1000);
  }
}

process.exitCode = await deployAll();
