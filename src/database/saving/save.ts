/** Entry of every insert, update, upsert, delete and undelete. */
import { refuseLockedFields, requireSaveRights } from '../access/check.ts';
import type { SObjectDescribe } from '../../metadata/index.ts';
import { publishEvents } from '../events/publish.ts';
import type { SaveRequest, SaveResult } from '../save.ts';
import type { Session } from '../transaction/session.ts';
import { hasTriggers, saveChunk } from './chunk.ts';
import type { ChunkContext } from './chunk.ts';
import { deleteRows, undeleteRows } from './delete.ts';
import { appliesSharing } from '../sharing/check.ts';
import { resolveForeignKeys } from './foreign-keys.ts';
import { SaveRow, good } from './save-row.ts';
import { TRIGGER_CHUNK } from './triggers.ts';
import { matchByExternalId } from './upsert.ts';

/**
 * Carries out the order of save. With triggers on the object a call is worked off in chunks of 200, each through all steps, as on the
 * platform; without triggers nobody can tell, and the whole call goes in one chunk, with a fixed number of statements.
 */
export function save(session: Session, request: SaveRequest): SaveResult[] {
  const [first] = request.records;
  if (first?.describe.kind === 'platformEvent') return publishEvents(session, first.describe, request);
  session.usage.dmlStatements++;
  session.usage.dmlRows += request.records.length;
  if (!first) return [];
  const savepoint = session.openSavepoint();
  let rows: readonly SaveRow[];
  try {
    rows = carryOut(session, first.describe, request);
  } catch (error) {
    session.run(`ROLLBACK TO ${savepoint};RELEASE ${savepoint}`);
    throw error;
  }
  if (request.allOrNone && rows.some((row) => row.failed)) {
    session.rollbackTo(savepoint);
    for (const row of good(rows))
      row.fail(
        'ALL_OR_NONE_OPERATION_ROLLED_BACK',
        'Record rolled back because not all records were valid and the request was using AllOrNone header'
      );
  }
  session.releaseSavepoint(savepoint);
  for (const row of good(rows)) row.source.id = row.id;
  return rows.map((row) => row.result());
}

function carryOut(session: Session, describe: SObjectDescribe, request: SaveRequest): readonly SaveRow[] {
  const rows = makeRows(session, describe, request);
  failRepeated(rows);
  const writes = request.operation !== 'delete' && request.operation !== 'undelete';
  if (writes) resolveForeignKeys(session, rows, request.accessMode === 'user');
  if (request.accessMode === 'user') checkAccess(session, describe, request, rows);
  const sharing = appliesSharing(request);
  const context: ChunkContext = {
    session,
    describe,
    request,
    savedIds: new Set(),
    keyField: request.operation === 'upsert' ? (request.externalIdField ?? null) : null
  };
  const stop = (): boolean => request.allOrNone && rows.some((row) => row.failed);
  if (request.operation === 'delete' || request.operation === 'undelete') {
    const work = request.operation === 'delete' ? deleteRows : undeleteRows;
    for (const chunk of chunksOf(good(rows), TRIGGER_CHUNK)) {
      if (!stop()) work(session, describe, chunk, sharing);
    }
    return rows;
  }
  const triggered = hasTriggers(session, describe.name, 'insert') || hasTriggers(session, describe.name, 'update');
  for (const chunk of chunksOf(good(rows), triggered ? TRIGGER_CHUNK : rows.length)) {
    const inserts = chunk.filter((row) => row.created);
    const updates = chunk.filter((row) => !row.created);
    if (inserts.length > 0 && !stop()) saveChunk(context, 'insert', inserts);
    if (updates.length > 0 && !stop()) saveChunk(context, 'update', updates);
    for (const row of good(chunk)) if (row.id) context.savedIds.add(row.id);
  }
  return rows;
}

function checkAccess(
  { user }: Session,
  describe: SObjectDescribe,
  { operation, externalIdField }: SaveRequest,
  rows: readonly SaveRow[]
): void {
  requireSaveRights(user, describe, operation, rows);
  if (operation !== 'delete' && operation !== 'undelete')
    refuseLockedFields(user, describe, rows, externalIdField ?? null);
}

function makeRows(session: Session, describe: SObjectDescribe, request: SaveRequest): SaveRow[] {
  const { operation, records, externalIdField } = request;
  if (operation === 'upsert' && externalIdField !== undefined && externalIdField.toLowerCase() !== 'id')
    return matchByExternalId(session, describe, externalIdField, records);
  return records.map((record, index) => {
    if (operation === 'insert') return new SaveRow(index, record, true, null);
    const created = operation === 'upsert' && record.id === null;
    const row = new SaveRow(index, record, created, record.id);
    if (!created && record.id === null) row.fail('MISSING_ARGUMENT', 'Id not specified in an update call', ['Id']);
    return row;
  });
}

/** Apex refuses such a list as a whole; for the APIs the later ones fail. */
function failRepeated(rows: readonly SaveRow[]): void {
  const seen = new Set<string>();
  for (const row of rows) {
    if (row.id === null || row.failed) continue;
    if (seen.has(row.id)) row.fail('DUPLICATE_VALUE', `duplicate id in list: ${row.id}`, ['Id']);
    seen.add(row.id);
  }
}

function chunksOf(rows: readonly SaveRow[], size: number): SaveRow[][] {
  const chunks: SaveRow[][] = [];
  for (let start = 0; start < rows.length; start += size) chunks.push(rows.slice(start, start + size));
  return chunks;
}
