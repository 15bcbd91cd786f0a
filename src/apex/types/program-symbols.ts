/** Every name that Apex code of a package can mean: its own classes, the standard library, the deployed objects. */
import type { OrgSchema, SObjectDescribe } from '../../metadata/index.ts';
import type { PlatformClassSymbol, PlatformLibrary } from '../platform/library.ts';
import type { TypeName } from '../syntax/tree.ts';
import {
  listOf,
  mapOf,
  objectType,
  primitives,
  recordOf,
  setOf,
  sobjectType,
  voidType,
  type ApexType
} from './apex-type.ts';
import { userSuperclassOf, type ClassSymbol } from './symbols.ts';

const BUILT_IN = new Map<string, ApexType>([
  ...Object.entries(primitives).map(([name, type]): [string, ApexType] => [name.toLowerCase(), type]),
  ['object', objectType],
  ['sobject', sobjectType],
  ['void', voidType]
]);

export class ProgramSymbols {
  readonly library: PlatformLibrary;
  readonly schema: OrgSchema;
  /** By lower-case full name, inner classes too. */
  readonly classes: Map<string, ClassSymbol> = new Map();
  readonly #platformTypes = new WeakMap<TypeName, ApexType>();

  constructor(library: PlatformLibrary, schema: OrgSchema) {
    this.library = library;
    this.schema = schema;
  }

  findClass(fullName: string): ClassSymbol | undefined {
    return this.classes.get(fullName.toLowerCase());
  }

  findObject(name: string): SObjectDescribe | undefined {
    return this.schema.objects.get(name.toLowerCase());
  }

  /** A library class as a type; without type arguments it gets Object for each. */
  platformType(fullName: string, typeArguments: readonly ApexType[] = []): ApexType | null {
    const found = this.library.find(fullName);
    return found ? this.#platform(found, typeArguments) : null;
  }

  /** Null when there is no such type, or its type arguments are wrong in number or kind. */
  resolve(name: TypeName, scope: ClassSymbol | null): ApexType | null {
    const typeArguments: ApexType[] = [];
    for (const argument of name.typeArguments) {
      const resolved = this.resolve(argument, scope);
      if (!resolved || resolved.kind === 'void') return null;
      typeArguments.push(resolved);
    }
    const user = this.findUserType(name.parts, scope);
    if (user) return typeArguments.length === 0 ? user.type : null;
    return this.#resolveBuiltIn(name.parts, typeArguments);
  }

  /** A type of a library signature: the class's type parameters, then only what is not of this package. */
  resolvePlatform(name: TypeName, owner: PlatformClassSymbol): ApexType {
    let type = this.#platformTypes.get(name);
    if (!type) {
      type = this.#resolvePlatform(name, owner);
      this.#platformTypes.set(name, type);
    }
    return type;
  }

  /**
   * Apex's order: inner types of the class (and of its superclasses), the class itself and its outer class with that one's inner
   * types, then top-level classes. Source: Apex Developer Guide, "Type Resolution and System Namespace for Types".
   */
  findUserType(parts: readonly string[], scope: ClassSymbol | null): ClassSymbol | null {
    const [first = '', ...rest] = parts.map((part) => part.toLowerCase());
    let found = this.#findUserTypeStart(first, scope);
    for (const part of rest) found = found?.inner.get(part);
    return found ?? null;
  }

  #findUserTypeStart(name: string, scope: ClassSymbol | null): ClassSymbol | undefined {
    for (let outer = scope; outer; outer = outer.outer) {
      for (
        let type: ClassSymbol | null = outer, depth = 0;
        type && depth < 50;
        type = userSuperclassOf(type), depth++
      ) {
        const inner = type.inner.get(name);
        if (inner) return inner;
      }
      if (outer.simpleName.toLowerCase() === name) return outer;
    }
    const top = this.classes.get(name);
    return top && !top.outer ? top : undefined;
  }

  #resolveBuiltIn(parts: readonly string[], typeArguments: readonly ApexType[]): ApexType | null {
    const [namespace = '', ...rest] = parts.map((part) => part.toLowerCase());
    const bare =
      parts.length === 1 ? namespace : namespace === 'system' || namespace === 'schema' ? rest.join('.') : null;
    if (bare !== null) {
      const [first, second] = typeArguments;
      if (bare === 'list') return first && !second ? listOf(first) : null;
      if (bare === 'set') return first && !second ? setOf(first) : null;
      if (bare === 'map') return first && second && typeArguments.length === 2 ? mapOf(first, second) : null;
      const builtIn = BUILT_IN.get(bare);
      if (builtIn) return typeArguments.length === 0 ? builtIn : null;
    }
    const platform = this.library.findWritten(parts.join('.'));
    if (platform && platform.typeParameters.length === typeArguments.length)
      return this.#platform(platform, typeArguments);
    const record = bare === null ? undefined : this.schema.objects.get(bare);
    return record && typeArguments.length === 0 ? recordOf(record) : null;
  }

  #resolvePlatform(name: TypeName, owner: PlatformClassSymbol): ApexType {
    const [single] = name.parts;
    if (name.parts.length === 1 && single !== undefined && owner.typeParameters.includes(single))
      return { kind: 'parameter', name: single };
    const typeArguments = name.typeArguments.map((argument) => this.resolvePlatform(argument, owner));
    const resolved =
      this.#resolveBuiltIn(name.parts, typeArguments) ??
      // Inside its own namespace a class may be named bare, e.g. SaveResult in Database.
      this.#resolveBuiltIn([owner.namespace, ...name.parts], typeArguments);
    if (!resolved) throw new Error(`Unknown type ${name.parts.join('.')} in a signature of ${owner.name}`);
    return resolved;
  }

  #platform(found: PlatformClassSymbol, typeArguments: readonly ApexType[]): ApexType {
    if (found.namespace === 'System') {
      const builtIn = BUILT_IN.get(found.simpleName.toLowerCase());
      if (builtIn) return builtIn;
      const [first = objectType, second = objectType] = typeArguments;
      if (found.simpleName === 'List') return listOf(first);
      if (found.simpleName === 'Set') return setOf(first);
      if (found.simpleName === 'Map') return mapOf(first, second);
    }
    const missing = found.typeParameters.slice(typeArguments.length).map(() => objectType);
    return { kind: 'platform', class: found, typeArguments: [...typeArguments, ...missing] };
  }
}
