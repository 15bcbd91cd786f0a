/** A REST call inside a worker: plain data in, plain data out, so that every handler is a function that needs no socket. */
import type { OrgSchema } from '../../metadata/index.ts';
import type { QueryAccess, RunningUser, Transaction } from '../../database/index.ts';
import type { DuplicateRuleHeaderValues } from '../../protocol/index.ts';
import { ApiException } from '../../protocol/index.ts';

export interface RestRequest {
  readonly method: string;
  /** Path segments after `/services/data/vNN.0`, URL-decoded. */
  readonly segments: readonly string[];
  readonly query: ReadonlyMap<string, string>;
  /** Lower-case header names. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** NN of `vNN.0`. */
  readonly version: number;
}

export interface RestResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Serialised as JSON; undefined means an empty body. */
  readonly body?: unknown;
}

export interface RestSession {
  readonly transaction: Transaction;
  readonly schema: OrgSchema;
  readonly user: RunningUser;
  readonly duplicateRuleHeader: DuplicateRuleHeaderValues | undefined;
}

/** The APIs work in the permissions and the record access of their user (REST API Developer Guide, "Data Access"). */
export const USER_ACCESS: QueryAccess = { mode: 'user', sharing: true };

export type RestHandler = (request: RestRequest, session: RestSession) => RestResponse;

export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** As deep as JSON in Apex: what nests deeper does not fit on the stack of whoever writes it out again. */
const MAXIMUM_DEPTH = 1000;

/** Throws 400 JSON_PARSER_ERROR, as the REST API answers it. */
export function parseJson(text: string): unknown {
  if (nestsDeeper(text, MAXIMUM_DEPTH))
    throw new ApiException(400, 'JSON_PARSER_ERROR', `The JSON nests deeper than ${MAXIMUM_DEPTH} levels.`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ApiException(400, 'JSON_PARSER_ERROR', error instanceof Error ? error.message : String(error));
  }
}

/** Whether lists and objects lie in each other more than `levels` deep; brackets in strings do not count. One look at each character. */
export function nestsDeeper(text: string, levels: number): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === ']' || character === '}') depth--;
    else if ((character === '[' || character === '{') && ++depth > levels) return true;
  }
  return false;
}

/** A value of JSON where text, a number or a Boolean belongs; empty for null. Lists and objects are named, not shown: they need not have a text. */
export function jsonText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'object') return Array.isArray(value) ? '(a list)' : '(an object)';
  return String(value);
}

/** Throws like `parseJson`, also for JSON that is no object. */
export function parseJsonObject(text: string): JsonObject {
  const json = parseJson(text);
  if (!isJsonObject(json)) {
    throw new ApiException(400, 'JSON_PARSER_ERROR', 'The request body must be a JSON object.');
  }
  return json;
}

export function jsonObjectBody(request: RestRequest): JsonObject {
  return parseJsonObject(request.body);
}
