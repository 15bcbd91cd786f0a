export type { Problem } from './problem.ts';
export { syntaxProblems } from './syntax.ts';
