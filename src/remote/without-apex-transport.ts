/**
 * Rows through the package's Apex in this process, for an org where none may be deployed. What differs from the door of the org: no call is
 * taken back, so a call that broke off is decided again; and rows that wait are tried by this client, because the org has no jobs.
 */
import type { OrgRun, OutgoingRow, RowOutcome, RowTransport, WaitedRow } from '../sync/index.ts';
import { KilledCall, PermanentFailure, readProblem, TransientFailure } from '../sync/index.ts';
import type { ApexHandler } from './apex-handler.ts';
import type { Guarded } from './saving/guard-records.ts';

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

  async send(run: string, rows: readonly OutgoingRow[]): Promise<readonly RowOutcome[]> {
    for (const row of rows) refuseUnsendable(row);
    return this.#sendParts(run, rows);
  }

  /**
   * When Apex throws, what it saved stays and the rest is decided again, in halves, so that a row that makes it throw keeps no other from being saved. That
   * row is named, and tried again like a call that did not get through.
   */
  async #sendParts(run: string, rows: readonly OutgoingRow[]): Promise<readonly RowOutcome[]> {
    try {
      const { outcomes } = (await this.#call('POST', '', { run, rows })) as { outcomes: readonly RowOutcome[] };
      return outcomes;
    } catch (error) {
      if (!(error instanceof KilledCall)) throw error;
      const [first] = rows;
      if (rows.length < 2) throw new TransientFailure(`Row ${first?.sourceRow ?? ''}: ${error.message}`);
      const middle = Math.ceil(rows.length / 2);
      const left = await this.#sendParts(run, rows.slice(0, middle));
      const right = await this.#sendParts(run, rows.slice(middle));
      return [...left, ...right].map((outcome, index) => ({ ...outcome, index }));
    }
  }

  /** Never asked for: a call of ours is not killed by a limit of the org. */
  stage(): never {
    throw new PermanentFailure('Rows cannot be handed over to jobs of an org without Apex.');
  }

  /** Tries what is due before it answers: also rows that an earlier run of the lane left waiting. */
  async run(key: string): Promise<OrgRun> {
    await this.tryDueRows();
    return (await this.#call('GET', `/runs/${encodeURIComponent(key)}`)) as OrgRun;
  }

  async rowsThatWaited(key: string): Promise<readonly WaitedRow[]> {
    const rows: WaitedRow[] = [];
    for (let after: string | null = ''; after !== null;) {
      const query = new Map([['after', after]]);
      const page = (await this.#call('GET', `/runs/${encodeURIComponent(key)}/rows`, undefined, query)) as {
        rows: WaitedRow[];
        next: string | null;
      };
      rows.push(...page.rows);
      after = page.next;
    }
    return rows;
  }

  /**
   * Before rows are sent: brings the keys of records up to date that others saved since the lane's last run; before its first run, of all. Answers how many
   * records were read, changed, and refused by the org.
   */
  async guardRecords(objects: readonly string[]): Promise<Guarded> {
    const reply = await this.#handler.perform({ kind: 'guard', lane: this.#lane, objects });
    if (reply.kind !== 'guarded') throw new Error('The handler answered another question.');
    return reply;
  }

  /**
   * After a run of which calls were lost: rows that it counts as waiting, but whose own record was lost with the call, were sent again and counted then.
   * Without it such a run would stay open for ever.
   */
  async settleRun(key: string): Promise<void> {
    const { status, pending } = await this.run(key);
    if (status === 'closed' || pending > 0) return;
    await this.#handler.perform({ kind: 'settleRun', lane: this.#lane, run: key });
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

/** Throws PermanentFailure for what REST cannot carry. */
function refuseUnsendable(row: OutgoingRow): void {
  const { sourceRow, sourceVersion } = row;
  // A family is saved whole or not at all, and nothing here can be taken back.
  if ('children' in row)
    throw new PermanentFailure(`Row ${sourceRow} has children: families need the Apex handler in the org.`);
  const isNumber = typeof sourceVersion === 'string' && /^\s*\d+\s*$/.test(sourceVersion);
  // JSON of the REST API carries numbers as doubles: a longer version would lose digits, and a newer row could pass for an older one.
  if (isNumber && !Number.isSafeInteger(Number(sourceVersion))) {
    throw new PermanentFailure(
      `Row ${sourceRow} has the version ${sourceVersion}. Without Apex a version may not be above ${Number.MAX_SAFE_INTEGER}: the REST API would ` +
        'round it. Let the source send milliseconds or a shorter number.'
    );
  }
}
