/**
 * The package's before-update triggers over records that were saved since the lane's last run: what the triggers would have done at once in an org that
 * has them. So the keys by which lanes find people follow what people type.
 *
 * Reads 2,000 records a call and writes only what a trigger changes, 25 records a call, on the condition that nobody has changed them since.
 */
import { restTime } from '../../base/index.ts';
import {
  good,
  isChanged,
  prepareUpdate,
  SaveRow,
  type RunningUser,
  type SObject,
  type TriggerRunner
} from '../../database/index.ts';
import type { SObjectDescribe } from '../../metadata/index.ts';
import { jsonOf, type OrgConnection } from '../org-connection.ts';
import { recordOf, type Json } from '../query/records.ts';
import { literal } from '../query/soql-text.ts';
import { ReadRecords } from './read-records.ts';
import { runTriggers } from './run-triggers.ts';
import { CompositeShape } from './shapes/composite.ts';
import type { OutgoingRecord } from './shapes/shape.ts';

export interface Guarding {
  readonly org: OrgConnection;
  readonly user: RunningUser;
  readonly triggers: TriggerRunner;
  /** Hears after each page how many records were looked at and changed so far. */
  readonly onPage: (visited: number, changed: number) => void;
}

export interface Guarded {
  readonly changed: number;
  /** Of records that the org refused to change: id and reason. They are as they were. */
  readonly refused: readonly string[];
}

/** Clocks of client and org may differ, and a transaction may have been long. */
const OVERLAP_MS = 3_600_000;
/** A pass that took longer is followed by one over what was saved meanwhile. */
const LONGEST_PASS_MS = OVERLAP_MS / 2;
const TRIES = 3;
const SECOND = 1000;

/** Over what was saved since the last run of a lane; without a lane, over all. */
export function guardRecords(guarding: Guarding, lane: string | null, objects: readonly SObjectDescribe[]): Guarded {
  const total: { changed: number; refused: string[] } = { changed: 0, refused: [] };
  let visited = 0;
  const guarded = objects.filter(({ name }) => guarding.triggers.hasTriggers(name, 'BEFORE_UPDATE'));
  let since = lane === null ? null : lastRunOf(guarding.org, lane);
  for (;;) {
    const began = guarding.org.earliestNow();
    for (const describe of guarded)
      for (const { records } of guarding.org.pages(savedSince(guarding.org, describe, since))) {
        guardPage(guarding, describe, recordsOf(guarding.org, describe, records), total);
        guarding.onPage((visited += records.length), total.changed);
      }
    if (guarding.org.earliestNow() - began < LONGEST_PASS_MS) return total;
    since = began - SECOND;
  }
}

function lastRunOf(org: OrgConnection, lane: string): number | null {
  const [row] = org.query(`SELECT MAX(Started__c) latest FROM Sync_Run__c WHERE Lane__c = ${literal(lane)}`).records;
  const latest = restTime(String(row?.['latest'] ?? ''));
  return Number.isNaN(latest) ? null : latest - OVERLAP_MS;
}

/** Before the first run of a lane: all. By whomever: a save of the client's user may have been that of another program. */
function savedSince(org: OrgConnection, describe: SObjectDescribe, since: number | null): string {
  const conditions = [
    ...(since === null ? [] : [`SystemModstamp >= ${new Date(since).toISOString()}`]),
    // A converted lead cannot be saved any more.
    ...(describe.fields.has('isconverted') ? ['IsConverted = FALSE'] : [])
  ];
  return `${selectionOf(org, describe)}${conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : ''}`;
}

function selectionOf(org: OrgConnection, describe: SObjectDescribe): string {
  return `SELECT ${org.storedFields(describe).join(', ')} FROM ${describe.name}`;
}

function recordsOf(org: OrgConnection, describe: SObjectDescribe, records: readonly Json[]): SObject[] {
  return records.map((json) => recordOf(json, describe, org.schema));
}

/** Who is locked, or was changed meanwhile, is read and tried again. */
function guardPage(
  guarding: Guarding,
  describe: SObjectDescribe,
  records: readonly SObject[],
  total: { changed: number; refused: string[] }
): void {
  let open = records;
  for (let attempt = 1; open.length > 0; attempt++) {
    const changes = guardOnce(guarding, describe, open);
    total.changed += changes.filter(({ failed }) => !failed).length;
    const [busy, refused] = [true, false].map((isBusy) =>
      changes.filter((row) => row.failed && isLocked(row) === isBusy)
    );
    const given = [...(refused ?? []), ...(attempt === TRIES ? (busy ?? []) : [])];
    total.refused.push(...given.map(({ id, errors }) => `${id ?? ''}: ${errors[0]?.message ?? ''}`));
    if (attempt === TRIES || !busy || busy.length === 0) return;
    guarding.org.pause(SECOND);
    const ids = busy.map(({ id }) => literal(id)).join(', ');
    const again = guarding.org.query(`${selectionOf(guarding.org, describe)} WHERE Id IN (${ids})`).records;
    open = recordsOf(guarding.org, describe, again);
  }
}

function isLocked({ errors }: SaveRow): boolean {
  return errors.some(({ statusCode }) => statusCode === 'UNABLE_TO_LOCK_ROW');
}

function guardOnce({ org, triggers }: Guarding, describe: SObjectDescribe, records: readonly SObject[]): SaveRow[] {
  const read = new ReadRecords();
  const rows = records.map((record, index) => {
    read.remember(record);
    const row = new SaveRow(index, record, false, record.id);
    row.old = read.get(record.id ?? '')?.record ?? null;
    // Nothing is given but the id: whatever differs in the end, a trigger has set.
    record.fields.clear();
    record.id = row.id;
    prepareUpdate(row, null);
    return row;
  });
  runTriggers(triggers, describe.name, 'BEFORE_UPDATE', rows);
  const changes = good(rows).flatMap((row) => {
    const fields = [...describe.fields.values()].filter(
      (field) => field.updateable && row.next.assigned.has(field.name) && isChanged(row, field)
    );
    if (fields.length === 0) return [];
    const unmodifiedSince = read.get(row.id ?? '')?.modified ?? null;
    return [{ row, values: jsonOf(row.next, fields), duplicateRules: null, unmodifiedSince }];
  });
  save(org, describe, changes);
  return changes.map(({ row }) => row);
}

/** That a key meets that of another record is what lanes are to see; no alert may hide it (as in MatchKeyBackfill). */
function save(org: OrgConnection, describe: SObjectDescribe, changes: readonly OutgoingRecord[]): void {
  const shape = new CompositeShape(org);
  if (changes.length > 0) shape.update(describe, changes);
  const alerted = changes.filter(({ row }) =>
    row.errors.some(({ statusCode }) => statusCode === 'DUPLICATES_DETECTED')
  );
  for (const { row } of alerted) row.errors.length = 0;
  const duplicateRules = { allowSave: true, includeRecordDetails: false, runAsCurrentUser: false };
  if (alerted.length > 0)
    shape.update(
      describe,
      alerted.map((change) => ({ ...change, duplicateRules }))
    );
}
