import type { Diagnostic } from '../base/index.ts';
import type { SourceTree } from './load/source-files.ts';
import type { OrgSchema } from './schema/describe.ts';

/** An Apex class or trigger as it lies on disk. */
export interface ApexSource {
  readonly kind: 'class' | 'trigger';
  readonly name: string;
  readonly file: string;
  readonly source: string;
  readonly apiVersion: string;
}

/** A Lightning web component bundle on disk (its built form is the floor `lwc`'s business). */
export interface LwcBundle {
  readonly name: string;
  readonly folder: string;
  readonly isExposed: boolean;
  readonly targets: readonly string[];
}

/** `force-app` read from disk and checked: what a deploy hands to the org. */
export interface SourcePackage {
  /** The components as they were read. */
  readonly tree: SourceTree;
  readonly schema: OrgSchema;
  readonly apex: readonly ApexSource[];
  readonly lwc: readonly LwcBundle[];
  /** Number of components by metadata type, for the deploy report, e.g. CustomField -> 31. */
  readonly componentCounts: ReadonlyMap<string, number>;
  readonly diagnostics: readonly Diagnostic[];
}
