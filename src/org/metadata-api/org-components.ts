/** What the Metadata API says of an org's components: the types that it takes, and what is there of a type. */
import { componentTypes, LWC_FOLDER, type SourceTree } from '../../metadata/index.ts';
import { NEWEST_API_VERSION } from '../../protocol/index.ts';
import type { Deployer } from './deployments.ts';

export interface FileProperties {
  readonly type: string;
  readonly fullName: string;
  readonly fileName: string;
  readonly id: string;
  readonly createdById: string;
  readonly createdByName: string;
  readonly createdDate: string;
  readonly lastModifiedById: string;
  readonly lastModifiedByName: string;
  readonly lastModifiedDate: string;
  readonly manageableState: string;
}

/** Source: Metadata API Developer Guide, "DescribeMetadataResult". Types that the local org refuses are left out. */
export function describeMetadata(): unknown {
  const described = componentTypes.filter(({ shape, refused, type }) => {
    return !refused && (shape !== 'part' || type === 'CustomObject') && !type.endsWith('Folder');
  });
  const parts = componentTypes.filter(
    ({ shape, refused, type }) => shape === 'part' && !refused && type !== 'CustomObject'
  );
  return {
    metadataObjects: [
      ...described.map(({ type, folder, suffix, shape }) => ({
        xmlName: type,
        directoryName: folder,
        suffix,
        inFolder: shape === 'foldered',
        metaFile: shape === 'code',
        childXmlNames: type === 'CustomObject' ? parts.map((part) => part.type) : []
      })),
      { xmlName: 'LightningComponentBundle', directoryName: LWC_FOLDER, inFolder: false, metaFile: false }
    ],
    organizationNamespace: '',
    partialSaveAllowed: false,
    testRequired: false,
    apiVersion: `${NEWEST_API_VERSION}.0`
  };
}

/** `queries`: one or several of `{type, folder?}`, three at most on the platform. */
export function listMetadata(tree: SourceTree, queries: unknown, owner: Deployer, now: string): FileProperties[] {
  const wanted = new Set(
    (Array.isArray(queries) ? queries : [queries]).map((query) =>
      String((query as { type?: unknown } | undefined)?.type ?? '')
    )
  );
  const present = [
    ...tree.components.map(({ type, fullName, file }) => ({ type: type.type, fullName, file })),
    ...tree.bundles.map(({ name, folder }) => ({ type: 'LightningComponentBundle', fullName: name, file: folder }))
  ];
  return present.filter(({ type }) => wanted.has(type)).map((component) => fileProperties(component, owner, now));
}

/** Everybody's components are the caller's: who deployed them is not kept. */
export function fileProperties(
  { type, fullName, file }: { readonly type: string; readonly fullName: string; readonly file: string },
  owner: Deployer,
  now: string
): FileProperties {
  return {
    type,
    fullName,
    fileName: file,
    id: '',
    createdById: owner.id,
    createdByName: owner.name,
    createdDate: now,
    lastModifiedById: owner.id,
    lastModifiedByName: owner.name,
    lastModifiedDate: now,
    manageableState: 'unmanaged'
  };
}
