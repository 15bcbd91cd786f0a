export { LONGEST_API_QUERY, parseSoql, type ParsedSoql } from './parse-soql.ts';
export type { SoqlProblem } from './problem.ts';
export { convertQuery } from './query.ts';
export type { Surroundings } from './conversion.ts';
export { holdsSoqlEscape, protectEscapes, unquote } from './values.ts';
