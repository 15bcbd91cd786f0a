/** The Apex standard library as the compiler sees it: classes and members by name, without case. */
import type { TypeName } from '../syntax/tree.ts';
import type { PlatformClass } from './platform-class.ts';
import { parseSignature, parseTypeText, type PlatformParameter } from './signature.ts';

export interface PlatformMethod {
  readonly owner: PlatformClassSymbol;
  /** The declaration's text: the key under which the run time finds the function. */
  readonly signature: string;
  readonly name: string;
  readonly static: boolean;
  readonly returnType: TypeName;
  readonly parameters: readonly PlatformParameter[];
}

export interface PlatformConstructor {
  readonly owner: PlatformClassSymbol;
  readonly signature: string;
  readonly parameters: readonly PlatformParameter[];
}

export interface PlatformPropertySymbol {
  readonly owner: PlatformClassSymbol;
  readonly signature: string;
  readonly name: string;
  readonly static: boolean;
  readonly type: TypeName;
  readonly writable: boolean;
}

export interface PlatformClassSymbol {
  /** `System.String`. */
  readonly name: string;
  readonly namespace: string;
  readonly simpleName: string;
  readonly kind: PlatformClass['kind'];
  readonly typeParameters: readonly string[];
  readonly superclass: string | null;
  readonly interfaces: readonly TypeName[];
  /** By lower-case name. */
  readonly methods: ReadonlyMap<string, readonly PlatformMethod[]>;
  readonly properties: ReadonlyMap<string, PlatformPropertySymbol>;
  readonly constructors: readonly PlatformConstructor[];
  readonly enumValues: readonly string[];
}

/** Namespaces whose classes may be named without them (Apex Developer Guide, "Namespace, Class, and Variable Name Precedence"). */
const BARE_NAMESPACES = ['system', 'schema'];

export class PlatformLibrary {
  readonly #classes = new Map<string, PlatformClassSymbol>();
  readonly #namespaces = new Set<string>(BARE_NAMESPACES);

  constructor(classes: Iterable<PlatformClass>) {
    for (const declaration of classes) {
      const symbol = indexClass(declaration);
      this.#classes.set(symbol.name.toLowerCase(), symbol);
      this.#namespaces.add(symbol.namespace.toLowerCase());
    }
  }

  get classes(): Iterable<PlatformClassSymbol> {
    return this.#classes.values();
  }

  isNamespace(name: string): boolean {
    return this.#namespaces.has(name.toLowerCase());
  }

  /** By full name, `System.String` or `Messaging.InboundEmail.Header`. */
  find(fullName: string): PlatformClassSymbol | undefined {
    return this.#classes.get(fullName.toLowerCase());
  }

  /** As source may write it: with namespace, or bare for System and Schema. */
  findWritten(name: string): PlatformClassSymbol | undefined {
    const exact = this.find(name);
    if (exact) return exact;
    for (const namespace of BARE_NAMESPACES) {
      const found = this.find(`${namespace}.${name}`);
      if (found) return found;
    }
    return undefined;
  }
}

function indexClass(declaration: PlatformClass): PlatformClassSymbol {
  const dot = declaration.name.indexOf('.');
  if (dot < 0) throw new Error(`Platform class without a namespace: ${declaration.name}`);
  const methods = new Map<string, PlatformMethod[]>();
  const properties = new Map<string, PlatformPropertySymbol>();
  const constructors: PlatformConstructor[] = [];
  const owner: PlatformClassSymbol = {
    name: declaration.name,
    namespace: declaration.name.slice(0, dot),
    simpleName: declaration.name.slice(dot + 1),
    kind: declaration.kind,
    typeParameters: declaration.typeParameters ?? [],
    superclass: superclassOf(declaration),
    interfaces: (declaration.interfaces ?? []).map(parseTypeText),
    methods,
    properties,
    constructors,
    enumValues: declaration.values ?? []
  };
  for (const [signature, member] of Object.entries(declaration.members)) {
    const parsed = parseSignature(signature);
    if (parsed.kind === 'constructor') {
      constructors.push({ owner, signature, parameters: parsed.parameters });
    } else if (parsed.kind === 'property') {
      const writable = typeof member !== 'function' && member.set !== undefined;
      const { name, type, static: isStatic } = parsed;
      properties.set(name.toLowerCase(), { owner, signature, name, type, static: isStatic, writable });
    } else {
      const { name, returnType, parameters, static: isStatic } = parsed;
      const key = name.toLowerCase();
      const overloads = methods.get(key) ?? [];
      overloads.push({ owner, signature, name, static: isStatic, returnType, parameters });
      methods.set(key, overloads);
    }
  }
  return owner;
}

function superclassOf(declaration: PlatformClass): string | null {
  if (declaration.superclass !== undefined) return declaration.superclass;
  return declaration.kind === 'exception' && declaration.name !== 'System.Exception' ? 'System.Exception' : null;
}
