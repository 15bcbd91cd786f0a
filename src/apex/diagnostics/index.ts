export { declarationProblems } from './declarations.ts';
export type { Problem } from './problem.ts';
export { statementProblems } from './statements.ts';
export { syntaxProblems } from './syntax.ts';
