/**
 * What is wrong, without the place: made by the small named factories of this folder, placed by `LoweringContext.report`.
 *
 * Ranges: APX1000 syntax · APX2000-2499 types and expressions · APX2500 declarations · APX2600 statements.
 */
export interface Problem {
  readonly code: string;
  readonly message: string;
  /** Absent: error. */
  readonly severity?: 'error' | 'warning';
}
