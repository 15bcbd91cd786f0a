/** What is wrong with a query, and where in its text (line and column count from 1). */
export interface SoqlProblem {
  /** SOQ4000 syntax, SOQ4001 part of SOQL that is not supported, SOQ4002 bind that is not a plain name. */
  readonly code: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
}
