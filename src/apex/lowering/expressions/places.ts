/** What can stand left of `=`: how it is read, how it is written, and what must be evaluated once before both. */
import type { Expression, FieldExpression, IndexExpression } from '../../syntax/tree.ts';
import {
  findPlatformProperty,
  findUserField,
  primitives,
  problems,
  typeText,
  type ApexType,
  type FieldSymbol
} from '../../types/index.ts';
import type { Lowered, LoweringContext } from '../context.ts';
import { closeChain, lowerTarget, type Chain } from './chains.ts';
import { recordMember } from './fields.ts';
import { lowerConverted } from './lower.ts';
import { checked, isStable } from './nullability.ts';
import { staticProperty } from './statics.ts';
import { findVariable, isOutOfReach, readUserField, writeUserField } from './variables.ts';

export interface Place {
  readonly type: ApexType;
  /** Assignments of temporaries that must run before `read` and `write`. */
  readonly prepare: readonly string[];
  /** Checked only when asked for: a property without a getter may still be written. */
  read(): Lowered;
  /** Code that stores the value and yields it. */
  write(value: string): string;
}

/** `twice`: the place will be read and written, so its receiver must not be evaluated twice. Null after a diagnostic. */
export function placeOf(context: LoweringContext, target: Expression, twice: boolean): Place | null {
  if (target.kind === 'name') return placeOfName(context, target.name, target);
  if (target.kind === 'field') return placeOfField(context, target, twice);
  if (target.kind === 'index') return placeOfElement(context, target, twice);
  context.report(problems.notAssignable(), target.at);
  return null;
}

function placeOfName(context: LoweringContext, name: string, target: Expression): Place | null {
  const variable = findVariable(context, name);
  if (!variable) {
    context.report(problems.variableDoesNotExist(name), target.at);
    return null;
  }
  if (variable.kind === 'field') {
    if (isOutOfReach(context, variable)) context.report(problems.staticNeeded(variable.field.name), target.at);
    return userFieldPlace(context, variable.field, variable.receiver, [], target);
  }
  const { type, jsName, final } = variable.local;
  if (final) context.report(problems.finalAssigned(name), target.at);
  return { type, prepare: [], read: () => ({ type, code: jsName }), write: (value) => `(${jsName} = ${value})` };
}

function userFieldPlace(
  context: LoweringContext,
  field: FieldSymbol,
  receiver: string | null,
  prepare: readonly string[],
  target: Expression
): Place {
  return {
    type: field.type,
    prepare,
    read: () => readUserField(context, field, receiver, target.at),
    write: (value) => writeUserField(context, field, receiver, value, target.at)
  };
}

function placeOfField(context: LoweringContext, target: FieldExpression, twice: boolean): Place | null {
  const owner = lowerTarget(context, target.target);
  if (owner.kind === 'namespace' || owner.kind === 'super') {
    context.report(problems.variableDoesNotExist(target.name), target.at);
    return null;
  }
  if (owner.kind === 'type') return placeOfStatic(context, owner.type, target);
  if (owner.chain.type.kind === 'unknown') return null;
  const chain: Chain = closeChain(owner.chain);
  const { type } = chain;
  if (type.kind === 'user') {
    const field = findUserField(type.symbol, target.name);
    if (field) {
      if (field.static) context.report(problems.instanceNeeded(field.name), target.at);
      const { code, prepare } = once(context, chain, twice);
      return userFieldPlace(context, field, code, prepare, target);
    }
  }
  if (type.kind === 'sobject') return placeOfRecordMember(context, chain, target, twice);
  const found = findPlatformProperty(context.symbols, type, target.name);
  if (!found || found.property.static) {
    context.report(problems.variableDoesNotExist(target.name), target.at);
    return null;
  }
  if (!found.property.writable) {
    context.report(problems.fieldNotWriteable(`${found.property.owner.name}.${found.property.name}`), target.at);
    return null;
  }
  const property = staticProperty(context, found);
  const { code, prepare } = once(context, chain, twice);
  return {
    type: found.type,
    prepare,
    read: () => ({ type: found.type, code: `${property}.get(${code})` }),
    write: (value) => storeAndYield(context, value, (stored) => `${property}.set(${code}, ${stored})`)
  };
}

function placeOfRecordMember(
  context: LoweringContext,
  chain: Chain,
  target: FieldExpression,
  twice: boolean
): Place | null {
  const member = recordMember(context, chain.type, target.name);
  const object = typeText(chain.type);
  if (!member) {
    context.report(problems.fieldDoesNotExist(target.name, object), target.at);
    return null;
  }
  const { write } = member;
  if (!write) {
    context.report(problems.fieldNotWriteable(`${object}.${target.name}`), target.at);
    return null;
  }
  const { code, prepare } = once(context, chain, twice);
  return {
    type: member.type,
    prepare,
    read: () => ({ type: member.type, code: member.read(code) }),
    write: (value) => write(code, value)
  };
}

function placeOfStatic(context: LoweringContext, type: ApexType, target: FieldExpression): Place | null {
  if (type.kind === 'user') {
    const field = findUserField(type.symbol, target.name);
    if (field?.static) return userFieldPlace(context, field, null, [], target);
  } else {
    const found = findPlatformProperty(context.symbols, type, target.name);
    if (found?.property.static && found.property.writable) {
      const property = staticProperty(context, found);
      return {
        type: found.type,
        prepare: [],
        read: () => ({ type: found.type, code: `${property}.get()` }),
        write: (value) => storeAndYield(context, value, (stored) => `${property}.set(${stored})`)
      };
    }
  }
  context.report(problems.variableDoesNotExist(`${typeText(type)}.${target.name}`), target.at);
  return null;
}

function placeOfElement(context: LoweringContext, target: IndexExpression, twice: boolean): Place | null {
  const owner = lowerTarget(context, target.target);
  const index = checked(lowerConverted(context, target.index, primitives.Integer));
  if (owner.kind !== 'value' || owner.chain.type.kind !== 'list') {
    if (owner.kind !== 'value' || owner.chain.type.kind !== 'unknown')
      context.report(problems.notIndexable(owner.kind === 'value' ? typeText(owner.chain.type) : 'type'), target.at);
    return null;
  }
  const type = owner.chain.type.element;
  const list = once(context, closeChain(owner.chain), twice);
  const prepare = [...list.prepare];
  let position = index;
  if (twice && !isStable(index) && !/^\d+$/.test(index)) {
    position = context.temporary();
    prepare.push(`${position} = ${index}`);
  }
  return {
    type,
    prepare,
    read: () => ({ type, code: `$.listGet(${list.code}, ${position})` }),
    write: (value) => `$.listSet(${list.code}, ${position}, ${value})`
  };
}

/** The receiver, kept in a temporary when it will be used twice and is more than a variable. */
function once(context: LoweringContext, chain: Chain, twice: boolean): { code: string; prepare: string[] } {
  const code = checked(chain);
  if (!twice || isStable(code)) return { code, prepare: [] };
  const kept = context.temporary();
  return { code: kept, prepare: [`${kept} = ${code}`] };
}

/** A library setter returns nothing, but an assignment is an expression. */
function storeAndYield(context: LoweringContext, value: string, store: (stored: string) => string): string {
  const stored = context.temporary();
  return `(${stored} = ${value}, ${store(stored)}, ${stored})`;
}
