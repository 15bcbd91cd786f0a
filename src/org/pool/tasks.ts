/** What the server asks of a worker, and what comes back. Only plain data: it crosses a thread boundary. */
import type { AnonymousUnit } from '../../apex/linkage.ts';
import type { JobKind } from '../../database/index.ts';
import type { TopicDelivery } from '../../runtime/index.ts';
import type { IngestChunk } from '../bulk/save-chunk.ts';
import type { RestRequest } from '../rest/request.ts';

export interface ApexRestRequest {
  readonly method: string;
  /** Path after `/services/apexrest`, starting with a slash. */
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
  readonly remoteAddress: string;
}

export type OrgTask =
  /** Saves the rows of a Bulk API job; what became of them is in the database. */
  | { readonly kind: 'ingest'; readonly username: string; readonly chunk: IngestChunk }
  | { readonly kind: 'rest'; readonly username: string; readonly request: RestRequest }
  | { readonly kind: 'apexrest'; readonly username: string; readonly request: ApexRestRequest }
  | {
      readonly kind: 'aura';
      readonly username: string;
      readonly className: string;
      readonly method: string;
      readonly parameters: Readonly<Record<string, unknown>>;
    }
  /** The answer is an AnonymousRun. */
  | { readonly kind: 'anonymous'; readonly username: string; readonly unit: AnonymousUnit }
  /** Gives every trigger on a platform event one batch of messages; the answer says how it went. */
  | { readonly kind: 'events'; readonly username: string; readonly topic: string }
  /** Runs a queued job and its finalizer, a step of a batch job, or scheduled Apex; the answer is empty. */
  | { readonly kind: JobKind; readonly username: string; readonly jobId: string };

export interface OrgAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The task enqueued a job that runs once it has committed. */
  readonly enqueuedJob?: true;
  /** The task published platform events. */
  readonly publishedEvents?: true;
  /** Of a task of the kind `events`. */
  readonly delivery?: TopicDelivery;
}
