/**
 * Rows through the package's Apex in this process, for an org where none may be deployed. What differs from the door of the org: no call is
 * taken back, so a call that broke off is decided again; and rows that wait are tried by this client, because the org has no jobs.
 */
import type { OrgRun, OutgoingRow, RowOutcome, RowTransport, WaitedRow } from '../sync/index.ts';
import { allWaitedRows, KilledCall, PermanentFailure, readProblem } from '../sync/index.ts';
import type { ApexHandler } from './apex-handler.ts';
import type { GuardProgress } from './handler-tasks.ts';
import type { Guarded } from './saving/guard-records.ts';

export interface GuardOptions {
  /** Look at all records, whenever they were saved: keys may be wrong that nobody has touched since, made in another way than now. */
  readonly all?: boolean;
  /** Hears after each request that reads, up to 2,000 records, how far it is. */
  readonly onProgress?: (progress: GuardProgress) => void;
}

export class WithoutApexTransport implements RowTransport {
  readonly rowsPerCall: number;
  readonly #lane: string;
  readonly #handler: ApexHandler;

  constructor(lane: string, handler: ApexHandler, rowsPerCall: number) {
    this.#lane = lane;
    this.#handler = handler;
    this.rowsPerCall = rowsPerCall;
  }

  get apiCalls(): number {
    return this.#handler.apiCalls;
  }

  /** A row that REST cannot carry is REJECTED with the reason, and not sent: it is in no counter of the org. */
  async send(run: string, rows: readonly OutgoingRow[]): Promise<readonly RowOutcome[]> {
    const refusals = rows.map(refusalOf);
    const sendable = rows.filter((_, index) => refusals[index] === null);
    const outcomes = sendable.length === 0 ? [] : await this.#post('', run, sendable);
    let next = 0;
    return rows.map((row, index) => {
      const message = refusals[index] ?? null;
      const outcome = message === null ? outcomes[next++] : rejected(row, message);
      if (!outcome) throw new Error(`The handler answered ${outcomes.length} outcomes for ${sendable.length} rows.`);
      return { ...outcome, index };
    });
  }

  /** After a call whose Apex threw: its rows wait in the org, and are tried in ever smaller chunks until the guilty one is alone. */
  stage(run: string, rows: readonly OutgoingRow[]): Promise<readonly RowOutcome[]> {
    return this.#post('/stage', run, rows);
  }

  async #post(path: string, run: string, rows: readonly OutgoingRow[]): Promise<readonly RowOutcome[]> {
    const { outcomes } = (await this.#call('POST', path, { run, rows })) as { outcomes: readonly RowOutcome[] };
    return outcomes;
  }

  /**
   * Tries what is due before it answers: also rows that an earlier run of the lane left waiting. A run that counts rows as waiting, whose own records were lost
   * with their call, is closed: the rows were sent again, and counted then. Otherwise it would stay open for ever.
   */
  async run(key: string): Promise<OrgRun> {
    await this.tryDueRows();
    const state = await this.#stateOf(key);
    if (state.status === 'closed' || state.pending > 0) return state;
    await this.#handler.perform({ kind: 'settleRun', lane: this.#lane, run: key });
    return this.#stateOf(key);
  }

  async #stateOf(key: string): Promise<OrgRun> {
    return (await this.#call('GET', `/runs/${encodeURIComponent(key)}`)) as OrgRun;
  }

  rowsThatWaited(key: string): Promise<readonly WaitedRow[]> {
    const path = `/runs/${encodeURIComponent(key)}/rows`;
    return allWaitedRows((after) => this.#call('GET', path, undefined, new Map([['after', after]])));
  }

  /**
   * Before rows are sent: fills keys that are missing, and brings those up to date of records that were saved since the lane's last run; before its first
   * run, of all.
   */
  async guardRecords(objects: readonly string[], { all = false, onProgress }: GuardOptions = {}): Promise<Guarded> {
    const reply = await this.#handler.perform({ kind: 'guard', lane: this.#lane, objects, all }, onProgress);
    if (reply.kind !== 'guarded') throw new Error('The handler answered another question.');
    return reply;
  }

  /** Answers how many rows were tried. */
  async tryDueRows(): Promise<number> {
    let tried = 0;
    for (;;) {
      const reply = await this.#handler.perform({ kind: 'handleDue', lane: this.#lane });
      if (reply.kind !== 'handled' || reply.rows === 0) return tried;
      tried += reply.rows;
    }
  }

  async #call(
    method: string,
    path: string,
    body?: unknown,
    query: ReadonlyMap<string, string> = new Map()
  ): Promise<unknown> {
    const reply = await this.#handler.perform({
      kind: 'rest',
      request: {
        method,
        path: `/sync/v1/${encodeURIComponent(this.#lane)}${path}`,
        query,
        headers: new Map(),
        body: new TextEncoder().encode(body === undefined ? '' : JSON.stringify(body)),
        remoteAddress: '127.0.0.1'
      }
    });
    if (reply.kind !== 'answer') throw new Error('The handler answered another question.');
    if (reply.status < 300) return JSON.parse(reply.body);
    const { errorCode, message } = readProblem(reply.body);
    if (reply.status === 500) throw new KilledCall(`The handler stopped: ${message}. What it had saved by then stays.`);
    throw new PermanentFailure(`${errorCode}: ${message}`);
  }
}

/** Why REST cannot carry a row; null when it can. */
function refusalOf(row: OutgoingRow): string | null {
  const { sourceVersion } = row;
  // A family is saved whole or not at all, and nothing here can be taken back.
  if ('children' in row) return 'The row has children: families need the Apex handler in the org.';
  const isNumber = typeof sourceVersion === 'string' && /^\s*\d+\s*$/.test(sourceVersion);
  // JSON of the REST API carries numbers as doubles: a longer version would lose digits, and a newer row could pass for an older one.
  if (!isNumber || Number.isSafeInteger(Number(sourceVersion))) return null;
  return (
    `The version ${sourceVersion} is above ${Number.MAX_SAFE_INTEGER}, and without Apex in the org the REST API would round it. Let the source send ` +
    'milliseconds or a shorter number.'
  );
}

function rejected({ externalId, attempt }: OutgoingRow, message: string): Omit<RowOutcome, 'index'> {
  const nothing = { reason: null, recordId: null, exceptionId: null, raceResolved: false };
  return { externalId, outcome: 'REJECTED', ...nothing, attempts: attempt, message };
}
