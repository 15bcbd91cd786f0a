/** `sf project convert source` must take the project: Salesforce's own reader of source format, run without network. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const projectFolder = resolve(import.meta.dirname, '..');
const command = join(projectFolder, 'node_modules', '@salesforce', 'cli', 'bin', 'run.js');
const folder = mkdtempSync(join(tmpdir(), 'convert-'));
const output = join(folder, 'mdapi');
try {
  const { status } = spawnSync(process.execPath, [command, 'project', 'convert', 'source', '--output-dir', output], {
    cwd: projectFolder,
    stdio: 'inherit',
    // A home of its own keeps the check from the user's orgs and settings, and sf from writing there.
    env: {
      ...process.env,
      HOME: folder,
      SF_AUTOUPDATE_DISABLE: 'true',
      SF_DISABLE_TELEMETRY: 'true',
      SF_SKIP_NEW_VERSION_CHECK: 'true'
    }
  });
  const members =
    status === 0 ? (readFileSync(join(output, 'package.xml'), 'utf8').match(/<members>/g)?.length ?? 0) : 0;
  const failed = members > 0 ? 0 : 1;
  console.log(`${members} passed, ${failed} failed`);
  process.exitCode = failed;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
