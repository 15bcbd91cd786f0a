/** Organization-wide defaults: what a deploy sets, and what asks for more than the local org carries out. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { formatDiagnostic } from '../../base/index.ts';
import { field, loadProject, metadata, soundProject, type ProjectFiles } from './test-project.ts';

const RUN = 'audit/objects/Run__c/Run__c.object-meta.xml';
const LINE = 'audit/objects/Line__c/Line__c.object-meta.xml';

function object(model: string): string {
  return metadata(
    'CustomObject',
    `<label>Line</label>
    <pluralLabel>Lines</pluralLabel>
    <nameField><label>Name</label><type>Text</type></nameField>
    <deploymentStatus>Deployed</deploymentStatus>
    <sharingModel>${model}</sharingModel>`
  );
}

const toRun = field(
  'Run__c',
  '<type>MasterDetail</type>\n<referenceTo>Run__c</referenceTo>\n<relationshipName>Lines</relationshipName>\n<writeRequiresMasterRead>true</writeRequiresMasterRead>'
);

function contact(elements: string): ProjectFiles {
  return { 'audit/objects/Contact/Contact.object-meta.xml': metadata('CustomObject', elements) };
}

function problemsOf(files: ProjectFiles): string {
  return loadProject({ ...soundProject, ...files })
    .diagnostics.map(formatDiagnostic)
    .join('\n');
}

describe('organization-wide defaults', () => {
  test('a new org has those of Salesforce Help, and a package has the ones of its objects', () => {
    const { objects } = loadProject(soundProject).schema;
    const models = ['account', 'contact', 'lead', 'order', 'orderitem', 'run__c', 'user'].map(
      (name) => objects.get(name)?.sharingModel
    );
    assert.deepEqual(models, [
      'ReadWrite',
      'ControlledByParent',
      'ReadWriteTransfer',
      'ControlledByParent',
      'ControlledByParent',
      'ReadWrite',
      undefined
    ]);
  });

  test('a file of a standard object sets its default for the org', () => {
    const { schema, diagnostics } = loadProject({
      ...soundProject,
      ...contact('<sharingModel>Private</sharingModel>')
    });
    assert.deepEqual(diagnostics, []);
    assert.equal(schema.objects.get('contact')?.sharingModel, 'Private');
    assert.ok(schema.objects.get('contact')?.fields.has('lastname'), 'keeps its fields');
  });

  test('a detail is controlled by its master, and says whether reading the master is enough to write it', () => {
    const files = { ...soundProject, [LINE]: object('ControlledByParent') };
    const { schema, diagnostics } = loadProject({
      ...files,
      'audit/objects/Line__c/fields/Run__c.field-meta.xml': toRun
    });
    assert.deepEqual(diagnostics.map(formatDiagnostic), []);
    assert.equal(schema.objects.get('line__c')?.fields.get('run__c')?.writeNeedsMasterRead, true);
  });

  const refused: readonly { what: string; files: ProjectFiles; message: RegExp }[] = [
    {
      what: 'ControlledByParent without a master',
      files: { [RUN]: object('ControlledByParent') },
      message: /MET3037.*Run__c has no master-detail field/
    },
    {
      what: 'a detail with a default of its own',
      files: { [LINE]: object('Private'), 'audit/objects/Line__c/fields/Run__c.field-meta.xml': toRun },
      message: /MET3037.*Line__c has a master/
    },
    {
      what: 'the level of another object',
      files: contact('<sharingModel>ReadWriteTransfer</sharingModel>'),
      message: /MET3037.*Contact cannot have the sharing model ReadWriteTransfer/
    },
    {
      what: 'a level that the local org lacks',
      files: contact('<sharingModel>ControlledByCampaign</sharingModel>'),
      message: /MET3037.*Contact cannot have/
    },
    {
      what: 'a reason for shares made by Apex',
      files: contact('<sharingReasons><fullName>Team__c</fullName><label>Team</label></sharingReasons>'),
      message: /MET3033.*sharingReasons/
    },
    {
      what: 'a sharing rule',
      files: { 'audit/sharingRules/Run__c.sharingRules-meta.xml': metadata('SharingRules', '') },
      message: /MET3002.*sharing rules/
    },
    {
      what: 'a role',
      files: { 'audit/roles/Boss.role-meta.xml': metadata('Role', '<name>Boss</name>') },
      message: /MET3002.*roles/
    },
    {
      what: 'members of a queue',
      files: {
        'access/queues/Stewards.queue-meta.xml': metadata(
          'Queue',
          '<name>Stewards</name>\n<queueMembers><users><user>a@example.com</user></users></queueMembers>\n<queueSobject><sobjectType>Run__c</sobjectType></queueSobject>'
        )
      },
      message: /MET3033.*queueMembers/
    }
  ];
  for (const { what, files, message } of refused)
    test(`${what} is refused`, () => {
      assert.match(problemsOf(files), message);
    });
});
