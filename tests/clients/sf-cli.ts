/** The real `sf`, signed in to a local org, in a home folder of its own. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

import type { LocalOrg } from '../../src/org/index.ts';
import { PROJECT_FOLDER } from './local-org-fixture.ts';

export interface SfAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface SfCli {
  /** Runs a command in `folder`; a failed command is an answer, not an error. */
  run(folder: string, ...words: string[]): Promise<SfAnswer>;
  /** The `result` of a command with `--json` that must succeed. */
  json<Result>(folder: string, ...words: string[]): Promise<Result>;
}

const TIMEOUT = 300_000;

/** Signs in as the administrator under the alias `local`. */
export async function signedInCli(org: LocalOrg): Promise<SfCli> {
  const home = mkdtempSync(join(tmpdir(), 'upsert-guard-sf-'));
  after(() => rmSync(home, { recursive: true, force: true }));
  const environment = {
    PATH: `${join(PROJECT_FOLDER, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`,
    HOME: home,
    SF_ACCESS_TOKEN: org.adminToken,
    // Not set where a file is run alone; in a run, sf then compiles its modules once and not at each start.
    NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
    SF_DISABLE_TELEMETRY: 'true',
    SF_AUTOUPDATE_DISABLE: 'true',
    // No keychain on a build machine: the CLI then encrypts with a key file.
    SF_USE_GENERIC_UNIX_KEYCHAIN: 'true'
  };
  const run = (folder: string, ...words: string[]): Promise<SfAnswer> =>
    new Promise((resolve) => {
      execFile(
        join(PROJECT_FOLDER, 'node_modules/.bin/sf'),
        words,
        { cwd: folder, env: environment, timeout: TIMEOUT, maxBuffer: 64 * 1024 * 1024 },
        (error, stdout, stderr) => {
          const code = typeof error?.code === 'number' ? error.code : 1;
          resolve({ exitCode: error ? code : 0, stdout, stderr });
        }
      );
    });
  const json = async <Result>(folder: string, ...words: string[]): Promise<Result> => {
    const { exitCode, stdout, stderr } = await run(folder, ...words, '--json');
    if (exitCode !== 0) throw new Error(`sf ${words.join(' ')} ended with ${exitCode}\n${stdout}\n${stderr}`);
    return (JSON.parse(stdout) as { result: Result }).result;
  };
  await json(
    home,
    'org',
    'login',
    'access-token',
    '--instance-url',
    org.instanceUrl,
    '--no-prompt',
    '--alias',
    'local'
  );
  return { run, json };
}
