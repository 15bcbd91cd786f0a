/**
 * What each policy would have done with the rows of a period, read part by part from the policy replay of an org (PolicyReplay.cls), which
 * judges; here only sums are added up. Writes nothing. Memory: one part of 200 rows.
 */
import type { LaneDoor } from '../transport/lane-door.ts';
import { withRetry, type RetryOptions } from '../transport/retry.ts';

export const POLICIES = ['A', 'B', 'C'] as const;
export type Policy = (typeof POLICIES)[number];

export interface ReplayedRow {
  /** EX- or AUD- number of the record that keeps the row. */
  readonly source: string;
  readonly externalId: string | null;
  /** What became of it. */
  readonly outcome: string;
  readonly reason: string | null;
  readonly policies: Readonly<Record<Policy, { readonly outcome: string; readonly reason: string | null }>>;
  /** Whether the policies disagree. */
  readonly differs: boolean;
}

export interface PolicyReplayOptions {
  /** `policy-replay/v1` of the lane. */
  readonly door: LaneDoor;
  /** First moment of the period and the moment after its last, ISO 8601 with a zone; the org takes yesterday when they are absent. */
  readonly from?: string;
  readonly to?: string;
  readonly retry: RetryOptions;
  /** Called for every judged row, in the order of the org. */
  readonly onRow: (row: ReplayedRow) => void;
}

export interface PolicyReplayReport {
  readonly lane: string;
  /** The policy that the lane has now. */
  readonly policy: Policy;
  readonly from: string;
  readonly to: string;
  /** Rows that the lane's runs of the period received. Those that are not judged end alike under every policy. */
  readonly received: number;
  readonly judged: number;
  readonly differing: number;
  /** By policy, then by outcome and reason as one text. */
  readonly counts: Readonly<Record<Policy, Readonly<Record<string, number>>>>;
}

interface Part {
  readonly lane: string;
  readonly policy: Policy;
  readonly since: string;
  readonly until: string;
  readonly rows: readonly ReplayedRow[];
  readonly counts: Readonly<Record<Policy, Readonly<Record<string, number>>>>;
  readonly received: number | null;
  readonly next: string | null;
}

/** Throws PermanentFailure when the org refuses the lane or the period; a lost connection is tried again. */
export async function replayPolicies(options: PolicyReplayOptions): Promise<PolicyReplayReport> {
  const counts: Record<Policy, Record<string, number>> = { A: {}, B: {}, C: {} };
  const first = await partAfter(options, null);
  let judged = 0;
  let differing = 0;
  for (let part = first; ; part = await partAfter({ ...options, from: first.since, to: first.until }, part.next)) {
    for (const policy of POLICIES) {
      for (const [kind, count] of Object.entries(part.counts[policy]))
        counts[policy][kind] = (counts[policy][kind] ?? 0) + count;
    }
    for (const row of part.rows) {
      judged++;
      if (row.differs) differing++;
      options.onRow(row);
    }
    if (part.next === null) break;
  }
  const { lane, policy, since: from, until: to, received } = first;
  return { lane, policy, from, to, received: received ?? 0, judged, differing, counts };
}

async function partAfter({ door, from, to, retry }: PolicyReplayOptions, after: string | null): Promise<Part> {
  const asked = new URLSearchParams();
  if (from !== undefined) asked.set('since', from);
  if (to !== undefined) asked.set('until', to);
  if (after !== null) asked.set('after', after);
  return (await withRetry(retry, () => door.call('GET', `?${asked.toString()}`))) as Part;
}
