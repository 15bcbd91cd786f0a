/** Looks up members by name, inherited ones included, over user and library types alike. */
import type { PlatformClassSymbol, PlatformMethod, PlatformPropertySymbol } from '../platform/library.ts';
import { typeText, type ApexType } from './apex-type.ts';
import type { ProgramSymbols } from './program-symbols.ts';
import { substitute, type TypeBindings } from './substitution.ts';
import { userSuperclassOf, type ClassSymbol, type FieldSymbol, type MethodSymbol } from './symbols.ts';

export interface MethodCandidate {
  readonly name: string;
  readonly static: boolean;
  readonly returnType: ApexType;
  readonly parameters: readonly ApexType[];
  readonly source:
    | { readonly kind: 'user'; readonly method: MethodSymbol }
    | { readonly kind: 'platform'; readonly method: PlatformMethod };
}

export interface PropertyCandidate {
  readonly property: PlatformPropertySymbol;
  readonly type: ApexType;
}

const NO_BINDINGS: TypeBindings = new Map();

/** The library class that declares the members of a value of this type, with what its type parameters stand for. */
export function platformClassOf(
  symbols: ProgramSymbols,
  type: ApexType
): { readonly class: PlatformClassSymbol; readonly bindings: TypeBindings } | null {
  const found = (name: string, bindings: TypeBindings = NO_BINDINGS) => {
    const declared = symbols.library.find(name);
    return declared ? { class: declared, bindings } : null;
  };
  switch (type.kind) {
    case 'primitive':
      return found(`System.${type.name}`);
    case 'object':
    case 'user':
      return found('System.Object');
    case 'sobject':
      return found('System.SObject');
    case 'list':
      return found('System.List', new Map([['T', type.element]]));
    case 'set':
      return found('System.Set', new Map([['T', type.element]]));
    case 'map':
      return found(
        'System.Map',
        new Map([
          ['K', type.key],
          ['V', type.value]
        ])
      );
    case 'platform':
      return { class: type.class, bindings: bindingsOf(type.class, type.typeArguments) };
    default:
      return null;
  }
}

function bindingsOf(declared: PlatformClassSymbol, typeArguments: readonly ApexType[]): TypeBindings {
  const bindings = new Map<string, ApexType>();
  declared.typeParameters.forEach((name, index) => {
    const argument = typeArguments[index];
    if (argument) bindings.set(name, argument);
  });
  return bindings;
}

/** Direct superclass and interfaces. */
export function supertypesOf(symbols: ProgramSymbols, type: ApexType): readonly ApexType[] {
  if (type.kind === 'user') {
    const { superclass, interfaces } = type.symbol;
    return superclass ? [superclass, ...interfaces] : interfaces;
  }
  if (type.kind !== 'platform' && type.kind !== 'list' && type.kind !== 'set' && type.kind !== 'map') return [];
  const declared = platformClassOf(symbols, type);
  if (!declared) return [];
  const supertypes = declared.class.interfaces.map((name) =>
    substitute(symbols.resolvePlatform(name, declared.class), declared.bindings)
  );
  const superclass = declared.class.superclass ? symbols.platformType(declared.class.superclass) : null;
  return superclass ? [superclass, ...supertypes] : supertypes;
}

/** The type, then everything it extends and implements, nearest first, each once. */
export function allSupertypes(symbols: ProgramSymbols, type: ApexType): ApexType[] {
  const seen = new Set<string>();
  const ordered: ApexType[] = [];
  let level: readonly ApexType[] = [type];
  while (level.length > 0) {
    const fresh = level.filter((candidate) => {
      const text = typeText(candidate).toLowerCase();
      return seen.has(text) ? false : (seen.add(text), true);
    });
    ordered.push(...fresh);
    level = fresh.flatMap((candidate) => supertypesOf(symbols, candidate));
  }
  return ordered;
}

/** An exception class, of the library or of the package. */
export function isExceptionType(symbols: ProgramSymbols, type: ApexType): boolean {
  return allSupertypes(symbols, type).some(
    (supertype) => supertype.kind === 'platform' && supertype.class.name === 'System.Exception'
  );
}

export function findUserField(symbol: ClassSymbol, name: string): FieldSymbol | undefined {
  const key = name.toLowerCase();
  for (let type: ClassSymbol | null = symbol; type; type = userSuperclassOf(type)) {
    const field = type.fields.get(key);
    if (field) return field;
  }
  return undefined;
}

/** Methods of that name on a value (or, for static ones, on the class) of the type; an overridden one appears once, as the nearest. */
export function findMethods(symbols: ProgramSymbols, type: ApexType, name: string): MethodCandidate[] {
  const key = name.toLowerCase();
  const found = new Map<string, MethodCandidate>();
  const add = (candidate: MethodCandidate) => {
    const signature = candidate.parameters.map((parameter) => typeText(parameter).toLowerCase()).join();
    if (!found.has(signature)) found.set(signature, candidate);
  };
  for (const supertype of [...allSupertypes(symbols, type), ...rootsOf(symbols, type)]) {
    if (supertype.kind === 'user') {
      for (const method of supertype.symbol.methods.get(key) ?? []) add(userCandidate(method));
      continue;
    }
    const declared = platformClassOf(symbols, supertype);
    for (const method of declared?.class.methods.get(key) ?? [])
      add(platformCandidate(symbols, method, declared?.bindings ?? NO_BINDINGS, type));
  }
  return [...found.values()];
}

/** What every value has beyond its declared supertypes: System.Enum for enums, System.Object for all. */
function rootsOf(symbols: ProgramSymbols, type: ApexType): ApexType[] {
  const roots: ApexType[] = [];
  const isEnum =
    (type.kind === 'user' && type.symbol.kind === 'enum') || (type.kind === 'platform' && type.class.kind === 'enum');
  const enumRoot = isEnum ? symbols.platformType('System.Enum') : null;
  if (enumRoot) roots.push(enumRoot);
  roots.push({ kind: 'object' });
  return roots;
}

function userCandidate(method: MethodSymbol): MethodCandidate {
  return {
    name: method.name,
    static: method.static,
    returnType: method.returnType,
    parameters: method.parameters.map((parameter) => parameter.type),
    source: { kind: 'user', method }
  };
}

function platformCandidate(
  symbols: ProgramSymbols,
  method: PlatformMethod,
  bindings: TypeBindings,
  receiver: ApexType
): MethodCandidate {
  const returnType = substitute(symbols.resolvePlatform(method.returnType, method.owner), bindings);
  // A copy of a Contact is a Contact, although SObject.clone says SObject (Apex Reference, SObject.clone).
  const copy = receiver.kind === 'sobject' && method.name.toLowerCase() === 'clone';
  return {
    name: method.name,
    static: method.static,
    returnType: copy ? receiver : returnType,
    parameters: method.parameters.map((parameter) =>
      substitute(symbols.resolvePlatform(parameter.type, method.owner), bindings)
    ),
    source: { kind: 'platform', method }
  };
}

export function findPlatformProperty(
  symbols: ProgramSymbols,
  type: ApexType,
  name: string
): PropertyCandidate | undefined {
  const key = name.toLowerCase();
  for (const supertype of allSupertypes(symbols, type)) {
    const declared = supertype.kind === 'user' ? null : platformClassOf(symbols, supertype);
    const property = declared?.class.properties.get(key);
    if (declared && property)
      return { property, type: substitute(symbols.resolvePlatform(property.type, declared.class), declared.bindings) };
  }
  return undefined;
}

/** Elements that a for-each over the type yields; null when it cannot be walked. */
export function elementTypeOf(symbols: ProgramSymbols, type: ApexType): ApexType | null {
  if (type.kind === 'list' || type.kind === 'set') return type.element;
  for (const supertype of allSupertypes(symbols, type)) {
    if (supertype.kind !== 'platform') continue;
    const isWalkable = supertype.class.name === 'System.Iterable' || supertype.class.name === 'System.Iterator';
    if (isWalkable) return supertype.typeArguments[0] ?? null;
  }
  return null;
}
