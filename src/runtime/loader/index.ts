export * from '../program/coverage.ts';
export * from '../program/program.ts';
export * from './load.ts';
