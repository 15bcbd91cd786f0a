/** The words of the sync protocol, as the Apex REST door answers them. The rules behind them live in Apex. */

export const OUTCOMES = [
  'CREATED',
  'UPDATED',
  'LINKED',
  'REKEYED',
  'UNCHANGED',
  'STALE',
  'SUPERSEDED',
  'QUEUED',
  'RETRY_SCHEDULED',
  'REJECTED'
] as const;

export type Outcome = (typeof OUTCOMES)[number];

/** One row as it goes over the wire. */
export interface OutgoingRow {
  readonly externalId: string | null;
  readonly sourceVersion: number | string | null;
  /** Line of the feed, so that an exception can name it. */
  readonly sourceRow: number;
  /** From 1. The org tries rows again by itself; a sender that does too raises it each time. */
  readonly attempt: number;
  readonly fields: Readonly<Record<string, string | null>>;
}

export interface RowOutcome {
  readonly index: number;
  readonly externalId: string | null;
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly recordId: string | null;
  readonly exceptionId: string | null;
  readonly raceResolved: boolean;
  readonly attempts: number;
  readonly message: string | null;
}

/** A row that waited in the org, as `runs/<key>/rows` answers it; RETRY_SCHEDULED while it waits. */
export interface WaitedRow {
  readonly externalId: string | null;
  readonly sourceRow: number | null;
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly recordId: string | null;
  readonly exceptionId: string | null;
  readonly attempts: number;
  readonly message: string | null;
}
