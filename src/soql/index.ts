export * from './parse/index.ts';
export * from './tree.ts';
