/** `lanes.ts compile` writes the custom metadata of config/lanes; `lanes.ts check` fails when it is not what the lane files say. */
import { findLaneDrift, LaneError, writeCompiledLanes } from '../src/sync/lanes/index.ts';

const projectFolder = `${import.meta.dirname}/..`;
const command = process.argv[2];
try {
  if (command === 'compile') {
    const written = writeCompiledLanes(projectFolder);
    for (const { path, difference } of written) console.log(`${difference === 'stale' ? 'removed' : 'wrote'} ${path}`);
    console.log(written.length === 0 ? 'The compiled lanes are up to date.' : `${written.length} files changed.`);
  } else if (command === 'check') {
    const drift = findLaneDrift(projectFolder);
    for (const { path, difference } of drift) console.error(`${path} is ${difference}: run npm run lanes:compile`);
    if (drift.length > 0) process.exitCode = 1;
  } else {
    console.error('Usage: lanes.ts compile|check');
    process.exitCode = 2;
  }
} catch (error) {
  if (!(error instanceof LaneError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
