/** Fields, parents and children of records, as Apex reads and writes them. */
import {
  ApexBlob,
  ApexDate,
  ApexDatetime,
  ApexDecimal,
  ApexDouble,
  ApexTime,
  isIdText,
  toId18
} from '../../base/index.ts';
import type { FieldValue } from '../../database/index.ts';
import { type SObject } from '../../database/index.ts';
import type { FieldDescribe, SObjectDescribe } from '../../metadata/index.ts';
import { ApexList } from './collections/list.ts';
import { raise } from './exceptions/exception.ts';
import { toDecimal } from './numbers.ts';
import { typeNameOf } from './types/type-checks.ts';

export function asRecord(value: unknown): SObject {
  if (value === null || value === undefined)
    return raise('NullPointerException', 'Attempt to de-reference a null object');
  return value as SObject;
}

/** The field's describe by API name in any case; undefined when the object has no such field. */
export function findField(describe: SObjectDescribe, name: string): FieldDescribe | undefined {
  return describe.fields.get(name.toLowerCase());
}

/**
 * Reads a field by its canonical name. A record that was queried without it refuses (message of debug logs; Apex Developer Guide, "Working
 * with SOQL and SOSL Query Results"); a new record reads null, or false for a checkbox.
 */
export function getField(value: unknown, field: string): FieldValue {
  const record = asRecord(value);
  const held = record.fields.get(field);
  if (held !== undefined) return held;
  if (record.queried && field !== 'Id') notQueried(record, field);
  return findField(record.describe, field)?.type === 'boolean' ? false : null;
}

/** Writes a field by its canonical name and returns what was given. Lengths and required values are checked at save. */
export function putField(value: unknown, field: string, given: unknown): unknown {
  const record = asRecord(value);
  if (record.readOnly) raise('FinalException', 'Record is read-only');
  const describe = findField(record.describe, field);
  if (!describe) return raise('SObjectException', `Invalid field ${field} for ${record.describe.name}`);
  record.fields.set(describe.name, toFieldValue(describe, given));
  if (record.queried) record.assigned.add(describe.name);
  return given;
}

/** Converts to the type that the field holds, or throws the SObjectException of a wrong assignment. */
export function toFieldValue(describe: FieldDescribe, given: unknown): FieldValue {
  if (given === null || given === undefined) return null;
  const held = convert(describe, given);
  if (held !== undefined) return held;
  return raise('SObjectException', `Illegal assignment from ${typeNameOf(given)} to ${apexTypeOfField(describe)}`);
}

function convert(describe: FieldDescribe, given: unknown): FieldValue | undefined {
  switch (describe.type) {
    case 'id':
    case 'reference':
      return typeof given === 'string' ? toReference(describe, given) : undefined;
    case 'boolean':
      return typeof given === 'boolean' ? given : undefined;
    case 'int':
      return typeof given === 'number' ? given : undefined;
    case 'double':
    case 'currency':
    case 'percent':
      return toNumber(given);
    case 'date':
      if (given instanceof ApexDatetime) return new ApexDate(given.time);
      return given instanceof ApexDate ? given : undefined;
    case 'datetime':
      if (given instanceof ApexDate) return new ApexDatetime(given.time);
      return given instanceof ApexDatetime ? given : undefined;
    case 'time':
      return given instanceof ApexTime ? given : undefined;
    case 'base64':
      return given instanceof ApexBlob ? given : undefined;
    default:
      return typeof given === 'string' ? given : undefined;
  }
}

function toReference(describe: FieldDescribe, given: string): FieldValue {
  if (isIdText(given)) return toId18(given);
  // A custom metadata record refers to another one by its developer name.
  if (describe.referenceTo?.some((target) => target.endsWith('__mdt'))) return given;
  return raise('StringException', `Invalid id: ${given}`);
}

function toNumber(given: unknown): FieldValue | undefined {
  const numeric =
    typeof given === 'number' ||
    typeof given === 'bigint' ||
    given instanceof ApexDecimal ||
    given instanceof ApexDouble;
  return numeric ? toDecimal(given) : undefined;
}

/** Apex type of a field's value (Apex Developer Guide, "Primitive Data Types"). */
export function apexTypeOfField(describe: FieldDescribe): string {
  switch (describe.type) {
    case 'id':
    case 'reference':
      return 'Id';
    case 'boolean':
      return 'Boolean';
    case 'int':
      return 'Integer';
    case 'double':
    case 'currency':
    case 'percent':
      return 'Decimal';
    case 'date':
      return 'Date';
    case 'datetime':
      return 'Datetime';
    case 'time':
      return 'Time';
    case 'base64':
      return 'Blob';
    default:
      return 'String';
  }
}

export function getParent(value: unknown, relationship: string): SObject | null {
  const record = asRecord(value);
  const parent = record.parents.get(relationship);
  if (parent !== undefined) return parent;
  if (record.queried) notQueried(record, relationship);
  return null;
}

export function putParent(value: unknown, relationship: string, parent: unknown): unknown {
  const record = asRecord(value);
  if (record.readOnly) raise('FinalException', 'Record is read-only');
  record.parents.set(relationship, parent as SObject | null);
  return parent;
}

/** A list over the records of the subquery; empty for a new record. */
export function getChildren(value: unknown, relationship: string): ApexList {
  const record = asRecord(value);
  const child = record.describe.childRelationships.get(relationship.toLowerCase());
  let children = record.children.get(child?.relationshipName ?? relationship);
  if (!children) {
    if (record.queried) notQueried(record, relationship);
    children = [];
  }
  return new ApexList(child?.childSObject ?? 'SObject', children);
}

function notQueried(record: SObject, field: string): never {
  const place = `${record.describe.name}.${field}`;
  return raise('SObjectException', `SObject row was retrieved via SOQL without querying the requested field: ${place}`);
}
