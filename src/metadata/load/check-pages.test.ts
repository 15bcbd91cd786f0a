/** Compact layouts, layouts, record pages and apps: what they name must be there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatDiagnostic } from '../../base/index.ts';
import { loadProject, metadata, soundProject } from './test-project.ts';

const RUN = 'audit/objects/Run__c/Run__c.object-meta.xml';

const pages: Readonly<Record<string, string>> = {
  'audit/objects/Run__c/compactLayouts/Short.compactLayout-meta.xml': metadata(
    'CompactLayout',
    '<fullName>Short</fullName>\n<fields>Name</fields>\n<fields>Status__c</fields>\n<fields>OwnerId</fields>\n<label>Short</label>'
  ),
  'audit/layouts/Run__c-Run Layout.layout-meta.xml': metadata(
    'Layout',
    `<layoutSections>
    <layoutColumns>
    <layoutItems><behavior>Readonly</behavior><field>Status__c</field></layoutItems>
    </layoutColumns>
    <style>OneColumn</style>
    </layoutSections>`
  ),
  'console/flexipages/Run_Record.flexipage-meta.xml': metadata(
    'FlexiPage',
    `<flexiPageRegions>
    <itemInstances><fieldInstance><fieldItem>Record.Count__c</fieldItem></fieldInstance></itemInstances>
    <name>main</name>
    <type>Region</type>
    </flexiPageRegions>
    <masterLabel>Run</masterLabel>
    <sobjectType>Run__c</sobjectType>
    <template><name>flexipage:recordHomeTemplateDesktop</name></template>
    <type>RecordPage</type>`
  ),
  'console/applications/Runs.app-meta.xml': metadata(
    'CustomApplication',
    `<actionOverrides>
    <actionName>View</actionName>
    <content>Run_Record</content>
    <formFactor>Large</formFactor>
    <pageOrSobjectType>Run__c</pageOrSobjectType>
    <type>Flexipage</type>
    </actionOverrides>
    <label>Runs</label>
    <tabs>Run__c</tabs>
    <uiType>Lightning</uiType>`
  )
};

function problems(change: (files: Record<string, string>) => void): string[] {
  const files: Record<string, string> = { ...soundProject, ...pages };
  files[RUN] = (files[RUN] ?? '').replace(
    '<label>',
    '<compactLayoutAssignment>Short</compactLayoutAssignment>\n<label>'
  );
  change(files);
  return loadProject(files).diagnostics.map(formatDiagnostic);
}

function broken(path: string, find: string, text: string): string {
  const found = problems((files) => {
    const before = files[path] ?? '';
    assert.ok(before.includes(find), `${path} no longer holds ${find}`);
    files[path] = before.replace(find, text);
  });
  return found.join('\n');
}

test('sound pages have no problems', () => {
  assert.deepEqual(
    problems(() => undefined),
    []
  );
});

test('a compact layout names fields of its object, ten at most, standard ones too', () => {
  const path = 'audit/objects/Run__c/compactLayouts/Short.compactLayout-meta.xml';
  assert.match(broken(path, 'Status__c', 'State__c'), /MET3021.*compact layout Short names the field Run__c\.State__c/);
  assert.match(broken(path, 'OwnerId', 'Owner_Id'), /MET3021/);
  const eleven = '<fields>Name</fields>\n'.repeat(10);
  assert.match(broken(path, '<fields>OwnerId</fields>\n', eleven), /MET3005.*more than 10 fields/);
});

test('an object is assigned a compact layout of its own', () => {
  assert.match(broken(RUN, '>Short<', '>Long<'), /MET3025.*Run__c\.Long/);
  assert.equal(broken(RUN, '>Short<', '>SYSTEM<'), '');
});

test('a layout names fields of its object', () => {
  assert.match(broken('audit/layouts/Run__c-Run Layout.layout-meta.xml', 'Status__c', 'State__c'), /MET3021/);
});

test('a record page has an object and names its fields', () => {
  const path = 'console/flexipages/Run_Record.flexipage-meta.xml';
  assert.match(broken(path, 'Record.Count__c', 'Record.Sum__c'), /MET3021.*Run__c\.Sum__c/);
  assert.match(broken(path, '<sobjectType>Run__c</sobjectType>\n', ''), /MET3020/);
});

test('an app shows a page that is there for an object that is there', () => {
  const path = 'console/applications/Runs.app-meta.xml';
  assert.match(broken(path, 'Run_Record', 'Walk_Record'), /MET3025.*Walk_Record/);
  assert.match(broken(path, '<pageOrSobjectType>Run__c', '<pageOrSobjectType>Walk__c'), /MET3020.*Walk__c/);
});
