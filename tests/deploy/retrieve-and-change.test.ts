/** An org with the package is retrieved, changed and cut back with the real `sf`. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { localOrgForTests, PROJECT_FOLDER, rest } from '../clients/local-org-fixture.ts';
import { signedInCli } from '../clients/sf-cli.ts';

type Json = Record<string, unknown>;

interface Report {
  readonly status: string;
  readonly files: readonly {
    readonly fullName: string;
    readonly type: string;
    readonly state: string;
    readonly error?: string;
  }[];
}

const org = await localOrgForTests();
const sf = await signedInCli(org);
/** An empty project that what is retrieved goes into. */
const project = mkdtempSync(join(tmpdir(), 'upsert-guard-retrieved-'));
const DEFAULT = 'force-app/main/default';
after(() => rmSync(project, { recursive: true, force: true }));

before(async () => {
  cpSync(join(PROJECT_FOLDER, 'sfdx-project.json'), join(project, 'sfdx-project.json'));
  mkdirSync(join(project, 'force-app'));
  const manifest = [
    'project',
    'generate',
    'manifest',
    '--source-dir',
    'force-app',
    '--output-dir',
    project,
    '--name',
    'whole'
  ];
  await sf.json(PROJECT_FOLDER, ...manifest);
});

async function query(soql: string): Promise<Json[]> {
  const reply = await rest(org, 'GET', `/services/data/v67.0/query?q=${encodeURIComponent(soql)}`);
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return (reply.body as { records: Json[] }).records;
}

/** The report of a deploy, also of one that fails. */
async function deploy(...words: string[]): Promise<Report> {
  const { stdout } = await sf.run(project, 'project', 'deploy', 'start', '-o', 'local', ...words, '--json');
  return (JSON.parse(stdout) as { result: Report }).result;
}

function change(file: string, edit: (text: string) => string): void {
  const path = join(project, DEFAULT, file);
  const before = readFileSync(path, 'utf8');
  const changed = edit(before);
  assert.notEqual(changed, before, `${file} has changed`);
  writeFileSync(path, changed);
}

function destructive(members: string): string[] {
  const xml = (types: string): string =>
    `<?xml version="1.0" encoding="UTF-8"?>\n<Package xmlns="http://soap.sforce.com/2006/04/metadata">${types}<version>67.0</version></Package>\n`;
  writeFileSync(join(project, 'empty.xml'), xml(''));
  writeFileSync(join(project, 'deletions.xml'), xml(members));
  return ['--manifest', 'empty.xml', '--pre-destructive-changes', 'deletions.xml'];
}

const member = (type: string, name: string): string => `<types><members>${name}</members><name>${type}</name></types>`;

test('what is retrieved is what is deployed: deployed back, nothing changes', async () => {
  const manifest = readFileSync(join(project, 'whole.xml'), 'utf8');
  const bundles = /\s*<types>(?:\s*<members>[^<]*<\/members>)+\s*<name>LightningComponentBundle<\/name>\s*<\/types>/;
  assert.match(manifest, bundles);
  writeFileSync(join(project, 'whole.xml'), manifest.replace(bundles, ''));
  const retrieved = await sf.json<{ fileProperties: unknown[]; messages: unknown[] }>(
    project,
    ...['project', 'retrieve', 'start', '-o', 'local', '--manifest', 'whole.xml']
  );
  assert.deepEqual(retrieved.messages, []);
  const report = await deploy('-d', 'force-app');
  assert.equal(report.status, 'Succeeded');
  assert.ok(report.files.length > 300, `${report.files.length} files`);
  assert.deepEqual(
    report.files.filter(({ state }) => state !== 'Unchanged').map(({ type, fullName }) => `${type}:${fullName}`),
    []
  );
});

test('a Lightning web component cannot be retrieved, and the answer says so', async () => {
  const words = ['project', 'retrieve', 'start', '-o', 'local', '--metadata', 'LightningComponentBundle:stewardQueue'];
  const { stdout } = await sf.run(project, ...words, '--json');
  assert.match(stdout, /keeps no source of Lightning web components|cannot be found/);
});

test('a permission set that is deployed again without an entry gives it no longer', async () => {
  const grants = `SELECT Id FROM SetupEntityAccess WHERE Parent.Name = 'Upsert_Guard_Steward' AND SetupEntityType = 'CustomPermission'`;
  const had = (await query(grants)).length;
  assert.ok(had > 0);
  const settle = (): Promise<{ status: number }> =>
    rest(org, 'GET', '/services/data/v67.0/sobjects/Record_Merge__c/describe', undefined, {
      authorization: `Bearer ${org.tokenOf('steward@local.org')}`
    });
  assert.equal((await settle()).status, 200);
  const withoutEntries = (text: string): string =>
    text
      .replace(/\s*<customPermissions>[\s\S]*?<\/customPermissions>/, '')
      .replace(
        /\s*<fieldPermissions>\s*(?:<(?:editable|readable)>\w+<\/(?:editable|readable)>\s*)*<field>Record_Merge__c\.[\s\S]*?<\/fieldPermissions>/g,
        ''
      )
      .replace(
        /\s*<objectPermissions>(?:(?!<\/objectPermissions>)[\s\S])*?<object>Record_Merge__c<\/object>[\s\S]*?<\/objectPermissions>/,
        ''
      )
      .replace(/\s*<tabSettings>\s*<tab>Record_Merge__c<[\s\S]*?<\/tabSettings>/, '');
  change('permissionsets/Upsert_Guard_Steward.permissionset-meta.xml', withoutEntries);
  const report = await deploy('-m', 'PermissionSet:Upsert_Guard_Steward');
  assert.equal(report.status, 'Succeeded', JSON.stringify(report.files));
  assert.equal((await query(grants)).length, had - 1);
  assert.equal((await settle()).status, 404);
});

test('a class whose job is scheduled is not changed until the job is stopped', async () => {
  const run = (script: string): Promise<unknown> =>
    sf.json(PROJECT_FOLDER, 'apex', 'run', '-o', 'local', '--file', `scripts/apex/${script}.apex`);
  await run('schedule-jobs');
  change('classes/SyncRetrySweeper.cls', (text) => `${text}// Changed.\n`);
  const locked = await deploy('-m', 'ApexClass:SyncRetrySweeper');
  assert.equal(locked.status, 'Failed');
  assert.match(locked.files[0]?.error ?? '', /This schedulable class has jobs pending or in progress/);
  await run('stop-jobs');
  assert.equal((await deploy('-m', 'ApexClass:SyncRetrySweeper')).status, 'Succeeded');
});

test('rules are deleted one by one, and their records with them', async () => {
  const rules = `SELECT DeveloperName FROM DuplicateRule WHERE SobjectType = 'Contact'`;
  assert.equal((await query(rules)).length, 3);
  const both =
    member('DuplicateRule', 'Contact.Contact_People_Names') + member('MatchingRule', 'Contact.Contact_People_Matching');
  const report = await deploy(...destructive(both));
  assert.equal(report.status, 'Succeeded', JSON.stringify(report));
  assert.equal((await query(rules)).length, 2);
  assert.equal(org.prepared.source.schema.matchingRules.filter(({ object }) => object === 'Contact').length, 1);
});

test('a field that something refers to stays, one that nothing refers to goes with its data', async () => {
  const held = await deploy(...destructive(member('CustomField', 'Contact.External_Contact_ID__c')));
  assert.equal(held.status, 'Failed');
  mkdirSync(join(project, DEFAULT, 'objects/Contact/fields'), { recursive: true });
  writeFileSync(
    join(project, DEFAULT, 'objects/Contact/fields/Loose__c.field-meta.xml'),
    `<?xml version="1.0" encoding="UTF-8"?>
<CustomField xmlns="http://soap.sforce.com/2006/04/metadata">
    <fullName>Loose__c</fullName>
    <label>Loose</label>
    <length>20</length>
    <required>false</required>
    <type>Text</type>
</CustomField>
`
  );
  assert.equal((await deploy('-m', 'CustomField:Contact.Loose__c')).status, 'Succeeded');
  const contact = (): boolean => org.prepared.source.schema.objects.get('contact')?.fields.has('loose__c') ?? false;
  assert.equal(contact(), true);
  assert.equal((await deploy(...destructive(member('CustomField', 'Contact.Loose__c')))).status, 'Succeeded');
  assert.equal(contact(), false);
});

test('a standard object is not deleted; what is not there is a warning', async () => {
  const refused = await deploy(...destructive(member('CustomObject', 'Contact')));
  assert.equal(refused.status, 'Failed');
  const missing = await deploy(...destructive(member('ApexClass', 'NotThere')));
  assert.equal(missing.status, 'Succeeded');
});
