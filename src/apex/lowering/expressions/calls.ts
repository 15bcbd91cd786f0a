/** Method calls: bare names, on values, on types, on super, and calls of another constructor. */
import type { CallExpression, Position } from '../../syntax/tree.ts';
import {
  findField,
  findMethods,
  problems,
  typeText,
  unknownType,
  type ApexType,
  type MethodCandidate
} from '../../types/index.ts';
import type { Lowered, LoweringContext } from '../context.ts';
import { lowerTarget, receiverOf, type Chain } from './chains.ts';
import { lowerConstructorCall } from './constructor-calls.ts';
import { convert } from './conversion.ts';
import { lowerCustomMetadataCall } from './custom-metadata-calls.ts';
import { lowerEnumCall } from './enum-calls.ts';
import { lowerValue } from './lower.ts';
import { chooseOverload } from './overloads.ts';
import { platformCall } from './platform-calls.ts';
import { fieldToken } from './tokens.ts';
import { isVisible } from './visibility.ts';

const UNKNOWN: Chain = { type: unknownType, code: 'null' };

export function lowerCall(context: LoweringContext, call: CallExpression): Chain {
  if (!call.target) {
    if (call.name === 'this' || call.name === 'super') return lowerConstructorCall(context, call);
    return lowerBareCall(context, call);
  }
  const onField = lowerFieldAddError(context, call);
  if (onField) return onField;
  const target = lowerTarget(context, call.target);
  if (target.kind === 'super') return lowerSuperCall(context, call);
  if (target.kind === 'value') {
    const hidden = target.type && findMethods(context.symbols, target.chain.type, call.name).every((one) => one.static);
    if (hidden && target.type) return lowerStaticCall(context, call, target.type);
    return lowerInstanceCall(context, call, target.chain);
  }
  if (target.kind === 'type') return lowerStaticCall(context, call, target.type);
  context.report(problems.variableDoesNotExist(target.parts.join('.')), call.target.at);
  return UNKNOWN;
}

/** `method(…)`: of this class or its superclasses, else a static one of an outer class. */
function lowerBareCall(context: LoweringContext, call: CallExpression): Chain {
  const values = lowerArguments(context, call);
  for (let type = context.classSymbol; type; type = type.outer) {
    const own = type === context.classSymbol;
    const candidates = findMethods(context.symbols, type.type, call.name).filter(
      (candidate) => own || candidate.static
    );
    if (candidates.length === 0) continue;
    const method = choose(context, call, candidates, values, type.type);
    if (!method) return UNKNOWN;
    if (!method.static && context.isStatic) context.report(problems.staticNeeded(`${call.name}`), call.at);
    return emit(context, method, 'this', values, call.at);
  }
  const type = context.classSymbol?.name ?? context.unit.triggerObject ?? 'trigger';
  context.report(problems.methodDoesNotExist(callText(call.name, values), type), call.at);
  return UNKNOWN;
}

function lowerInstanceCall(context: LoweringContext, call: CallExpression, chain: Chain): Chain {
  const values = lowerArguments(context, call);
  if (chain.type.kind === 'unknown') return UNKNOWN;
  const all = findMethods(context.symbols, chain.type, call.name);
  const candidates = all.filter((candidate) => !candidate.static);
  if (candidates.length === 0 && all.length > 0) {
    context.report(problems.instanceNeeded(call.name), call.at);
    return UNKNOWN;
  }
  const method = choose(context, call, candidates, values, chain.type);
  if (!method) return UNKNOWN;
  const receiver = receiverOf(context, chain, call.safe);
  return { ...emit(context, method, receiver.code, values, call.at), guard: receiver.guard };
}

function lowerStaticCall(context: LoweringContext, call: CallExpression, type: ApexType): Chain {
  const values = lowerArguments(context, call);
  const own = lowerEnumCall(context, type, call, values) ?? lowerCustomMetadataCall(context, type, call, values);
  if (own) return own;
  const all = findMethods(context.symbols, type, call.name);
  const candidates = all.filter((candidate) => candidate.static);
  if (candidates.length === 0 && all.length > 0) {
    context.report(problems.staticNeeded(call.name), call.at);
    return UNKNOWN;
  }
  const method = choose(context, call, candidates, values, type);
  return method ? emit(context, method, '', values, call.at) : UNKNOWN;
}

function lowerSuperCall(context: LoweringContext, call: CallExpression): Chain {
  const values = lowerArguments(context, call);
  const superclass: ApexType = context.classSymbol?.superclass ?? { kind: 'object' };
  const candidates = findMethods(context.symbols, superclass, call.name).filter((candidate) => !candidate.static);
  const method = choose(context, call, candidates, values, superclass);
  if (!method) return UNKNOWN;
  return emit(context, method, method.source.kind === 'user' ? 'super' : 'this', values, call.at);
}

/** `record.Email.addError('…')`: the error lands on the field. */
function lowerFieldAddError(context: LoweringContext, call: CallExpression): Chain | undefined {
  const { target } = call;
  if (call.name.toLowerCase() !== 'adderror' || target?.kind !== 'field') return undefined;
  const owner = lowerTarget(context, target.target);
  // Reported already: lowering the target again would report it twice.
  if (owner.kind === 'value' && owner.chain.type.kind === 'unknown') return UNKNOWN;
  if (owner.kind !== 'value' || owner.chain.type.kind !== 'sobject') return undefined;
  const { describe } = owner.chain.type;
  const field = describe && findField(describe, target.name);
  if (!describe || !field) return undefined;
  const values = [fieldToken(context, describe, field), ...lowerArguments(context, call)];
  const candidates = findMethods(context.symbols, owner.chain.type, 'addError');
  const method = choose(context, call, candidates, values, owner.chain.type);
  if (!method) return UNKNOWN;
  const receiver = receiverOf(context, owner.chain, target.safe || call.safe);
  return { ...emit(context, method, receiver.code, values, call.at), guard: receiver.guard };
}

export function lowerArguments(context: LoweringContext, call: CallExpression): Lowered[] {
  return call.arguments.map((argument) => lowerValue(context, argument));
}

function choose(
  context: LoweringContext,
  call: CallExpression,
  candidates: readonly MethodCandidate[],
  values: readonly Lowered[],
  type: ApexType
): MethodCandidate | undefined {
  const choice = chooseOverload(context, candidates, values);
  if (choice.kind === 'one') return choice.candidate;
  // An argument that is already reported must not be reported again through the call.
  if (values.some((value) => value.type.kind === 'unknown') && candidates.length > 0) return undefined;
  const text = callText(call.name, values);
  context.report(
    choice.kind === 'ambiguous' ? problems.ambiguousMethod(text) : problems.methodDoesNotExist(text, typeText(type)),
    call.at
  );
  return undefined;
}

function emit(
  context: LoweringContext,
  candidate: MethodCandidate,
  receiver: string,
  values: readonly Lowered[],
  at: Position
): Lowered {
  const converted = convertArguments(context, candidate.parameters, values, at);
  const type = candidate.returnType;
  if (candidate.source.kind === 'platform') {
    const { method } = candidate.source;
    return { type, code: platformCall(context, method, method.static ? converted : [receiver, ...converted]) };
  }
  const { method } = candidate.source;
  if (!isVisible(context, method, method.visibility))
    context.report(problems.methodNotVisible(`${method.owner.name}.${method.name}`), at);
  const owner = method.static ? context.classReference(method.owner) : receiver;
  return { type, code: `${owner}.${method.key}(${converted.join(', ')})` };
}

export function convertArguments(
  context: LoweringContext,
  parameters: readonly ApexType[],
  values: readonly Lowered[],
  at: Position
): string[] {
  return values.map((value, index) => convert(context, value, parameters[index] ?? value.type, at).code);
}

/** `foo(String, Integer)`. */
export function callText(name: string, values: readonly Lowered[]): string {
  return `${name}(${values.map((value) => typeText(value.type)).join(', ')})`;
}
