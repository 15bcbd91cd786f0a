export { parseAnonymous, parseClass, parseTrigger, type Parsed } from './parse.ts';
export * from './tree.ts';
