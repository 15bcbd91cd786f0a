/**
 * Where Apex names a class or object of the platform without its namespace. In an org that has a class of that name, that class would
 * be meant instead (Apex Developer Guide, "Using the System Namespace"; "Type Resolution and System Namespace for Types": classes of
 * the org are looked up before system types and objects).
 *
 * Primitives, collections and the variables of a trigger stay bare: they are words of the language. So do types of other namespaces (`Database.SaveResult`),
 * which have no longer name.
 */
import type { Position, TypeName } from '../../src/apex/syntax/index.ts';
import type { ApexSource } from '../../src/metadata/index.ts';
import { treeOf } from './apex-trees.ts';

const LANGUAGE = new Set(
  'Blob Boolean Date Datetime Decimal Double Id Integer Long Object String Time SObject List Set Map Trigger void'
    .split(' ')
    .map((name) => name.toLowerCase())
);

/** Primitives whose static methods are written with the namespace all the same: they ask the clock, and stand out so. */
const CLOCK = new Set(['date', 'datetime', 'time']);

export interface UnqualifiedName {
  readonly name: string;
  /** What to write instead. */
  readonly qualified: string;
  readonly at: Position;
}

export class PlatformNames {
  readonly #classes: ReadonlySet<string>;
  readonly #objects: ReadonlySet<string>;

  /** `classes`: full names, as `System.JSON`; `objects`: standard objects. */
  constructor(classes: Iterable<string>, objects: Iterable<string>) {
    this.#classes = new Set([...classes].map((name) => name.toLowerCase()));
    this.#objects = new Set([...objects].map((name) => name.toLowerCase()));
  }

  unqualifiedIn(source: ApexSource): UnqualifiedName[] {
    const { declaration, diagnostics } = treeOf(source);
    if (!declaration) throw new Error(`${source.file}: ${JSON.stringify(diagnostics)}`);
    const found: UnqualifiedName[] = [];
    const note = (at: Position, name: string, second: string | undefined, isType: boolean): void => {
      const namespace = this.#namespaceOf(name, second, isType);
      if (namespace) found.push({ name, qualified: `${namespace}.${name}`, at });
    };
    const visit = (value: unknown): void => {
      if (Array.isArray(value)) return value.forEach(visit);
      if (value === null || typeof value !== 'object') return;
      const node = value as Readonly<Record<string, unknown>>;
      if (isTypeName(node)) note(node.at, node.parts[0]!, node.parts[1], true);
      const target = node['target'] as { kind: string; name: string; at: Position } | undefined;
      if ((node['kind'] === 'field' || node['kind'] === 'call') && target?.kind === 'name')
        note(target.at, target.name, node['name'] as string, false);
      for (const [key, child] of Object.entries(node)) if (key !== 'query') visit(child);
    };
    visit(declaration);
    return found;
  }

  #namespaceOf(name: string, second: string | undefined, isType: boolean): 'System' | 'Schema' | null {
    // Variables begin with a small letter or are constants in capitals; a name of the platform is neither.
    if (!isType && !/^[A-Z]/.test(name)) return null;
    const bare = name.toLowerCase();
    if (LANGUAGE.has(bare) && (isType || !CLOCK.has(bare))) return null;
    if (second && this.#classes.has(`${bare}.${second.toLowerCase()}`)) return null;
    if (bare === 'system' || bare === 'schema') return null;
    if (this.#classes.has(`system.${bare}`)) return 'System';
    return this.#classes.has(`schema.${bare}`) || this.#objects.has(bare) ? 'Schema' : null;
  }
}

function isTypeName(node: object): node is TypeName {
  return 'parts' in node && 'typeArguments' in node;
}
