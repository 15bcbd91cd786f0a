/** What the compiler knows a value to be: the model of Apex types. */
import type { SObjectDescribe } from '../../metadata/index.ts';
import type { TypeText } from '../linkage.ts';
import type { PlatformClassSymbol } from '../platform/library.ts';
import type { ClassSymbol } from './symbols.ts';

export type PrimitiveName =
  'Boolean' | 'Integer' | 'Long' | 'Double' | 'Decimal' | 'String' | 'Id' | 'Date' | 'Datetime' | 'Time' | 'Blob';

export type ApexType =
  | { readonly kind: 'primitive'; readonly name: PrimitiveName }
  | { readonly kind: 'object' }
  | { readonly kind: 'void' }
  /** The type of the literal null: goes into every other type. */
  | { readonly kind: 'null' }
  /** After a diagnostic: goes with everything, so that one mistake is reported once. */
  | { readonly kind: 'unknown' }
  /** A record; without a describe the generic SObject. */
  | { readonly kind: 'sobject'; readonly describe: SObjectDescribe | null }
  | { readonly kind: 'list'; readonly element: ApexType }
  | { readonly kind: 'set'; readonly element: ApexType }
  | { readonly kind: 'map'; readonly key: ApexType; readonly value: ApexType }
  | { readonly kind: 'user'; readonly symbol: ClassSymbol }
  | { readonly kind: 'platform'; readonly class: PlatformClassSymbol; readonly typeArguments: readonly ApexType[] }
  /** T, K or V inside the declaration of a platform class. */
  | { readonly kind: 'parameter'; readonly name: string };

function primitive(name: PrimitiveName): ApexType {
  return Object.freeze({ kind: 'primitive', name });
}

export const primitives = {
  Boolean: primitive('Boolean'),
  Integer: primitive('Integer'),
  Long: primitive('Long'),
  Double: primitive('Double'),
  Decimal: primitive('Decimal'),
  String: primitive('String'),
  Id: primitive('Id'),
  Date: primitive('Date'),
  Datetime: primitive('Datetime'),
  Time: primitive('Time'),
  Blob: primitive('Blob')
} as const satisfies Record<PrimitiveName, ApexType>;

export const objectType: ApexType = Object.freeze({ kind: 'object' });
export const voidType: ApexType = Object.freeze({ kind: 'void' });
export const nullType: ApexType = Object.freeze({ kind: 'null' });
export const unknownType: ApexType = Object.freeze({ kind: 'unknown' });
export const sobjectType: ApexType = Object.freeze({ kind: 'sobject', describe: null });

export function listOf(element: ApexType): ApexType {
  return { kind: 'list', element };
}

export function setOf(element: ApexType): ApexType {
  return { kind: 'set', element };
}

export function mapOf(key: ApexType, value: ApexType): ApexType {
  return { kind: 'map', key, value };
}

export function recordOf(describe: SObjectDescribe): ApexType {
  return { kind: 'sobject', describe };
}

export function isPrimitive(type: ApexType, ...names: readonly PrimitiveName[]): boolean {
  return type.kind === 'primitive' && names.includes(type.name);
}

export function isNumeric(type: ApexType): boolean {
  return isPrimitive(type, 'Integer', 'Long', 'Double', 'Decimal');
}

/**
 * Canonical text, for the run time and for diagnostics alike: primitives, Object, SObject and collections bare, records by API name, user
 * types as `Foo.Inner`, library classes by their full name (`System.DmlException`, `Database.SaveResult`).
 */
export function typeText(type: ApexType): TypeText {
  switch (type.kind) {
    case 'primitive':
    case 'parameter':
      return type.name;
    case 'object':
    case 'unknown':
      return 'Object';
    case 'void':
    case 'null':
      return type.kind;
    case 'sobject':
      return type.describe?.name ?? 'SObject';
    case 'list':
      return `List<${typeText(type.element)}>`;
    case 'set':
      return `Set<${typeText(type.element)}>`;
    case 'map':
      return `Map<${typeText(type.key)},${typeText(type.value)}>`;
    case 'user':
      return type.symbol.name;
    case 'platform':
      return type.typeArguments.length === 0
        ? type.class.name
        : `${type.class.name}<${type.typeArguments.map(typeText).join(',')}>`;
  }
}

export function sameType(left: ApexType, right: ApexType): boolean {
  return left === right || (left.kind === right.kind && typeText(left).toLowerCase() === typeText(right).toLowerCase());
}
