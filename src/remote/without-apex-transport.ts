/**
 * Rows through the package's Apex in this process, for an org where none may be deployed. What differs from the door of the org: no call is
 * taken back, so a call that broke off is decided again; and rows that wait are tried by this client, because the org has no jobs.
 */
import type { OrgRun, OutgoingRow, RowOutcome, RowTransport, WaitedRow } from '../sync/index.ts';
import { PermanentFailure, readProblem } from '../sync/index.ts';
import type { ApexHandler } from './apex-handler.ts';

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
    const { outcomes } = (await this.#call('POST', '', { run, rows })) as { outcomes: readonly RowOutcome[] };
    return outcomes;
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
    throw new PermanentFailure(
      reply.status === 500
        ? `The handler stopped: ${message}. What it had saved by then stays; send the same rows again when the cause is gone, records that ` +
            'were saved come back as UNCHANGED.'
        : `${errorCode}: ${message}`
    );
  }
}
