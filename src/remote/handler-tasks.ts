/** What the thread that runs the package's Apex is asked, and what it answers. */
import type { RestInvocation } from '../runtime/index.ts';
import type { Guarded } from './saving/guard-records.ts';

/** Whose token it is. */
export interface OrgIdentity {
  readonly organizationId: string;
  readonly userId: string;
  readonly username: string;
  readonly name: string;
  readonly email: string;
}

export type HandlerTask =
  | { readonly kind: 'rest'; readonly request: RestInvocation }
  /** Try rows of a lane that wait and are due. */
  | { readonly kind: 'handleDue'; readonly lane: string }
  /** Forget rows that a run counts as waiting and that wait nowhere. */
  | { readonly kind: 'settleRun'; readonly lane: string; readonly run: string }
  /** Do over records that others saved what the package's triggers would have done. */
  | { readonly kind: 'guard'; readonly lane: string; readonly objects: readonly string[]; readonly all: boolean };

/** How far a guard is that is still at work, before its reply. */
export interface GuardProgress {
  readonly kind: 'progress';
  /** What is done with the records. */
  readonly step: 'fill' | 'compare';
  /** Records of the step that were looked at so far. */
  readonly visited: number;
  /** Records of the step that were written so far. */
  readonly changed: number;
}

export type HandlerReply =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  | { readonly kind: 'handled'; readonly rows: number }
  | ({ readonly kind: 'guarded' } & Guarded)
  | { readonly kind: 'failed'; readonly message: string; readonly isTransient: boolean };
