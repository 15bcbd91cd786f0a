/**
 * Names, field accesses, calls and indexes form a chain from left to right. Two things belong to the chain as a whole: what its beginning
 * means (`Schema.Contact.Email`: namespace, type or value), and safe navigation, where a null ends all that follows.
 */
import type { Expression, FieldExpression, NameExpression } from '../../syntax/tree.ts';
import { problems, sobjectType, unknownType, type ApexType } from '../../types/index.ts';
import type { SObjectDescribe } from '../../../metadata/index.ts';
import type { Lowered, LoweringContext } from '../context.ts';
import { lowerCall } from './calls.ts';
import { hasField, readField } from './fields.ts';
import { lowerIndex } from './indexing.ts';
import { lowerExpression } from './lower.ts';
import { checked, isStable } from './nullability.ts';
import { readStatic } from './statics.ts';
import { findVariable, isOutOfReach, readVariable } from './variables.ts';

export interface Chain extends Lowered {
  /** Code that is true when a `?.` met null; the value of the whole chain is null then. */
  readonly guard?: string;
  /** A parent record: reading a field of it gives null when there is no parent. */
  readonly parent?: boolean;
  /** `Schema.SObjectType.Contact`, and its `.fields`, whose members are named after the fields. */
  readonly describeOf?: SObjectDescribe;
  readonly fieldsOf?: SObjectDescribe;
}

export type Target =
  /** `type`: what the name would mean if the variable had no such member (`Contact contact; … Contact.SObjectType`). */
  | { readonly kind: 'value'; readonly chain: Chain; readonly type?: ApexType }
  | { readonly kind: 'type'; readonly type: ApexType; readonly parts: readonly string[] }
  | { readonly kind: 'namespace'; readonly parts: readonly string[] }
  | { readonly kind: 'super' };

export function closeChain(chain: Chain): Lowered {
  const { type, code, nonNull, singleRecord, guard } = chain;
  if (guard === undefined) return { type, code, nonNull, singleRecord };
  return { type, code: `(${guard} ? null : ${code})` };
}

/** A chain as a value; a type or namespace that stands alone is no value. */
export function lowerChain(context: LoweringContext, expression: Expression): Chain {
  const target = lowerTarget(context, expression);
  if (target.kind === 'value') return target.chain;
  if (target.kind === 'super') {
    context.report(problems.notSupported('super without a member'), expression.at);
  } else {
    context.report(problems.variableDoesNotExist(target.parts.join('.')), expression.at);
  }
  return { type: unknownType, code: 'null' };
}

/** What stands left of a dot. */
export function lowerTarget(context: LoweringContext, expression: Expression): Target {
  switch (expression.kind) {
    case 'name':
      return lowerName(context, expression);
    case 'field':
      return lowerField(context, expression);
    case 'call':
      return { kind: 'value', chain: lowerCall(context, expression) };
    case 'index':
      return { kind: 'value', chain: lowerIndex(context, expression) };
    case 'this':
      if (context.isStatic || !context.classSymbol) {
        context.report(problems.thisOutsideInstance('this'), expression.at);
        return value(unknownType, 'null');
      }
      return { kind: 'value', chain: { type: context.classSymbol.type, code: 'this', nonNull: true } };
    case 'super':
      if (context.isStatic) context.report(problems.thisOutsideInstance('super'), expression.at);
      return { kind: 'super' };
    default:
      return { kind: 'value', chain: lowerExpression(context, expression) };
  }
}

function lowerName(context: LoweringContext, expression: NameExpression): Target {
  const { name, at } = expression;
  const variable = findVariable(context, name);
  const type = resolveParts(context, [name]);
  if (variable && !isOutOfReach(context, variable)) {
    return { kind: 'value', chain: readVariable(context, variable, at), type: type ?? undefined };
  }
  if (type) return { kind: 'type', type, parts: [name] };
  if (context.symbols.library.isNamespace(name)) return { kind: 'namespace', parts: [name] };
  if (variable) return { kind: 'value', chain: readVariable(context, variable, at) };
  context.report(problems.variableDoesNotExist(name), at);
  return value(unknownType, 'null');
}

function lowerField(context: LoweringContext, expression: FieldExpression): Target {
  const { name, at } = expression;
  const target = lowerTarget(context, expression.target);
  if (target.kind === 'value') {
    // Apex Developer Guide, "Namespace, Class, and Variable Name Precedence": a variable first, then a class.
    const hidden = target.type && !hasField(context, target.chain.type, name);
    const read = hidden && target.type ? readStatic(context, target.type, name, at) : undefined;
    return { kind: 'value', chain: read ?? readField(context, target.chain, expression) };
  }
  if (target.kind === 'super') {
    const superclass = context.classSymbol?.superclass ?? sobjectType;
    return { kind: 'value', chain: readField(context, { type: superclass, code: 'this', nonNull: true }, expression) };
  }
  if (target.kind === 'type') {
    const read = readStatic(context, target.type, name, at);
    if (read) return { kind: 'value', chain: read };
  }
  const parts = [...target.parts, name];
  const type = resolveParts(context, parts);
  if (type) return { kind: 'type', type, parts };
  if (target.kind === 'type' && target.type.kind === 'sobject' && target.type.describe) {
    context.report(problems.fieldDoesNotExist(name, target.type.describe.name), at);
  } else {
    context.report(problems.variableDoesNotExist(parts.join('.')), at);
  }
  return value(unknownType, 'null');
}

function resolveParts(context: LoweringContext, parts: readonly string[]): ApexType | null {
  return context.symbols.resolve({ at: { line: 0, column: 0 }, parts, typeArguments: [] }, context.classSymbol);
}

function value(type: ApexType, code: string): Target {
  return { kind: 'value', chain: { type, code } };
}

/** The value left of a dot, ready to be dereferenced; `?.` adds to the guard what `.` would answer with an exception. */
export function receiverOf(
  context: LoweringContext,
  chain: Chain,
  safe: boolean
): { readonly code: string; readonly guard?: string } {
  if (!safe || chain.nonNull) return { code: checked(chain), guard: chain.guard };
  const stable = isStable(chain.code);
  const code = stable ? chain.code : context.temporary();
  const test = stable ? `${code} === null` : `(${code} = ${chain.code}) === null`;
  return { code, guard: chain.guard === undefined ? test : `${chain.guard} || ${test}` };
}
