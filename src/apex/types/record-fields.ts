/** Fields and relationships of records, by names as Apex and SOQL write them. */
import type { ChildRelationship, FieldDescribe, SObjectDescribe } from '../../metadata/index.ts';
import { primitives, type ApexType } from './apex-type.ts';
import type { ProgramSymbols } from './program-symbols.ts';

/** Apex type of a field's value. Source: Apex Developer Guide, "Primitive Data Types", and Object Reference, "Field Types". */
export function fieldValueType(field: FieldDescribe): ApexType {
  switch (field.type) {
    case 'id':
    case 'reference':
      return primitives.Id;
    case 'boolean':
      return primitives.Boolean;
    case 'int':
      return primitives.Integer;
    case 'double':
    case 'currency':
    case 'percent':
      return primitives.Decimal;
    case 'date':
      return primitives.Date;
    case 'datetime':
      return primitives.Datetime;
    case 'time':
      return primitives.Time;
    case 'base64':
      return primitives.Blob;
    default:
      return primitives.String;
  }
}

export function findField(describe: SObjectDescribe, name: string): FieldDescribe | undefined {
  return describe.fields.get(name.toLowerCase());
}

export interface ParentRelationship {
  /** Canonical relationship name. */
  readonly name: string;
  readonly field: FieldDescribe;
  /**
   * The parent's object. A relationship to several objects (Owner) gives the first of them that the org has: Salesforce's own
   * type there, `Name`, is an object that nobody can deploy.
   */
  readonly parent: SObjectDescribe;
}

export function findParent(
  symbols: ProgramSymbols,
  describe: SObjectDescribe,
  name: string
): ParentRelationship | undefined {
  const wanted = name.toLowerCase();
  for (const field of describe.fields.values()) {
    if (field.relationshipName?.toLowerCase() !== wanted) continue;
    for (const object of field.referenceTo ?? []) {
      const parent = symbols.findObject(object);
      if (parent) return { name: field.relationshipName, field, parent };
    }
  }
  return undefined;
}

export function findChildren(describe: SObjectDescribe, name: string): ChildRelationship | undefined {
  return describe.childRelationships.get(name.toLowerCase());
}
