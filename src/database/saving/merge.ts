/** Merge: up to two records go into a master, which keeps its own values (salesforce-facts 3.3). */
import { refuseLockedFields, requireRight } from '../access/check.ts';
import type { FieldDescribe, SObjectDescribe } from '../../metadata/index.ts';
import type { MergeRequest, MergeResult, SaveError } from '../save.ts';
import { quote, tableOf } from '../schema/table.ts';
import { isLockFailure } from '../transaction/session.ts';
import { RECORD_ITEM, removeItemsOf } from '../duplicates/record-sets.ts';
import { appliesSharing, requireParentAccess, requireRecordRight, requireTransferRight } from '../sharing/check.ts';
import type { Session } from '../transaction/session.ts';
import { validateEntry, validateSystem } from '../validation/system-validation.ts';
import { checkValidationRules } from '../validation/rules.ts';
import { childLookups } from './delete.ts';
import { resolveForeignKeys } from './foreign-keys.ts';
import { loadOld } from './load-old.ts';
import { failUnlocked } from './lock-failure.ts';
import { prepareUpdate, wholeSecond } from './prepare.ts';
import { checkReferences } from './references.ts';
import { SaveRow, good } from './save-row.ts';
import { runTriggers } from './triggers.ts';
import { writeUpdates } from './write.ts';

/** Case can be merged too, but the local org has no Case. Source: Apex Developer Guide, "Merging Records", "Merge Considerations". */
const MERGEABLE = ['Account', 'Contact', 'Lead'];

/** Besides the master. Source: as above. */
const MAXIMUM_LOSERS = 2;

interface Work {
  readonly session: Session;
  readonly describe: SObjectDescribe;
  readonly master: SaveRow;
  readonly losers: readonly SaveRow[];
  readonly sharing: boolean;
}

/**
 * One DML statement; its rows are the master and the losers. A merge happens whole or not at all, so `allOrNone` is the caller's affair.
 * A fixed number of statements, however many children there are: one for each object that has lookups to the merged one.
 */
export function merge(session: Session, request: MergeRequest): MergeResult {
  const { master: record } = request;
  session.usage.dmlStatements++;
  session.usage.dmlRows += 1 + request.losers.length;
  const master = new SaveRow(0, record, false, record.id);
  const losers = request.losers.map((loser, index) => new SaveRow(index + 1, loser, false, loser.id));
  resolveForeignKeys(session, [master], request.accessMode === 'user');
  if (request.accessMode === 'user') {
    // Source: Salesforce Help, "Merge Duplicate Contacts": Edit on the records and Delete.
    requireRight(session.user, record.describe, 'edit');
    requireRight(session.user, record.describe, 'delete');
    refuseLockedFields(session.user, record.describe, [master], null);
  }
  refuseUnfit(master, losers);
  if (master.failed) return resultOf(master, losers, []);
  const savepoint = session.openSavepoint();
  let reparented: readonly string[];
  try {
    reparented = carryOut({ session, describe: record.describe, master, losers, sharing: appliesSharing(request) });
  } catch (error) {
    session.run(`ROLLBACK TO ${savepoint};RELEASE ${savepoint}`);
    throw error;
  }
  if (hasFailed(master, losers)) session.rollbackTo(savepoint);
  session.releaseSavepoint(savepoint);
  return resultOf(master, losers, reparented);
}

/**
 * The order of events of a merge (Apex Developer Guide, "Triggers and Merge Statements"): before delete triggers; deletion, reparenting and
 * MasterRecordId; after delete triggers; the update of the master with its triggers. One delete event for all losers.
 */
function carryOut(work: Work): readonly string[] {
  const { session, describe, master, losers, sharing } = work;
  // All records in one statement, in id order: two merges of the same records in opposite directions queue up.
  loadOld(session, describe, [master, ...losers], 'live');
  if (sharing) {
    // Source: Salesforce Help, "Merge Duplicate Contacts": edit the master, delete the others.
    requireRecordRight(session, describe, [master], 'edit');
    requireRecordRight(session, describe, losers, 'delete');
  }
  if (hasFailed(master, losers)) return [];
  runTriggers(session, 'BEFORE_DELETE', losers);
  if (hasFailed(master, losers)) return [];
  const outcome = session.attempt(() => moveToMaster(work));
  if ('error' in outcome) {
    if (!isLockFailure(outcome.error)) throw outcome.error;
    failUnlocked([master]);
    return [];
  }
  runTriggers(session, 'AFTER_DELETE', losers);
  if (hasFailed(master, losers)) return [];
  updateMaster(work);
  return outcome.value;
}

/** Answers the ids of the children that have the master for a parent now. */
function moveToMaster(work: Work): readonly string[] {
  const { session, describe, master, losers } = work;
  const now = wholeSecond(session.clock.now()).toISOString();
  const reparented = new Set<string>();
  for (const [child, fields] of lookupsByChild(work))
    for (const id of reparent(work, child, fields, now)) reparented.add(id);
  session.query(
    `UPDATE ${tableOf(describe).sql} SET isdeleted = true, masterrecordid = $2::text, deletedwithid = NULL, lastmodifieddate = $3::timestamptz, systemmodstamp = $3::timestamptz, lastmodifiedbyid = $4::text WHERE id = ANY ($1::text[])`,
    [idsOf(losers), master.id, now, session.user.id]
  );
  if (session.schema.objects.has(RECORD_ITEM.toLowerCase())) removeItemsOf(session, idsOf(losers));
  for (const loser of losers) {
    if (!loser.old) continue;
    // A copy: what a before delete trigger kept does not change under its hands. Only after delete triggers see the master.
    loser.old = loser.old.clone();
    loser.old.fields.set('MasterRecordId', master.id);
    loser.old.readOnly = true;
  }
  return [...reparented];
}

function lookupsByChild({ session, describe }: Work): ReadonlyMap<SObjectDescribe, readonly FieldDescribe[]> {
  const byChild = new Map<SObjectDescribe, FieldDescribe[]>();
  for (const { describe: child, field } of childLookups(session.schema, describe)) {
    if (child.name === RECORD_ITEM) continue;
    const fields = byChild.get(child);
    if (fields) fields.push(field);
    else byChild.set(child, [field]);
  }
  return byChild;
}

/**
 * One statement for all lookups of a child object; it locks the children in id order before it writes. No triggers, rules or workflow of
 * the children run (Apex Developer Guide, "Triggers and Merge Statements"). SystemModstamp moves, as with every change that the org makes
 * itself; who changed the child last stays. The merged records are no children of each other here: losers are deleted, and a master that
 * pointed at a loser is settled in its own update.
 */
function reparent(work: Work, child: SObjectDescribe, fields: readonly FieldDescribe[], now: string): string[] {
  const { session, master, losers } = work;
  const { sql } = tableOf(child);
  const columns = fields.map((field) => quote(field.name.toLowerCase()));
  const pointing = columns.map((column) => `${column} = ANY ($1::text[])`).join(' OR ');
  const sets = columns.map(
    (column) => `${column} = CASE WHEN t.${column} = ANY ($1::text[]) THEN $2::text ELSE t.${column} END`
  );
  const { rows } = session.query(
    `WITH locked AS MATERIALIZED (SELECT id FROM ${sql} WHERE (${pointing}) AND NOT isdeleted AND id <> ALL ($4::text[]) ORDER BY id FOR UPDATE) ` +
      `UPDATE ${sql} AS t SET ${sets.join(', ')}, systemmodstamp = $3::timestamptz FROM locked WHERE t.id = locked.id RETURNING t.id`,
    [idsOf(losers), master.id, now, idsOf([master, ...losers])]
  );
  return rows.map(([id]) => String(id)).sort();
}

/**
 * The master is saved as given: what was not given stays as it is stored, also where it is empty and a loser is not. Validation rules run as
 * in any update; duplicate rules do not (salesforce-facts 1.6). The losers are in the recycle bin by now, so the master may take over a
 * unique value of theirs.
 */
function updateMaster({ session, describe, master, losers, sharing }: Work): void {
  prepareUpdate(master, null);
  const gone = idsOf(losers);
  for (const { describe: child, field } of childLookups(session.schema, describe))
    if (child === describe && gone.includes(String(master.next.fields.get(field.name))))
      master.next.fields.set(field.name, null);
  if (!master.failed) validateEntry(master);
  if (sharing) requireTransferRight(session, describe, [master]);
  runTriggers(session, 'BEFORE_UPDATE', [master]);
  if (!master.failed) validateSystem(master);
  checkReferences(session, [master]);
  if (sharing) requireParentAccess(session, describe, [master]);
  checkValidationRules(session, describe, good([master]));
  if (master.failed) return;
  writeUpdates(session, describe, [master], sharing);
  if (master.failed) return;
  master.next.readOnly = true;
  runTriggers(session, 'AFTER_UPDATE', [master]);
}

/** What a merge is refused for before anything is read. The platform's own texts are not documented. */
function refuseUnfit(master: SaveRow, losers: readonly SaveRow[]): void {
  const { describe } = master.source;
  const seen = new Set<string>();
  if (!MERGEABLE.includes(describe.name))
    master.fail('INVALID_MERGE_RECORD', `Records of ${describe.name} cannot be merged`);
  else if (losers.length === 0 || losers.length > MAXIMUM_LOSERS)
    master.fail('MERGE_FAILED', `A merge takes a master and one or two other records, not ${losers.length}`);
  for (const row of [master, ...losers]) {
    if (master.failed) return;
    if (row.source.describe !== describe)
      master.fail('INVALID_MERGE_RECORD', `${row.source.describe.name} cannot be merged into ${describe.name}`);
    else if (row.id === null) master.fail('MISSING_ARGUMENT', 'Id not specified in a merge call', ['Id']);
    else if (seen.has(row.id)) master.fail('INVALID_MERGE_RECORD', `duplicate id in merge: ${row.id}`, ['Id']);
    else seen.add(row.id);
  }
}

function hasFailed(master: SaveRow, losers: readonly SaveRow[]): boolean {
  return master.failed || losers.some((loser) => loser.failed);
}

function idsOf(rows: readonly SaveRow[]): string[] {
  return rows.map((row) => row.id ?? '');
}

function resultOf(master: SaveRow, losers: readonly SaveRow[], reparented: readonly string[]): MergeResult {
  const success = !hasFailed(master, losers);
  const errors: SaveError[] = [master, ...losers].flatMap((row) => row.errors);
  return {
    id: master.id,
    success,
    errors,
    mergedRecordIds: success ? idsOf(losers) : [],
    updatedRelatedIds: success ? reparented : []
  };
}
