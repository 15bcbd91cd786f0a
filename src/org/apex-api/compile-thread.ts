/** Compiles one anonymous block beside the server: reading the syntax trees of a whole package takes a good part of a second. */
import { parentPort, workerData } from 'node:worker_threads';

import { compileAnonymous, type AnonymousUnit } from '../../apex/index.ts';
import type { Diagnostic } from '../../base/index.ts';
import type { ApexSource, OrgSchema } from '../../metadata/index.ts';
import { platformClasses } from '../../runtime/index.ts';

export interface CompileRequest {
  readonly block: { readonly name: string; readonly source: string; readonly apiVersion: string };
  readonly sources: readonly ApexSource[];
  readonly schema: OrgSchema;
  readonly cacheFolder: string;
}

export interface CompileAnswer {
  readonly unit: AnonymousUnit | null;
  readonly diagnostics: readonly Diagnostic[];
}

if (!parentPort) throw new Error('This file runs as a worker thread only.');
const { block, sources, schema, cacheFolder } = workerData as CompileRequest;
const answer: CompileAnswer = compileAnonymous(block, sources, schema, platformClasses, cacheFolder);
parentPort.postMessage(answer);
