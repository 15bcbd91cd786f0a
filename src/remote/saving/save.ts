/**
 * A save over REST: the package's own before triggers run here, because the org has none; all other steps of the order of save are the org's.
 * Sent is all that Apex and the triggers set, be it as it was when the record was read: in between another client may have changed it, and a
 * record must not end up with values of two rows.
 */
import type { RunningUser, SaveRequest, SaveResult, TriggerRunner } from '../../database/index.ts';
import { good, isChanged, prepareInsert, prepareUpdate, SaveRow } from '../../database/index.ts';
import type { FieldDescribe, SObjectDescribe } from '../../metadata/index.ts';
import { jsonOf, type OrgConnection } from '../org-connection.ts';
import { failChanged } from './answers.ts';
import type { ReadRecords } from './read-records.ts';
import { CollectionsShape } from './shapes/collections.ts';
import { CompositeShape } from './shapes/composite.ts';
import type { OutgoingRecord, SaveShape } from './shapes/shape.ts';
import { runTriggers } from './run-triggers.ts';
import { matchByKey, readOld } from './stored.ts';

export interface Saver {
  readonly org: OrgConnection;
  readonly user: RunningUser;
  readonly triggers: TriggerRunner;
  /** For records of lanes, which are saved by id, each on its own; what the package writes down of them goes in collections. */
  readonly shape: SaveShape;
  readonly read: ReadRecords;
}

const LANE = 'Sync_Lane__c';
const WRITES = new Set(['insert', 'update', 'upsert']);
const SKIPPED = 'Record rolled back because not all records were valid and the request was using AllOrNone header';

export function save(saver: Saver, describe: SObjectDescribe, request: SaveRequest): SaveResult[] {
  const { operation, allOrNone } = request;
  // Only the REST API asks for it, and only of the local org.
  if (request.unmodifiedSince !== undefined) throw new Error('A save of Apex has no date of its own.');
  if (!WRITES.has(operation)) throw new Error(`Nothing is ${operation}d in an org without Apex.`);
  const key = operation === 'upsert' ? (request.externalIdField ?? null) : null;
  const rows = key === null ? rowsById(request) : matchByKey(saver, describe, key, request.records);
  const known = good(rows).filter((row) => !row.created);
  readOld(saver, describe, known);
  const inserts = good(rows).filter((row) => row.created);
  for (const row of inserts) prepareInsert(saver, row);
  for (const row of good(known)) prepareUpdate(row, key);
  runTriggers(saver.triggers, describe.name, 'BEFORE_INSERT', good(inserts));
  runTriggers(saver.triggers, describe.name, 'BEFORE_UPDATE', good(known));
  const stops = (): boolean => allOrNone && rows.some((row) => row.failed);
  const shape = operation === 'upsert' && key === null ? saver.shape : new CollectionsShape(saver.org, allOrNone);
  const created = good(inserts).map((row) => outgoing(saver, row, request, newValues(row)));
  if (created.length > 0 && !stops()) shape.insert(describe, created);
  for (const row of good(known)) if (row.id !== null && saver.read.get(row.id)?.isDoubtful) failChanged(row);
  const changes = good(known)
    .map((row) => outgoing(saver, row, request, changedValues(row, key)))
    .filter(({ values }) => Object.keys(values).length > 0);
  if (changes.length > 0 && !stops()) update(saver, shape, describe, changes);
  for (const { row } of changes) if (row.id !== null) saver.read.forget(row.id);
  if (stops()) for (const row of good(rows)) row.fail('ALL_OR_NONE_OPERATION_ROLLED_BACK', SKIPPED);
  for (const row of good(rows)) row.source.id = row.id;
  return rows.map((row) => row.result());
}

/**
 * Whoever takes a record over, by its external id or for a lane, must not take it from somebody who has just done the same: neither unique keys nor the
 * version rule can see that, so such changes have a condition in every shape. They are few.
 */
function update({ org }: Saver, shape: SaveShape, describe: SObjectDescribe, changes: readonly OutgoingRecord[]): void {
  const takesOver = ({ row }: OutgoingRecord): boolean =>
    [...describe.fields.values()].some(
      (field) => (field.name === LANE || (field.unique && field.externalId)) && isChanged(row, field)
    );
  // What the package itself keeps (runs, exceptions) has keys too, and nobody takes it over.
  const takeovers = shape.isGuarded || describe.kind !== 'standard' ? [] : changes.filter(takesOver);
  if (takeovers.length > 0) new CompositeShape(org).update(describe, takeovers);
  const others = changes.filter((change) => !takeovers.includes(change));
  if (others.length > 0) shape.update(describe, others);
}

function rowsById({ operation, records }: SaveRequest): SaveRow[] {
  return records.map((record, index) => {
    const created = operation === 'insert' || (operation === 'upsert' && record.id === null);
    return new SaveRow(index, record, created, created ? null : record.id);
  });
}

function newValues(row: SaveRow): FieldDescribe[] {
  return [...row.next.describe.fields.values()].filter(
    ({ name, createable }) => createable && (row.next.fields.get(name) ?? null) !== null && isSet(row, name)
  );
}

function changedValues(row: SaveRow, key: string | null): FieldDescribe[] {
  return [...row.next.describe.fields.values()].filter(
    ({ name, updateable }) => updateable && name !== 'Id' && name !== key && isSet(row, name)
  );
}

/** By Apex, or by a trigger. Defaults are for triggers to see, and for the org to set. */
function isSet(row: SaveRow, name: string): boolean {
  return row.given(name) !== undefined || row.next.assigned.has(name);
}

function outgoing(
  { read }: Saver,
  row: SaveRow,
  request: SaveRequest,
  fields: readonly FieldDescribe[]
): OutgoingRecord {
  return {
    row,
    values: jsonOf(row.next, fields),
    duplicateRules: row.source.duplicateRuleHeader ?? request.duplicateRuleHeader ?? null,
    unmodifiedSince: row.id === null ? null : (read.get(row.id)?.modified ?? null)
  };
}
