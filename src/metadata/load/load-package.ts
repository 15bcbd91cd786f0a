/** Reads an sfdx project from disk and checks it as a deploy would: one call, all problems at once. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DiagnosticBag } from '../../base/index.ts';
import type { SourcePackage } from '../package.ts';
import type { OrgSchema } from '../schema/describe.ts';
import { checkDuplicateRules } from './check-duplicate-rules.ts';
import { checkElements } from './check-elements.ts';
import { checkPages } from './check-pages.ts';
import { checkReports } from './check-reports.ts';
import { PackageParts } from './package-parts.ts';
import { readCustomPermissions, readNotificationTypes, readPermissionSets, readQueues } from './read-access.ts';
import { readApex, readBundles } from './read-code.ts';
import { readObjects } from './read-objects.ts';
import { readCustomMetadata } from './read-records.ts';
import { readDuplicateRules, readMatchingRules, readValidationRules } from './read-rules.ts';
import { readSourceTree, type SourceComponent, type SourceTree } from './source-files.ts';

/**
 * Synchronous. A package with problems is returned with `diagnostics`, not thrown: the caller decides what a problem stops.
 * @param keyPrefixes see `loadTree`.
 * @example const { schema, apex, diagnostics } = loadPackage('.');
 */
export function loadPackage(projectFolder: string, keyPrefixes?: ReadonlyMap<string, string>): SourcePackage {
  const diagnostics = new DiagnosticBag();
  return loadTree(readProject(projectFolder, diagnostics), diagnostics, keyPrefixes);
}

/**
 * Checks components, wherever they were read from. `diagnostics` may hold problems already; they become part of the answer.
 * @param keyPrefixes of the objects that the org has, by lower-case name: they keep them.
 */
export function loadTree(
  tree: SourceTree,
  diagnostics: DiagnosticBag = new DiagnosticBag(),
  keyPrefixes: ReadonlyMap<string, string> = new Map()
): SourcePackage {
  const components = checked(tree.components, diagnostics);
  const parts = new PackageParts({ ...tree, components }, diagnostics, keyPrefixes);
  parts.objects = readObjects(parts);
  const matchingRules = readMatchingRules(parts);
  const duplicateRules = readDuplicateRules(parts);
  checkDuplicateRules(duplicateRules, matchingRules, parts);
  const schema: OrgSchema = Object.freeze({
    objects: parts.objects,
    validationRules: Object.freeze(readValidationRules(parts)),
    matchingRules: Object.freeze(matchingRules.map(({ rule }) => rule)),
    duplicateRules: Object.freeze(
      duplicateRules.map(({ rule }) => rule).sort((left, right) => left.sortOrder - right.sortOrder)
    ),
    customMetadata: Object.freeze(readCustomMetadata(parts)),
    customPermissions: Object.freeze(readCustomPermissions(parts)),
    permissionSets: Object.freeze(readPermissionSets(parts)),
    notificationTypes: Object.freeze(readNotificationTypes(parts)),
    queues: Object.freeze(readQueues(parts))
  });
  checkPages(parts);
  checkReports(parts);
  const apex = readApex(parts);
  const lwc = readBundles(parts);
  const componentCounts = countComponents(parts);
  return Object.freeze({ tree, schema, apex, lwc, componentCounts, diagnostics: diagnostics.items });
}

/** The schema of an org that nothing has been deployed to. */
export function emptyOrgSchema(): OrgSchema {
  const parts = new PackageParts({ components: [], bundles: [] }, new DiagnosticBag());
  return Object.freeze({
    objects: readObjects(parts),
    validationRules: [],
    matchingRules: [],
    duplicateRules: [],
    customMetadata: [],
    customPermissions: [],
    permissionSets: [],
    queues: []
  });
}

function readProject(projectFolder: string, diagnostics: DiagnosticBag): SourceTree {
  const whole = { file: 'sfdx-project.json', line: 0, column: 0 };
  const nothing: SourceTree = { components: [], bundles: [] };
  let project: unknown;
  try {
    project = JSON.parse(readFileSync(join(projectFolder, 'sfdx-project.json'), 'utf8'));
  } catch (error) {
    diagnostics.error(
      'MET3000',
      whole,
      `cannot read the project: ${error instanceof Error ? error.message : String(error)}`
    );
    return nothing;
  }
  const directories = packageDirectories(project);
  if (directories.length === 0) diagnostics.error('MET3000', whole, 'packageDirectories names no folder');
  const trees = directories.map((directory) => {
    if (existsSync(join(projectFolder, directory))) return readSourceTree(projectFolder, directory, diagnostics);
    diagnostics.error('MET3000', whole, `the package directory ${directory} does not exist`);
    return nothing;
  });
  return { components: trees.flatMap((tree) => tree.components), bundles: trees.flatMap((tree) => tree.bundles) };
}

function packageDirectories(project: unknown): string[] {
  const list = (project as { packageDirectories?: unknown } | null)?.packageDirectories;
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown) => {
    const path = (entry as { path?: unknown } | null)?.path;
    return typeof path === 'string' ? [path] : [];
  });
}

/**
 * Drops second copies of a component and files of another type. What has a wrong element stays: its problem is reported, and dropping it
 * would add a false one wherever it is named.
 */
function checked(components: readonly SourceComponent[], diagnostics: DiagnosticBag): SourceComponent[] {
  const seen = new Map<string, SourceComponent>();
  return components.filter((component) => {
    const key = `${component.type.type}:${component.fullName.toLowerCase()}`;
    const first = seen.get(key);
    if (first) {
      diagnostics.error(
        'MET3011',
        component.xml.position,
        `${component.type.type} ${component.fullName} is already in ${first.file}`
      );
      return false;
    }
    seen.set(key, component);
    checkElements(component.xml, component.type.type, diagnostics);
    return component.xml.name === component.type.type;
  });
}

function countComponents(parts: PackageParts): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const type of parts.typesPresent()) counts.set(type, parts.ofType(type).length);
  if (parts.bundles.length > 0) counts.set('LightningComponentBundle', parts.bundles.length);
  return counts;
}
