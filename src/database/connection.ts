/**
 * The synchronous door to PostgreSQL. Apex is synchronous, so everything above this door is; the door itself posts to an I/O thread and
 * blocks the worker with `Atomics.wait` until the answer is there. One connection belongs to one worker, so to one transaction at a time.
 */
export interface SqlConnection {
  /** One statement with positional parameters ($1 …). Throws SqlError. */
  query(sql: string, parameters?: readonly SqlValue[]): SqlResult;
  /** Several statements without parameters in one round trip; the results are dropped. */
  run(sql: string): void;
  /** A statement without a result (BEGIN, SAVEPOINT, RELEASE) that travels with the next `query` or `run`, so that it costs no wait of its own. */
  defer(sql: string): void;
  close(): void;
}

/** What crosses the door: text for everything PostgreSQL has no plain JavaScript twin for. */
export type SqlValue = string | number | boolean | null | Uint8Array | readonly (string | number | boolean | null)[];

export interface SqlResult {
  /** Rows as arrays, in the order of `columns`. int8 and numeric arrive as text, timestamps as text in UTC ISO form. */
  readonly rows: readonly (readonly (string | number | boolean | null)[])[];
  readonly columns: readonly string[];
  readonly rowCount: number;
}

/** An error that PostgreSQL answered, with its five-character SQLSTATE (23505 unique, 55P03 lock timeout, 40P01 deadlock …). */
export class SqlError extends Error {
  override readonly name = 'SqlError';
  readonly sqlState: string;
  readonly constraint: string | undefined;
  readonly detail: string | undefined;

  constructor(message: string, sqlState: string, constraint?: string, detail?: string) {
    super(message);
    this.sqlState = sqlState;
    this.constraint = constraint;
    this.detail = detail;
  }
}
