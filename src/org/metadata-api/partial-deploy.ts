/**
 * Deploys with rollbackOnError=false: "whatever set of actions can be performed without errors are performed, and errors are returned for the
 * remaining actions" (Metadata API Developer Guide, "DeployOptions").
 */
import type { PackageArchive } from '../../metadata/index.ts';
import { componentKey } from './component-report.ts';
import type { DeployMessage } from './deploy-result.ts';

/**
 * The components without those that have problems. Null when nothing would be left, and when a problem belongs to none of them (a component
 * of the org that would break, a deletion, the manifest): leaving out would be guessing.
 */
export function withoutBroken(asked: PackageArchive, failures: readonly DeployMessage[]): PackageArchive | null {
  const broken = new Set(failures.map(componentKey));
  const keyOf = (componentType: string, fullName: string): string => componentKey({ componentType, fullName });
  const components = asked.tree.components.filter(({ type, fullName }) => !broken.has(keyOf(type.type, fullName)));
  const bundles = asked.tree.bundles.filter(({ name }) => !broken.has(keyOf('LightningComponentBundle', name)));
  const left = components.length + bundles.length;
  const all = asked.tree.components.length + asked.tree.bundles.length;
  if (left === 0 || all - left !== broken.size) return null;
  return { ...asked, tree: { components, bundles }, diagnostics: asked.diagnostics.filter(isWarning) };
}

function isWarning({ severity }: PackageArchive['diagnostics'][number]): boolean {
  return severity === 'warning';
}
