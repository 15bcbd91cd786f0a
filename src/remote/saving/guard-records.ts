/**
 * The package's before-update triggers over records that others saved: what the triggers would have done at once in an org that has them. So the
 * keys by which lanes find people follow what people type, up to the last run of the lane.
 *
 * Reads 2,000 records a call and writes only what a trigger changes, on the condition that nobody has changed the record since.
 */
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
import { recordOf } from '../query/records.ts';
import { literal } from '../query/soql-text.ts';
import { ReadRecords } from './read-records.ts';
import { runTriggers } from './run-triggers.ts';
import { CompositeShape } from './shapes/composite.ts';

export interface Guarding {
  readonly org: OrgConnection;
  readonly user: RunningUser;
  readonly triggers: TriggerRunner;
}

export interface Guarded {
  readonly read: number;
  readonly changed: number;
  /** Records that the org refused to change; they are as they were. */
  readonly refused: number;
}

/** Clocks of client and org may differ, and a transaction may have been long. */
const OVERLAP_MS = 3_600_000;

export function guardRecords(guarding: Guarding, lane: string, objects: readonly SObjectDescribe[]): Guarded {
  const since = lastRunOf(guarding.org, lane);
  const total = { read: 0, changed: 0, refused: 0 };
  for (const describe of objects) {
    if (!guarding.triggers.hasTriggers(describe.name, 'BEFORE_UPDATE')) continue;
    for (const { records } of guarding.org.pages(savedByOthers(guarding, describe, since))) {
      const page = guardPage(
        guarding,
        describe,
        records.map((json) => recordOf(json, describe, guarding.org.schema))
      );
      total.read += records.length;
      total.changed += page.changed;
      total.refused += page.refused;
    }
  }
  return total;
}

function lastRunOf(org: OrgConnection, lane: string): number | null {
  const [row] = org.query(`SELECT MAX(Started__c) latest FROM Sync_Run__c WHERE Lane__c = ${literal(lane)}`).records;
  const latest = Date.parse(String(row?.['latest'] ?? '').replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  return Number.isNaN(latest) ? null : latest - OVERLAP_MS;
}

/** Before the first run of a lane: all. What the client itself saved last went through the triggers then. */
function savedByOthers({ org, user }: Guarding, describe: SObjectDescribe, since: number | null): string {
  const names = new Set(['Id', 'LastModifiedDate', ...org.storedFields(describe).map(({ name }) => name)]);
  const recently = since === null ? '' : ` AND SystemModstamp >= ${new Date(since).toISOString()}`;
  return `SELECT ${[...names].join(', ')} FROM ${describe.name} WHERE LastModifiedById != ${literal(user.id)}${recently}`;
}

function guardPage(
  { org, triggers }: Guarding,
  describe: SObjectDescribe,
  records: readonly SObject[]
): Omit<Guarded, 'read'> {
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
  if (changes.length > 0) new CompositeShape(org).update(describe, changes);
  const refused = changes.filter(({ row }) => row.failed).length;
  return { changed: changes.length - refused, refused };
}
