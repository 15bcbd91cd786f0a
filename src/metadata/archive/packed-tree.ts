/** The components of an org as text, so that its database can keep them beside the data that they describe. */
import { deserialize, serialize } from 'node:v8';
import { deflateSync, inflateSync } from 'node:zlib';

import { componentTypes } from '../load/component-types.ts';
import type { BundleFolder, SourceComponent, SourceTree } from '../load/source-files.ts';

interface PackedTree {
  readonly components: readonly (Omit<SourceComponent, 'type'> & { readonly type: string })[];
  readonly bundles: readonly BundleFolder[];
}

export function packTree({ components, bundles }: SourceTree): string {
  const packed: PackedTree = {
    components: components.map((component) => ({ ...component, type: component.type.type })),
    bundles
  };
  return deflateSync(serialize(packed)).toString('base64');
}

/** Throws when a component is of a type that this release does not know. */
export function unpackTree(text: string): SourceTree {
  const packed = deserialize(inflateSync(Buffer.from(text, 'base64'))) as PackedTree;
  const components = packed.components.map((component) => {
    const type = componentTypes.find((candidate) => candidate.type === component.type);
    if (!type) throw new Error(`The org holds a ${component.type}, which this release does not know.`);
    return { ...component, type };
  });
  return { components, bundles: packed.bundles };
}
