/** `Type.name`: static members, enum constants, and the tokens of objects and fields. */
import type { Position } from '../../syntax/tree.ts';
import {
  findField,
  findPlatformProperty,
  findUserField,
  listOf,
  mapOf,
  objectType,
  primitives,
  problems,
  recordOf,
  type ApexType,
  type PropertyCandidate
} from '../../types/index.ts';
import { enumKey, type Lowered, type LoweringContext } from '../context.ts';
import type { Chain } from './chains.ts';
import { describeObject, fieldToken } from './tokens.ts';
import { readUserField } from './variables.ts';

/** Undefined when the type has no such static member: the name may still be an inner type. */
export function readStatic(context: LoweringContext, type: ApexType, name: string, at: Position): Chain | undefined {
  if (type.kind === 'user') return readUserStatic(context, type, name, at);
  if (type.kind === 'sobject') return readToken(context, type, name);
  if (type.kind === 'platform' && type.class.kind === 'enum') {
    const constant = type.class.enumValues.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
    if (constant !== undefined)
      return { type, code: context.hoist(`$.platformEnum("${type.class.name}", "${constant}")`), nonNull: true };
  }
  const found = findPlatformProperty(context.symbols, type, name);
  if (found?.property.static) return readStaticProperty(context, found);
  if (type.kind === 'platform' && type.class.name === 'Schema.SObjectType') return describeObject(context, name);
  return undefined;
}

function readUserStatic(
  context: LoweringContext,
  type: Extract<ApexType, { kind: 'user' }>,
  name: string,
  at: Position
): Chain | undefined {
  const { symbol } = type;
  const constant = symbol.enumValues.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  if (constant !== undefined)
    return { type, code: `${context.classReference(symbol)}.${enumKey(constant)}`, nonNull: true };
  const field = findUserField(symbol, name);
  if (!field) return undefined;
  if (!field.static) context.report(problems.staticNeeded(field.name), at);
  return readUserField(context, field, field.static ? null : 'this', at);
}

function readToken(
  context: LoweringContext,
  type: Extract<ApexType, { kind: 'sobject' }>,
  name: string
): Lowered | undefined {
  const { describe } = type;
  if (!describe) return undefined;
  if (name.toLowerCase() === 'sobjecttype') {
    return {
      type: context.symbols.platformType('Schema.SObjectType') ?? objectType,
      code: `$.sobjectType("${describe.name}")`,
      nonNull: true
    };
  }
  const field = findField(describe, name);
  return field && fieldToken(context, describe, field);
}

export function staticProperty(context: LoweringContext, found: PropertyCandidate): string {
  const { owner, signature } = found.property;
  return context.hoist(`$.platformProperty(${JSON.stringify(owner.name)}, ${JSON.stringify(signature)})`);
}

function readStaticProperty(context: LoweringContext, found: PropertyCandidate): Lowered {
  const { property } = found;
  const type = property.owner.name === 'System.Trigger' ? triggerVariableType(context, property.name) : null;
  return { type: type ?? found.type, code: `${staticProperty(context, found)}.get()` };
}

/**
 * Inside a trigger its records have the trigger's object.
 * Source: Apex Developer Guide, "Trigger Context Variables": Trigger.new is a list of the sObjects the trigger is defined on.
 */
function triggerVariableType(context: LoweringContext, name: string): ApexType | null {
  const describe = context.unit.triggerObject ? context.symbols.findObject(context.unit.triggerObject) : undefined;
  if (!describe) return null;
  const record = recordOf(describe);
  const lower = name.toLowerCase();
  if (lower === 'new' || lower === 'old') return listOf(record);
  if (lower === 'newmap' || lower === 'oldmap') return mapOf(primitives.Id, record);
  return null;
}
