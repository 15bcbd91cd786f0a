/** Lays a deploy's components over those that are in the org, and says what changes by it. */
import { DiagnosticBag, type Diagnostic } from '../../base/index.ts';
import type { BundleFolder, SourceComponent, SourceTree } from '../load/source-files.ts';
import { textOf, type XmlElement } from '../load/xml.ts';
import type { ManifestMember } from './manifest.ts';

export type ComponentChange = 'created' | 'changed' | 'unchanged' | 'deleted';

/** A component of a deploy as its report names it. */
export interface DeployedComponent {
  readonly type: string;
  readonly fullName: string;
  readonly file: string;
  readonly change: ComponentChange;
}

export interface MergedTree {
  readonly tree: SourceTree;
  readonly components: readonly DeployedComponent[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What holds data: deleting it by a deploy is refused, because nothing here could bring the data back. */
const HOLDS_DATA = new Set(['CustomObject', 'CustomField']);

/** Types whose file adds to the parts that the org has instead of replacing them all. */
const ADDITIVE: Readonly<Record<string, string>> = { MatchingRules: 'matchingRules', CustomLabels: 'labels' };

/** The parts that a container's report names beside it; @salesforce/source-deploy-retrieve looks for them by these names. */
const REPORTED_PARTS: Readonly<Record<string, string>> = { MatchingRules: 'MatchingRule', CustomLabels: 'CustomLabel' };

export function mergeTrees(
  org: SourceTree,
  deployed: SourceTree,
  deletions: readonly (ManifestMember & { readonly file: string })[] = []
): MergedTree {
  const diagnostics = new DiagnosticBag();
  const reported: DeployedComponent[] = [];
  const components = new Map(org.components.map((component) => [keyOf(component), component]));
  const bundles = new Map(org.bundles.map((bundle) => [bundle.name.toLowerCase(), bundle]));
  for (const member of deletions) {
    const deleted = deleteMember(member, components, bundles, diagnostics);
    if (deleted) reported.push({ ...member, change: 'deleted' });
  }
  for (const component of deployed.components) {
    const key = keyOf(component);
    const present = components.get(key);
    const merged = present ? mergeParts(present, component) : component;
    const change = present ? (sameContent(present, merged) ? 'unchanged' : 'changed') : 'created';
    components.set(key, merged);
    reported.push(...reportOf(component, change));
  }
  for (const bundle of deployed.bundles) {
    const present = bundles.get(bundle.name.toLowerCase());
    const change = present ? (present.digest === bundle.digest ? 'unchanged' : 'changed') : 'created';
    bundles.set(bundle.name.toLowerCase(), bundle);
    reported.push({ type: 'LightningComponentBundle', fullName: bundle.name, file: bundle.folder, change });
  }
  const files = new Set(deployed.components.map(({ file }) => file));
  const own = new Set(deployed.components.map(keyOf));
  for (const [key, component] of components) {
    if (!own.has(key) && files.has(component.file)) components.set(key, movedAside(component));
  }
  const tree = { components: [...components.values()], bundles: [...bundles.values()] };
  return { tree, components: reported, diagnostics: diagnostics.items };
}

function reportOf(component: SourceComponent, change: ComponentChange): DeployedComponent[] {
  const { type, fullName, xml } = component;
  const file = component.code?.file ?? component.file;
  const part = REPORTED_PARTS[type.type];
  const parts =
    part === undefined
      ? []
      : xml.children.flatMap((child) => {
          const name = textOf(child, 'fullName');
          const partName = type.type === 'CustomLabels' ? name : `${fullName}.${name ?? ''}`;
          return partName === undefined ? [] : [{ type: part, fullName: partName, file, change }];
        });
  return [{ type: type.type, fullName, file, change }, ...parts];
}

function deleteMember(
  { type, fullName, file }: ManifestMember & { readonly file: string },
  components: Map<string, SourceComponent>,
  bundles: Map<string, BundleFolder>,
  diagnostics: DiagnosticBag
): boolean {
  const position = { file, line: 0, column: 0 };
  if (HOLDS_DATA.has(type)) {
    diagnostics.error(
      'MET3073',
      position,
      `${type} ${fullName}: the local org does not delete objects and fields; start an org without it`
    );
    return false;
  }
  const found =
    type === 'LightningComponentBundle'
      ? bundles.delete(fullName.toLowerCase())
      : components.delete(`${type}:${fullName}`.toLowerCase());
  // The wording is looked for by @salesforce/source-deploy-retrieve (deployMessages.js, isComponentNotFoundWarningMessage).
  if (!found) diagnostics.warning('MET3074', position, `No ${type} named: ${fullName} found`);
  return found;
}

function mergeParts(present: SourceComponent, component: SourceComponent): SourceComponent {
  const part = ADDITIVE[component.type.type];
  if (part === undefined) return component;
  const names = new Set(component.xml.children.map((child) => textOf(child, 'fullName')));
  const kept = present.xml.children.filter((child) => child.name === part && !names.has(textOf(child, 'fullName')));
  return { ...component, xml: { ...component.xml, children: [...component.xml.children, ...kept] } };
}

/** Equal in what they say, wherever they say it: the same component in source format and in a zip has other lines. */
function sameContent(left: SourceComponent, right: SourceComponent): boolean {
  return left.code?.source === right.code?.source && contentOf(left.xml) === contentOf(right.xml);
}

function contentOf(element: XmlElement): string {
  const attributes = [...element.attributes].filter(([name]) => !name.startsWith('xmlns')).sort();
  const content = element.children.length > 0 ? element.children.map(contentOf).sort() : element.text;
  return JSON.stringify([element.name, attributes, content]);
}

/** A component that an earlier deploy read from a file of the same name: its lines are not those of the file of today. */
function movedAside(component: SourceComponent): SourceComponent {
  const file = `${component.file} (${component.fullName} as it is in the org)`;
  return { ...component, file, xml: inFile(component.xml, file) };
}

function inFile(element: XmlElement, file: string): XmlElement {
  const children = element.children.map((child) => inFile(child, file));
  return { ...element, children, position: { ...element.position, file } };
}

function keyOf({ type, fullName }: SourceComponent): string {
  return `${type.type}:${fullName}`.toLowerCase();
}
