export * from './load/load-package.ts';
export * from './package.ts';
export * from './schema/describe.ts';
