/**
 * Components of an org as files in metadata format, as a retrieve brings them: the counterpart of `readArchive`. Files are written anew from what
 * was deployed, so blanks and comments between elements are not those of the file that was sent.
 */
import { LWC_FOLDER } from '../load/component-types.ts';
import type { SourceComponent, SourceTree } from '../load/source-files.ts';
import { textOf, type XmlElement } from '../load/xml.ts';
import type { ManifestMember } from './manifest.ts';
import { CONTAINERS, METADATA_NAMESPACE, OBJECT_PARTS } from './object-parts.ts';

export interface RetrievedFile {
  readonly type: string;
  readonly fullName: string;
  /** Path from the root of the package. */
  readonly path: string;
  readonly content: string;
}

export interface RetrievedPackage {
  readonly files: readonly RetrievedFile[];
  /** One line for each member that is not in the org, or cannot be given. */
  readonly problems: readonly { readonly fileName: string; readonly problem: string }[];
}

const PART_ELEMENTS = new Map(Object.entries(OBJECT_PARTS).map(([element, type]) => [type, element]));
const PART_OF = new Map(Object.entries(CONTAINERS).map(([container, part]) => [part, container]));
const FOLDER_TYPES: ReadonlySet<string> = new Set(['Report', 'Dashboard']);

/** `members` as package.xml names them; `*` is every component of a type (of objects: custom ones). */
export function retrievePackage(tree: SourceTree, members: readonly ManifestMember[]): RetrievedPackage {
  const files: RetrievedFile[] = [];
  const problems: { fileName: string; problem: string }[] = [];
  const objects = new Map<string, { name: string; own: SourceComponent | null; parts: Set<SourceComponent> }>();
  const objectOf = (name: string): { own: SourceComponent | null; parts: Set<SourceComponent> } => {
    const key = name.toLowerCase();
    let object = objects.get(key);
    if (!object) objects.set(key, (object = { name, own: null, parts: new Set() }));
    return object;
  };
  for (const { type, fullName } of members) {
    if (type === 'LightningComponentBundle') {
      const wanted = tree.bundles.filter(({ name }) => fullName === '*' || same(name, fullName));
      for (const { name } of wanted) problems.push({ fileName: `${LWC_FOLDER}/${name}`, problem: NO_BUNDLES });
      if (wanted.length === 0 && fullName !== '*') problems.push(notFound(type, fullName));
      continue;
    }
    const found = componentsOf(tree, type, fullName);
    if (found.length === 0 && fullName !== '*') problems.push(notFound(type, fullName));
    for (const component of found) {
      const [objectName = ''] = component.fullName.split('.');
      if (component.type.type === 'CustomObject') objectOf(component.fullName).own = component;
      else if (PART_ELEMENTS.has(component.type.type)) objectOf(objectName).parts.add(component);
      else if (!files.some((file) => file.type === component.type.type && file.fullName === component.fullName))
        files.push(...filesOf(component));
    }
  }
  for (const { name, own, parts } of objects.values()) {
    const path = `objects/${name}.object`;
    files.push({ type: 'CustomObject', fullName: name, path, content: document(objectElement(own, [...parts])) });
  }
  return { files, problems };
}

const NO_BUNDLES =
  'The local org keeps no source of Lightning web components, so they cannot be retrieved: take them from the project.';

function notFound(type: string, fullName: string): { fileName: string; problem: string } {
  return { fileName: 'package.xml', problem: `Entity of type '${type}' named '${fullName}' cannot be found` };
}

/** The components that one member names; a custom object brings its parts. */
function componentsOf(tree: SourceTree, type: string, fullName: string): SourceComponent[] {
  const ofType = (wanted: string): SourceComponent[] => tree.components.filter((item) => item.type.type === wanted);
  const container = PART_OF.get(type);
  if (container !== undefined) {
    return ofType(container).flatMap((component) => onlyPart(component, type, fullName) ?? []);
  }
  if (type === 'CustomObject') {
    const names = fullName === '*' ? ofType(type).map((item) => item.fullName) : [fullName];
    return tree.components.filter(
      (item) =>
        names.some((name) => same(name, item.fullName.split('.')[0] ?? '')) &&
        (item.type.type === 'CustomObject' || PART_ELEMENTS.has(item.type.type))
    );
  }
  const name = fullName.replace(/\/$/, '');
  const own = ofType(type).filter((item) => fullName === '*' || same(item.fullName, name));
  if (own.length > 0 || !FOLDER_TYPES.has(type)) return own;
  return ofType(`${type}Folder`).filter((item) => same(item.fullName, name));
}

function onlyPart(component: SourceComponent, type: string, fullName: string): SourceComponent | null {
  if (fullName === '*') return component;
  const named = component.xml.children.filter((child) => {
    const name = textOf(child, 'fullName');
    return name !== undefined && same(type === 'CustomLabel' ? name : `${component.fullName}.${name}`, fullName);
  });
  return named.length > 0 ? { ...component, xml: { ...component.xml, children: named } } : null;
}

function filesOf(component: SourceComponent): RetrievedFile[] {
  const { type, fullName, xml, code } = component;
  const file = (path: string, content: string): RetrievedFile => ({ type: type.type, fullName, path, content });
  if (type.type.endsWith('Folder')) return [file(`${type.folder}/${fullName}-meta.xml`, document(xml))];
  const path = `${type.folder}/${fullName}.${type.suffix}`;
  return code ? [file(path, code.source), file(`${path}-meta.xml`, document(xml))] : [file(path, document(xml))];
}

function objectElement(own: SourceComponent | null, parts: readonly SourceComponent[]): XmlElement {
  const children = parts.map(({ type, xml }) => ({
    ...xml,
    name: PART_ELEMENTS.get(type.type)!,
    attributes: new Map()
  }));
  const position = { file: '', line: 0, column: 0 };
  const root = own?.xml ?? { name: 'CustomObject', attributes: new Map(), children: [], text: '', position };
  return { ...root, children: [...root.children, ...children] };
}

/** package.xml of what was retrieved. */
export function manifestOf(files: readonly RetrievedFile[], apiVersion: string): string {
  const names = new Map<string, Set<string>>();
  for (const { type, fullName } of files) {
    const named = type.replace(/^(Report|Dashboard)Folder$/, '$1');
    const list = names.get(named) ?? new Set<string>();
    names.set(named, list.add(fullName));
  }
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', `<Package xmlns="${METADATA_NAMESPACE}">`];
  for (const [type, list] of [...names].sort(([left], [right]) => (left < right ? -1 : 1))) {
    lines.push('    <types>');
    for (const name of [...list].sort()) lines.push(`        <members>${escapeText(name)}</members>`);
    lines.push(`        <name>${type}</name>`, '    </types>');
  }
  lines.push(`    <version>${apiVersion}</version>`, '</Package>', '');
  return lines.join('\n');
}

function document(root: XmlElement): string {
  const attributes = new Map([['xmlns', METADATA_NAMESPACE], ...root.attributes]);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${elementText({ ...root, attributes }, '')}\n`;
}

function elementText({ name, attributes, children, text }: XmlElement, indent: string): string {
  const words = [...attributes].map(([key, value]) => ` ${key}="${escapeText(value).replaceAll('"', '&quot;')}"`);
  const opening = `${indent}<${name}${words.join('')}`;
  if (children.length > 0) {
    const inner = children.map((child) => elementText(child, `${indent}    `));
    return `${opening}>\n${inner.join('\n')}\n${indent}</${name}>`;
  }
  return text === '' ? `${opening}/>` : `${opening}>${escapeText(text)}</${name}>`;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function same(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}
