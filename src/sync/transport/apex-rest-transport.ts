/** Rows through the Apex REST door: `POST /services/apexrest/sync/v1/<lane>`, up to 1,000 rows a call. */
import type { OutgoingRow, RowOutcome, WaitedRow } from '../run/outcomes.ts';
import { LaneDoor, type OrgAccess } from './lane-door.ts';
import type { OrgRun, RowTransport } from './transport.ts';
import { allWaitedRows, PermanentFailure } from './transport.ts';

export const MAXIMUM_ROWS_PER_CALL = 1000;

export class ApexRestTransport implements RowTransport {
  readonly rowsPerCall: number;
  readonly #door: LaneDoor;

  constructor(lane: string, access: OrgAccess, rowsPerCall: number = MAXIMUM_ROWS_PER_CALL) {
    this.#door = new LaneDoor('sync/v1', lane, access);
    this.rowsPerCall = rowsPerCall;
  }

  send(run: string, rows: readonly OutgoingRow[]): Promise<readonly RowOutcome[]> {
    return this.#post('', run, rows);
  }

  stage(run: string, rows: readonly OutgoingRow[]): Promise<readonly RowOutcome[]> {
    return this.#post('/stage', run, rows);
  }

  async #post(path: string, run: string, rows: readonly OutgoingRow[]): Promise<readonly RowOutcome[]> {
    const answer = await this.#door.call('POST', path, { run, rows });
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
    return this.#door.call('POST', '/check', { rows });
  }

  async run(key: string): Promise<OrgRun> {
    return (await this.#door.call('GET', `/runs/${encodeURIComponent(key)}`)) as OrgRun;
  }

  rowsThatWaited(key: string): Promise<readonly WaitedRow[]> {
    const path = `/runs/${encodeURIComponent(key)}/rows`;
    return allWaitedRows((after) => this.#door.call('GET', `${path}?after=${encodeURIComponent(after)}`));
  }
}
