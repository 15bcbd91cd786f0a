/** Test kit: compiles Apex texts and runs their static methods on the real run time, without a transaction. */
import { compileProgram, type CompiledProgram, type Linkage } from '../../src/apex/index.ts';
import { apexSources } from '../../src/apex/testing/sources.ts';
import { testSchema } from '../../src/apex/types/fixtures/schema.ts';
import { formatDiagnostic } from '../../src/base/index.ts';
import { platformClasses } from '../../src/runtime/library/index.ts';
import { loadProgram } from '../../src/runtime/loader/index.ts';

export interface LoadedApex {
  readonly program: CompiledProgram;
  /** What emitted code calls; a test may put its own functions in place before the first call. */
  readonly linkage: Linkage;
  /** Calls a static method without parameters. */
  run(className: string, method: string): unknown;
  fire(trigger: string): void;
  resetStatics(): void;
  /** Lines that ran so far, of the unit with this number. */
  linesOf(unit: number): number[];
}

export function loadApex(...texts: readonly string[]): LoadedApex {
  return loadApexWith({}, texts);
}

/** `operations` stand in for those that need a transaction (DML, queries, runAs). */
export function loadApexWith(
  operations: Partial<Linkage>,
  texts: readonly string[],
  options: { readonly coverage: boolean } = { coverage: false }
): LoadedApex {
  const { program, diagnostics } = compileProgram(apexSources(...texts), testSchema, platformClasses, options);
  if (diagnostics.length > 0) throw new Error(diagnostics.map(formatDiagnostic).join('\n'));
  const loaded = loadProgram(program, testSchema);
  const lines: [unit: number, line: number][] = [];
  Object.assign(loaded.linkage, { line: (unit: number, line: number) => lines.push([unit, line]), ...operations });
  return {
    program,
    linkage: loaded.linkage,
    run(className, method) {
      const emitted = loaded.userClass(className) as unknown as Record<string, () => unknown>;
      const call = emitted[method.toLowerCase()];
      if (!call) throw new Error(`${className} has no method ${method}.`);
      return call.call(emitted);
    },
    fire(trigger) {
      const found = loaded.triggers.find(({ name }) => name === trigger);
      if (!found) throw new Error(`There is no trigger ${trigger}.`);
      found.run();
    },
    resetStatics: () => loaded.resetStatics(),
    linesOf: (unit) => lines.filter(([number]) => number === unit).map(([, line]) => line)
  };
}

/** Runs the body of a static method that returns an Object; `members` stand beside it in the class. */
export function evaluate(body: string, members = ''): unknown {
  return loadApex(`public class Subject { ${members} public static Object run() { ${body} } }`).run('Subject', 'run');
}
