export { createLinkage } from './linkage.ts';
export { newRecord, toId } from './records.ts';
export { apexExceptionOf, caughtByApex } from './thrown.ts';
