/**
 * `httpHeaders` of a composite subrequest. Source: REST API Developer Guide, "Composite Subrequest": "any header supported by the requested
 * resource" except Accept, Authorization and Content-Type, which come from the call; with one of them the whole call is 400.
 */
import { ApiException, DUPLICATE_RULE_HEADER } from '../../protocol/index.ts';
import { isCondition } from './conditional-request.ts';
import { isJsonObject } from './request.ts';

const INHERITED = ['accept', 'authorization', 'content-type'];

/** Throws 400 for the whole call; `place` names the subrequest in messages. Names come back in lower case. */
export function readSubrequestHeaders(json: unknown, place: string): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  if (json === undefined || json === null) return headers;
  if (!isJsonObject(json)) throw new ApiException(400, 'JSON_PARSER_ERROR', `${place}: httpHeaders is no JSON object.`);
  for (const [name, value] of Object.entries(json)) {
    const key = name.toLowerCase();
    if (typeof value !== 'string') {
      throw new ApiException(400, 'JSON_PARSER_ERROR', `${place}: the header ${name} is no string.`);
    }
    if (INHERITED.includes(key)) {
      throw new ApiException(400, 'INVALID_INPUT', `${place}: ${name} is that of the call, and not for httpHeaders.`);
    }
    if (!isCondition(key)) throw notSupported(place, name);
    headers.set(key, value);
  }
  return headers;
}

function notSupported(place: string, name: string): ApiException {
  const hint =
    name.toLowerCase() === DUPLICATE_RULE_HEADER ? ' Send it with the call: it counts for all subrequests.' : '';
  return new ApiException(400, 'NOT_SUPPORTED', `${place}: the header ${name} is not supported in httpHeaders.${hint}`);
}

/** The headers that a subrequest runs with: three of the call, and its own. */
export function headersOfSubrequest(
  own: ReadonlyMap<string, string>,
  call: ReadonlyMap<string, string>
): ReadonlyMap<string, string> {
  const inherited = [...call].filter(([name]) => INHERITED.includes(name));
  return new Map([...inherited, ...own]);
}
