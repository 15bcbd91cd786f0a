/** The order of save for one chunk of inserts or updates (salesforce-facts 3.1). */
import type { SaveRequest, TriggerOperation } from '../save.ts';
import type { SObjectDescribe } from '../../metadata/index.ts';
import { checkDuplicateRules } from '../duplicates/check.ts';
import { reportDuplicates } from '../duplicates/record-sets.ts';
import { checkOrderRules, totalOrdersOf } from '../orders/check.ts';
import { appliesSharing, requireParentAccess, requireRecordRight, requireTransferRight } from '../sharing/check.ts';
import type { Session } from '../transaction/session.ts';
import { validateEntry, validateSystem } from '../validation/system-validation.ts';
import { checkValidationRules } from '../validation/rules.ts';
import { loadOld } from './load-old.ts';
import { failModified } from './unmodified-since.ts';
import { checkOwners } from './owners.ts';
import { prepareInsert, prepareUpdate } from './prepare.ts';
import { checkReferences } from './references.ts';
import { good } from './save-row.ts';
import type { SaveRow } from './save-row.ts';
import { runTriggers } from './triggers.ts';
import { writeInserts, writeUpdates } from './write.ts';

export interface ChunkContext {
  readonly session: Session;
  readonly describe: SObjectDescribe;
  readonly request: SaveRequest;
  /** Records saved earlier in the same call: duplicate rules do not compare with them (salesforce-facts 1.6). */
  readonly savedIds: Set<string>;
  /** Field that the upsert matched by. */
  readonly keyField: string | null;
}

/** Attempts over the shrinking good part of a chunk (salesforce-facts 3.4). */
const ATTEMPTS = 3;

export function hasTriggers(session: Session, object: string, operation: 'insert' | 'update'): boolean {
  const events: TriggerOperation[] =
    operation === 'insert' ? ['BEFORE_INSERT', 'AFTER_INSERT'] : ['BEFORE_UPDATE', 'AFTER_UPDATE'];
  return events.some((event) => session.triggers.hasTriggers(object, event));
}

/**
 * Saves what can be saved of a chunk. Without allOrNone the good rows are kept: when rows fail beside others and triggers are involved,
 * everything is undone and the others go again, triggers included, with the governor counters as they were before the first attempt.
 */
export function saveChunk(context: ChunkContext, operation: 'insert' | 'update', rows: readonly SaveRow[]): void {
  const { session, describe, request } = context;
  if (operation === 'update') {
    loadOld(session, describe, rows, 'live');
    if (appliesSharing(request)) requireRecordRight(session, describe, rows, 'edit');
    if (request.unmodifiedSince !== undefined) failModified(rows, request.unmodifiedSince);
  }
  if (request.allOrNone) {
    attemptChunk(context, operation, good(rows));
    return;
  }
  const triggered = hasTriggers(session, describe.name, operation);
  const { queries, queryRows, dmlStatements, dmlRows } = session.usage;
  for (let attempt = 1; ; attempt++) {
    const trying = good(rows);
    if (trying.length === 0) return;
    const savepoint = session.openSavepoint();
    attemptChunk(context, operation, trying, triggered);
    const failed = trying.length - good(trying).length;
    if (failed === 0 || !triggered) {
      session.releaseSavepoint(savepoint);
      return;
    }
    session.rollbackTo(savepoint);
    session.releaseSavepoint(savepoint);
    if (attempt === ATTEMPTS) {
      for (const row of good(trying))
        row.fail(
          'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
          'Too many batch retries in the presence of Apex triggers and partial failures.'
        );
      return;
    }
    Object.assign(session.usage, { queries, queryRows, dmlStatements, dmlRows });
  }
}

function attemptChunk(
  context: ChunkContext,
  operation: 'insert' | 'update',
  rows: readonly SaveRow[],
  stopOnFailure = true
): void {
  const { session, describe, request } = context;
  const sharing = appliesSharing(request);
  for (const row of rows) {
    if (operation === 'insert') prepareInsert(session, row);
    else prepareUpdate(row, context.keyField);
    if (!row.failed) validateEntry(row);
  }
  if (operation === 'update' && sharing) requireTransferRight(session, describe, rows);
  runTriggers(session, operation === 'insert' ? 'BEFORE_INSERT' : 'BEFORE_UPDATE', rows);
  for (const row of good(rows)) validateSystem(row);
  checkReferences(session, rows);
  if (sharing) requireParentAccess(session, describe, rows);
  checkOwners(session, describe, rows);
  checkOrderRules(session, describe, rows);
  checkValidationRules(session, describe, good(rows));
  checkDuplicateRules(session, describe, request, operation, good(rows), context.savedIds);
  // The whole chunk will be undone anyway; all errors up to here are known.
  if (stopOnFailure && rows.some((row) => row.failed)) return;
  if (operation === 'insert') writeInserts(session, describe, rows, sharing);
  else writeUpdates(session, describe, rows, sharing);
  if (stopOnFailure && rows.some((row) => row.failed)) return;
  totalOrdersOf(session, describe, rows);
  reportDuplicates(session, describe, request, operation, good(rows));
  for (const row of good(rows)) row.next.readOnly = true;
  runTriggers(session, operation === 'insert' ? 'AFTER_INSERT' : 'AFTER_UPDATE', rows);
}
