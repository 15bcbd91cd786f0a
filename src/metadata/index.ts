export * from './package.ts';
export * from './schema/describe.ts';
