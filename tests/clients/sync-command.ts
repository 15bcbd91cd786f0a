/** The sync command as a user calls it whose standard error is a log. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { PROJECT_FOLDER } from './local-org-fixture.ts';

export interface CommandEnd {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Sends a feed through a lane; `flags` follow the name of the file. */
export async function syncCommand(
  { instanceUrl, token }: { readonly instanceUrl: string; readonly token: string },
  lane: string,
  feed: string,
  ...flags: readonly string[]
): Promise<CommandEnd> {
  const words = [join(PROJECT_FOLDER, 'src/cli/main.ts'), 'sync', lane, feed, ...flags];
  const env = { ...process.env, SF_ORG_INSTANCE_URL: instanceUrl, SF_ACCESS_TOKEN: token };
  const child = spawn(process.execPath, words, { env });
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (part: Buffer) => (texts.stdout += part.toString()));
  child.stderr.on('data', (part: Buffer) => (texts.stderr += part.toString()));
  const [exitCode] = (await once(child, 'close')) as [number];
  return { exitCode, ...texts };
}
