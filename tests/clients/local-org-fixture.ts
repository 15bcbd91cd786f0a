/** A local org of the whole project for a test file, gone afterwards. */
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { after } from 'node:test';

import { newDataFolder } from '../../src/database/fixtures/data-folder.ts';
import type { LocalOrg, LocalOrgOptions } from '../../src/org/index.ts';
import { startLocalOrg } from '../../src/org/index.ts';

export const PROJECT_FOLDER = resolve(import.meta.dirname, '../..');

/** Call at the top of a test file; the org is stopped after its last test. */
export async function localOrgForTests(options: Partial<LocalOrgOptions> = {}): Promise<LocalOrg> {
  const dataFolder = newDataFolder('upsert-guard-org-');
  const org = await startLocalOrg({ projectFolder: PROJECT_FOLDER, dataFolder, ...options });
  after(async () => {
    await org.close();
    rmSync(dataFolder, { recursive: true, force: true });
  });
  return org;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A REST call as the administrator (or with another token); the body is parsed when there is one. */
export async function rest(
  org: LocalOrg,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {}
): Promise<HttpReply> {
  const response = await fetch(`${org.instanceUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${org.adminToken}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) })
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : (JSON.parse(text) as unknown)
  };
}
