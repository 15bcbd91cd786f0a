/**
 * Users, groups and permissions: the objects that an org has before anything is deployed. Names, types and lengths: Object Reference and
 * Salesforce Field Reference Guide, the pages of these objects; of the many preference flags only those that the local org acts on.
 */
import type { ObjectRow } from './builder.ts';
import {
  addressFields,
  checkbox,
  dateTime,
  email,
  lookup,
  number,
  personNameFields,
  phone,
  picklist,
  readOnly,
  required,
  systemFields,
  text,
  textArea
} from './builder.ts';

const kept = { ...readOnly, ...required };
const locale = (name: string, label: string, value: string) =>
  picklist(name, label, [value], { ...required, defaultValue: value });

export const user: ObjectRow = {
  name: 'User',
  label: 'User',
  labelPlural: 'Users',
  keyPrefix: '005',
  fields: [
    ...systemFields('User ID', { deletable: false }),
    text('Username', 'Username', 80, { ...required, unique: true }),
    ...personNameFields(null),
    text('CompanyName', 'Company Name', 80),
    text('Division', 'Division', 80),
    text('Department', 'Department', 80),
    text('Title', 'Title', 80),
    ...addressFields(''),
    email('Email', 'Email', 128, required),
    phone('Phone', 'Phone'),
    phone('Fax', 'Fax'),
    phone('MobilePhone', 'Mobile'),
    text('Alias', 'Alias', 8, required),
    // Not asked for: the users that the Apex Developer Guide inserts ("Using the runAs Method") have none.
    text('CommunityNickname', 'Nickname', 40),
    checkbox('IsActive', 'Active', { defaultValue: true }),
    locale('TimeZoneSidKey', 'Time Zone', 'GMT'),
    locale('LocaleSidKey', 'Locale', 'en_US'),
    locale('LanguageLocaleKey', 'Language', 'en_US'),
    locale('EmailEncodingKey', 'Email Encoding', 'UTF-8'),
    lookup('ProfileId', 'Profile ID', ['Profile'], 'Profile', { ...required, childRelationshipName: 'Users' }),
    picklist('UserType', 'User Type', ['Standard', 'AutomatedProcess', 'Guest'], {
      ...readOnly,
      defaultValue: 'Standard'
    }),
    text('EmployeeNumber', 'Employee Number', 20),
    lookup('ManagerId', 'Manager ID', ['User'], 'Manager', { childRelationshipName: 'ManagedUsers' }),
    dateTime('LastLoginDate', 'Last Login', readOnly),
    text('FederationIdentifier', 'SAML Federation ID', 512)
  ]
};

export const profile: ObjectRow = {
  name: 'Profile',
  label: 'Profile',
  labelPlural: 'Profile',
  keyPrefix: '00e',
  fields: [
    ...systemFields('Profile ID', { deletable: false }),
    text('Name', 'Name', 255, required),
    text('Description', 'Description', 255),
    picklist('UserType', 'User Type', ['Standard', 'AutomatedProcess', 'Guest'], {
      ...readOnly,
      defaultValue: 'Standard'
    }),
    checkbox('PermissionsApiEnabled', 'API Enabled'),
    checkbox('PermissionsViewSetup', 'View Setup and Configuration'),
    checkbox('PermissionsCustomizeApplication', 'Customize Application'),
    checkbox('PermissionsViewAllData', 'View All Data'),
    checkbox('PermissionsModifyAllData', 'Modify All Data')
  ]
};

export const organization: ObjectRow = {
  name: 'Organization',
  label: 'Organization',
  labelPlural: 'Organization',
  keyPrefix: '00D',
  fields: [
    ...systemFields('Organization ID', { deletable: false }),
    text('Name', 'Name', 80, required),
    text('Division', 'Division', 80),
    ...addressFields(''),
    phone('Phone', 'Phone'),
    phone('Fax', 'Fax'),
    text('PrimaryContact', 'Primary Contact', 80),
    locale('DefaultLocaleSidKey', 'Locale', 'en_US'),
    locale('LanguageLocaleKey', 'Language', 'en_US'),
    locale('TimeZoneSidKey', 'Time Zone', 'GMT'),
    number('FiscalYearStartMonth', 'Fiscal Year Starts In', 'int', 9, 0),
    picklist('OrganizationType', 'Edition', ['Developer Edition'], { ...readOnly, defaultValue: 'Developer Edition' }),
    text('InstanceName', 'Instance Name', 5, readOnly),
    checkbox('IsSandbox', 'Is Sandbox', readOnly),
    text('NamespacePrefix', 'Namespace Prefix', 15, readOnly),
    dateTime('TrialExpirationDate', 'Trial Expiration Date', readOnly)
  ]
};

export const group: ObjectRow = {
  name: 'Group',
  label: 'Group',
  labelPlural: 'Group',
  keyPrefix: '00G',
  fields: [
    ...systemFields('Group ID', { deletable: false }),
    text('Name', 'Name', 40, required),
    text('DeveloperName', 'Developer Name', 80),
    lookup('RelatedId', 'Related ID', ['User'], 'Related', readOnly),
    picklist('Type', 'Type', ['Regular', 'Queue', 'Organization'], { ...required, updateable: false }),
    email('Email', 'Email', 255),
    lookup('OwnerId', 'Owner ID', ['Organization', 'User'], 'Owner', kept),
    checkbox('DoesSendEmailToMembers', 'Send Email to Members'),
    checkbox('DoesIncludeBosses', 'Include Bosses'),
    text('Description', 'Description', 255)
  ]
};

export const queueSobject: ObjectRow = {
  name: 'QueueSobject',
  label: 'Queue Sobject',
  labelPlural: 'Queue Sobject',
  keyPrefix: '03g',
  fields: [
    { name: 'Id', label: 'Queue Sobject ID', type: 'id', length: 18, ...kept },
    lookup('QueueId', 'Group ID', ['Group'], 'Queue', {
      ...required,
      deleteConstraint: 'Cascade',
      childRelationshipName: 'QueueSobjects'
    }),
    text('SobjectType', 'Sobject Type', 40, required),
    lookup('CreatedById', 'Created By ID', ['User'], 'CreatedBy', kept),
    dateTime('SystemModstamp', 'System Modstamp', kept)
  ]
};

export const groupMember: ObjectRow = {
  name: 'GroupMember',
  label: 'Group Member',
  labelPlural: 'Group Member',
  keyPrefix: '011',
  fields: [
    ...systemFields('Group Member ID', { deletable: false, created: false, modified: false }),
    lookup('GroupId', 'Group ID', ['Group'], 'Group', {
      ...required,
      deleteConstraint: 'Cascade',
      childRelationshipName: 'GroupMembers'
    }),
    lookup('UserOrGroupId', 'User/Group ID', ['Group', 'User'], 'UserOrGroup', {
      ...required,
      deleteConstraint: 'Cascade'
    })
  ]
};

export const permissionSet: ObjectRow = {
  name: 'PermissionSet',
  label: 'Permission Set',
  labelPlural: 'Permission Set',
  keyPrefix: '0PS',
  fields: [
    ...systemFields('PermissionSet ID', { deletable: false }),
    text('Name', 'Permission Set Name', 80, required),
    text('Label', 'Permission Set Label', 80, required),
    text('Description', 'Description', 255),
    lookup('ProfileId', 'Profile ID', ['Profile'], 'Profile', readOnly),
    checkbox('IsOwnedByProfile', 'Is Owned By Profile', readOnly),
    checkbox('IsCustom', 'Is Custom', { ...readOnly, defaultValue: true }),
    text('NamespacePrefix', 'Namespace Prefix', 15, readOnly),
    checkbox('PermissionsApiEnabled', 'API Enabled'),
    checkbox('PermissionsViewAllData', 'View All Data'),
    checkbox('PermissionsModifyAllData', 'Modify All Data')
  ]
};

export const permissionSetAssignment: ObjectRow = {
  name: 'PermissionSetAssignment',
  label: 'Permission Set Assignment',
  labelPlural: 'Permission Set Assignment',
  keyPrefix: '0Pa',
  fields: [
    ...systemFields('PermissionSetAssignment ID', { deletable: false, created: false, modified: false }),
    lookup('PermissionSetId', 'PermissionSet ID', ['PermissionSet'], 'PermissionSet', {
      ...required,
      deleteConstraint: 'Cascade',
      childRelationshipName: 'Assignments'
    }),
    lookup('AssigneeId', 'Assignee ID', ['User'], 'Assignee', {
      ...required,
      childRelationshipName: 'PermissionSetAssignments'
    })
  ]
};

export const customPermission: ObjectRow = {
  name: 'CustomPermission',
  label: 'Custom Permission',
  labelPlural: 'Custom Permission',
  keyPrefix: '0CP',
  fields: [
    ...systemFields('Custom Permission ID'),
    text('DeveloperName', 'Name', 80, required),
    text('MasterLabel', 'Master Label', 80, required),
    text('Language', 'Master Language', 40, { ...required, defaultValue: 'en_US' }),
    text('NamespacePrefix', 'Namespace Prefix', 15, readOnly),
    textArea('Description', 'Description', 255),
    checkbox('IsLicensed', 'License Required'),
    checkbox('IsProtected', 'Protected Component', readOnly)
  ]
};

/** Which Apex class or custom permission a permission set opens. */
export const setupEntityAccess: ObjectRow = {
  name: 'SetupEntityAccess',
  label: 'Setup Entity Access',
  labelPlural: 'Setup Entity Access',
  keyPrefix: '0J0',
  fields: [
    ...systemFields('SetupEntityAccess ID', { deletable: false, created: false, modified: false }),
    lookup('ParentId', 'Parent ID', ['PermissionSet'], 'Parent', {
      ...required,
      deleteConstraint: 'Cascade',
      childRelationshipName: 'SetupEntityAccessItems'
    }),
    lookup('SetupEntityId', 'Setup Entity ID', ['CustomPermission'], 'SetupEntity', {
      ...required,
      deleteConstraint: 'Cascade',
      childRelationshipName: 'SetupEntityAccessItems'
    }),
    picklist('SetupEntityType', 'Setup Entity Type', ['CustomPermission'], readOnly)
  ]
};
