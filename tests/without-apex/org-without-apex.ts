/** A local org with the package's metadata and none of its Apex, and the user of a client. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after } from 'node:test';

import type { LocalOrg } from '../../src/org/index.ts';
import { localOrgForTests, PROJECT_FOLDER } from '../clients/local-org-fixture.ts';

/** Folders of force-app whose components are Apex, or cannot be without it. */
const NEEDS_APEX = ['applications', 'classes', 'flexipages', 'lwc', 'tabs', 'triggers'];
export const CLIENT_USERNAME = 'client@local.org';

/** Call at the top of a test file. */
export async function orgWithoutApex(): Promise<LocalOrg> {
  const projectFolder = mkdtempSync(join(tmpdir(), 'upsert-guard-without-apex-'));
  after(() => rmSync(projectFolder, { recursive: true, force: true }));
  cpSync(join(PROJECT_FOLDER, 'sfdx-project.json'), join(projectFolder, 'sfdx-project.json'));
  cpSync(join(PROJECT_FOLDER, 'force-app'), join(projectFolder, 'force-app'), { recursive: true, filter: isMetadata });
  return localOrgForTests({ projectFolder });
}

/** No permission set either that gives access to a class. */
function isMetadata(path: string): boolean {
  if (NEEDS_APEX.includes(basename(path))) return false;
  return !path.endsWith('.permissionset-meta.xml') || !readFileSync(path, 'utf8').includes('<classAccesses>');
}
