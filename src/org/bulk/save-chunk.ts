/** Saves 200 rows of an ingest job in one transaction, in a worker of the pool, and writes down what became of each. */
import type { IngestJob, IngestRowResult, SaveResult, SObject } from '../../database/index.ts';
import { ApiException } from '../../protocol/index.ts';
import { runTransaction, type ApexHost } from '../../runtime/index.ts';
import { describeObject } from '../rest/record-json.ts';
import { saveRun } from '../rest/sobject-collections.ts';
import type { RestSession } from '../rest/request.ts';
import { requireApi } from '../rest/access-errors.ts';
import { recordOf, RowRefused } from './csv-row.ts';

export interface IngestChunk {
  readonly job: IngestJob;
  readonly number: number;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A row that fails does not hold the others up (Bulk API 2.0 never is all or none). */
export function saveChunk(host: ApexHost, username: string, chunk: IngestChunk): void {
  try {
    requireApi(host.findUser(username));
    saveRows(host, username, chunk);
  } catch (error) {
    // What the user may not do at all fails every row.
    if (!(error instanceof ApiException)) throw error;
    failChunk(host, username, chunk, `${error.errors[0]?.errorCode ?? ''}:${error.message}:--`);
  }
}

function saveRows(host: ApexHost, username: string, chunk: IngestChunk): void {
  const user = host.findUser(username);
  const started = performance.now();
  const outcome = runTransaction(host, { user }, ({ transaction, schema }) => {
    const session: RestSession = { transaction, schema, user, duplicateRuleHeader: undefined };
    const { job, columns, rows } = chunk;
    const describe = describeObject(session, job.object);
    const byId = job.externalIdField?.toLowerCase() === 'id';
    const upsertField = job.operation === 'upsert' && !byId ? job.externalIdField : null;
    const idUse = job.operation === 'update' || job.operation === 'delete' ? 'required' : byId ? 'optional' : 'none';
    const results: IngestRowResult[] = [];
    const readable: { index: number; record: SObject }[] = [];
    for (const [index, values] of rows.entries()) {
      try {
        readable.push({ index, record: recordOf(session, describe, columns, values, idUse) });
      } catch (error) {
        if (!(error instanceof RowRefused)) throw error;
        results[index] = ['', false, error.message];
      }
    }
    const saved = saveRun(session, {
      operation: job.operation,
      records: readable.map(({ record }) => record),
      allOrNone: false,
      accessMode: 'user',
      ...(upsertField !== null && { externalIdField: upsertField })
    });
    for (const [position, result] of saved.entries()) {
      const { index, record } = readable[position]!;
      results[index] = resultOf(result, record, job.operation === 'insert');
    }
    record(transaction.ingest, chunk, results, performance.now() - started);
  });
  if (outcome.kind === 'value') return;
  // A trigger threw past the rows, or the transaction met a limit: nothing of the chunk is saved.
  failChunk(host, username, chunk, `CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY:${outcome.exception.toString()}:--`);
}

function failChunk(host: ApexHost, username: string, chunk: IngestChunk, error: string): void {
  runTransaction(host, { user: host.findUser(username) }, ({ transaction }) => {
    record(
      transaction.ingest,
      chunk,
      chunk.rows.map(() => ['', false, error] as const),
      0
    );
  });
}

function record(
  store:
    | { recordChunk(id: string, number: number, results: readonly IngestRowResult[], milliseconds: number): void }
    | undefined,
  { job, number }: IngestChunk,
  results: readonly IngestRowResult[],
  milliseconds: number
): void {
  if (!store) throw new Error('The transaction of a bulk job cannot record what became of its rows.');
  store.recordChunk(job.id, number, results, Math.ceil(milliseconds));
}

/** Errors as `sf__Error` shows them: `CODE:message:fields --`, or `CODE:message:--` (salesforce-facts 1.5). */
function resultOf(result: SaveResult, record: SObject, insert: boolean): IngestRowResult {
  if (result.success) return [result.id ?? '', insert || result.created, null];
  const errors = result.errors.map(({ statusCode, message, fields }) =>
    fields.length > 0 ? `${statusCode}:${message}:${fields.join(', ')} --` : `${statusCode}:${message}:--`
  );
  return [record.id ?? '', false, errors.join(' ')];
}
