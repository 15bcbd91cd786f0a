/** What must hold of every lane after a contest, whatever was sent: told in words, empty when no race was lost. */
import type { OrgDoor } from '../../src/cli/scenarios/org-door.ts';
import type { Settled } from './lane-calls.ts';
import { UNTOLD } from './lane-calls.ts';

/** Where a lane's records are. */
export interface LaneRecords {
  readonly object: string;
  readonly externalIdField: string;
  /** Fields of which no two records may hold the same value. */
  readonly uniqueFields: readonly string[];
  /** A field that each version fills with a value of its own, and how. */
  readonly contentField: string;
  readonly contentOf: (version: number) => string;
  /** Path from a child to the external id of its parent. */
  readonly parentIdField?: string;
}

type StoredRecord = Readonly<Record<string, unknown>>;

const WRITTEN = new Set(['CREATED', 'UPDATED', 'LINKED', 'REKEYED']);
/** A family with such a child is not saved: the platform refused the child, or its lock never came. */
const REFUSED = new Set(['VALIDATION_FAILED', 'UNEXPECTED_ERROR', 'LOCK_RETRIES_EXHAUSTED']);

export async function storedRecords(admin: OrgDoor, lane: LaneRecords, prefix: string): Promise<StoredRecord[]> {
  const { object, externalIdField, uniqueFields, contentField, parentIdField } = lane;
  const fields = new Set(['Id', 'Source_Version__c', externalIdField, contentField, ...uniqueFields]);
  if (parentIdField) fields.add(parentIdField);
  const soql = `SELECT ${[...fields].join(', ')} FROM ${object} WHERE ${externalIdField} LIKE '${prefix}%'`;
  return [...(await admin.query(soql))];
}

/** Rows of the contest that have no outcome, and outcomes that no row may have at the end. */
export function lostRows(settled: readonly Settled[]): string[] {
  return settled
    .filter(({ outcome }) => outcome === null || outcome === 'RETRY_SCHEDULED')
    .map(({ lane, row }) => `lost row: ${nameOf(lane, row)} has no outcome`);
}

export function duplicates(lane: LaneRecords, records: readonly StoredRecord[]): string[] {
  const problems: string[] = [];
  for (const field of [lane.externalIdField, ...lane.uniqueFields]) {
    const seen = new Map<string, number>();
    for (const record of records) {
      const value = textAt(record, field)?.toLowerCase();
      if (value) seen.set(value, (seen.get(value) ?? 0) + 1);
    }
    for (const [value, count] of seen)
      if (count > 1) problems.push(`duplicate: ${count} ${lane.object} records have ${field} ${value}`);
  }
  return problems;
}

/** The newest version that the org said it wrote is stored, whole, and nothing was called stale without a newer one. */
export function wrongVersions(
  laneName: string,
  lane: LaneRecords,
  settled: readonly Settled[],
  records: readonly StoredRecord[]
): string[] {
  const problems: string[] = [];
  const byId = new Map(records.map((record) => [textAt(record, lane.externalIdField), record]));
  const newest = new Map<string, Settled>();
  const untold = new Map<string, Set<number>>();
  for (const item of settled) {
    const id = item.row.externalId;
    if (item.lane !== laneName || id === null) continue;
    const version = Number(item.row.sourceVersion);
    if (item.outcome === UNTOLD) untold.set(id, (untold.get(id) ?? new Set()).add(version));
    else if (WRITTEN.has(item.outcome ?? '') && version > versionOf(newest.get(id))) newest.set(id, item);
  }
  for (const [id, item] of newest) {
    const record = byId.get(id);
    const stored = Number(record?.['Source_Version__c'] ?? 0);
    const expected = versionOf(item);
    const later = stored > expected && untold.get(id)?.has(stored);
    if (!record) problems.push(`lost row: ${nameOf(laneName, item.row)} was written and is not there`);
    else if (stored !== expected && !later)
      problems.push(`lost update: ${id} holds version ${stored}, newest is ${expected}`);
    else if (textAt(record, lane.contentField) !== lane.contentOf(stored))
      problems.push(`mixed update: ${id} version ${stored} holds ${textAt(record, lane.contentField)}`);
  }
  for (const { lane: name, row, outcome } of settled) {
    if (name !== laneName || outcome !== 'STALE') continue;
    const newer = Math.max(versionOf(newest.get(row.externalId ?? '')), ...(untold.get(row.externalId ?? '') ?? []));
    if (newer <= Number(row.sourceVersion))
      problems.push(`lost update: ${nameOf(name, row)} was called stale without a newer one`);
  }
  return problems;
}

/** Every child hangs under the record of the row that it came in. */
export function orphans(
  laneName: string,
  lane: LaneRecords,
  settled: readonly Settled[],
  records: readonly StoredRecord[]
): string[] {
  const parentIds = new Map(
    settled
      .filter((item) => item.lane === laneName && item.parent)
      .map((item) => [Number(item.row.sourceVersion), item.parent?.row.externalId ?? null])
  );
  return records.flatMap((record) => {
    const parent = textAt(record, lane.parentIdField ?? '');
    const expected = parentIds.get(Number(record['Source_Version__c']));
    return parent === expected
      ? []
      : [`orphan: ${textAt(record, lane.externalIdField)} is under ${parent ?? 'nothing'}, not under ${expected}`];
  });
}

/** A family is saved whole or not at all; versions are unique, so a stored one tells the row that wrote it. */
export function halfFamilies(settled: readonly Settled[], storedVersions: ReadonlySet<number>): string[] {
  const problems: string[] = [];
  for (const child of settled) {
    const { parent } = child;
    if (!parent) continue;
    const saved = WRITTEN.has(parent.outcome ?? '');
    if (!saved && parent.outcome === 'QUEUED' && storedVersions.has(versionOf(child)))
      problems.push(`half family: ${nameOf(child.lane, child.row)} is stored, its parent was ${parent.reason}`);
    if (saved && child.outcome === 'QUEUED' && REFUSED.has(child.reason ?? ''))
      problems.push(`half family: ${nameOf(parent.lane, parent.row)} is stored, its child was ${child.reason}`);
  }
  return problems;
}

/** Runs must be closed, balanced, and have received as many rows as were sent, children in the run of their own lane. */
export async function wrongRuns(door: OrgDoor, settled: readonly Settled[]): Promise<string[]> {
  const sent = new Map<string, number>();
  for (const { lane, run } of settled) {
    const key = `${lane}/runs/${encodeURIComponent(run)}`;
    sent.set(key, (sent.get(key) ?? 0) + 1);
  }
  const problems: string[] = [];
  for (const [key, rows] of sent) {
    const { status, body } = await door.ask('GET', `/services/apexrest/sync/v1/${key}`);
    const run = body as { status?: string; received?: number; pending?: number; balanced?: boolean };
    if (status !== 200 || run.status !== 'closed' || run.pending !== 0 || !run.balanced || run.received !== rows)
      problems.push(`untrue run: ${key} of ${rows} rows says HTTP ${status} ${JSON.stringify(body)}`);
  }
  return problems;
}

/** How the rows of each lane ended, for the person who reads the test. */
export function summary(settled: readonly Settled[]): string {
  const counts = new Map<string, number>();
  for (const { lane, outcome, reason } of settled) {
    const kind = `${lane} ${reason ?? outcome ?? 'nothing'}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return JSON.stringify(Object.fromEntries([...counts].sort()));
}

function versionOf(item: Settled | undefined): number {
  return Number(item?.row.sourceVersion ?? 0);
}

function nameOf(lane: string, { externalId, sourceVersion }: Settled['row']): string {
  return `${lane} ${externalId} version ${sourceVersion}`;
}

/** A field of the record, or of one that it looks up to. */
function textAt(record: StoredRecord, path: string): string | null {
  let value: unknown = record;
  for (const name of path.split('.')) value = (value as StoredRecord | null)?.[name] ?? null;
  return value === null ? null : String(value);
}
