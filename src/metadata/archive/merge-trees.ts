/** Lays a deploy's components over those that are in the org, and says what changes by it. */
import { DiagnosticBag, type Diagnostic } from '../../base/index.ts';
import type { SourceComponent, SourceTree } from '../load/source-files.ts';
import { textOf, type XmlElement } from '../load/xml.ts';
import { deleteMember, type OrgComponents } from './delete-member.ts';
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

/** Source: Metadata API Developer Guide, "Deleting Components from an Organization": the others are carried out before components are added. */
const DELETED_AFTERWARDS = 'destructiveChangesPost.xml';

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
  const present: OrgComponents = {
    components: new Map(org.components.map((component) => [keyOf(component), component])),
    bundles: new Map(org.bundles.map((bundle) => [bundle.name.toLowerCase(), bundle]))
  };
  const { components, bundles } = present;
  const before: OrgComponents = { components: new Map(components), bundles: new Map(bundles) };
  const deleteThose = (afterwards: boolean): void => {
    for (const member of deletions) {
      if (member.file.endsWith(DELETED_AFTERWARDS) !== afterwards) continue;
      if (deleteMember(member, present, before, diagnostics)) reported.push({ ...member, change: 'deleted' });
    }
  };
  deleteThose(false);
  for (const component of deployed.components) {
    const key = keyOf(component);
    const own = components.get(key);
    const merged = own ? mergeParts(own, component) : component;
    const change = own ? (sameContent(own, merged) ? 'unchanged' : 'changed') : 'created';
    components.set(key, merged);
    reported.push(...reportOf(component, change));
  }
  for (const bundle of deployed.bundles) {
    const own = bundles.get(bundle.name.toLowerCase());
    const change = own ? (own.digest === bundle.digest ? 'unchanged' : 'changed') : 'created';
    bundles.set(bundle.name.toLowerCase(), bundle);
    reported.push({ type: 'LightningComponentBundle', fullName: bundle.name, file: bundle.folder, change });
  }
  deleteThose(true);
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
