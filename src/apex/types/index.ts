export * from './apex-type.ts';
export * from './assignability.ts';
export * from './declare-types.ts';
export * from './members.ts';
export { problems } from './problems.ts';
export { ProgramSymbols } from './program-symbols.ts';
export * from './record-fields.ts';
export * from './substitution.ts';
export * from './symbols.ts';
