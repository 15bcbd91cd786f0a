/** Replaces T, K and V of a library class by what they stand for at one place. */
import type { ApexType } from './apex-type.ts';

export type TypeBindings = ReadonlyMap<string, ApexType>;

export function substitute(type: ApexType, bindings: TypeBindings): ApexType {
  if (bindings.size === 0) return type;
  switch (type.kind) {
    case 'parameter':
      return bindings.get(type.name) ?? type;
    case 'list':
    case 'set':
      return { kind: type.kind, element: substitute(type.element, bindings) };
    case 'map':
      return { kind: 'map', key: substitute(type.key, bindings), value: substitute(type.value, bindings) };
    case 'platform':
      return type.typeArguments.length === 0
        ? type
        : { ...type, typeArguments: type.typeArguments.map((argument) => substitute(argument, bindings)) };
    default:
      return type;
  }
}

/** A library declaration that says SObject, for one object: Map<String, SObject> becomes Map<String, Sync_Lane__mdt>. */
export function substituteRecord(type: ApexType, record: ApexType): ApexType {
  if (type.kind === 'sobject' && type.describe === null) return record;
  if (type.kind === 'list' || type.kind === 'set')
    return { kind: type.kind, element: substituteRecord(type.element, record) };
  if (type.kind === 'map') return { kind: 'map', key: type.key, value: substituteRecord(type.value, record) };
  return type;
}
