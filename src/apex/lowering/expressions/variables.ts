/** What a bare name means where a value stands: a local, a member of the class, or a static member of an outer class. */
import { findUserField, problems, type FieldSymbol } from '../../types/index.ts';
import type { Position } from '../../syntax/tree.ts';
import { fieldKey, getterKey, setterKey, type LocalVariable, type Lowered, type LoweringContext } from '../context.ts';
import { isVisible } from './visibility.ts';

export type Variable =
  | { readonly kind: 'local'; readonly local: LocalVariable }
  /** `receiver` is `this` for an instance field, null for a static one. */
  | { readonly kind: 'field'; readonly field: FieldSymbol; readonly receiver: 'this' | null };

/** Locals hide fields, fields hide those of outer classes; from an outer class only statics are in reach. */
export function findVariable(context: LoweringContext, name: string): Variable | undefined {
  const local = context.findLocal(name);
  if (local) return { kind: 'local', local };
  for (let type = context.classSymbol; type; type = type.outer) {
    const field = findUserField(type, name);
    if (!field) continue;
    if (field.static) return { kind: 'field', field, receiver: null };
    if (type === context.classSymbol) return { kind: 'field', field, receiver: 'this' };
  }
  return undefined;
}

/** An instance field named in a static method: nothing of it can be read or written there. */
export function isOutOfReach(context: LoweringContext, variable: Variable): boolean {
  return variable.kind === 'field' && variable.receiver === 'this' && context.isStatic;
}

export function readVariable(context: LoweringContext, variable: Variable, at: Position): Lowered {
  if (variable.kind === 'local') return { type: variable.local.type, code: variable.local.jsName };
  if (isOutOfReach(context, variable)) context.report(problems.staticNeeded(variable.field.name), at);
  return readUserField(context, variable.field, variable.receiver, at);
}

/** `receiver` is code that is not null, or null for a static field. */
export function readUserField(
  context: LoweringContext,
  field: FieldSymbol,
  receiver: string | null,
  at: Position
): Lowered {
  const { type } = field;
  if (isBackingValue(context, field)) return { type, code: backingValue(context, field, receiver) };
  if (field.getVisibility === null || !isVisible(context, field, field.getVisibility))
    context.report(problems.variableNotVisible(`${field.owner.name}.${field.name}`), at);
  if (!field.accessors) return { type, code: backingValue(context, field, receiver) };
  return { type, code: `${receiver ?? context.classReference(field.owner)}.${getterKey(field.name)}()` };
}

/** Code that stores `value` and yields it. */
export function writeUserField(
  context: LoweringContext,
  field: FieldSymbol,
  receiver: string | null,
  value: string,
  at: Position
): string {
  if (isBackingValue(context, field)) return `(${backingValue(context, field, receiver)} = ${value})`;
  if (field.setVisibility === null || !isVisible(context, field, field.setVisibility))
    context.report(problems.variableNotVisible(`${field.owner.name}.${field.name}`), at);
  if (field.final && !mayInitialise(context, field)) context.report(problems.finalAssigned(field.name), at);
  if (!field.accessors) return `(${backingValue(context, field, receiver)} = ${value})`;
  return `${receiver ?? context.classReference(field.owner)}.${setterKey(field.name)}(${value})`;
}

function backingValue(context: LoweringContext, field: FieldSymbol, receiver: string | null): string {
  return receiver === null
    ? `${context.classReference(field.owner)}.$s.${fieldKey(field.name)}`
    : `${receiver}.${fieldKey(field.name)}`;
}

/** Inside its own accessors the property's name means the stored value. */
function isBackingValue(context: LoweringContext, field: FieldSymbol): boolean {
  return (
    field.kind === 'property' &&
    context.classSymbol === field.owner &&
    context.accessorOf?.toLowerCase() === field.name.toLowerCase()
  );
}

function mayInitialise(context: LoweringContext, field: FieldSymbol): boolean {
  if (context.initialising !== (field.static ? 'static' : 'instance')) return false;
  return context.classSymbol === field.owner;
}
