/** The seam between a run and an org: who carries rows, and how failures look. */
import type { OutgoingRow, RowOutcome, WaitedRow } from '../run/outcomes.ts';

/** What the org says of a run. */
export interface OrgRun {
  readonly status: 'open' | 'closed';
  /** Rows that wait for another try. */
  readonly pending: number;
  /** Moment of the next try, ISO 8601. */
  readonly nextAttempt: string | null;
  readonly balanced: boolean;
}

/** Sends one call's worth of rows and answers one outcome per row, in their order. */
export interface RowTransport {
  readonly rowsPerCall: number;
  /** API calls of the org that were used so far, where a call of `send` is several of them. */
  readonly apiCalls?: number;
  send(run: string, rows: readonly OutgoingRow[]): Promise<readonly RowOutcome[]>;
  /** Hands rows over without a decision, for jobs of the org; one outcome per row, RETRY_SCHEDULED for those that wait. */
  stage(run: string, rows: readonly OutgoingRow[]): Promise<readonly RowOutcome[]>;
  run(key: string): Promise<OrgRun>;
  /** All rows of a run that ever waited, in the order in which they came to wait. */
  rowsThatWaited(key: string): Promise<readonly WaitedRow[]>;
}

/** All pages of a run's rows that waited; `read` asks for those after a name. */
export async function allWaitedRows(read: (after: string) => Promise<unknown>): Promise<readonly WaitedRow[]> {
  const rows: WaitedRow[] = [];
  let after: string | null = '';
  while (after !== null) {
    const page = (await read(after)) as { rows: WaitedRow[]; next: string | null };
    rows.push(...page.rows);
    after = page.next;
  }
  return rows;
}

/** The org ended a call, by a limit or an error of its code, and rolled it back: the same call would be ended again. */
export class KilledCall extends Error {
  override readonly name = 'KilledCall';
}

/** A failure that may pass by itself: network, 5xx, an exceeded limit, a lock. Tier 1 of product failure handling. */
export class TransientFailure extends Error {
  override readonly name = 'TransientFailure';
}

/** A failure that repeating cannot heal; the message says what to do. */
export class PermanentFailure extends Error {
  override readonly name = 'PermanentFailure';
}
