/** One of the package's Apex REST doors, for one lane: `/services/apexrest/<service>/<lane>…`. */
import { isTransient, readProblem, type Problem } from './problem.ts';
import { unreachable } from './reach-org.ts';
import { KilledCall, PermanentFailure, TransientFailure } from './transport.ts';

export interface OrgAccess {
  readonly instanceUrl: string;
  /** The present access token. */
  readonly token: () => string;
  /** Asks for a new token after a 401; null when there is no way to get one. */
  readonly renewToken: (() => Promise<void>) | null;
  readonly fetch: typeof fetch;
  /** Milliseconds after which a call counts as lost. Salesforce ends a call after 10 minutes (salesforce-facts 1.8). */
  readonly timeoutMs: number;
}

export class LaneDoor {
  readonly #service: string;
  readonly #lane: string;
  readonly #access: OrgAccess;

  /** @param service path of the door, e.g. `sync/v1` */
  constructor(service: string, lane: string, access: OrgAccess) {
    this.#service = service;
    this.#lane = lane;
    this.#access = access;
  }

  /** `path` begins with a slash or is empty; the answer is parsed JSON. Throws TransientFailure, KilledCall or PermanentFailure. */
  async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const first = await this.#fetch(method, path, body);
    if (first.status !== 401 || !this.#access.renewToken) return this.#read(first);
    await this.#access.renewToken();
    return this.#read(await this.#fetch(method, path, body));
  }

  async #fetch(method: string, path: string, body: unknown): Promise<Response> {
    const { instanceUrl } = this.#access;
    const url = `${instanceUrl}/services/apexrest/${this.#service}/${encodeURIComponent(this.#lane)}${path}`;
    try {
      return await this.#access.fetch(url, {
        method,
        headers: { authorization: `Bearer ${this.#access.token()}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(this.#access.timeoutMs)
      });
    } catch (error) {
      throw unreachable(instanceUrl, error);
    }
  }

  async #read(response: Response): Promise<unknown> {
    let text: string;
    try {
      text = await response.text();
    } catch (error) {
      throw new TransientFailure(`The connection broke in the middle of an answer: ${String(error)}`);
    }
    if (response.ok) return readJson(text);
    throw failure(response.status, readProblem(text), this.#lane);
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new PermanentFailure(`The org answered something that is no JSON: ${text.slice(0, 200)}`);
  }
}

function failure(status: number, problem: Problem, lane: string): Error {
  const { errorCode, message } = problem;
  if (status === 401) {
    return new PermanentFailure(
      `The access token is expired or invalid (${errorCode || '401'}). Sign in again and send the feed again: rows that ` +
        'arrived come back as UNCHANGED.'
    );
  }
  if (errorCode === 'LANE_NOT_FOUND' || status === 404) {
    return new PermanentFailure(
      `The org has no lane "${lane}" (${message}). Compile config/lanes/${lane}.yaml with "npm run lanes:compile" and deploy it.`
    );
  }
  if (isTransient(status, problem)) {
    return new TransientFailure(`${errorCode || `HTTP ${status}`}: ${message}`);
  }
  if (status === 500 && errorCode === 'APEX_ERROR') return new KilledCall(message);
  return new PermanentFailure(`HTTP ${status} ${errorCode}: ${message}`);
}
