/** Apex types at run time: parsed once per text, so that a type is one object and identity is equality. Also the value of `Foo.class`. */
import type { ClassInfo } from '../../../apex/linkage.ts';
import type { PlatformClass } from '../../../apex/platform/platform-class.ts';
import type { OrgSchema, SObjectDescribe } from '../../../metadata/index.ts';

export type PrimitiveName =
  'Boolean' | 'Integer' | 'Long' | 'Double' | 'Decimal' | 'String' | 'Id' | 'Date' | 'Datetime' | 'Time' | 'Blob';

const primitiveNames: readonly PrimitiveName[] = [
  'Boolean',
  'Integer',
  'Long',
  'Double',
  'Decimal',
  'String',
  'Id',
  'Date',
  'Datetime',
  'Time',
  'Blob'
];

export type TypeShape =
  | { readonly kind: 'object' }
  | { readonly kind: 'primitive'; readonly name: PrimitiveName }
  | { readonly kind: 'list' | 'set'; readonly element: RuntimeType }
  | { readonly kind: 'map'; readonly key: RuntimeType; readonly value: RuntimeType }
  /** Without a describe: the generic SObject. */
  | { readonly kind: 'sobject'; readonly describe: SObjectDescribe | null }
  | { readonly kind: 'user'; readonly info: ClassInfo }
  | { readonly kind: 'platform'; readonly platform: PlatformClass; readonly typeArguments: readonly RuntimeType[] };

export class RuntimeType {
  /** Canonical text, as the compiler writes it: `List<Contact>`, `Foo.Inner`, `System.DmlException`. */
  readonly text: string;
  readonly shape: TypeShape;

  constructor(text: string, shape: TypeShape) {
    this.text = text;
    this.shape = shape;
  }

  toString(): string {
    return this.text;
  }
}

/** What types may refer to: the classes of the program, the standard library, the org's objects. */
export interface TypeSources {
  /** By lower-case name. */
  readonly classes: ReadonlyMap<string, ClassInfo>;
  /** By lower-case full name. */
  readonly platform: ReadonlyMap<string, PlatformClass>;
  readonly schema: OrgSchema;
}

export class TypeRegistry {
  readonly #sources: TypeSources;
  readonly #byText = new Map<string, RuntimeType | null>();
  readonly #canonical = new Map<string, RuntimeType>();

  constructor(sources: TypeSources) {
    this.#sources = sources;
  }

  /** The type that the text names; an unknown name is a bug of the emitter. */
  get(text: string): RuntimeType {
    const type = this.find(text);
    if (!type) throw new Error(`Unknown type ${text}.`);
    return type;
  }

  /** null when there is no such type (`Type.forName`). Names are read without case, with or without `System.` and `Schema.`. */
  find(text: string): RuntimeType | null {
    let type = this.#byText.get(text);
    if (type === undefined) {
      type = this.#parse(text);
      this.#byText.set(text, type);
    }
    return type;
  }

  #parse(written: string): RuntimeType | null {
    const text = written.replace(/\s+/g, '');
    if (text.endsWith('[]')) return this.#collection('list', [text.slice(0, -2)]);
    const open = text.indexOf('<');
    if (open < 0) return this.#named(text, []);
    if (!text.endsWith('>')) return null;
    const name = text.slice(0, open);
    const typeArguments = splitTypeArguments(text.slice(open + 1, -1));
    const collection = /^(?:system\.)?(list|set|map)$/i.exec(name)?.[1]?.toLowerCase();
    if (collection === 'list' || collection === 'set' || collection === 'map')
      return this.#collection(collection, typeArguments);
    return this.#named(name, typeArguments);
  }

  #collection(kind: 'list' | 'set' | 'map', texts: readonly string[]): RuntimeType | null {
    const [first, second] = texts.map((text) => this.find(text));
    if (!first || texts.length !== (kind === 'map' ? 2 : 1)) return null;
    if (kind === 'map') {
      if (!second) return null;
      return this.#remember(`Map<${first.text},${second.text}>`, { kind, key: first, value: second });
    }
    return this.#remember(`${kind === 'list' ? 'List' : 'Set'}<${first.text}>`, { kind, element: first });
  }

  #named(name: string, argumentTexts: readonly string[]): RuntimeType | null {
    const lower = name.toLowerCase();
    const bare = lower.replace(/^(system|schema)\./, '');
    const primitive = primitiveNames.find((candidate) => candidate.toLowerCase() === bare);
    if (primitive) return this.#remember(primitive, { kind: 'primitive', name: primitive });
    if (bare === 'object') return this.#remember('Object', { kind: 'object' });
    if (bare === 'sobject') return this.#remember('SObject', { kind: 'sobject', describe: null });
    const info = this.#sources.classes.get(lower);
    if (info) return this.#remember(info.name, { kind: 'user', info });
    const platform = this.#findPlatform(lower);
    if (platform) return this.#platform(platform, argumentTexts);
    const describe = this.#sources.schema.objects.get(bare);
    return describe ? this.#remember(describe.name, { kind: 'sobject', describe }) : null;
  }

  #findPlatform(lower: string): PlatformClass | undefined {
    const { platform } = this.#sources;
    return platform.get(lower) ?? platform.get(`system.${lower}`) ?? platform.get(`schema.${lower}`);
  }

  #platform(platform: PlatformClass, argumentTexts: readonly string[]): RuntimeType | null {
    const typeArguments: RuntimeType[] = [];
    for (const text of argumentTexts) {
      const argument = this.find(text);
      if (!argument) return null;
      typeArguments.push(argument);
    }
    const suffix = typeArguments.length === 0 ? '' : `<${typeArguments.map(({ text }) => text).join(',')}>`;
    return this.#remember(platform.name + suffix, { kind: 'platform', platform, typeArguments });
  }

  #remember(text: string, shape: TypeShape): RuntimeType {
    let type = this.#canonical.get(text);
    if (!type) {
      type = new RuntimeType(text, shape);
      this.#canonical.set(text, type);
    }
    return type;
  }
}

function splitTypeArguments(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '<') depth++;
    else if (character === '>') depth--;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}
