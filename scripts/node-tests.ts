/**
 * `node-tests.ts node|browser|rules`: tests of node:test with readable output and a JUnit file in reports/. Further arguments are test files. The
 * last of several suites is meant: an npm script names one, and may be asked for another.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { fillSharedFolder, SHARED_FOLDER } from '../src/database/fixtures/data-folder.ts';

interface Suite {
  readonly files: readonly string[];
  /** Test files start orgs, and share what is the same for all of them. */
  readonly orgs: boolean;
}

const SUITES: Readonly<Record<string, Suite>> = {
  node: { files: ['src/**/*.test.ts', 'tests/*.test.ts', 'tests/!(browser|fixtures|rules)/**/*.test.ts'], orgs: true },
  browser: { files: ['tests/browser/**/*.test.ts'], orgs: true },
  rules: { files: ['tests/rules/**/*.test.ts'], orgs: false }
};
const projectFolder = resolve(import.meta.dirname, '..');
const named = process.argv.slice(2);
const name = named.findLast((word) => Object.hasOwn(SUITES, word)) ?? '';
const chosen = named.filter((word) => !Object.hasOwn(SUITES, word));
const suite = SUITES[name];
if (suite) {
  const reports = join(projectFolder, 'reports');
  mkdirSync(reports, { recursive: true });
  const shared = mkdtempSync(join(tmpdir(), 'upsert-guard-shared-'));
  try {
    if (suite.orgs) await fillSharedFolder(shared);
    const { status } = spawnSync(
      process.execPath,
      [
        '--test',
        // Two processes: the suites start databases and worker threads of their own.
        '--test-concurrency=2',
        '--test-reporter=spec',
        '--test-reporter-destination=stdout',
        '--test-reporter=junit',
        `--test-reporter-destination=${join(reports, `${name}-tests.xml`)}`,
        ...(chosen.length > 0 ? chosen : suite.files)
      ],
      {
        cwd: projectFolder,
        stdio: 'inherit',
        env: {
          ...process.env,
          ...(suite.orgs && { [SHARED_FOLDER]: shared }),
          // Node's own cache of compiled modules, by content, for the test files, their workers and the commands that they start.
          NODE_COMPILE_CACHE: join(shared, 'node')
        }
      }
    );
    process.exitCode = status ?? 1;
  } finally {
    rmSync(shared, { recursive: true, force: true });
  }
} else {
  console.error(`Usage: node-tests.ts ${Object.keys(SUITES).join('|')} [files]`);
  process.exitCode = 2;
}
