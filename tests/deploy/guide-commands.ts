/** The command blocks of a guide, and a shell that runs them one after the other as somebody who pastes them does. */
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

import { PROJECT_FOLDER } from '../clients/local-org-fixture.ts';

export interface CommandBlock {
  /** The heading that the block stands under. */
  readonly heading: string;
  readonly text: string;
}

/** Blocks fenced as `sh`, in the order of the guide. */
export function commandBlocks(guide: string): CommandBlock[] {
  const blocks: CommandBlock[] = [];
  let heading = '';
  let lines: string[] | null = null;
  for (const line of readFileSync(join(PROJECT_FOLDER, guide), 'utf8').split('\n')) {
    if (lines === null) {
      if (/^#+ /.test(line)) heading = line.replace(/^#+ /, '');
      if (/^\s*```sh$/.test(line)) lines = [];
    } else if (/^\s*```$/.test(line)) {
      blocks.push({ heading, text: lines.join('\n') });
      lines = null;
    } else lines.push(line);
  }
  if (lines !== null) throw new Error(`${guide}: the last block under "${heading}" is not closed.`);
  return blocks;
}

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const TIMEOUT = 600_000;
const PROJECT_ITEMS = [
  ...['force-app', 'config', 'docs', 'scripts', 'src', 'tests/fixtures'],
  ...['package.json', 'sfdx-project.json', 'tsconfig.json', '.forceignore']
];

/** A copy of the project, so that no command changes it, and a home folder of its own. What a block exports is there for the next. */
export class GuideShell {
  readonly folder: string;
  readonly #home: string;
  readonly #exports: string;

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'upsert-guard-guide-'));
    this.#home = mkdtempSync(join(tmpdir(), 'upsert-guard-home-'));
    this.#exports = join(this.#home, 'exports.sh');
    after(() => {
      rmSync(this.folder, { recursive: true, force: true });
      rmSync(this.#home, { recursive: true, force: true });
    });
    for (const item of PROJECT_ITEMS) {
      const source = join(PROJECT_FOLDER, item);
      if (existsSync(source)) cpSync(source, join(this.folder, item), { recursive: true });
    }
    symlinkSync(join(PROJECT_FOLDER, 'node_modules'), join(this.folder, 'node_modules'));
    writeFileSync(this.#exports, '');
  }

  run(text: string): Promise<Ran> {
    const script = `set -euo pipefail\nsource '${this.#exports}'\n${text}\nexport -p > '${this.#exports}'\n`;
    const environment = {
      PATH: process.env['PATH'] ?? '',
      HOME: this.#home,
      NPM_CONFIG_UPDATE_NOTIFIER: 'false',
      // Not set where a file is run alone; in a run, sf then compiles its modules once and not at each start.
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      SF_DISABLE_TELEMETRY: 'true',
      SF_AUTOUPDATE_DISABLE: 'true',
      // No keychain on a build machine: the CLI then encrypts with a key file.
      SF_USE_GENERIC_UNIX_KEYCHAIN: 'true'
    };
    return new Promise((resolve) => {
      execFile(
        'bash',
        ['-c', script],
        { cwd: this.folder, env: environment, timeout: TIMEOUT, maxBuffer: 64 * 1024 * 1024 },
        (error, stdout, stderr) => {
          const code = typeof error?.code === 'number' ? error.code : 1;
          resolve({ exitCode: error ? code : 0, stdout, stderr });
        }
      );
    });
  }
}
