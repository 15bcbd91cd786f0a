/** The package goes into an empty org with the real `sf`, as an admin deploys it. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { buildComponents } from '../../src/lwc/index.ts';
import { localOrgForTests, PROJECT_FOLDER, rest } from './local-org-fixture.ts';
import { signedInCli } from './sf-cli.ts';

interface DeployedFile {
  readonly fullName: string;
  readonly type: string;
  readonly state: 'Created' | 'Changed' | 'Unchanged' | 'Failed';
  readonly error?: string;
  readonly lineNumber?: number;
  readonly filePath: string;
}

interface DeployReport {
  readonly status: string;
  readonly files: readonly DeployedFile[];
  readonly numberTestsCompleted: number;
  readonly numberTestErrors: number;
}

const DATA = '/services/data/v67.0';
const org = await localOrgForTests({ empty: true });
const sf = await signedInCli(org);
/** A copy, so that no test changes the project. */
const project = mkdtempSync(join(tmpdir(), 'upsert-guard-project-'));
after(() => rmSync(project, { recursive: true, force: true }));

before(() => {
  buildComponents({ packageFolder: join(PROJECT_FOLDER, 'force-app') });
  for (const item of ['force-app', 'sfdx-project.json', '.forceignore']) {
    cpSync(join(PROJECT_FOLDER, item), join(project, item), { recursive: true });
  }
});

const deploy = (...words: string[]): Promise<DeployReport> =>
  sf.json<DeployReport>(project, 'project', 'deploy', 'start', '-o', 'local', ...words);

async function countContacts(): Promise<number> {
  const reply = await rest(org, 'GET', `${DATA}/query?q=${encodeURIComponent('SELECT COUNT() FROM Contact')}`);
  return (reply.body as { totalSize: number }).totalSize;
}

test('an empty org has none of the package', async () => {
  assert.equal((await rest(org, 'GET', `${DATA}/sobjects/Sync_Run__c`)).status, 404);
  assert.equal((await rest(org, 'POST', '/services/apexrest/sync/v1/marketing_contacts', {})).status, 404);
});

test('a dry run reports the whole package and leaves the org empty', async () => {
  const report = await deploy('--source-dir', 'force-app', '--dry-run');
  assert.equal(report.status, 'Succeeded');
  assert.ok(report.files.some(({ type }) => type === 'ApexClass'));
  assert.equal((await rest(org, 'GET', `${DATA}/sobjects/Sync_Run__c`)).status, 404);
});

test('the package is deployed, and a row sent through its REST door is saved', async () => {
  const report = await deploy('--source-dir', 'force-app');
  assert.equal(report.status, 'Succeeded');
  assert.deepEqual(new Set(report.files.map(({ state }) => state)), new Set(['Created']));
  const sent = await rest(org, 'POST', '/services/apexrest/sync/v1/marketing_contacts', {
    run: 'deploy-1',
    rows: [
      { externalId: 'MC-1', sourceVersion: 1, sourceRow: 1, fields: { LastName: 'Deployed', Email: 'd@example.com' } }
    ]
  });
  assert.equal(sent.status, 200, JSON.stringify(sent.body));
  assert.equal(await countContacts(), 1);
});

test('a second deploy of the same changes nothing and keeps the data', async () => {
  const report = await deploy('--source-dir', 'force-app');
  assert.equal(report.status, 'Succeeded');
  assert.deepEqual(new Set(report.files.map(({ state }) => state)), new Set(['Unchanged']));
  assert.equal(await countContacts(), 1);
});

test('a class that does not compile is reported with its line, and the org goes on as it was', async () => {
  const file = join(project, 'force-app/main/foundation/classes/SyncClock.cls');
  const source = readFileSync(file, 'utf8');
  const lines = source.split('\n');
  writeFileSync(file, [...lines.slice(0, 4), '  static Integer broken = missingName;', ...lines.slice(4)].join('\n'));
  const { exitCode, stdout } = await sf.run(
    project,
    ...['project', 'deploy', 'start', '-o', 'local', '--source-dir', 'force-app/main/foundation', '--json']
  );
  writeFileSync(file, source);
  assert.equal(exitCode, 1);
  const failed = (JSON.parse(stdout) as { result: DeployReport }).result.files.filter(
    ({ state }) => state === 'Failed'
  );
  assert.deepEqual(
    failed.map(({ fullName, lineNumber }) => [fullName, lineNumber]),
    [['SyncClock', 5]]
  );
  assert.match(failed[0]?.error ?? '', /missingName/);
  assert.match(failed[0]?.filePath ?? '', /SyncClock\.cls$/);
  assert.equal(await countContacts(), 1);
});

test('a field is added to an object that holds data, over the REST form of the Metadata API', async () => {
  const folder = join(project, 'force-app/main/foundation/objects/Contact/fields');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'Loyalty_Number__c.field-meta.xml'),
    `<?xml version="1.0" encoding="UTF-8"?>
<CustomField xmlns="http://soap.sforce.com/2006/04/metadata">
    <fullName>Loyalty_Number__c</fullName>
    <label>Loyalty Number</label>
    <length>20</length>
    <required>false</required>
    <type>Text</type>
</CustomField>
`
  );
  await sf.json(project, 'config', 'set', 'org-metadata-rest-deploy=true');
  const report = await deploy('--metadata', 'CustomField:Contact.Loyalty_Number__c');
  await sf.json(project, 'config', 'unset', 'org-metadata-rest-deploy');
  assert.equal(report.status, 'Succeeded');
  assert.deepEqual(
    report.files.map(({ fullName, state }) => [fullName, state]),
    [['Contact.Loyalty_Number__c', 'Created']]
  );
  const contact = org.prepared.source.schema.objects.get('contact');
  assert.equal(contact?.fields.get('loyalty_number__c')?.length, 20);
  // The workers run on the new schema: they know the field, and no permission set lets the administrator read it yet.
  const query = encodeURIComponent('SELECT Loyalty_Number__c FROM Contact');
  const hidden = await rest(org, 'GET', `${DATA}/query?q=${query}`);
  assert.match(JSON.stringify(hidden.body), /No such column.*Read on Contact\.Loyalty_Number__c/);
  assert.equal(await countContacts(), 1);
});

test('a change that the data forbids is refused at the field, and nothing of the deploy stays', async () => {
  const file = join(project, 'force-app/main/foundation/objects/Contact/fields/Loyalty_Number__c.field-meta.xml');
  writeFileSync(
    file,
    `<?xml version="1.0" encoding="UTF-8"?>
<CustomField xmlns="http://soap.sforce.com/2006/04/metadata">
    <fullName>Loyalty_Number__c</fullName>
    <label>Loyalty Number</label>
    <required>false</required>
    <type>Date</type>
</CustomField>
`
  );
  const { exitCode, stdout } = await sf.run(
    project,
    ...['project', 'deploy', 'start', '-o', 'local', '-m', 'CustomField:Contact.Loyalty_Number__c', '--json']
  );
  assert.equal(exitCode, 1);
  const [failed] = (JSON.parse(stdout) as { result: DeployReport }).result.files;
  assert.equal(failed?.fullName, 'Contact.Loyalty_Number__c');
  assert.match(failed?.error ?? '', /cannot become date/);
});

test('tests that a deploy asks for run in the org, and a failing one fails the deploy', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'upsert-guard-tests-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const classes = join(folder, 'force-app/main/default/classes');
  mkdirSync(classes, { recursive: true });
  cpSync(join(PROJECT_FOLDER, 'sfdx-project.json'), join(folder, 'sfdx-project.json'));
  writeFileSync(
    join(classes, 'DeployedTest.cls'),
    `@IsTest
private class DeployedTest {
  @IsTest
  static void holds() {
    System.Assert.areEqual(2, 1 + 1, 'one and one');
  }

  @IsTest
  static void seesNoDataOfTheOrg() {
    System.Assert.areEqual(1, [SELECT COUNT() FROM Contact WITH SYSTEM_MODE], 'contacts');
  }
}
`
  );
  writeFileSync(
    join(classes, 'DeployedTest.cls-meta.xml'),
    `<?xml version="1.0" encoding="UTF-8"?>
<ApexClass xmlns="http://soap.sforce.com/2006/04/metadata">
    <apiVersion>67.0</apiVersion>
    <status>Active</status>
</ApexClass>
`
  );
  const { exitCode, stdout } = await sf.run(
    folder,
    ...['project', 'deploy', 'start', '-o', 'local', '-d', 'force-app', '--json'],
    ...['--test-level', 'RunSpecifiedTests', '--tests', 'DeployedTest']
  );
  assert.equal(exitCode, 1);
  const { result } = JSON.parse(stdout) as {
    result: DeployReport & { details: { runTestResult: { failures: { methodName: string; message: string }[] } } };
  };
  assert.deepEqual([result.numberTestsCompleted, result.numberTestErrors], [1, 1]);
  assert.deepEqual(
    result.details.runTestResult.failures.map(({ methodName }) => methodName),
    ['seesNoDataOfTheOrg']
  );
});
