/**
 * An org where no Apex may be deployed: `config/without-apex/package.xml` names everything of the package that such an org needs, nothing of it needs
 * Apex, and the commands of the admin's guide bring it into an empty org, where its user works over plain REST.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { XMLParser } from 'fast-xml-parser';

import { localOrgForTests, PROJECT_FOLDER, rest, type HttpReply } from '../clients/local-org-fixture.ts';
import { syncCommand, type CommandEnd } from '../clients/sync-command.ts';
import { commandBlocks, GuideShell } from './guide-commands.ts';

const HEADING = 'Deploying without Apex';
const MANIFEST = 'config/without-apex/package.xml';
const PERMISSION_SET = 'Upsert_Guard_Client_Without_Apex';
const CLIENT = 'sync.client.integration@example.com';
/** The same user under a name that no duplicate rule takes for a lane. */
const PERSON = 'sync.client@example.com';
const DATA = '/services/data/v67.0';
const FEED = [
  'contact_id,first_name,last_name,email,phone,title,company,updated_at',
  'CLI-1,Ann,Lee,ann.lee@cli.example.com,,,,2026-01-01T00:00:00Z',
  'CLI-2,Bo,"O\'Hara, Jr",bo@cli.example.com,,,,2026-01-01T00:00:00Z',
  ',No,Body,nobody@cli.example.com,,,,2026-01-01T00:00:00Z',
  ''
].join('\n');

/** Types of which nothing is deployed there, with the reason. */
const LEFT_OUT_TYPES: Readonly<Record<string, string>> = {
  ApexClass: 'is Apex',
  ApexTrigger: 'is Apex',
  CustomApplication: 'opens pages with our components',
  CustomMetadata: 'the client reads the contract from config/lanes, and nothing in the org would read it',
  Dashboard: 'shows reports of findings, which reconciliation makes in Apex',
  FlexiPage: 'holds components whose controllers are Apex',
  LightningComponentBundle: 'calls controllers, which are Apex'
};

const NO_OBJECT = 'shows an object that is not there';

/** Components that are left out although others of their type are deployed, with the reason. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  ...named('CustomObject', 'belongs to the contract, which the client reads from config/lanes', [
    'Sync_Lane_Alert__mdt',
    'Sync_Lane_Field__mdt',
    'Sync_Lane_Route__mdt',
    'Sync_Lane__mdt'
  ]),
  ...named('CustomObject', 'is filled by jobs or triggers, which are Apex', [
    'Merge_Snapshot__c',
    'Reconciliation_Finding__c',
    'Reconciliation_Run__c',
    'Retention_Setting__mdt',
    'Source_Manifest_Bucket__c',
    'Source_Manifest__c',
    'Sync_Alert_Log__c'
  ]),
  'CustomObject:Sync_Request__e': 'is heard by a trigger only: rows published there would be lost',
  ...named('CustomPermission', 'is asked for by a service in Apex', [
    'Merge_Records',
    'Settle_Sync_Exceptions',
    'Undo_Merge'
  ]),
  ...named('CustomTab', NO_OBJECT, ['Reconciliation_Finding__c', 'Reconciliation_Run__c', 'Sync_Alert_Log__c']),
  'CustomTab:Record_Merge__c':
    'would stay empty: nothing makes merges there. The object is there because aliases point at it',
  'CustomTab:Upsert_Guard_Exceptions': 'shows a page that is not there',
  ...named('Layout', NO_OBJECT, [
    'Merge_Snapshot__c-Merge Snapshot Layout',
    'Reconciliation_Finding__c-Reconciliation Finding Layout',
    'Reconciliation_Run__c-Reconciliation Run Layout',
    'Source_Manifest_Bucket__c-Source Manifest Bucket Layout',
    'Source_Manifest__c-Source Manifest Layout',
    'Sync_Alert_Log__c-Sync Alert Log Layout'
  ]),
  ...named('PermissionSet', 'opens Apex classes', [
    'Upsert_Guard_Admin',
    'Upsert_Guard_Integration',
    'Upsert_Guard_Lead',
    'Upsert_Guard_Operator',
    'Upsert_Guard_Steward'
  ]),
  ...named('Report', 'shows what reconciliation finds', [
    'Upsert_Guard/Open_Findings_by_Kind',
    'Upsert_Guard/Open_Findings_by_Lane',
    'Upsert_Guard/Reconciliations_by_Lane'
  ]),
  ...named('ReportType', 'shows what reconciliation finds', ['Upsert_Guard_Findings', 'Upsert_Guard_Reconciliations'])
};

/** Parts that come with the component whose name theirs begins with. */
const PARTS: Readonly<Record<string, string>> = {
  CompactLayout: 'CustomObject',
  CustomField: 'CustomObject',
  ListView: 'CustomObject',
  MatchingRule: 'MatchingRules',
  ValidationRule: 'CustomObject'
};

function named(type: string, reason: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [`${type}:${name}`, reason]));
}

/** `Type:Name` of every member of a manifest. */
function membersOf(file: string): string[] {
  const parser = new XMLParser({ isArray: (name) => name === 'types' || name === 'members' });
  const { Package } = parser.parse(readFileSync(file, 'utf8')) as {
    Package: { types: { name: string; members: string[] }[] };
  };
  // sf writes the folder of reports with a slash behind it, the Metadata API without.
  return Package.types.flatMap(({ name, members }) => members.map((member) => `${name}:${member.replace(/\/$/, '')}`));
}

const org = await localOrgForTests({ empty: true });
const shell = new GuideShell();
const listed = membersOf(join(PROJECT_FOLDER, MANIFEST));

async function run(text: string): Promise<string> {
  const { exitCode, stdout, stderr } = await shell.run(text);
  assert.equal(exitCode, 0, `${text}\n${stdout.slice(-6000)}\n${stderr.slice(-6000)}`);
  return stdout;
}

describe('the manifest', () => {
  let all: string[] = [];

  before(async () => {
    await run('npx sf project generate manifest --source-dir force-app --output-dir whole-package');
    all = membersOf(join(shell.folder, 'whole-package/package.xml'));
  });

  test('names every component of the package, or it is left out for a reason', () => {
    const known = new Set([...listed, ...Object.keys(LEFT_OUT)]);
    const forgotten = all.filter((component) => {
      const [type = '', name = ''] = component.split(':');
      const whole = PARTS[type];
      if (whole !== undefined) return !known.has(`${whole}:${name.split('.')[0] ?? ''}`);
      return !(type in LEFT_OUT_TYPES) && !known.has(component);
    });
    assert.deepEqual(forgotten, []);
  });

  test('names and leaves out nothing that the package does not have', () => {
    const there = new Set(all);
    // Standard objects have no file of their own, only their fields and rules have.
    for (const component of all) {
      const [type = '', name = ''] = component.split(':');
      if (PARTS[type] === 'CustomObject') there.add(`CustomObject:${name.split('.')[0] ?? ''}`);
    }
    const unknown = [...listed, ...Object.keys(LEFT_OUT)].filter((component) => !there.has(component));
    assert.deepEqual(unknown, []);
    assert.deepEqual(
      listed.filter((component) => component in LEFT_OUT || (component.split(':')[0] ?? '') in LEFT_OUT_TYPES),
      []
    );
  });

  test('leaves nothing out for want of an object that it has', () => {
    const shown = Object.keys(LEFT_OUT)
      .filter((component) => LEFT_OUT[component] === NO_OBJECT)
      .map((component) => component.replace(/^\w+:(\w+)(-.*)?$/, 'CustomObject:$1'));
    assert.deepEqual(
      shown.filter((object) => !(object in LEFT_OUT)),
      []
    );
  });
});

describe('in an empty org', () => {
  const as = (method: string, path: string, body?: unknown, token = org.tokenOf(CLIENT)): Promise<HttpReply> =>
    rest(org, method, `${DATA}${path}`, body, { authorization: `Bearer ${token}` });

  async function created(object: string, fields: object): Promise<string> {
    const reply = await as('POST', `/sobjects/${object}`, fields);
    assert.equal(reply.status, 201, `${object}: ${JSON.stringify(reply.body)}`);
    return (reply.body as { id: string }).id;
  }

  async function rename(from: string, to: string): Promise<void> {
    const [user] = await records(`SELECT Id FROM User WHERE Username = '${from}'`);
    const renamed = await as('PATCH', `/sobjects/User/${String(user?.['Id'])}`, { Username: to }, org.adminToken);
    assert.equal(renamed.status, 204, JSON.stringify(renamed.body));
  }

  function firstError({ body }: HttpReply): { errorCode: string; message: string; fields?: string[] } {
    const [error] = body as { errorCode: string; message: string; fields?: string[] }[];
    assert.ok(error);
    return error;
  }

  async function records(query: string, token = org.adminToken): Promise<Record<string, unknown>[]> {
    const found = await as('GET', `/query?q=${encodeURIComponent(query)}`, undefined, token);
    assert.equal(found.status, 200, JSON.stringify(found.body));
    return (found.body as { records: Record<string, unknown>[] }).records;
  }

  /** The records of every duplicate record set, in the order of their ids, by the rule that made the set. */
  async function reported(): Promise<Record<string, string[]>> {
    const sets = await records('SELECT Id, DuplicateRule.DeveloperName FROM DuplicateRecordSet');
    const items = await records('SELECT DuplicateRecordSetId, RecordId FROM DuplicateRecordItem ORDER BY RecordId');
    const rules = sets.map((set) => (set['DuplicateRule'] as { DeveloperName: string }).DeveloperName);
    assert.equal(new Set(rules).size, rules.length, `one set for each rule: ${rules.join()}`);
    return Object.fromEntries(
      sets.map(({ Id }, index) => [
        rules[index],
        items.filter((item) => item['DuplicateRecordSetId'] === Id).map((item) => String(item['RecordId']))
      ])
    );
  }

  function sync(token: string, ...flags: string[]): Promise<CommandEnd> {
    const file = join(shell.folder, 'feed.csv');
    writeFileSync(file, FEED);
    return syncCommand({ instanceUrl: org.instanceUrl, token }, 'marketing_contacts', file, ...flags);
  }

  test('the client says what to deploy before anything is', async () => {
    const { exitCode, stderr } = await sync(org.adminToken, '--without-apex', 'collections');
    assert.equal(exitCode, 2);
    assert.match(stderr, /Deploy config\/without-apex\/package\.xml.*Upsert_Guard_Client_Without_Apex/s);
  });

  test('the commands of the guide deploy it and give it a user', async () => {
    const login = `SF_ACCESS_TOKEN='${org.adminToken}' npx sf org login access-token --instance-url ${org.instanceUrl} --no-prompt --alias my-org`;
    await run(login);
    const blocks = commandBlocks('docs/admin-guide.md').filter(({ heading }) => heading === HEADING);
    assert.ok(
      blocks.some(({ text }) => text.includes(MANIFEST)),
      'the guide deploys the manifest'
    );
    for (const { text } of blocks) await run(text);

    assert.deepEqual(org.prepared.program.units, []);
    const { objects, permissionSets, validationRules } = org.prepared.source.schema;
    assert.deepEqual(
      permissionSets.map((set) => [set.name, set.classAccesses]),
      [[PERMISSION_SET, []]]
    );
    assert.ok(objects.get('contact')?.fields.has('external_contact_id__c'), 'fields come with their object');
    assert.deepEqual(
      validationRules
        .filter(({ name }) => name === 'Source_Version_Only_Grows')
        .map(({ object, errorDisplayField }) => `${object}.${errorDisplayField}`)
        .sort(),
      ['Account', 'Contact', 'Lead', 'Order', 'OrderItem'].map((object) => `${object}.Source_Version__c`)
    );
    const door = await rest(org, 'POST', '/services/apexrest/sync/v1/marketing_contacts', { run: 'r', rows: [] });
    assert.equal(door.status, 404);
  });

  test('its user writes a contact under its external id, and no older version over a newer one', async () => {
    const path = '/sobjects/Contact/External_Contact_ID__c/MC-1';
    const version = (Source_Version__c: number, more: object = {}): Promise<HttpReply> =>
      as('PATCH', path, { LastName: `Version ${Source_Version__c}`, Source_Version__c, ...more });
    assert.equal((await version(10, { Sync_Lane__c: 'marketing_contacts' })).status, 201);
    assert.ok((await version(12)).status < 300);
    const older = await version(11);
    assert.equal(older.status, 400);
    assert.equal(firstError(older).errorCode, 'FIELD_CUSTOM_VALIDATION_EXCEPTION');
    assert.match(firstError(older).message, /^SOURCE_VERSION_OLDER: /);
    // Messages can be translated, fields cannot.
    assert.deepEqual(firstError(older).fields, ['Source_Version__c']);
    const stored = await as('GET', `${path}?fields=LastName`);
    assert.equal((stored.body as { LastName: string }).LastName, 'Version 12');
  });

  test('the sync command sends a feed through the Apex of the project, and changes nothing the second time', async () => {
    for (const expected of [
      { CREATED: 2, QUEUED: 1 },
      { UNCHANGED: 2, QUEUED: 1 }
    ]) {
      const { exitCode, stdout, stderr } = await sync(org.tokenOf(CLIENT), '--without-apex', 'composite', '--json');
      assert.equal(exitCode, 0, stderr);
      const report = JSON.parse(stdout) as { outcomes: unknown; reasons: unknown; balanced: boolean; calls: number };
      assert.deepEqual(report.outcomes, expected);
      assert.deepEqual(report.reasons, { EXTERNAL_ID_MISSING: 1 });
      assert.equal(report.balanced, true);
      assert.ok(report.calls > 3, 'the calls of the org are counted, not those of the handler');
    }
  });

  test('flags that do not go together are refused in one sentence', async () => {
    const parallel = await sync('token', '--without-apex', 'bulk', '--parallel', '2');
    assert.deepEqual([parallel.exitCode, parallel.stderr.trim().split('\n').length], [2, 1]);
    assert.match(parallel.stderr, /leave --parallel out/);
    const lane = join(PROJECT_FOLDER, 'config/lanes/marketing_contacts.yaml');
    const elsewhere = await sync('token', '--without-apex', 'bulk', '--lane-file', lane);
    assert.equal(elsewhere.exitCode, 2);
    assert.match(elsewhere.stderr, /lanes of config\/lanes only/);
    const shape = await sync('token', '--without-apex', 'soap');
    assert.equal(shape.exitCode, 2);
    assert.match(shape.stderr, /single, composite, collections, bulk/);
  });

  test('the duplicate rules take its user for a lane, which they report, and others for people, whom they ask', async () => {
    const email = { LastName: 'Twin', Normalized_Email__c: 'twin@example.com' };
    const twins = [
      { object: 'Account', fields: { Name: 'Twins', Normalized_Business_Key__c: 'DE1' }, key: 'Business_Key' },
      { object: 'Contact', fields: email, key: 'Email' },
      { object: 'Lead', fields: { ...email, Company: 'Twins' }, key: 'Email' }
    ];
    const saved: [string, string[]][] = [];
    for (const { object, fields, key } of twins)
      saved.push([`${object}_Lane_${key}`, [await created(object, fields), await created(object, fields)]]);
    // The e-mail of the lead's twin is the contacts' too: rules compare records of one object.
    assert.deepEqual(await reported(), Object.fromEntries(saved));

    await rename(CLIENT, PERSON);
    const asPerson: [string, HttpReply][] = [];
    for (const { object, fields } of twins)
      asPerson.push([object, await as('POST', `/sobjects/${object}`, fields, org.tokenOf(PERSON))]);
    await rename(PERSON, CLIENT);
    for (const [object, reply] of asPerson) {
      assert.equal(reply.status, 400, object);
      assert.equal(firstError(reply).errorCode, 'DUPLICATES_DETECTED', JSON.stringify(reply.body));
    }
    assert.deepEqual(await reported(), Object.fromEntries(saved));
  });

  test('it keeps runs and exceptions, those of the queue too, and adds audits that it cannot change', async () => {
    const runId = await created('Sync_Run__c', { Key__c: 'r', Lane__c: 'marketing_contacts', Received__c: 1 });
    const [queue] = await records(
      `SELECT Id FROM Group WHERE DeveloperName = 'Contact_Data_Stewards'`,
      org.tokenOf(CLIENT)
    );
    const exceptionId = await created('Contact_Sync_Exception__c', {
      Conflict_Key__c: 'k',
      Run__c: runId,
      OwnerId: queue?.['Id']
    });
    const counted = await as('PATCH', `/sobjects/Contact_Sync_Exception__c/${exceptionId}`, { Occurrences__c: 2 });
    assert.equal(counted.status, 204, JSON.stringify(counted.body));
    await created('Identity_Alias__c', { Alias_Key__c: 'Owner|x', Object__c: 'Owner', Owner_Id__c: queue?.['Id'] });
    await created('Identity_Lock__c', { Key__c: 'twin@example.com' });
    await created('Sync_Inbound__c', { Lane__c: 'marketing_contacts', Run_Key__c: 'r', Payload__c: '{}' });
    await created('Sync_Alert__e', { Condition__c: 'run_unbalanced', Lane__c: 'marketing_contacts' });
    const auditId = await created('Duplicate_Audit__c', { Lane__c: 'marketing_contacts', Run__c: runId });
    assert.equal((await as('PATCH', `/sobjects/Duplicate_Audit__c/${auditId}`, { Rule__c: 'x' })).status, 400);
    assert.equal((await as('DELETE', `/sobjects/Duplicate_Audit__c/${auditId}`)).status, 400);
  });
});
