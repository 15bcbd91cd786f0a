/**
 * Which records a user may see and change: the organization-wide default, ownership and the object permissions above them, as SQL. There is no
 * role hierarchy, no sharing rule and no share record in the local org, so nothing else grants access.
 *
 * Sources: Salesforce Help, "Organization-Wide Default Access Settings", "Considerations for Sharing and Accessing Contacts", "View All and
 * Modify All Permissions Overview"; Salesforce Record Access Under the Hood, "Access Grants".
 */
import type { FieldDescribe, OrgSchema, SharingModel, SObjectDescribe } from '../../metadata/index.ts';
import type { AccessRights } from '../access/rights.ts';
import type { ParameterList } from '../query/parameters.ts';
import { quote, tableOf } from '../schema/table.ts';

/** What is asked of a record. `transfer`: to give it another owner. */
export type RecordRight = 'read' | 'edit' | 'delete' | 'transfer';

/** What the organization-wide default gives to everybody who has the object permission. */
const GIVEN: Readonly<Record<Exclude<SharingModel, 'ControlledByParent'>, readonly RecordRight[]>> = {
  Private: [],
  Read: ['read'],
  ReadWrite: ['read', 'edit'],
  ReadWriteTransfer: ['read', 'edit', 'transfer'],
  FullAccess: ['read', 'edit', 'delete', 'transfer']
};

/** The parent of a standard object that can be controlled by one. */
const CONTROLLING_FIELD: ReadonlyMap<string, string> = new Map([
  ['Contact', 'accountid'],
  ['Order', 'accountid'],
  ['OrderItem', 'orderid']
]);

export interface AccessQuestion {
  readonly schema: OrgSchema;
  readonly access: AccessRights;
  /** SQL of the user's id, a parameter; asked for only by a condition that needs it. */
  readonly user: string;
}

export function questionOf(schema: OrgSchema, access: AccessRights, parameters: ParameterList): AccessQuestion {
  return {
    schema,
    access,
    get user() {
      return parameters.viewer();
    }
  };
}

/**
 * A condition on the record behind `alias`; null when it is true of every record, so that administrators and public objects pay nothing.
 * Whoever has View All or Modify All on the object, or on all data, stands above sharing.
 */
export function accessCondition(
  question: AccessQuestion,
  describe: SObjectDescribe,
  alias: string,
  right: RecordRight
): string | null {
  if (!describe.sharingModel || grantsAll(question.access, describe, right)) return null;
  return conditionOf(question, describe, describe.sharingModel, alias, right);
}

export function grantsAll(access: AccessRights, describe: SObjectDescribe, right: RecordRight): boolean {
  const { viewAll, modifyAll } = access.objectRights(describe);
  if (modifyAll || (right === 'read' && viewAll)) return true;
  // Salesforce Help, "Permissions for Changing Record Ownership": Transfer Record, Transfer Leads.
  if (right !== 'transfer') return false;
  return (
    access.hasUserPermission('TransferAnyEntity') ||
    (describe.name === 'Lead' && access.hasUserPermission('TransferAnyLead'))
  );
}

function conditionOf(
  question: AccessQuestion,
  describe: SObjectDescribe,
  model: SharingModel,
  alias: string,
  right: RecordRight
): string | null {
  // A record of its own owner is given away by that owner, whoever controls the rest.
  if (model === 'ControlledByParent' && (right !== 'transfer' || !describe.fields.has('ownerid')))
    return controlledByParent(question, describe, alias, right);
  const isGiven = model !== 'ControlledByParent' && GIVEN[model].includes(right);
  // A contact without an account is its owner's alone, whatever the default says (Salesforce Help, "Considerations for Sharing …").
  if (isGiven && describe.name !== 'Contact') return null;
  const owned = ownedBy(question, alias);
  if (isGiven) return `(${alias}.accountid IS NOT NULL OR ${owned})`;
  return describe.name === 'Account' && right === 'read' ? `(${owned} OR ${implied(question, alias)})` : owned;
}

/**
 * Owned by the user or by a queue that the user is a member of, directly or through groups; membership gives what ownership gives
 * (Salesforce Help, "Set Up Queues": queue members work with the records as if they owned them). The array is worked out once per query.
 */
function ownedBy({ schema, user }: AccessQuestion, alias: string): string {
  if (!schema.objects.has('groupmember')) return `${alias}.ownerid = ${user}`;
  const groups =
    `WITH RECURSIVE mine(id) AS (SELECT ${user} UNION SELECT m.groupid FROM mine ` +
    `JOIN org."groupmember" m ON m.userorgroupid = mine.id AND NOT m.isdeleted) SELECT id FROM mine`;
  return `${alias}.ownerid = ANY (ARRAY(${groups}))`;
}

/**
 * An account is readable for who owns one of its contacts, or one of its orders when these are shared by themselves ("implicit parent";
 * Designing Record Access for Enterprise Scale, "Implicit Sharing").
 */
function implied(question: AccessQuestion, alias: string): string {
  const parts = ['Contact', 'Order'].flatMap((name) => {
    const child = question.schema.objects.get(name.toLowerCase());
    if (!child || (name === 'Order' && child.sharingModel === 'ControlledByParent')) return [];
    return `SELECT accountid FROM ${tableOf(child).sql} i WHERE NOT i.isdeleted AND ${ownedBy(question, 'i')}`;
  });
  return parts.length === 0 ? 'false' : `${alias}.id IN (${parts.join(' UNION ALL ')})`;
}

/** All parents must grant it: a detail of two masters needs access to both (Salesforce Help, "Set Your Internal Organization-Wide Sharing Defaults"). */
function controlledByParent(
  question: AccessQuestion,
  describe: SObjectDescribe,
  alias: string,
  right: RecordRight
): string | null {
  const parts: string[] = [];
  for (const field of controllingFields(describe)) {
    const parent = question.schema.objects.get((field.referenceTo?.[0] ?? '').toLowerCase());
    if (!parent) continue;
    const column = `${alias}.${quote(field.name.toLowerCase())}`;
    const condition = parentCondition(question, describe, parent, rightOnParent(field, right));
    const byParent =
      condition === null
        ? `${column} IS NOT NULL`
        : `${column} IN (SELECT p.id FROM ${tableOf(parent).sql} p WHERE ${condition})`;
    if (describe.fields.has('ownerid'))
      parts.push(`(${byParent} OR (${column} IS NULL AND ${ownedBy(question, alias)}))`);
    else if (condition !== null) parts.push(byParent);
  }
  return parts.length === 0 ? null : parts.join(' AND ');
}

/** The lookups that say who may do what with a record that is controlled by its parents. */
export function controllingFields(describe: SObjectDescribe): readonly FieldDescribe[] {
  if (describe.sharingModel !== 'ControlledByParent') return [];
  const standard = describe.fields.get(CONTROLLING_FIELD.get(describe.name) ?? '');
  return standard ? [standard] : [...describe.fields.values()].filter((field) => field.masterDetail);
}

/**
 * View All on accounts shows no contacts that are controlled by their accounts (Salesforce Help, "Considerations for Sharing and Accessing
 * Contacts"); View All on masters and orders passes on.
 */
function parentCondition(
  question: AccessQuestion,
  child: SObjectDescribe,
  parent: SObjectDescribe,
  right: RecordRight
): string | null {
  if (child.name !== 'Contact') return accessCondition(question, parent, 'p', right);
  return parent.sharingModel ? conditionOf(question, parent, parent.sharingModel, 'p', right) : null;
}

/**
 * A detail is written by who may edit its master, or read it when the relationship says so (Salesforce Help, "Master-Detail Relationship
 * Considerations"); order products likewise. Contacts and orders need on their account what is done to them.
 */
export function rightOnParent(field: FieldDescribe, right: RecordRight): RecordRight {
  if (right === 'read') return 'read';
  if (field.masterDetail) return field.writeNeedsMasterRead ? 'read' : 'edit';
  return field.name === 'OrderId' ? 'edit' : right;
}
