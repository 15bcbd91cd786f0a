/** `/sobjects/<Object>` and `/sobjects/<Object>/<Id>`. Source: REST API Developer Guide, "sObject Basic Information", "sObject Rows". */
import { isIdText, toId18 } from '../../base/index.ts';
import { SObject } from '../../database/index.ts';
import type { SObjectDescribe } from '../../metadata/index.ts';
import { ApiException, methodNotAllowed, notFound } from '../../protocol/index.ts';
import type { FieldPath, SoqlQuery } from '../../soql/index.ts';
import { answerToRead, conditionsOfRow, refuseConditions, unmodifiedSince } from './conditional-request.ts';
import { describeObject, readRecord, wholeRecordJson } from './record-json.ts';
import type { RestRequest, RestResponse, RestSession } from './request.ts';
import { USER_ACCESS, jsonObjectBody } from './request.ts';
import { requireSaved } from './save-errors.ts';

export function createRow(request: RestRequest, session: RestSession): RestResponse {
  const describe = describeObject(session, request.segments[1] ?? '');
  if (request.method !== 'POST') throw methodNotAllowed(request.method, ['GET', 'HEAD', 'POST']);
  const record = readRecord(session, describe, jsonObjectBody(request), new Set(['id']));
  const [result] = [save(session, 'insert', record)];
  const saved = requireSaved(result, session, request.version);
  return {
    status: 201,
    headers: { Location: `/services/data/v${request.version}.0/sobjects/${describe.name}/${saved.id ?? ''}` },
    // Only a published event has something to say here: OPERATION_ENQUEUED and its UUID.
    body: {
      id: saved.id,
      success: true,
      errors: saved.errors.map(({ statusCode, message, fields }) => ({ statusCode, message, fields }))
    }
  };
}

export function rowById(request: RestRequest, session: RestSession): RestResponse {
  const describe = describeObject(session, request.segments[1] ?? '');
  const idText = request.segments[2] ?? '';
  if (!isIdText(idText)) throw notFound();
  const id = toId18(idText);
  refuseConditions(request, conditionsOfRow(request, describe));
  switch (request.method) {
    case 'GET':
      return readRow(request, session, describe, id);
    case 'PATCH': {
      const body = jsonObjectBody(request);
      if (Object.keys(body).some((key) => key.toLowerCase() === 'id')) {
        throw new ApiException(400, 'INVALID_FIELD', 'The Id field should not be specified in the sobject data.');
      }
      const record = readRecord(session, describe, body);
      record.id = id;
      const results = save(session, 'update', record, unmodifiedSince(request));
      requireSaved(results, session, request.version);
      return { status: 204 };
    }
    case 'DELETE': {
      const record = new SObject(describe);
      record.id = id;
      requireSaved(save(session, 'delete', record), session, request.version);
      return { status: 204 };
    }
    default:
      throw methodNotAllowed(request.method, ['DELETE', 'GET', 'HEAD', 'PATCH']);
  }
}

function readRow(request: RestRequest, session: RestSession, describe: SObjectDescribe, id: string): RestResponse {
  const wanted = request.query.get('fields');
  const dated = describe.fields.has('lastmodifieddate');
  const names = wanted && dated ? `${wanted},LastModifiedDate` : wanted;
  const record = findRecord(session, describe, 'Id', id, names)[0];
  if (!record) throw notFound();
  return answerToRead(request, record, shownRecord(record, request));
}

/** With `?fields=` only those, otherwise the whole record. */
export function shownRecord(record: SObject, request: RestRequest): unknown {
  const json = wholeRecordJson(record, request.version);
  const wanted = request.query.get('fields');
  if (!wanted) return json;
  const names = new Set(['attributes', 'Id', ...splitNames(wanted)].map((name) => name.toLowerCase()));
  return Object.fromEntries(Object.entries(json).filter(([name]) => names.has(name.toLowerCase())));
}

/** Live records that the user sees of `describe` whose `field` equals `value`, with all fields (or those of a comma-separated list). */
export function findRecord(
  session: RestSession,
  describe: SObjectDescribe,
  field: string,
  value: string,
  fields?: string
): SObject[] {
  const names = fields ? ['Id', ...splitNames(fields)] : visibleFields(session, describe);
  const paths: FieldPath[] = [...new Map(names.map((name) => [name.toLowerCase(), name])).values()].map((name) => [
    name
  ]);
  const query: SoqlQuery = {
    from: describe.name,
    select: paths.map((path) => ({ kind: 'field', path })),
    where: {
      kind: 'comparison',
      field: { kind: 'field', path: [field] },
      operator: '=',
      value: { kind: 'bind', index: 0 }
    },
    groupBy: [],
    orderBy: [],
    forUpdate: false,
    allRows: false
  };
  return session.transaction.query(query, [value], USER_ACCESS).records;
}

function visibleFields({ user }: RestSession, describe: SObjectDescribe): string[] {
  const hidden = user.access.hiddenFields(describe);
  return [...describe.fields.values()].map((field) => field.name).filter((name) => !hidden.has(name));
}

function splitNames(list: string): string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

export function save(
  session: RestSession,
  operation: 'insert' | 'update' | 'delete',
  record: SObject,
  unmodifiedSince?: number
) {
  return session.transaction.save({
    operation,
    records: [record],
    allOrNone: false,
    accessMode: 'user',
    duplicateRuleHeader: session.duplicateRuleHeader,
    ...(unmodifiedSince === undefined ? {} : { unmodifiedSince })
  });
}
