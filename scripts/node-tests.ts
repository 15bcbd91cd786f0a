/**
 * `node-tests.ts node|browser|rules`: tests of node:test with readable output and a JUnit file in reports/. Further arguments are test files. The
 * last of several suites is meant: an npm script names one, and may be asked for another.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const FILES: Readonly<Record<string, readonly string[]>> = {
  node: ['src/**/*.test.ts', 'tests/*.test.ts', 'tests/!(browser|fixtures|rules)/**/*.test.ts'],
  browser: ['tests/browser/**/*.test.ts'],
  rules: ['tests/rules/**/*.test.ts']
};
const projectFolder = resolve(import.meta.dirname, '..');
const named = process.argv.slice(2);
const suite = named.findLast((name) => Object.hasOwn(FILES, name)) ?? '';
const chosen = named.filter((name) => !Object.hasOwn(FILES, name));
const files = FILES[suite];
if (files) {
  const reports = join(projectFolder, 'reports');
  mkdirSync(reports, { recursive: true });
  const { status } = spawnSync(
    process.execPath,
    [
      '--test',
      // Two processes: the suites start databases and worker threads of their own.
      '--test-concurrency=2',
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=junit',
      `--test-reporter-destination=${join(reports, `${suite}-tests.xml`)}`,
      ...(chosen.length > 0 ? chosen : files)
    ],
    { cwd: projectFolder, stdio: 'inherit' }
  );
  process.exitCode = status ?? 1;
} else {
  console.error(`Usage: node-tests.ts ${Object.keys(FILES).join('|')} [files]`);
  process.exitCode = 2;
}
