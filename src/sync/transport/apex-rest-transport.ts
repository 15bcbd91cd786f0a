/** Rows through the Apex REST door: `POST /services/apexrest/sync/v1/<lane>`, up to 1,000 rows a call. */
import type { OutgoingRow, RowOutcome, WaitedRow } from '../run/outcomes.ts';
import type { OrgRun, RowTransport } from './transport.ts';
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

export const MAXIMUM_ROWS_PER_CALL = 1000;

export class ApexRestTransport implements RowTransport {
  readonly rowsPerCall: number;
  readonly #lane: string;
  readonly #access: OrgAccess;

  constructor(lane: string, access: OrgAccess, rowsPerCall: number = MAXIMUM_ROWS_PER_CALL) {
    this.#lane = lane;
    this.#access = access;
    this.rowsPerCall = rowsPerCall;
  }

  send(run: string, rows: readonly OutgoingRow[]): Promise<readonly RowOutcome[]> {
    return this.#post('', run, rows);
  }

  stage(run: string, rows: readonly OutgoingRow[]): Promise<readonly RowOutcome[]> {
    return this.#post('/stage', run, rows);
  }

  async #post(path: string, run: string, rows: readonly OutgoingRow[]): Promise<readonly RowOutcome[]> {
    const answer = await this.#call('POST', path, { run, rows });
    const { outcomes } = answer as { outcomes?: unknown };
    if (!Array.isArray(outcomes) || outcomes.length !== rows.length) {
      throw new PermanentFailure(
        `The org answered ${Array.isArray(outcomes) ? outcomes.length : 'no'} outcomes for ${rows.length} rows. ` +
          'The client and the deployed Apex are of different versions: deploy again.'
      );
    }
    return outcomes as RowOutcome[];
  }

  /** Decisions under every policy, nothing written. */
  check(rows: readonly OutgoingRow[]): Promise<unknown> {
    return this.#call('POST', '/check', { rows });
  }

  async run(key: string): Promise<OrgRun> {
    return (await this.#call('GET', `/runs/${encodeURIComponent(key)}`)) as OrgRun;
  }

  async rowsThatWaited(key: string): Promise<readonly WaitedRow[]> {
    const rows: WaitedRow[] = [];
    let after: string | null = '';
    while (after !== null) {
      const path = `/runs/${encodeURIComponent(key)}/rows?after=${encodeURIComponent(after)}`;
      const page = (await this.#call('GET', path)) as { rows: WaitedRow[]; next: string | null };
      rows.push(...page.rows);
      after = page.next;
    }
    return rows;
  }

  async #call(method: string, path: string, body?: unknown): Promise<unknown> {
    const first = await this.#fetch(method, path, body);
    if (first.status !== 401 || !this.#access.renewToken) return this.#read(first);
    await this.#access.renewToken();
    return this.#read(await this.#fetch(method, path, body));
  }

  async #fetch(method: string, path: string, body: unknown): Promise<Response> {
    const url = `${this.#access.instanceUrl}/services/apexrest/sync/v1/${encodeURIComponent(this.#lane)}${path}`;
    try {
      return await this.#access.fetch(url, {
        method,
        headers: { authorization: `Bearer ${this.#access.token()}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(this.#access.timeoutMs)
      });
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
      throw new TransientFailure(`${this.#access.instanceUrl} cannot be reached: ${cause}`);
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

interface Problem {
  readonly errorCode: string;
  readonly message: string;
}

/** Both error shapes: the platform's array and the door's object. */
function readProblem(text: string): Problem {
  try {
    const body: unknown = JSON.parse(text);
    const [first] = Array.isArray(body) ? (body as Partial<Problem>[]) : [body as Partial<Problem>];
    return { errorCode: first?.errorCode ?? '', message: first?.message ?? text };
  } catch {
    return { errorCode: '', message: text.slice(0, 500) };
  }
}

/** Codes that a later try may not meet again, whatever their HTTP status. Sources: salesforce-facts 1.5. */
const TRANSIENT_CODES = new Set([
  'UNABLE_TO_LOCK_ROW',
  'REQUEST_LIMIT_EXCEEDED',
  'SERVER_UNAVAILABLE',
  'QUERY_TIMEOUT'
]);

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
  const locked = message.includes('UNABLE_TO_LOCK_ROW');
  if (TRANSIENT_CODES.has(errorCode) || locked || status === 429 || status >= 502) {
    return new TransientFailure(`${errorCode || `HTTP ${status}`}: ${message}`);
  }
  if (status === 500 && errorCode === 'APEX_ERROR') return new KilledCall(message);
  return new PermanentFailure(`HTTP ${status} ${errorCode}: ${message}`);
}
