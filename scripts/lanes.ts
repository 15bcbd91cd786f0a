/**
 * `lanes.ts compile` writes the custom metadata of config/lanes; `lanes.ts docs` writes the page of the contract; `lanes.ts check` fails when
 * either is not what the lane files and their schema say.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { contractPage, findLaneDrift, LaneError, writeCompiledLanes } from '../src/sync/lanes/index.ts';

const projectFolder = `${import.meta.dirname}/..`;
const page = `${projectFolder}/docs/lane-contract.md`;

async function formattedPage(): Promise<string> {
  return format(contractPage(), { ...(await resolveConfig(page)), parser: 'markdown' });
}

function compile(): void {
  const written = writeCompiledLanes(projectFolder);
  for (const { path, difference } of written) console.log(`${difference === 'stale' ? 'removed' : 'wrote'} ${path}`);
  console.log(written.length === 0 ? 'The compiled lanes are up to date.' : `${written.length} files changed.`);
}

async function check(): Promise<void> {
  const drift = findLaneDrift(projectFolder);
  for (const { path, difference } of drift) console.error(`${path} is ${difference}: run npm run lanes:compile`);
  const isPageOld = !existsSync(page) || readFileSync(page, 'utf8') !== (await formattedPage());
  if (isPageOld) console.error('docs/lane-contract.md is not what the schema says: run node scripts/lanes.ts docs');
  if (drift.length > 0 || isPageOld) process.exitCode = 1;
}

try {
  const command = process.argv[2];
  if (command === 'compile') compile();
  else if (command === 'docs') writeFileSync(page, await formattedPage());
  else if (command === 'check') await check();
  else {
    console.error('Usage: lanes.ts compile|docs|check');
    process.exitCode = 2;
  }
} catch (error) {
  if (!(error instanceof LaneError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
