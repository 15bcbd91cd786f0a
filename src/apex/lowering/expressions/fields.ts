/** `value.name`: fields and properties of user objects, fields and relationships of records, properties of library objects. */
import type { FieldExpression } from '../../syntax/tree.ts';
import {
  fieldValueType,
  findChildren,
  findField,
  findParent,
  findPlatformProperty,
  findUserField,
  listOf,
  primitives,
  problems,
  recordOf,
  typeText,
  unknownType,
  type ApexType
} from '../../types/index.ts';
import type { SObjectDescribe } from '../../../metadata/index.ts';
import type { LoweringContext } from '../context.ts';
import { receiverOf, type Chain } from './chains.ts';
import { staticProperty } from './statics.ts';
import { describeField } from './tokens.ts';
import { readUserField } from './variables.ts';

export function readField(context: LoweringContext, chain: Chain, expression: FieldExpression): Chain {
  const { name, safe, at } = expression;
  const source = chain.singleRecord && chain.type.kind === 'list' ? chain.singleRecord : chain;
  if (source.type.kind === 'unknown') return { type: unknownType, code: 'null' };
  const token = readDescribe(context, chain, name);
  if (token) return token;
  if (source.type.kind === 'sobject') return readRecord(context, source, expression);
  if (source.type.kind === 'user') {
    const field = findUserField(source.type.symbol, name);
    if (field) {
      if (field.static) context.report(problems.instanceNeeded(field.name), at);
      const receiver = receiverOf(context, source, safe);
      return { ...readUserField(context, field, field.static ? null : receiver.code, at), guard: receiver.guard };
    }
  }
  const found = findPlatformProperty(context.symbols, source.type, name);
  if (found && !found.property.static) {
    const receiver = receiverOf(context, source, safe);
    const code = `${staticProperty(context, found)}.get(${receiver.code})`;
    const fieldsOf = name.toLowerCase() === 'fields' ? chain.describeOf : undefined;
    return { type: found.type, code, guard: receiver.guard, fieldsOf };
  }
  context.report(problems.variableDoesNotExist(name), at);
  return { type: unknownType, code: 'null' };
}

/** Whether `value.name` means something on a value of the type. */
export function hasField(context: LoweringContext, type: ApexType, name: string): boolean {
  if (type.kind === 'sobject') return recordMember(context, type, name) !== undefined;
  if (type.kind === 'user' && findUserField(type.symbol, name)) return true;
  return findPlatformProperty(context.symbols, type, name) !== undefined;
}

/** `Schema.SObjectType.Contact.fields.Email`. */
function readDescribe(context: LoweringContext, chain: Chain, name: string): Chain | undefined {
  if (chain.fieldsOf) {
    const field = findField(chain.fieldsOf, name);
    return field && describeField(context, chain.fieldsOf, field);
  }
  // A library without a `fields` property still lets its members be named.
  if (chain.describeOf && name.toLowerCase() === 'fields' && !findPlatformProperty(context.symbols, chain.type, name))
    return { type: chain.type, code: chain.code, fieldsOf: chain.describeOf, nonNull: true };
  return undefined;
}

function readRecord(context: LoweringContext, chain: Chain, expression: FieldExpression): Chain {
  const { name, safe, at } = expression;
  const member = recordMember(context, chain.type, name);
  if (!member) {
    const object = typeText(chain.type);
    context.report(problems.fieldDoesNotExist(name, object), at);
    return { type: unknownType, code: 'null' };
  }
  const parent = member.kind === 'parent';
  if (chain.parent && !safe) {
    // Apex Developer Guide, "Accessing sObject Fields Through Relationships": read as a value, a missing parent gives null.
    const record = context.temporary();
    const code = `((${record} = ${chain.code}) === null ? null : ${member.read(record)})`;
    return { type: member.type, code, guard: chain.guard, parent };
  }
  const receiver = receiverOf(context, chain, safe);
  return { type: member.type, code: member.read(receiver.code), guard: receiver.guard, parent };
}

export interface RecordMember {
  readonly kind: 'field' | 'parent' | 'children';
  readonly type: ApexType;
  readonly read: (record: string) => string;
  /** Code that stores and yields the value; null when the platform does not let Apex write it. */
  readonly write: ((record: string, value: string) => string) | null;
}

/** A field, parent or child relationship of a record, canonical in the emitted code. */
export function recordMember(context: LoweringContext, type: ApexType, name: string): RecordMember | undefined {
  if (type.kind !== 'sobject') return undefined;
  const { describe } = type;
  if (!describe) {
    // The generic SObject has one field of its own.
    return name.toLowerCase() === 'id'
      ? {
          kind: 'field',
          type: primitives.Id,
          read: (record) => `$.getField(${record}, "Id")`,
          write: (record, value) => `$.putField(${record}, "Id", ${value})`
        }
      : undefined;
  }
  const field = findField(describe, name);
  if (field) {
    return {
      kind: 'field',
      type: fieldValueType(field),
      read: (record) => `$.getField(${record}, "${field.name}")`,
      write: isWriteable(describe, field.name)
        ? (record, value) => `$.putField(${record}, "${field.name}", ${value})`
        : null
    };
  }
  return parentMember(context, describe, name) ?? childrenMember(context, describe, name);
}

function parentMember(context: LoweringContext, describe: SObjectDescribe, name: string): RecordMember | undefined {
  const found = findParent(context.symbols, describe, name);
  return (
    found && {
      kind: 'parent',
      type: recordOf(found.parent),
      read: (record) => `$.getParent(${record}, "${found.name}")`,
      write: (record, value) => `$.putParent(${record}, "${found.name}", ${value})`
    }
  );
}

function childrenMember(context: LoweringContext, describe: SObjectDescribe, name: string): RecordMember | undefined {
  const found = findChildren(describe, name);
  const child = found && context.symbols.findObject(found.childSObject);
  if (!found || !child) return undefined;
  return {
    kind: 'children',
    type: listOf(recordOf(child)),
    read: (record) => `$.getChildren(${record}, "${found.relationshipName}")`,
    write: null
  };
}

/**
 * Fields that the org fills cannot be set in Apex ("Field is not writeable"); the record's own id can, to name what is updated.
 * A custom metadata record is only ever set in memory, where all its fields are open (Apex Developer Guide, "Custom Metadata Types").
 */
function isWriteable(describe: SObjectDescribe, fieldName: string): boolean {
  const field = findField(describe, fieldName);
  return fieldName === 'Id' || describe.kind === 'customMetadata' || !field || field.createable || field.updateable;
}
