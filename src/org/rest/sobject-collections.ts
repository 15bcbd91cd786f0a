/**
 * `/composite/sobjects`: up to 200 rows a call, `allOrNone` false by default, results in the order of the rows.
 * Source: REST API Developer Guide, "sObject Collections"; salesforce-facts 1.5, 1.8 (200 rows, at most 10 chunks of object types).
 */
import { isIdText, toId18 } from '../../base/index.ts';
import type { SaveOperation, SaveRequest, SaveResult } from '../../database/index.ts';
import { EntityAccessDenied, SObject } from '../../database/index.ts';
import type { SObjectDescribe } from '../../metadata/index.ts';
import { ApiException, methodNotAllowed, notFound } from '../../protocol/index.ts';
import { accessError } from './access-errors.ts';
import { describeObject, readRecord } from './record-json.ts';
import type { JsonObject, RestRequest, RestResponse, RestSession } from './request.ts';
import { isJsonObject, jsonObjectBody } from './request.ts';
import { rowResultJson } from './save-errors.ts';

const MAXIMUM_ROWS = 200;
const MAXIMUM_CHUNKS = 10;

interface Row {
  readonly index: number;
  readonly record: SObject;
}

interface RowFailure {
  readonly statusCode: string;
  readonly message: string;
  readonly fields: readonly string[];
}

export function collections(request: RestRequest, session: RestSession): RestResponse {
  const [, , object, field] = request.segments;
  switch (request.method) {
    case 'POST':
      return saveRows(request, session, 'insert');
    case 'PATCH':
      return object && field ? upsertRows(request, session, object, field) : saveRows(request, session, 'update');
    case 'DELETE':
      return deleteRows(request, session);
    default:
      throw methodNotAllowed(request.method, ['DELETE', 'PATCH', 'POST']);
  }
}

function readRows(request: RestRequest): { allOrNone: boolean; rows: readonly JsonObject[] } {
  const body = jsonObjectBody(request);
  const { records } = body;
  if (!Array.isArray(records) || !records.every(isJsonObject)) {
    throw new ApiException(400, 'JSON_PARSER_ERROR', 'The body must hold "records": an array of JSON objects.');
  }
  checkRowCount(records.length);
  return { allOrNone: body['allOrNone'] === true, rows: records };
}

function checkRowCount(count: number): void {
  if (count > MAXIMUM_ROWS) {
    throw new ApiException(
      400,
      'EXCEEDED_ID_LIMIT',
      `record limit reached. cannot submit more than 200 records in one call`
    );
  }
}

function objectOfRow(session: RestSession, row: JsonObject): SObjectDescribe {
  const attributes = row['attributes'];
  const type = isJsonObject(attributes) ? attributes['type'] : undefined;
  if (typeof type !== 'string') {
    throw new ApiException(400, 'INVALID_TYPE', 'Every record needs attributes.type: the API name of its object.');
  }
  return describeObject(session, type);
}

function saveRows(request: RestRequest, session: RestSession, operation: 'insert' | 'update'): RestResponse {
  const { allOrNone, rows } = readRows(request);
  return settle(request, session, operation, allOrNone, rows, (row) => {
    const describe = objectOfRow(session, row);
    const record = readRecord(session, describe, row, new Set(['id']));
    if (operation === 'update') record.id = rowId(row);
    return record;
  });
}

function rowId(row: JsonObject): string {
  const id = row['id'] ?? row['Id'];
  if (typeof id !== 'string' || !isIdText(id)) {
    throw new ApiException(400, 'MISSING_ARGUMENT', 'Id not specified in an update call', ['Id']);
  }
  return toId18(id);
}

function upsertRows(request: RestRequest, session: RestSession, object: string, fieldName: string): RestResponse {
  const describe = describeObject(session, object);
  const field = describe.fields.get(fieldName.toLowerCase());
  if (!field || !(field.externalId || field.name === 'Id')) throw notFound();
  const { allOrNone, rows } = readRows(request);
  return settle(
    request,
    session,
    'upsert',
    allOrNone,
    rows,
    (row) => {
      if (objectOfRow(session, row).name !== describe.name) {
        throw new ApiException(400, 'INVALID_TYPE', `attributes.type must be ${describe.name}, as in the URL.`);
      }
      if (field.name !== 'Id' && ('id' in row || 'Id' in row)) {
        throw new ApiException(400, 'INVALID_FIELD', 'The Id field should not be specified in the sobject data.', [
          'Id'
        ]);
      }
      return readRecord(session, describe, row);
    },
    field.name
  );
}

function deleteRows(request: RestRequest, session: RestSession): RestResponse {
  const ids = (request.query.get('ids') ?? '').split(',').filter((id) => id !== '');
  checkRowCount(ids.length);
  const byPrefix = new Map([...session.schema.objects.values()].map((describe) => [describe.keyPrefix, describe]));
  const allOrNone = request.query.get('allOrNone') === 'true';
  return settle(
    request,
    session,
    'delete',
    allOrNone,
    ids.map((id) => ({ id })),
    (row) => {
      const id = rowId(row);
      const describe = byPrefix.get(id.slice(0, 3));
      if (!describe) throw new ApiException(400, 'MALFORMED_ID', `malformed id ${id}`, ['Id']);
      const record = new SObject(describe);
      record.id = id;
      return record;
    }
  );
}

/** A row that cannot be read fails alone (or fails the call with allOrNone); the rest is saved in runs of one object type. */
function settle(
  request: RestRequest,
  session: RestSession,
  operation: SaveOperation,
  allOrNone: boolean,
  rows: readonly JsonObject[],
  read: (row: JsonObject) => SObject,
  externalIdField?: string
): RestResponse {
  const results: JsonObject[] = new Array<JsonObject>(rows.length);
  const readable: Row[] = [];
  for (const [index, row] of rows.entries()) {
    try {
      readable.push({ index, record: read(row) });
    } catch (error) {
      if (!(error instanceof ApiException)) throw error;
      const [first] = error.errors;
      results[index] = failedRow({
        statusCode: first?.errorCode ?? '',
        message: error.message,
        fields: first?.fields ?? []
      });
    }
  }
  const savepoint = allOrNone ? session.transaction.setSavepoint() : null;
  let failed = readable.length < rows.length;
  if (!(failed && allOrNone)) {
    for (const run of runsOfOneType(readable)) {
      const saved = saveRun(session, {
        operation,
        records: run.map((row) => row.record),
        allOrNone,
        accessMode: 'user',
        ...(externalIdField ? { externalIdField } : {}),
        duplicateRuleHeader: session.duplicateRuleHeader
      });
      failed ||= saved.some((result: SaveResult) => !result.success);
      for (const [position, result] of saved.entries()) {
        results[run[position]?.index ?? -1] = rowResultJson(result, operation === 'upsert', session, request.version);
      }
    }
  }
  if (savepoint && failed) {
    session.transaction.rollbackTo(savepoint);
    for (let index = 0; index < rows.length; index++) {
      if (!results[index] || results[index]?.['success'] === true) results[index] = failedRow(ROLLED_BACK);
    }
  }
  return { status: 200, body: results };
}

/** Saves records of one type; a permission that the user lacks on the object fails every row. */
export function saveRun(
  { transaction }: Pick<RestSession, 'transaction'>,
  request: SaveRequest
): readonly SaveResult[] {
  try {
    return transaction.save(request);
  } catch (error) {
    if (!(error instanceof EntityAccessDenied)) throw error;
    const { errorCode, message } = accessError(error);
    const errors = [{ statusCode: errorCode, message, fields: [] }];
    return request.records.map(({ id }) => ({ id, success: false, created: false, errors }));
  }
}

const ROLLED_BACK: RowFailure = {
  statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
  message: 'Record rolled back because not all records were valid and the request was using AllOrNone header',
  fields: []
};

function failedRow(failure: RowFailure): JsonObject {
  return { success: false, errors: [failure] };
}

function runsOfOneType(rows: readonly Row[]): Row[][] {
  const runs: Row[][] = [];
  for (const row of rows) {
    const last = runs.at(-1);
    if (last?.[0]?.record.describe === row.record.describe) last.push(row);
    else runs.push([row]);
  }
  if (runs.length > MAXIMUM_CHUNKS) {
    throw new ApiException(
      400,
      'LIMIT_EXCEEDED',
      `The records change their object type ${runs.length} times; at most ${MAXIMUM_CHUNKS} chunks are allowed. Sort them by type.`
    );
  }
  return runs;
}
