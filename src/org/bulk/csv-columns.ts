/**
 * What the columns of an ingest CSV stand for: fields, and parents that are named by a key of theirs. Source: Bulk API 2.0 Developer Guide,
 * "Prepare CSV Files", "Relationship Fields in a Header Row": `Account.External_Customer_Id__c`, and `Group:Owner.Id` where a lookup has
 * several objects; one level, and only fields that are indexed.
 */
import { findLookup } from '../../database/index.ts';
import type { FieldDescribe, OrgSchema, SObjectDescribe } from '../../metadata/index.ts';

export type CsvColumn = FieldColumn | ParentColumn;

export interface FieldColumn {
  readonly kind: 'field';
  readonly field: FieldDescribe;
}

export interface ParentColumn {
  readonly kind: 'parent';
  readonly lookup: FieldDescribe;
  readonly relationship: string;
  readonly parent: SObjectDescribe;
  /** The field of the parent that names it. */
  readonly key: FieldDescribe;
}

/** Null for a name that stands for nothing. */
export function columnOf(schema: OrgSchema, describe: SObjectDescribe, name: string): CsvColumn | null {
  const field = describe.fields.get(name.toLowerCase());
  if (field) return { kind: 'field', field };
  const match = /^(?:([^:.]+):)?([^:.]+)\.([^:.]+)$/.exec(name);
  const [, object, relationship = '', keyName = ''] = match ?? [];
  const lookup = findLookup(describe, relationship);
  if (!lookup) return null;
  const targets = (lookup.referenceTo ?? []).filter(
    (target) => !object || target.toLowerCase() === object.toLowerCase()
  );
  const [target, ...others] = targets;
  // An id says itself which object it is of.
  if (target === undefined || (others.length > 0 && keyName.toLowerCase() !== 'id')) return null;
  const parent = schema.objects.get(target.toLowerCase());
  const key = parent?.fields.get(keyName.toLowerCase());
  if (!parent || !key || !(key.externalId || key.unique || key.type === 'id')) return null;
  return { kind: 'parent', lookup, relationship: lookup.relationshipName ?? relationship, parent, key };
}

/** The field that a value of the column is a value of. */
export function valueField(column: CsvColumn): FieldDescribe {
  return column.kind === 'field' ? column.field : column.key;
}
