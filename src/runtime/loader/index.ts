export * from './coverage.ts';
export * from './load.ts';
export * from './program.ts';
