/** Compiles Apex text against the real library and runs a static method of it, in a transaction that answers what the test scripted. */
import assert from 'node:assert/strict';
import { compileProgram } from '../../../src/apex/program/index.ts';
import { apexSources } from '../../../src/apex/testing/sources.ts';
import { testSchema } from '../../../src/apex/types/fixtures/schema.ts';
import { formatDiagnostic, type Diagnostic } from '../../../src/base/index.ts';
import { FakeTransaction, admin } from '../../../src/runtime/execution/fixtures/fake-context.ts';
import { callStaticMethod, findStaticMethods } from '../../../src/runtime/execution/call-method.ts';
import { loadProgram, platformClasses, runTransaction, type ApexException } from '../../../src/runtime/index.ts';

export interface ApexRun {
  readonly value: unknown;
  /** The Apex exception that came out, with its type and message. */
  readonly exception: ApexException | null;
  readonly transaction: FakeTransaction;
}

/** Diagnostics of the compilation, as `line code message`. */
export function diagnose(...texts: readonly string[]): string[] {
  return compileProgram(apexSources(...texts), testSchema, platformClasses, { coverage: false }).diagnostics.map(
    ({ line, code, message }: Diagnostic) => `${line} ${code} ${message}`
  );
}

/** Calls `Sample.run()` of the compiled classes. */
export function runApex(
  texts: readonly string[],
  parameters: readonly unknown[] = [],
  script: (transaction: FakeTransaction) => void = () => undefined
): ApexRun {
  const { program, diagnostics } = compileProgram(apexSources(...texts), testSchema, platformClasses, {
    coverage: false
  });
  assert.deepEqual(diagnostics.map(formatDiagnostic), []);
  const loaded = loadProgram(program, testSchema);
  const transaction = new FakeTransaction();
  script(transaction);
  const host = {
    program: loaded,
    schema: testSchema,
    clock: { now: () => Date.UTC(2026, 0, 31) },
    organizationId: '00D000000000001AAA',
    begin: () => transaction,
    findUser: () => admin,
    userOf: () => admin
  };
  const [method] = findStaticMethods(loaded, 'Sample', 'run');
  assert.ok(method, 'no static method Sample.run');
  const outcome = runTransaction(host, { user: admin }, () => callStaticMethod(loaded, method, [...parameters]));
  return outcome.kind === 'value'
    ? { value: outcome.value, exception: null, transaction }
    : { value: null, exception: outcome.exception, transaction };
}

/** Value of `run`, whose body is given; `members` stand beside it in the class. */
export function evaluate(resultType: string, body: string, members = ''): unknown {
  const run = runApex([`public class Sample { ${members}\n public static ${resultType} run() { ${body} } }`]);
  assert.equal(run.exception, null, run.exception ? `${run.exception.constructor.name} ${String(run.exception)}` : '');
  return run.value;
}

/** `text` of what the expression gives, as Apex would print it. */
export function printed(expression: string, members = ''): unknown {
  return evaluate('String', `return '' + (${expression});`, members);
}

/** Message of the exception that the body throws. */
export function thrown(body: string, members = ''): string {
  const run = runApex([`public class Sample { ${members}\n public static Object run() { ${body} } }`]);
  assert.ok(run.exception, `nothing thrown, but ${String(run.value)} returned`);
  return String(run.exception);
}
