/** A small sfdx project in memory, written to a temporary folder for a test and changed file by file. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { eventProject } from './event.test-project.ts';
import { loadPackage } from './load-package.ts';
import { field, metadata, type ProjectFiles } from './metadata-text.test-project.ts';
import type { SourcePackage } from '../package.ts';

export { field, metadata, type ProjectFiles } from './metadata-text.test-project.ts';

export function loadProject(files: ProjectFiles): SourcePackage {
  const folder = mkdtempSync(join(tmpdir(), 'package-'));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  try {
    write('sfdx-project.json', '{ "packageDirectories": [{ "path": "force-app", "default": true }] }');
    for (const [path, text] of Object.entries(files)) write(`force-app/main/${path}`, text);
    return loadPackage(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One component of every kind, without a problem. */
export const soundProject: ProjectFiles = {
  ...eventProject,
  'matching/objects/Contact/fields/Key__c.field-meta.xml': field(
    'Key__c',
    '<type>Text</type>\n<length>80</length>\n<externalId>true</externalId>\n<unique>true</unique>\n<caseSensitive>false</caseSensitive>'
  ),
  'intake/objects/Contact/fields/Version__c.field-meta.xml': field(
    'Version__c',
    '<type>Number</type>\n<precision>18</precision>\n<scale>0</scale>'
  ),
  'audit/objects/Run__c/Run__c.object-meta.xml': metadata(
    'CustomObject',
    `<label>Run</label>
    <pluralLabel>Runs</pluralLabel>
    <nameField>
    <label>Run Name</label>
    <type>AutoNumber</type>
    <displayFormat>RUN-{000000}</displayFormat>
    </nameField>
    <deploymentStatus>Deployed</deploymentStatus>
    <sharingModel>ReadWrite</sharingModel>`
  ),
  'audit/objects/Run__c/fields/Status__c.field-meta.xml': field(
    'Status__c',
    `<type>Picklist</type>
    <required>true</required>
    <valueSet>
    <restricted>true</restricted>
    <valueSetDefinition>
    <sorted>false</sorted>
    <value><fullName>New</fullName><default>true</default><label>New</label></value>
    <value><fullName>Done</fullName><default>false</default><label>Done</label></value>
    </valueSetDefinition>
    </valueSet>`
  ),
  'audit/objects/Run__c/fields/Contact__c.field-meta.xml': field(
    'Contact__c',
    '<type>Lookup</type>\n<referenceTo>Contact</referenceTo>\n<relationshipName>Runs</relationshipName>'
  ),
  'audit/objects/Run__c/fields/Count__c.field-meta.xml': field(
    'Count__c',
    '<type>Number</type>\n<precision>9</precision>\n<scale>0</scale>\n<defaultValue>0</defaultValue>'
  ),
  'audit/objects/Run__c/listViews/All.listView-meta.xml': metadata(
    'ListView',
    '<fullName>All</fullName>\n<columns>NAME</columns>\n<columns>Status__c</columns>\n<filterScope>Everything</filterScope>\n<label>All</label>'
  ),
  'audit/objects/Run__c/validationRules/Kept.validationRule-meta.xml': metadata(
    'ValidationRule',
    `<fullName>Kept</fullName>
    <active>true</active>
    <errorConditionFormula>AND(ISCHANGED(Count__c), NOT($Permission.Change_Key))</errorConditionFormula>
    <errorDisplayField>Count__c</errorDisplayField>
    <errorMessage>The count is kept.</errorMessage>`
  ),
  'foundation/objects/Lane__mdt/Lane__mdt.object-meta.xml': metadata(
    'CustomObject',
    '<label>Lane</label>\n<pluralLabel>Lanes</pluralLabel>\n<visibility>Public</visibility>'
  ),
  'foundation/objects/Lane__mdt/fields/Limit__c.field-meta.xml': field(
    'Limit__c',
    '<type>Number</type>\n<precision>2</precision>\n<scale>0</scale>'
  ),
  'foundation/objects/Lane__mdt/fields/Parent__c.field-meta.xml': field(
    'Parent__c',
    '<type>MetadataRelationship</type>\n<referenceTo>Lane__mdt</referenceTo>\n<relationshipName>Children</relationshipName>'
  ),
  'foundation/customMetadata/Lane.first.md-meta.xml': metadata(
    'CustomMetadata',
    '<label>First</label>\n<protected>false</protected>\n<values>\n<field>Limit__c</field>\n<value xsi:type="xsd:double">3.0</value>\n</values>'
  ),
  'foundation/customMetadata/Lane.a_lane_with_a_longer_name_than_an_id.md-meta.xml': metadata(
    'CustomMetadata',
    '<label>Long</label>\n<protected>false</protected>'
  ),
  'foundation/customMetadata/Lane.second.md-meta.xml': metadata(
    'CustomMetadata',
    '<label>Second</label>\n<protected>false</protected>\n<values>\n<field>Parent__c</field>\n<value xsi:type="xsd:string">a_lane_with_a_longer_name_than_an_id</value>\n</values>'
  ),
  'matching/matchingRules/Contact.matchingRule-meta.xml': metadata(
    'MatchingRules',
    `<matchingRules>
    <fullName>Same_Key</fullName>
    <label>Same Key</label>
    <matchingRuleItems>
    <blankValueBehavior>NullNotAllowed</blankValueBehavior>
    <fieldName>Email</fieldName>
    <matchingMethod>Exact</matchingMethod>
    </matchingRuleItems>
    <ruleStatus>Active</ruleStatus>
    </matchingRules>`
  ),
  'matching/duplicateRules/Contact.People.duplicateRule-meta.xml': metadata(
    'DuplicateRule',
    `<actionOnInsert>Allow</actionOnInsert>
    <actionOnUpdate>Allow</actionOnUpdate>
    <alertText>Is this the same person?</alertText>
    <duplicateRuleFilter xsi:nil="true"/>
    <duplicateRuleMatchRules>
    <matchRuleSObjectType>Contact</matchRuleSObjectType>
    <matchingRule>Same_Key</matchingRule>
    <objectMapping xsi:nil="true"/>
    </duplicateRuleMatchRules>
    <isActive>true</isActive>
    <masterLabel>People</masterLabel>
    <operationsOnInsert>Alert</operationsOnInsert>
    <operationsOnInsert>Report</operationsOnInsert>
    <securityOption>BypassSharingRules</securityOption>
    <sortOrder>2</sortOrder>`
  ),
  'access/customPermissions/Change_Key.customPermission-meta.xml': metadata(
    'CustomPermission',
    '<isLicensed>false</isLicensed>\n<label>Change key</label>'
  ),
  'access/permissionsets/Lead.permissionset-meta.xml': metadata(
    'PermissionSet',
    `<label>Lead</label>
    <objectPermissions>
    <allowCreate>true</allowCreate>
    <allowDelete>true</allowDelete>
    <allowEdit>true</allowEdit>
    <allowRead>true</allowRead>
    <modifyAllRecords>true</modifyAllRecords>
    <object>Run__c</object>
    <viewAllRecords>true</viewAllRecords>
    </objectPermissions>
    <fieldPermissions>
    <editable>true</editable>
    <field>Run__c.Count__c</field>
    <readable>true</readable>
    </fieldPermissions>
    <customPermissions>
    <enabled>true</enabled>
    <name>Change_Key</name>
    </customPermissions>
    <classAccesses>
    <apexClass>RunStore</apexClass>
    <enabled>true</enabled>
    </classAccesses>
    <userPermissions>
    <enabled>true</enabled>
    <name>ApiEnabled</name>
    </userPermissions>
    <tabSettings>
    <tab>Run__c</tab>
    <visibility>Visible</visibility>
    </tabSettings>`
  ),
  'access/queues/Stewards.queue-meta.xml': metadata(
    'Queue',
    '<doesSendEmailToMembers>false</doesSendEmailToMembers>\n<name>Stewards</name>\n<queueSobject>\n<sobjectType>Run__c</sobjectType>\n</queueSobject>'
  ),
  'console/tabs/Run__c.tab-meta.xml': metadata(
    'CustomTab',
    '<customObject>true</customObject>\n<motif>Custom1: Heart</motif>'
  ),
  'audit/classes/RunStore.cls': 'public class RunStore {}\n',
  'audit/classes/RunStore.cls-meta.xml': metadata(
    'ApexClass',
    '<apiVersion>67.0</apiVersion>\n<status>Active</status>'
  ),
  'console/lwc/runList/runList.ts': 'export default class RunList {}\n',
  'console/lwc/runList/runList.html': '<template></template>\n',
  'console/lwc/runList/runList.js-meta.xml': metadata(
    'LightningComponentBundle',
    '<apiVersion>67.0</apiVersion>\n<isExposed>true</isExposed>\n<targets>\n<target>lightning__Tab</target>\n</targets>'
  ),
  'console/README.md': 'Not a component.\n'
};
