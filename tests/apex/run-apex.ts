/** Test kit: compiles Apex texts and runs their static methods on the real run time, without a transaction. */
import { apexSources, schemaOf } from '../../src/apex/testing/sources.ts';
import { compileProgram } from '../../src/apex/index.ts';
import { formatDiagnostic } from '../../src/base/index.ts';
import { platformClasses } from '../../src/runtime/library/index.ts';
import { loadProgram } from '../../src/runtime/loader/index.ts';

export interface LoadedApex {
  /** Calls a static method without parameters. */
  run(className: string, method: string): unknown;
  resetStatics(): void;
}

export function loadApex(...texts: readonly string[]): LoadedApex {
  const schema = schemaOf();
  const { program, diagnostics } = compileProgram(apexSources(...texts), schema, platformClasses, { coverage: false });
  if (diagnostics.length > 0) throw new Error(diagnostics.map(formatDiagnostic).join('\n'));
  const loaded = loadProgram(program, schema);
  return {
    run(className, method) {
      const emitted = loaded.userClass(className) as unknown as Record<string, () => unknown>;
      const call = emitted[method.toLowerCase()];
      if (!call) throw new Error(`${className} has no method ${method}.`);
      return call.call(emitted);
    },
    resetStatics: () => loaded.resetStatics()
  };
}

/** Runs the body of a static method that returns an Object; `members` stand beside it in the class. */
export function evaluate(body: string, members = ''): unknown {
  return loadApex(`public class Subject { ${members} public static Object run() { ${body} } }`).run('Subject', 'run');
}
