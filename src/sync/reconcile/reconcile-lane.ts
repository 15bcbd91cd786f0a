/**
 * One reconciliation of a lane with a feed: uploads the feed's external ids as a manifest, starts the comparison, waits for it and hands over what
 * it found. What is compared, and how, is for the org to say.
 */
import type { FeedRow, UnreadableLine } from '../feed/read-feed.ts';
import type { LaneDoor } from '../transport/lane-door.ts';
import { withRetry, type RetryOptions } from '../transport/retry.ts';
import { PermanentFailure } from '../transport/transport.ts';
import { ManifestParts } from './manifest-parts.ts';

/** A run as the door answers it (ReconciliationView). */
export interface Reconciliation {
  readonly run: string;
  readonly lane: string;
  readonly status: 'Running' | 'Done' | 'Failed';
  readonly message: string | null;
  /** Which manifest was compared and how old it was, or why none was. */
  readonly manifest: string | null;
  readonly counts: Readonly<Record<string, number>>;
}

export interface ReconciliationFinding {
  readonly name: string;
  readonly kind: string;
  readonly objectName: string | null;
  readonly recordId: string | null;
  readonly externalId: string | null;
  readonly detail: string | null;
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
}

export interface ReconcileOptions {
  /** The source's name for the manifest; sending again under the same one replaces it. */
  readonly manifest: string;
  /** The rows of the feed; asked for twice, to count and to read. */
  readonly rows: () => AsyncIterable<FeedRow | UnreadableLine>;
  /** The external id of a row, or null when it has none. */
  readonly externalIdOf: (row: FeedRow) => string | null;
  readonly manifestDoor: LaneDoor;
  readonly reconciliationDoor: LaneDoor;
  readonly retry: RetryOptions;
  /** Milliseconds between two questions whether the comparison is done. */
  readonly pollMs: number;
  readonly onPart: (sent: number) => void;
  readonly onFinding: (finding: ReconciliationFinding) => void;
}

export interface ReconcileReport {
  readonly reconciliation: Reconciliation;
  /** Distinct external ids that were sent. */
  readonly ids: number;
  readonly withoutId: number;
  readonly unreadable: number;
}

/** Throws PermanentFailure when the org refuses; a lost connection is tried again. */
export async function reconcileLane(options: ReconcileOptions): Promise<ReconcileReport> {
  let expected = 0;
  for await (const row of options.rows()) expected += row.kind === 'row' ? 1 : 0;
  const parts = new ManifestParts(expected);
  try {
    let withoutId = 0;
    let unreadable = 0;
    for await (const row of options.rows()) {
      const id = row.kind === 'row' ? options.externalIdOf(row) : null;
      if (row.kind === 'unreadable') unreadable++;
      else if (id === null) withoutId++;
      else parts.add(id);
    }
    const ids = await upload(parts, options);
    const started = await start(options, ids);
    const reconciliation = await ended(options, started);
    await readFindings(options, reconciliation);
    return { reconciliation, ids, withoutId, unreadable };
  } finally {
    parts.close();
  }
}

async function upload(
  parts: ManifestParts,
  { manifest, manifestDoor, retry, onPart }: ReconcileOptions
): Promise<number> {
  let ids = 0;
  for (const part of parts.parts()) {
    const path = `/${encodeURIComponent(manifest)}/${part.name}`;
    await withRetry(retry, () => manifestDoor.call('PUT', path, { ids: part.ids }));
    ids += part.ids.length;
    onPart(ids);
  }
  return ids;
}

/** Tried once only: a start that was lost on its way back would begin a second comparison. */
async function start({ manifest, reconciliationDoor }: ReconcileOptions, ids: number): Promise<Reconciliation> {
  return (await reconciliationDoor.call('POST', '', { manifest, ids })) as Reconciliation;
}

async function ended(options: ReconcileOptions, { run }: Reconciliation): Promise<Reconciliation> {
  for (;;) {
    const path = `/${encodeURIComponent(run)}`;
    const now = (await withRetry(options.retry, () => options.reconciliationDoor.call('GET', path))) as Reconciliation;
    if (now.status === 'Done') return now;
    if (now.status === 'Failed') throw new PermanentFailure(`The reconciliation ${run} failed: ${now.message ?? ''}`);
    await options.retry.wait(options.pollMs);
  }
}

async function readFindings(options: ReconcileOptions, { run }: Reconciliation): Promise<void> {
  let after = '';
  for (;;) {
    const path = `/${encodeURIComponent(run)}/findings?after=${encodeURIComponent(after)}`;
    const answer = await withRetry(options.retry, () => options.reconciliationDoor.call('GET', path));
    const { findings, next } = answer as { findings: ReconciliationFinding[]; next: string | null };
    for (const finding of findings) options.onFinding(finding);
    if (next === null) return;
    after = next;
  }
}
