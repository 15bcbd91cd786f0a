/**
 * `/sobjects/<Object>/<ExternalIdField>/<value>`. Source: REST API Developer Guide, "sObject Rows by External ID" (dome_upsert);
 * salesforce-facts 1.5: 201 created, 200 with body (204 empty up to v45) updated, 300 several matches, 404 unknown field.
 */
import { type SObject } from '../../database/index.ts';
import type { FieldDescribe, SObjectDescribe } from '../../metadata/index.ts';
import { ApiException, methodNotAllowed, notFound } from '../../protocol/index.ts';
import { describeObject, readRecord, recordUrl } from './record-json.ts';
import type { JsonObject, RestRequest, RestResponse, RestSession } from './request.ts';
import { jsonObjectBody } from './request.ts';
import { requireSaved } from './save-errors.ts';
import { findRecord, save, shownRecord } from './sobject-row.ts';

export function rowByExternalId(request: RestRequest, session: RestSession): RestResponse {
  const describe = describeObject(session, request.segments[1] ?? '');
  const field = describe.fields.get((request.segments[2] ?? '').toLowerCase());
  if (!field?.externalId || session.user.access.hiddenFields(describe).has(field.name)) throw notFound();
  const value = request.segments[3] ?? '';
  switch (request.method) {
    case 'GET':
      return { status: 200, body: shownRecord(onlyMatch(request, session, describe, field, value), request) };
    case 'DELETE':
      requireSaved(
        save(session, 'delete', onlyMatch(request, session, describe, field, value)),
        session,
        request.version
      );
      return { status: 204 };
    case 'PATCH':
      return upsert(request, session, describe, field, value);
    default:
      throw methodNotAllowed(request.method, ['DELETE', 'GET', 'HEAD', 'PATCH']);
  }
}

/** Answer of HTTP 300: the URLs of all matches, not errors. */
export class SeveralMatches extends ApiException {
  readonly urls: readonly string[];

  constructor(urls: readonly string[]) {
    super(300, 'MULTIPLE_CHOICES', 'More than one record has this external id.');
    this.urls = urls;
  }
}

function onlyMatch(
  request: RestRequest,
  session: RestSession,
  describe: SObjectDescribe,
  field: FieldDescribe,
  value: string
): SObject {
  const matches = findRecord(session, describe, field.name, value);
  if (matches.length > 1) throw severalMatches(request, matches);
  const [match] = matches;
  if (!match) throw notFound();
  return match;
}

function severalMatches(request: RestRequest, matches: readonly SObject[]): SeveralMatches {
  return new SeveralMatches(matches.map((match) => recordUrl(request.version, match.describe.name, match.id ?? '')));
}

function upsert(
  request: RestRequest,
  session: RestSession,
  describe: SObjectDescribe,
  field: FieldDescribe,
  value: string
): RestResponse {
  const body = jsonObjectBody(request);
  refuseKeyInBody(body, field);
  const record = readRecord(session, describe, { ...body, [field.name]: value });
  if (request.query.get('updateOnly') === 'true') onlyMatch(request, session, describe, field, value);
  const results = session.transaction.save({
    operation: 'upsert',
    records: [record],
    externalIdField: field.name,
    allOrNone: false,
    accessMode: 'user',
    duplicateRuleHeader: session.duplicateRuleHeader
  });
  if (results[0]?.errors.some((error) => error.statusCode === 'DUPLICATE_EXTERNAL_ID')) {
    throw severalMatches(request, findRecord(session, describe, field.name, value, 'Id'));
  }
  const saved = requireSaved(results, session, request.version);
  const shown = {
    id: saved.id,
    success: true,
    errors: [],
    ...(request.version >= 46 ? { created: saved.created } : {})
  };
  if (saved.created) return { status: 201, body: shown };
  return request.version >= 46 ? { status: 200, body: shown } : { status: 204 };
}

function refuseKeyInBody(body: JsonObject, field: FieldDescribe): void {
  for (const key of Object.keys(body)) {
    if (key.toLowerCase() !== field.name.toLowerCase() && key.toLowerCase() !== 'id') continue;
    throw new ApiException(400, 'INVALID_FIELD', `The ${key} field should not be specified in the sobject data.`);
  }
}
