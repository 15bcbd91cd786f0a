/**
 * Reads a zip in metadata format, as `sf project deploy start` sends it, into the same components as source format: parts of an object lie in
 * one file there and become components of their own, with the lines of that file. Source: Metadata API Developer Guide, "Deploying and
 * Retrieving Metadata with the Zip File"; file names by npm `@salesforce/source-deploy-retrieve`.
 */
import { DiagnosticBag, type Diagnostic } from '../../base/index.ts';
import { componentTypes, LWC_FOLDER, type ComponentType } from '../load/component-types.ts';
import { bundleDigest, type BundleFolder, type SourceComponent, type SourceTree } from '../load/source-files.ts';
import { parseXml, textOf, type XmlElement } from '../load/xml.ts';
import { readManifest, type ManifestMember } from './manifest.ts';
import { CONTAINERS, METADATA_NAMESPACE, OBJECT_PARTS } from './object-parts.ts';
import { readZip } from './zip.ts';

export interface PackageArchive {
  readonly tree: SourceTree;
  /** Path of package.xml in the zip. */
  readonly manifestFile: string;
  /** What destructiveChanges.xml and its Pre and Post forms name. */
  readonly deletions: readonly (ManifestMember & { readonly file: string })[];
  readonly diagnostics: readonly Diagnostic[];
}

const DESTRUCTIVE = ['destructiveChangesPre.xml', 'destructiveChanges.xml', 'destructiveChangesPost.xml'];

/** Throws ArchiveError when the bytes are no zip; everything else is a diagnostic. */
export function readArchive(bytes: Uint8Array): PackageArchive {
  const diagnostics = new DiagnosticBag();
  const files = readZip(bytes);
  const manifestFile = findManifest(files);
  const manifestSource = manifestFile === null ? undefined : files.get(manifestFile);
  if (manifestFile === null || !manifestSource) {
    diagnostics.error('MET3070', whole('package.xml'), 'No package.xml found');
    return { tree: EMPTY, manifestFile: 'package.xml', deletions: [], diagnostics: diagnostics.items };
  }
  const members = readManifest(textFrom(manifestSource), manifestFile, diagnostics) ?? [];
  const root = manifestFile.slice(0, -'package.xml'.length);
  const reader = new ArchiveReader(files, root, members, manifestFile, diagnostics);
  const deletions = DESTRUCTIVE.flatMap((name) => {
    const source = files.get(root + name);
    const named = source ? readManifest(textFrom(source), root + name, diagnostics) : null;
    return (named ?? []).map((member) => ({ ...member, file: root + name }));
  });
  return { tree: reader.read(), manifestFile, deletions, diagnostics: diagnostics.items };
}

const EMPTY: SourceTree = { components: [], bundles: [] };

/** At the top, or in the one folder that the zip was made of (`singlePackage` false sends one folder for each package). */
function findManifest(files: ReadonlyMap<string, Uint8Array>): string | null {
  if (files.has('package.xml')) return 'package.xml';
  const nested = [...files.keys()].filter((path) => /^[^/]+\/package\.xml$/.test(path));
  return nested.length === 1 ? nested[0]! : null;
}

class ArchiveReader {
  readonly #files: ReadonlyMap<string, Uint8Array>;
  readonly #root: string;
  readonly #named: ReadonlyMap<string, string>;
  readonly #manifestFile: string;
  readonly #diagnostics: DiagnosticBag;
  readonly #found = new Set<string>();
  readonly #components: SourceComponent[] = [];

  constructor(
    files: ReadonlyMap<string, Uint8Array>,
    root: string,
    members: readonly ManifestMember[],
    manifestFile: string,
    diagnostics: DiagnosticBag
  ) {
    this.#files = files;
    this.#root = root;
    this.#named = new Map(members.map(({ type, fullName }) => [keyOf(type, fullName), fullName]));
    this.#manifestFile = manifestFile;
    this.#diagnostics = diagnostics;
  }

  read(): SourceTree {
    const bundles = new Map<string, [string, Uint8Array][]>();
    for (const [path, content] of this.#files) {
      const inner = path.startsWith(this.#root) ? path.slice(this.#root.length) : '';
      if (inner === '' || inner === 'package.xml' || DESTRUCTIVE.includes(inner)) continue;
      const [folder = '', name = '', ...rest] = inner.split('/');
      if (folder === LWC_FOLDER && rest.length > 0) {
        const list = bundles.get(name) ?? [];
        list.push([rest.join('/'), content]);
        bundles.set(name, list);
      } else this.#readFile(path, inner, content);
    }
    const tree = { components: this.#components, bundles: this.#readBundles(bundles) };
    this.#requireAllFound();
    return tree;
  }

  #readFile(path: string, inner: string, content: Uint8Array): void {
    const folder = inner.slice(0, Math.max(inner.indexOf('/'), 0));
    const name = inner.slice(folder.length + 1);
    const type = typeOf(folder, name);
    if (!type) {
      this.#diagnostics.error('MET3002', whole(path), `no metadata type has files named like ${inner}`);
      return;
    }
    if (type.shape === 'code' && name.endsWith('-meta.xml')) {
      if (!this.#files.has(path.slice(0, -'-meta.xml'.length)))
        this.#diagnostics.error('MET3010', whole(path), `${name} describes a file that is not beside it`);
      return;
    }
    const fullName = name.replace(/-meta\.xml$/, '').replace(new RegExp(`\\.${type.suffix}$`), '');
    if (type.refused) {
      this.#take(type.type, fullName);
      this.#diagnostics.error('MET3002', whole(path), `the local org does not carry out ${type.refused}`);
      return;
    }
    if (type.shape === 'code') this.#readCode(type, fullName, path, content);
    else if (type.type === 'CustomObject') this.#readObject(type, fullName, path, content);
    else if (this.#isNamed(type, fullName, path)) {
      const xml = parseXml(textFrom(content), path, this.#diagnostics);
      if (!xml) return;
      this.#takeContained(type.type, fullName, xml);
      this.#components.push({ type, fullName, file: path, xml });
    }
  }

  #readCode(type: ComponentType, fullName: string, path: string, content: Uint8Array): void {
    if (!this.#isNamed(type, fullName, path)) return;
    const metaFile = `${path}-meta.xml`;
    const meta = this.#files.get(metaFile);
    if (!meta) {
      this.#diagnostics.error('MET3010', whole(path), `${path} has no ${metaFile} beside it`);
      return;
    }
    const xml = parseXml(textFrom(meta), metaFile, this.#diagnostics);
    const code = { file: path, source: textFrom(content) };
    if (xml) this.#components.push({ type, fullName, file: metaFile, xml, code });
  }

  /** The object itself is deployed only when package.xml names it: a file that carries fields of it lacks all else. */
  #readObject(type: ComponentType, fullName: string, path: string, content: Uint8Array): void {
    const xml = parseXml(textFrom(content), path, this.#diagnostics);
    if (!xml) return;
    const own = this.#take('CustomObject', fullName);
    const rest = xml.children.filter((child) => !Object.hasOwn(OBJECT_PARTS, child.name));
    if (own) this.#components.push({ type, fullName, file: path, xml: { ...xml, children: rest } });
    for (const child of xml.children) {
      const partType = OBJECT_PARTS[child.name];
      if (partType === undefined) continue;
      const partName = `${fullName}.${textOf(child, 'fullName') ?? ''}`;
      // Naming a custom object deploys what its file holds of it.
      if (!this.#take(partType, partName) && !own) {
        this.#notInManifest(partType, partName, path);
        continue;
      }
      const part = componentTypes.find((candidate) => candidate.type === partType);
      if (!part || part.refused) {
        this.#diagnostics.error(
          'MET3002',
          child.position,
          `the local org does not carry out ${part?.refused ?? partType}`
        );
        continue;
      }
      const element: XmlElement = { ...child, name: partType, attributes: new Map([['xmlns', METADATA_NAMESPACE]]) };
      this.#components.push({ type: part, fullName: partName, file: path, xml: element });
    }
  }

  #readBundles(bundles: ReadonlyMap<string, readonly [string, Uint8Array][]>): BundleFolder[] {
    return [...bundles].flatMap(([name, files]) => {
      const folder = `${this.#root}${LWC_FOLDER}/${name}`;
      if (!this.#take('LightningComponentBundle', name)) {
        this.#notInManifest('LightningComponentBundle', name, folder);
        return [];
      }
      const meta = files.find(([file]) => file === `${name}.js-meta.xml`);
      return [
        {
          name,
          folder,
          files: files.filter(([file]) => !file.includes('/')).map(([file]) => file),
          subfolders: [...new Set(files.filter(([file]) => file.includes('/')).map(([file]) => file.split('/')[0]!))],
          meta: meta ? textFrom(meta[1]) : null,
          digest: bundleDigest(files)
        }
      ];
    });
  }

  /** Remembers that a component was found; true when package.xml names it. */
  #take(type: string, fullName: string): boolean {
    // A folder of reports or dashboards is a member of the type that it holds.
    const named = type.replace(/^(Report|Dashboard)Folder$/, '$1');
    this.#found.add(keyOf(named, fullName));
    return this.#named.has(keyOf(named, fullName)) || this.#named.has(keyOf(named, '*'));
  }

  #isNamed(type: ComponentType, fullName: string, path: string): boolean {
    const part = CONTAINERS[type.type];
    const partNamed =
      part !== undefined && [...this.#named.keys()].some((key) => key.startsWith(`${part}:`.toLowerCase()));
    if (this.#take(type.type, fullName) || partNamed) return true;
    this.#notInManifest(type.type, fullName, path);
    return false;
  }

  #takeContained(type: string, fullName: string, xml: XmlElement): void {
    const part = CONTAINERS[type];
    if (part === undefined) return;
    for (const child of xml.children) {
      const name = textOf(child, 'fullName');
      if (name !== undefined) this.#take(part, type === 'CustomLabels' ? name : `${fullName}.${name}`);
    }
  }

  #notInManifest(type: string, fullName: string, path: string): void {
    this.#diagnostics.error('MET3071', whole(path), `Not in package.xml: ${type} ${fullName}`);
  }

  #requireAllFound(): void {
    for (const [key, fullName] of this.#named) {
      if (fullName === '*' || this.#found.has(key)) continue;
      const type = key.slice(0, key.indexOf(':'));
      this.#diagnostics.error(
        'MET3072',
        whole(this.#manifestFile),
        `An object '${fullName}' of type ${nameOfType(type)} was named in package.xml, but was not found in zipped directory`
      );
    }
  }
}

function typeOf(folder: string, name: string): ComponentType | undefined {
  const candidates = componentTypes.filter(
    (type) => type.folder === folder && (type.shape !== 'part' || type.type === 'CustomObject')
  );
  const plain = name.replace(/-meta\.xml$/, '');
  const bySuffix = candidates.find((type) => plain.endsWith(`.${type.suffix}`));
  if (bySuffix || !name.endsWith('-meta.xml')) return bySuffix;
  return candidates.find((type) => type.type.endsWith('Folder'));
}

function nameOfType(lower: string): string {
  return componentTypes.find(({ type }) => type.toLowerCase() === lower)?.type ?? lower;
}

/** The CLI names a folder with a slash behind it (`Upsert_Guard/`), other tools without. */
function keyOf(type: string, fullName: string): string {
  return `${type}:${fullName.replace(/\/$/, '')}`.toLowerCase();
}

function textFrom(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function whole(file: string): { file: string; line: number; column: number } {
  return { file, line: 0, column: 0 };
}
