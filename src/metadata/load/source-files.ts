/** Finds the components of a package directory: which file is which component, and files that are none. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { DiagnosticBag } from '../../base/index.ts';
import { componentTypeBySuffix, LWC_FOLDER, type ComponentType } from './component-types.ts';
import { parseXml, type XmlElement } from './xml.ts';

/** A component whose metadata is in one XML file. */
export interface SourceComponent {
  readonly type: ComponentType;
  /** Full name as the Metadata API writes it: `Contact`, `Contact.Email__c`, `Sync_Lane.marketing_contacts`. */
  readonly fullName: string;
  /** Path from the project folder, with forward slashes. */
  readonly file: string;
  readonly xml: XmlElement;
  /** The code beside the metadata of a class or a trigger. */
  readonly code?: { readonly file: string; readonly source: string };
}

export interface BundleFolder {
  readonly name: string;
  readonly folder: string;
  /** Names of the files in the folder itself. */
  readonly files: readonly string[];
  readonly subfolders: readonly string[];
  /** Source of `<name>.js-meta.xml`; null when the bundle has none. */
  readonly meta: string | null;
  /** SHA-256 of the files by name: what tells a changed bundle from an unchanged one. */
  readonly digest: string;
}

/** Digest of a bundle's files, whatever their order. */
export function bundleDigest(files: readonly (readonly [name: string, content: Uint8Array])[]): string {
  const hash = createHash('sha256');
  for (const [name, content] of [...files].sort(([left], [right]) => (left < right ? -1 : 1))) {
    hash.update(`${name}\0${content.byteLength}\0`).update(content);
  }
  return hash.digest('hex');
}

export interface SourceTree {
  readonly components: readonly SourceComponent[];
  readonly bundles: readonly BundleFolder[];
}

/** Left out of a deploy: what .forceignore of this project names, beside files that only tools read. */
const IGNORED = /^(README\.md|tsconfig\.json|jsconfig\.json|\..*|.*\.d\.ts|.*\.tsbuildinfo)$/;

export function readSourceTree(
  projectFolder: string,
  packageDirectory: string,
  diagnostics: DiagnosticBag
): SourceTree {
  const components: SourceComponent[] = [];
  const bundles: BundleFolder[] = [];
  const pathOf = (file: string): string => relative(projectFolder, file).split(sep).join('/');

  const visit = (folder: string): void => {
    const entries = readdirSync(folder, { withFileTypes: true }).sort((left, right) =>
      left.name < right.name ? -1 : 1
    );
    if (basename(dirname(folder)) === LWC_FOLDER) {
      const name = basename(folder);
      const files = entries.filter((entry) => entry.isFile() && !IGNORED.test(entry.name)).map((entry) => entry.name);
      const metaFile = `${name}.js-meta.xml`;
      bundles.push({
        name,
        folder: pathOf(folder),
        files,
        meta: files.includes(metaFile) ? readFileSync(join(folder, metaFile), 'utf8') : null,
        digest: bundleDigest(files.map((file) => [file, readFileSync(join(folder, file))])),
        subfolders: entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
      });
      return;
    }
    const names = new Set(entries.map((entry) => entry.name));
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (entry.name !== '__tests__') visit(path);
      } else if (!IGNORED.test(entry.name)) {
        const component = readComponent(path, pathOf(path), names, diagnostics);
        if (component) components.push(component);
      }
    }
  };
  visit(join(projectFolder, packageDirectory));
  return { components, bundles };
}

function readComponent(
  path: string,
  file: string,
  siblings: ReadonlySet<string>,
  diagnostics: DiagnosticBag
): SourceComponent | null {
  const whole = { file, line: 0, column: 0 };
  const fileName = basename(file);
  const stem = fileName.replace(/-meta\.xml$/, '');
  const dot = stem.lastIndexOf('.');
  const type = dot > 0 ? componentTypeBySuffix(stem.slice(dot + 1)) : undefined;
  if (!type) {
    diagnostics.error('MET3002', whole, `no metadata type has files named like ${fileName}`);
    return null;
  }
  if (stem === fileName) {
    if (type.shape !== 'code') {
      diagnostics.error('MET3002', whole, `source format wants the name ${fileName}-meta.xml`);
    } else if (!siblings.has(`${fileName}-meta.xml`)) {
      diagnostics.error('MET3010', whole, `${fileName} has no ${fileName}-meta.xml beside it`);
    }
    return null;
  }
  if (type.refused) {
    diagnostics.error('MET3002', whole, `the local org does not carry out ${type.refused}`);
    return null;
  }
  const fullName = fullNameOf(type, stem.slice(0, dot), file.split('/').slice(0, -1));
  if (fullName === null) {
    const folder = type.type === 'CustomObject' ? 'objects/<Object>' : type.folder;
    diagnostics.error('MET3003', whole, `a ${type.type} belongs in a folder named ${folder}`);
    return null;
  }
  if (type.shape === 'code' && !siblings.has(stem)) {
    diagnostics.error('MET3010', whole, `${fileName} describes ${stem}, which is not beside it`);
    return null;
  }
  const xml = parseXml(readFileSync(path, 'utf8'), file, diagnostics);
  if (!xml) return null;
  if (type.shape !== 'code') return { type, fullName, file, xml };
  const code = { file: file.replace(/-meta\.xml$/, ''), source: readFileSync(path.replace(/-meta\.xml$/, ''), 'utf8') };
  return { type, fullName, file, xml, code };
}

/** The full name that folder and file name give, or null when the file lies in the wrong folder. */
function fullNameOf(type: ComponentType, name: string, folders: readonly string[]): string | null {
  const [parent = '', grandparent = ''] = [folders.at(-1), folders.at(-2)];
  if (type.shape === 'part') {
    if (type.type === 'CustomObject') return grandparent === 'objects' && parent === name ? name : null;
    return parent === type.folder && folders.at(-3) === 'objects' ? `${grandparent}.${name}` : null;
  }
  if (type.shape === 'foldered') {
    const index = folders.lastIndexOf(type.folder);
    return index >= 0 && index < folders.length - 1 ? [...folders.slice(index + 1), name].join('/') : null;
  }
  return parent === type.folder || (type.shape === 'code' && folders.includes(type.folder)) ? name : null;
}
