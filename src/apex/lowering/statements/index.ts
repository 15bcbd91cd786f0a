export { lowerStatements } from './blocks.ts';
export type { Completion } from './completion.ts';
export { declareVariable } from './locals.ts';
export { lowerStatement, markLine } from './statement.ts';
