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
  /** From 1; raised each time the row is sent again after RETRY_SCHEDULED. */
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
