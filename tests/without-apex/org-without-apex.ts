/** A local org with the package's metadata and none of its Apex, and clients that run that Apex themselves. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after } from 'node:test';

import { orgAccess } from '../../src/cli/org-access.ts';
import { newDataFolder } from '../../src/database/fixtures/data-folder.ts';
import type { LocalOrg, LocalOrgOptions, PreparedPackage } from '../../src/org/index.ts';
import { preparePackage } from '../../src/org/index.ts';
import { ApexHandler, WithoutApexTransport, type ShapeName } from '../../src/remote/index.ts';
import type { OutgoingRow } from '../../src/sync/index.ts';
import { localOrgForTests, PROJECT_FOLDER, rest } from '../clients/local-org-fixture.ts';

/** Folders of force-app whose components are Apex, or cannot be without it. */
const NEEDS_APEX = ['applications', 'classes', 'flexipages', 'lwc', 'tabs', 'triggers'];
export const CLIENT_USERNAME = 'client.integration@local.org';
export const LANE = 'marketing_contacts';

/** Call at the top of a test file. */
export async function orgWithoutApex(options: Partial<LocalOrgOptions> = {}): Promise<LocalOrg> {
  const projectFolder = mkdtempSync(join(tmpdir(), 'upsert-guard-without-apex-'));
  after(() => rmSync(projectFolder, { recursive: true, force: true }));
  cpSync(join(PROJECT_FOLDER, 'sfdx-project.json'), join(projectFolder, 'sfdx-project.json'));
  cpSync(join(PROJECT_FOLDER, 'force-app'), join(projectFolder, 'force-app'), { recursive: true, filter: isMetadata });
  return localOrgForTests({ projectFolder, ...options });
}

/** No permission set either that gives access to a class. */
function isMetadata(path: string): boolean {
  if (NEEDS_APEX.includes(basename(path))) return false;
  return !path.endsWith('.permissionset-meta.xml') || !readFileSync(path, 'utf8').includes('<classAccesses>');
}

/** The package that a client runs, compiled; by default the project's own. */
export function clientPackage(projectFolder = PROJECT_FOLDER): PreparedPackage {
  const folder = newDataFolder('upsert-guard-client-');
  after(() => rmSync(folder, { recursive: true, force: true }));
  return preparePackage({
    projectFolder,
    cacheFolder: join(folder, 'cache'),
    coverage: false,
    onStep: () => undefined
  });
}

export interface ClientOptions {
  readonly shape: ShapeName;
  readonly lane?: string;
  readonly rowsPerCall?: number;
  /** In place of the real one, to lose calls. */
  readonly fetch?: typeof fetch;
}

/** A handler with a thread of its own, closed after the tests; it serves all lanes. */
export async function handlerOf(
  org: LocalOrg,
  { program, source }: PreparedPackage,
  { shape, fetch: own }: Pick<ClientOptions, 'shape' | 'fetch'>
): Promise<ApexHandler> {
  const access = {
    ...orgAccess({ instanceUrl: org.instanceUrl, token: org.tokenOf(CLIENT_USERNAME) }),
    ...(own ? { fetch: own } : {})
  };
  const handler = await ApexHandler.start({ program, schema: source.schema, access, shape });
  after(() => handler.close());
  return handler;
}

export async function clientOf(
  org: LocalOrg,
  prepared: PreparedPackage,
  options: ClientOptions
): Promise<WithoutApexTransport> {
  const handler = await handlerOf(org, prepared, options);
  return new WithoutApexTransport(options.lane ?? LANE, handler, options.rowsPerCall ?? 200);
}

export function row(externalId: string | null, version: number, name: string, email: string | null): OutgoingRow {
  return {
    externalId,
    sourceVersion: version,
    sourceRow: version,
    attempt: 1,
    fields: { LastName: name, Email: email }
  };
}

/** As the client's user, who sees all that the client writes. */
export async function find(org: LocalOrg, soql: string): Promise<Readonly<Record<string, unknown>>[]> {
  const path = `/services/data/v67.0/query?q=${encodeURIComponent(soql)}`;
  const reply = await rest(org, 'GET', path, undefined, { authorization: `Bearer ${org.tokenOf(CLIENT_USERNAME)}` });
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  const { records } = reply.body as { records: Record<string, unknown>[] };
  return records.map(({ attributes: _, ...fields }) => fields);
}

/** What a person types in an org whose own automation fills the compared form of the e-mail. */
export async function type(org: LocalOrg, fields: Readonly<Record<string, unknown>>): Promise<string> {
  const reply = await rest(org, 'POST', '/services/data/v67.0/sobjects/Contact', fields, {
    authorization: `Bearer ${org.tokenOf(CLIENT_USERNAME)}`
  });
  assert.equal(reply.status, 201, JSON.stringify(reply.body));
  return (reply.body as { id: string }).id;
}
