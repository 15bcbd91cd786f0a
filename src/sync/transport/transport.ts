/** The seam between a run and an org: who carries rows, and how failures look. */
import type { OutgoingRow, RowOutcome } from '../run/outcomes.ts';

/** Sends one call's worth of rows and answers one outcome per row, in their order. */
export interface RowTransport {
  readonly rowsPerCall: number;
  send(run: string, rows: readonly OutgoingRow[]): Promise<readonly RowOutcome[]>;
}

/** A failure that may pass by itself: network, 5xx, an exceeded limit, a lock. Tier 1 of product failure handling. */
export class TransientFailure extends Error {
  override readonly name = 'TransientFailure';
}

/** A failure that repeating cannot heal; the message says what to do. */
export class PermanentFailure extends Error {
  override readonly name = 'PermanentFailure';
}
