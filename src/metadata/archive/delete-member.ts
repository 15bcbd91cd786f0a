/** Takes out of an org's components what a destructiveChanges file names. Source: Metadata API Developer Guide, "Deleting Components from an Organization". */
import type { DiagnosticBag } from '../../base/index.ts';
import type { BundleFolder, SourceComponent } from '../load/source-files.ts';
import { textOf } from '../load/xml.ts';
import type { ManifestMember } from './manifest.ts';

export interface OrgComponents {
  /** By lower-case `Type:FullName`. */
  readonly components: Map<string, SourceComponent>;
  /** By lower-case name. */
  readonly bundles: Map<string, BundleFolder>;
}

/** Containers whose parts may be deleted one by one: type of the part, type of the container, element that holds a part. */
const PARTS: Readonly<Record<string, { readonly container: string; readonly element: string }>> = {
  MatchingRule: { container: 'MatchingRules', element: 'matchingRules' },
  CustomLabel: { container: 'CustomLabels', element: 'labels' }
};

/** Members of these types may be folders, which are components of their own here. */
const FOLDERS: ReadonlySet<string> = new Set(['Report', 'Dashboard']);

/**
 * False when there is no such component (a warning) or it must stay (an error); both are in `diagnostics`. `before`: the org as it was when the
 * deploy began, because a part that went with its object was there all the same.
 */
export function deleteMember(
  { type, fullName, file }: ManifestMember & { readonly file: string },
  org: OrgComponents,
  before: OrgComponents,
  diagnostics: DiagnosticBag
): boolean {
  const position = { file, line: 0, column: 0 };
  if (type === 'CustomObject' && !fullName.includes('__')) {
    diagnostics.error('MET3073', position, `CustomObject ${fullName}: a standard object cannot be deleted`);
    return false;
  }
  const name = fullName.replace(/\/$/, '').toLowerCase();
  const found = deleteFrom({ components: new Map(before.components), bundles: new Map(before.bundles) }, type, name);
  deleteFrom(org, type, name);
  // The wording is looked for by @salesforce/source-deploy-retrieve (deployMessages.js, isComponentNotFoundWarningMessage).
  if (!found) diagnostics.warning('MET3074', position, `No ${type} named: ${fullName} found`);
  return found;
}

function deleteFrom({ components, bundles }: OrgComponents, type: string, name: string): boolean {
  if (type === 'LightningComponentBundle') return bundles.delete(name);
  const part = PARTS[type];
  if (part) return deletePart(components, part, name);
  if (type === 'CustomObject') deleteBelongings(components, name);
  if (components.delete(`${type.toLowerCase()}:${name}`)) return true;
  return FOLDERS.has(type) && components.delete(`${type.toLowerCase()}folder:${name}`);
}

/** What goes with its object: everything that is named after it, layouts, and the records of custom metadata. */
function deleteBelongings(components: Map<string, SourceComponent>, object: string): void {
  const record = `custommetadata:${object.replace(/__mdt$/, '')}.`;
  for (const key of [...components.keys()]) {
    const name = key.slice(key.indexOf(':') + 1);
    const belongs = name.startsWith(`${object}.`) || key.startsWith(`layout:${object}-`) || key.startsWith(record);
    if (belongs) components.delete(key);
  }
}

function deletePart(
  components: Map<string, SourceComponent>,
  { container, element }: { readonly container: string; readonly element: string },
  name: string
): boolean {
  for (const [key, component] of components) {
    if (component.type.type !== container) continue;
    const prefix = container === 'CustomLabels' ? '' : `${component.fullName.toLowerCase()}.`;
    const isPart = (child: SourceComponent['xml']): boolean =>
      child.name === element && `${prefix}${(textOf(child, 'fullName') ?? '').toLowerCase()}` === name;
    const children = component.xml.children.filter((child) => !isPart(child));
    if (children.length === component.xml.children.length) continue;
    if (children.some((child) => child.name === element)) {
      components.set(key, { ...component, xml: { ...component.xml, children } });
    } else components.delete(key);
    return true;
  }
  return false;
}
