export * from './clock.ts';
export * from './diagnostics.ts';
export * from './ids.ts';
export * from './values/index.ts';
