/** The Apex compiler: sources and schema in, a program for the run time out. */
export * from './linkage.ts';
export type { PlatformClass, PlatformFunction, PlatformMembers, PlatformProperty } from './platform/platform-class.ts';
export { compileAnonymous, compileProgram, type Compilation, type CompileOptions } from './program/index.ts';
