/** Finds the handler of a REST call and turns exceptions into Salesforce's error bodies. */
import { DatabaseError, EntityAccessDenied } from '../../database/index.ts';
import { ApiException, methodNotAllowed, notFound } from '../../protocol/index.ts';
import { composite } from './composite.ts';
import { refuseConditions } from './conditional-request.ts';
import { describeGlobal, describeSObject } from './describe.ts';
import { query } from './query.ts';
import type { RestRequest, RestResponse, RestSession } from './request.ts';
import { accessError } from './access-errors.ts';
import { SaveException } from './save-errors.ts';
import { collections } from './sobject-collections.ts';
import { rowByExternalId, SeveralMatches } from './sobject-external-id.ts';
import { createRow, rowById } from './sobject-row.ts';

/** Answers a call; on an error status the caller rolls the transaction back. */
export function answerRest(request: RestRequest, session: RestSession): RestResponse {
  try {
    return route(request, session);
  } catch (error) {
    return errorResponse(error);
  }
}

function route(request: RestRequest, session: RestSession): RestResponse {
  const [first = '', second = '', third] = request.segments.map((segment) => segment.toLowerCase());
  const isRow = first === 'sobjects' && request.segments.length === 3 && third !== 'describe';
  if (isRow) return rowById(request, session);
  refuseConditions(request);
  if (first === 'query' || first === 'queryall') {
    if (request.method !== 'GET') throw methodNotAllowed(request.method, ['GET', 'HEAD']);
    return query(request, session);
  }
  if (first === 'composite') {
    if (second === 'sobjects') return collections(request, session);
    // `tree`, `batch` and `graph` are resources of their own, which the local org does not have.
    if (second === '') return composite(request, session, answerRest);
    throw notFound();
  }
  if (first === 'sobjects') return routeSObjects(request, session);
  throw notFound();
}

function routeSObjects(request: RestRequest, session: RestSession): RestResponse {
  const { segments, method } = request;
  if (segments.length === 1) return describeGlobal(request, session);
  if (segments.length === 2) {
    return method === 'GET' ? describeSObject(request, session) : createRow(request, session);
  }
  if (segments.length === 3) return describeSObject(request, session);
  if (segments.length === 4) return rowByExternalId(request, session);
  throw notFound();
}

function errorResponse(error: unknown): RestResponse {
  if (error instanceof SeveralMatches) return { status: 300, body: error.urls };
  if (error instanceof SaveException) return { status: error.status, body: error.body };
  if (error instanceof ApiException) return { status: error.status, body: error.errors };
  if (error instanceof EntityAccessDenied) {
    const { errorCode, message } = accessError(error);
    return { status: 400, body: [{ message, errorCode }] };
  }
  if (error instanceof DatabaseError) {
    return { status: 400, body: [{ message: error.message, errorCode: error.code }] };
  }
  throw error;
}
