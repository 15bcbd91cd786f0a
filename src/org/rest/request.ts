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

/** Throws 400 JSON_PARSER_ERROR, as the REST API answers it. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ApiException(400, 'JSON_PARSER_ERROR', error instanceof Error ? error.message : String(error));
  }
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
