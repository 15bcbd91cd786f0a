/**
 * `/composite`: up to 25 subrequests in one call, run in order in one transaction; `@{ref.field}` refers to an earlier answer.
 * Source: REST API Developer Guide, "Composite"; salesforce-facts 1.8 (25 subrequests, at most 5 of them queries or collections).
 * The duplicate rule header is that of the call; subrequests have no other (unverified on the platform).
 */
import { ApiException, methodNotAllowed } from '../../protocol/index.ts';
import type { JsonObject, RestRequest, RestResponse, RestSession } from './request.ts';
import { isJsonObject, jsonObjectBody } from './request.ts';
import { headersOfSubrequest, readSubrequestHeaders } from './subrequest-headers.ts';

const MAXIMUM_SUBREQUESTS = 25;
const MAXIMUM_QUERIES = 5;

interface Subrequest {
  readonly method: string;
  readonly url: string;
  readonly referenceId: string;
  readonly body: unknown;
  readonly headers: ReadonlyMap<string, string>;
}

/** `answer` runs a subrequest as the router would, errors included. */
export function composite(
  request: RestRequest,
  session: RestSession,
  answer: (handler: RestRequest, session: RestSession) => RestResponse
): RestResponse {
  if (request.method !== 'POST') throw methodNotAllowed(request.method, ['POST']);
  const body = jsonObjectBody(request);
  const subrequests = readSubrequests(body);
  const allOrNone = body['allOrNone'] === true;
  const whole = session.transaction.setSavepoint();
  const answers = new Map<string, unknown>();
  const results: JsonObject[] = [];
  let failed = false;
  for (const subrequest of subrequests) {
    const savepoint = session.transaction.setSavepoint();
    const response = answer(toRequest(subrequest, answers, request), session);
    const success = !isFailure(response.status);
    if (success) session.transaction.releaseSavepoint(savepoint);
    else session.transaction.rollbackTo(savepoint);
    failed ||= !success;
    answers.set(subrequest.referenceId, response.body);
    results.push({
      body: response.body ?? null,
      httpHeaders: response.headers ?? {},
      httpStatusCode: response.status,
      referenceId: subrequest.referenceId
    });
    if (failed && allOrNone) break;
  }
  if (failed && allOrNone) {
    session.transaction.rollbackTo(whole);
    return { status: 200, body: { compositeResponse: rolledBack(subrequests, results) } };
  }
  return { status: 200, body: { compositeResponse: results } };
}

/** A read whose record has not changed (304) did what it was asked; several matches (300) left nothing saved. */
function isFailure(status: number): boolean {
  return status >= 300 && status !== 304;
}

/** With allOrNone the failing subrequest keeps its own error; all others say PROCESSING_HALTED. */
function rolledBack(subrequests: readonly Subrequest[], results: readonly JsonObject[]): JsonObject[] {
  return subrequests.map((subrequest, index) => {
    const result = results[index];
    if (result && isFailure(Number(result['httpStatusCode']))) return result;
    return {
      body: [
        {
          errorCode: 'PROCESSING_HALTED',
          message: 'The transaction was rolled back since another operation in the same transaction failed.'
        }
      ],
      httpHeaders: {},
      httpStatusCode: 400,
      referenceId: subrequest.referenceId
    };
  });
}

function readSubrequests(body: JsonObject): Subrequest[] {
  const list = body['compositeRequest'];
  if (!Array.isArray(list) || list.length === 0) {
    throw new ApiException(400, 'JSON_PARSER_ERROR', 'The body must hold "compositeRequest": an array of subrequests.');
  }
  if (list.length > MAXIMUM_SUBREQUESTS) {
    throw new ApiException(400, 'LIMIT_EXCEEDED', `A composite call takes at most ${MAXIMUM_SUBREQUESTS} subrequests.`);
  }
  const seen = new Set<string>();
  const subrequests = list.map((item: unknown, index): Subrequest => {
    if (!isJsonObject(item))
      throw new ApiException(400, 'JSON_PARSER_ERROR', `compositeRequest[${index}] is no object.`);
    const { method, url, referenceId, body: inner, httpHeaders } = item;
    if (typeof method !== 'string' || typeof url !== 'string' || typeof referenceId !== 'string') {
      throw new ApiException(400, 'JSON_PARSER_ERROR', `compositeRequest[${index}] needs method, url and referenceId.`);
    }
    if (seen.has(referenceId)) {
      throw new ApiException(400, 'INVALID_FIELD', `compositeRequest: referenceId ${referenceId} is used twice.`);
    }
    seen.add(referenceId);
    const headers = readSubrequestHeaders(httpHeaders, `compositeRequest[${index}]`);
    return { method: method.toUpperCase(), url, referenceId, body: inner, headers };
  });
  const queries = subrequests.filter(({ url }) => /\/(query|queryAll|composite\/sobjects)\b/i.test(url)).length;
  if (queries > MAXIMUM_QUERIES) {
    throw new ApiException(
      400,
      'LIMIT_EXCEEDED',
      `A composite call takes at most ${MAXIMUM_QUERIES} queries or collections.`
    );
  }
  return subrequests;
}

/** Null when the text is no address, or is not URL-encoded. */
function addressOf(text: string): Pick<RestRequest, 'segments' | 'query'> | null {
  const url = URL.parse(text, 'http://localhost');
  try {
    return url && { segments: url.pathname.split('/').map(decodeURIComponent), query: new Map(url.searchParams) };
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

function toRequest(subrequest: Subrequest, answers: ReadonlyMap<string, unknown>, outer: RestRequest): RestRequest {
  const url = addressOf(fillReferences(subrequest.url, answers));
  const [, services, data, version = '', ...segments] = url?.segments ?? [];
  const match = /^v(\d+)\.0$/.exec(version);
  if (!url || services !== 'services' || data !== 'data' || !match) {
    throw new ApiException(
      400,
      'INVALID_URL',
      `${subrequest.referenceId}: the url must start with /services/data/vNN.0.`
    );
  }
  return {
    method: subrequest.method,
    segments,
    query: url.query,
    headers: headersOfSubrequest(subrequest.headers, outer.headers),
    body: subrequest.body === undefined ? '' : fillReferences(JSON.stringify(subrequest.body), answers),
    version: Number(match[1])
  };
}

function fillReferences(text: string, answers: ReadonlyMap<string, unknown>): string {
  return text.replace(/@\{([^.}]+)\.([^}]+)\}/g, (whole, reference: string, path: string) => {
    let value: unknown = answers.get(reference);
    for (const step of path.split(/[.[\]]+/).filter((part) => part !== '')) {
      value = (value as Record<string, unknown> | null | undefined)?.[step];
    }
    if (typeof value === 'string' || typeof value === 'number') return String(value);
    throw new ApiException(
      400,
      'PROCESSING_HALTED',
      `Invalid reference specified. No value for ${whole.slice(2, -1)} found.`
    );
  });
}
