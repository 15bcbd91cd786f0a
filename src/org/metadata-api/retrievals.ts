/** Retrieves: what the org holds, as a zip. Source: Metadata API Developer Guide, "retrieve()", "checkRetrieveStatus()", "RetrieveResult". */
import { jsonText } from '../rest/request.ts';
import { makeId } from '../../base/index.ts';
import { manifestOf, retrievePackage, writeZip, type ManifestMember, type SourceTree } from '../../metadata/index.ts';
import { ApiException } from '../../protocol/index.ts';
import { fileProperties, type FileProperties } from './org-components.ts';
import type { Deployer } from './deployments.ts';

export interface RetrieveResult {
  readonly done: boolean;
  readonly fileProperties: readonly FileProperties[];
  readonly id: string;
  readonly messages: readonly { readonly fileName: string; readonly problem: string }[];
  readonly status: 'Succeeded';
  readonly success: boolean;
  readonly zipFile?: string;
}

/** Key prefix of a retrieve request. Source: ids in the examples of the Metadata API Developer Guide (09S). */
const KEY_PREFIX = '09S';
/** Zips that wait to be fetched; the oldest is dropped first. */
const KEPT = 5;

export class Retrievals {
  readonly #nextNumber: () => bigint;
  readonly #results = new Map<string, RetrieveResult>();

  constructor(nextNumber: () => bigint) {
    this.#nextNumber = nextNumber;
  }

  /** `request` as the call has it. The zip is made at once: an org of the size of this package takes a few milliseconds. */
  start(request: Readonly<Record<string, unknown>>, tree: SourceTree, owner: Deployer, now: string): string {
    const unpackaged = request['unpackaged'] as Readonly<Record<string, unknown>> | undefined;
    if (request['packageNames'] || !unpackaged) {
      throw new ApiException(400, 'INVALID_OPERATION', 'The local org has no packages: retrieve with "unpackaged".');
    }
    const apiVersion = jsonText(request['apiVersion'] ?? unpackaged['version'] ?? '67.0');
    const { files, problems } = retrievePackage(tree, membersOf(unpackaged['types']));
    const root = jsonText(request['singlePackage']) === 'true' ? '' : 'unpackaged/';
    const contents = new Map(files.map(({ path, content }) => [`${root}${path}`, Buffer.from(content)]));
    contents.set(`${root}package.xml`, Buffer.from(manifestOf(files, apiVersion)));
    const id = makeId(KEY_PREFIX, this.#nextNumber());
    this.#results.set(id, {
      done: true,
      fileProperties: [
        ...files.map(({ type, fullName, path }) =>
          fileProperties({ type, fullName, file: `${root}${path}` }, owner, now)
        ),
        fileProperties({ type: 'Package', fullName: `${root}package.xml`, file: `${root}package.xml` }, owner, now)
      ],
      id,
      messages: problems,
      status: 'Succeeded',
      success: true,
      zipFile: Buffer.from(writeZip(contents)).toString('base64')
    });
    const [oldest] = this.#results.keys();
    if (this.#results.size > KEPT && oldest !== undefined) this.#results.delete(oldest);
    return id;
  }

  /** Null when there is no such retrieve (any more). The zip is given once. */
  find(id: string, includeZip: boolean): RetrieveResult | null {
    const result = this.#results.get(id);
    if (!result) return null;
    if (includeZip) {
      this.#results.delete(id);
      return result;
    }
    const { zipFile: _zip, ...rest } = result;
    return rest;
  }
}

function membersOf(types: unknown): ManifestMember[] {
  const list = types === undefined ? [] : Array.isArray(types) ? types : [types];
  return (list as Readonly<Record<string, unknown>>[]).flatMap(({ name, members }) => {
    const names = members === undefined ? [] : Array.isArray(members) ? members : [members];
    return names.map((fullName) => ({ type: jsonText(name), fullName: jsonText(fullName) }));
  });
}
