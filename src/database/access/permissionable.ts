/** Which objects and fields have permissions at all; the others are there for everybody, or for who sets the org up. */
import type { FieldDescribe, SObjectDescribe } from '../../metadata/index.ts';

/**
 * Standard objects with object permissions in profiles and permission sets. What is not listed (users, groups, permission sets, jobs …) is
 * part of the setup: everybody may read it, only administrators may change it.
 */
const STANDARD_RECORDS: ReadonlySet<string> = new Set(
  [
    'Account',
    'Asset',
    'Campaign',
    'Case',
    'Contact',
    'Contract',
    'DuplicateRecordItem',
    'DuplicateRecordSet',
    'Individual',
    'Lead',
    'Opportunity',
    'Order',
    'OrderItem',
    'Pricebook2',
    'PricebookEntry',
    'Product2'
  ].map((name) => name.toLowerCase())
);

/**
 * Objects that follow another one's permissions. Source: Salesforce Help, "Object Permissions": order products follow orders, price book
 * entries price books.
 */
const FOLLOWERS: ReadonlyMap<string, string> = new Map([
  ['orderitem', 'order'],
  ['pricebookentry', 'pricebook2'],
  ['duplicaterecorditem', 'duplicaterecordset']
]);

export type Governance = 'permissions' | 'setup' | 'metadata' | 'everybody';

/** Activities have no object permissions; "Edit Tasks" is on in the standard profiles (Salesforce Help, "User Permissions"). */
const EVERYBODYS: ReadonlySet<string> = new Set(['task']);

export function governanceOf(describe: SObjectDescribe): Governance {
  if (describe.kind === 'customMetadata') return 'metadata';
  if (EVERYBODYS.has(describe.name.toLowerCase())) return 'everybody';
  if (describe.kind === 'standard' && !STANDARD_RECORDS.has(describe.name.toLowerCase())) return 'setup';
  return 'permissions';
}

/** Lower-case names of the objects whose permissions count for this one. */
export function governingObjects(describe: SObjectDescribe): readonly string[] {
  const name = describe.name.toLowerCase();
  const leader = FOLLOWERS.get(name);
  return leader === undefined ? [name] : [name, leader];
}

/** Parts of the compound Name of people, which is always there. */
const NAME_PARTS: ReadonlySet<string> = new Set(['FirstName', 'LastName', 'MiddleName', 'Suffix', 'Salutation']);

/**
 * Whether the field has field-level security (`DescribeFieldResult.isPermissionable`). Required and master-detail fields, names, owners and
 * what the org keeps itself have none (salesforce-facts 2; Object Reference, FieldPermissions, "Special Properties").
 */
export function isPermissionable(describe: SObjectDescribe, field: FieldDescribe): boolean {
  // Fields of platform events have none (Platform Events Developer Guide, "Considerations for Defining Platform Events").
  if (governanceOf(describe) !== 'permissions' || describe.kind === 'platformEvent') return false;
  if (field.masterDetail || field.name === 'OwnerId' || field.name === 'Name') return false;
  if (!field.nillable && field.type !== 'boolean' && field.autoNumberFormat === undefined) return false;
  if (field.custom) return true;
  if (!field.createable && !field.updateable) return false;
  return !(NAME_PARTS.has(field.name) && describe.fields.get('name')?.compound === 'personName');
}
