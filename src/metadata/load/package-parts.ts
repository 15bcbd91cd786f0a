/** What the readers share: the components by type, the objects of the org so far, and where to report. */
import type { DiagnosticBag, SourcePosition } from '../../base/index.ts';
import type { FieldDescribe, SObjectDescribe } from '../schema/describe.ts';
import type { BundleFolder, SourceComponent, SourceTree } from './source-files.ts';

export class PackageParts {
  readonly diagnostics: DiagnosticBag;
  readonly bundles: readonly BundleFolder[];
  readonly #byType = new Map<string, SourceComponent[]>();
  /** Objects by lower-case name: standard ones, then what the package adds. */
  objects: ReadonlyMap<string, SObjectDescribe> = new Map();

  /** Of the objects that the org has already, by lower-case name. */
  readonly keyPrefixes: ReadonlyMap<string, string>;

  constructor(tree: SourceTree, diagnostics: DiagnosticBag, keyPrefixes: ReadonlyMap<string, string> = new Map()) {
    this.keyPrefixes = keyPrefixes;
    this.diagnostics = diagnostics;
    this.bundles = tree.bundles;
    for (const component of tree.components) {
      const list = this.#byType.get(component.type.type);
      if (list) list.push(component);
      else this.#byType.set(component.type.type, [component]);
    }
  }

  ofType(type: string): readonly SourceComponent[] {
    return this.#byType.get(type) ?? [];
  }

  typesPresent(): readonly string[] {
    return [...this.#byType.keys()].sort();
  }

  has(type: string, fullName: string): boolean {
    return this.ofType(type).some((component) => component.fullName.toLowerCase() === fullName.toLowerCase());
  }

  object(name: string): SObjectDescribe | undefined {
    return this.objects.get(name.toLowerCase());
  }

  field(object: string, field: string): FieldDescribe | undefined {
    return this.object(object)?.fields.get(field.toLowerCase());
  }

  /** Reports and returns false when the org has no such object. */
  needsObject(name: string | undefined, at: SourcePosition, wanted: string): boolean {
    if (name !== undefined && this.object(name)) return true;
    this.diagnostics.error('MET3020', at, `${wanted} names the object ${name ?? '(none)'}, which is not in the org`);
    return false;
  }

  needsField(object: string, field: string | undefined, at: SourcePosition, wanted: string): FieldDescribe | undefined {
    const found = field === undefined ? undefined : this.field(object, field);
    if (!found) {
      this.diagnostics.error(
        'MET3021',
        at,
        `${wanted} names the field ${object}.${field ?? '(none)'}, which is not in the org`
      );
    }
    return found;
  }

  needsComponent(type: string, name: string | undefined, at: SourcePosition, wanted: string): boolean {
    if (name !== undefined && this.has(type, name)) return true;
    const code = REFERENCE_CODES[type] ?? 'MET3025';
    this.diagnostics.error(code, at, `${wanted} names the ${type} ${name ?? '(none)'}, which is not in the package`);
    return false;
  }
}

const REFERENCE_CODES: Readonly<Record<string, string>> = {
  ApexClass: 'MET3024',
  CustomPermission: 'MET3023',
  MatchingRule: 'MET3022'
};
