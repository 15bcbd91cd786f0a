export { compileAnonymous, compileProgram, type Compilation, type CompileOptions } from './compile-program.ts';
