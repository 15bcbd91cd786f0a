/**
 * Conditional request headers. Source: REST API Developer Guide, "Conditional Request Headers": `If-Unmodified-Since` and `If-Modified-Since`
 * compare with the last modified date of the record; of the resources for records, sObject Rows takes them. An invalid date is 400 on a PATCH,
 * and no condition on a GET (RFC 9110, 13.1.3 and 13.1.4, which the guide follows elsewhere).
 */
import { ApexDatetime } from '../../base/index.ts';
import type { SObject } from '../../database/index.ts';
import type { SObjectDescribe } from '../../metadata/index.ts';
import { ApiException, parseHttpDate } from '../../protocol/index.ts';
import type { RestRequest, RestResponse } from './request.ts';

const UNMODIFIED = 'if-unmodified-since';
const MODIFIED = 'if-modified-since';
const CONDITIONS = [UNMODIFIED, MODIFIED, 'if-match', 'if-none-match'];

/** HTTP lets a server answer such a read in full (RFC 9110, 13.2.1): nobody relies on a refusal. */
const IGNORED_BY_READS = new Set([MODIFIED, 'if-none-match']);

export function isCondition(header: string): boolean {
  return CONDITIONS.includes(header);
}

/**
 * Throws 400 NOT_SUPPORTED for a condition that nobody would look at: who sets one must not think that it was met. That goes for entity
 * tags too, which the platform has for accounts only, and the local org not at all.
 */
export function refuseConditions(
  request: Pick<RestRequest, 'method' | 'segments' | 'headers'>,
  known: readonly string[] = []
): void {
  for (const header of CONDITIONS) {
    if (!request.headers.has(header) || known.includes(header)) continue;
    if (request.method === 'GET' && IGNORED_BY_READS.has(header)) continue;
    const resource = `${request.method} /${request.segments.slice(0, 2).join('/')}`;
    throw new ApiException(400, 'NOT_SUPPORTED', `${header} is not supported here with ${resource}.`);
  }
}

/** What sObject Rows knows; records without a last modified date (GroupMember) have nothing to compare. */
export function conditionsOfRow({ method }: RestRequest, describe: SObjectDescribe): readonly string[] {
  if (!describe.fields.has('lastmodifieddate')) return [];
  if (method === 'GET') return [UNMODIFIED, MODIFIED];
  return method === 'PATCH' ? [UNMODIFIED] : [];
}

/** When the record of an update must not have been modified after, in milliseconds; undefined without a condition. */
export function unmodifiedSince({ headers }: RestRequest): number | undefined {
  const text = headers.get(UNMODIFIED);
  if (text === undefined) return undefined;
  const time = parseHttpDate(text);
  if (time === null) throw new ApiException(400, 'INVALID_INPUT', `${UNMODIFIED} is no HTTP date: ${text}`);
  return time;
}

/**
 * The answer to a read of `record`, shown as `body`, with its `Last-Modified` (REST API Developer Guide, "Limit Info Header", the example) and
 * by its conditions, in the order of RFC 9110, 13.2.2. The record must have been read with its LastModifiedDate, if it has one.
 */
export function answerToRead({ headers }: RestRequest, record: SObject, body: unknown): RestResponse {
  const modified = record.fields.get('LastModifiedDate');
  if (!(modified instanceof ApexDatetime)) return { status: 200, body };
  const unmodified = parseHttpDate(headers.get(UNMODIFIED) ?? '');
  if (unmodified !== null && modified.time > unmodified) {
    throw new ApiException(412, 'PRECONDITION_FAILED', `The record was modified at ${modified.toRestString()}.`);
  }
  const since = parseHttpDate(headers.get(MODIFIED) ?? '');
  const shown = { headers: { 'Last-Modified': new Date(modified.time).toUTCString() } };
  return since !== null && modified.time <= since ? { status: 304, ...shown } : { status: 200, ...shown, body };
}
