/** Which methods of a program are tests, and which of them a filter means. */
import type { ClassInfo, CompiledProgram } from '../../apex/linkage.ts';
import type { ApexTestMethod } from './apex-test-run.ts';

/** The tests of one class, in declaration order: what one worker runs at a time. */
export interface TestClass {
  readonly className: string;
  readonly tests: readonly ApexTestMethod[];
}

/** `filter`: texts that `Class.method` contains; `only`: whole names of classes or methods. Absent or empty filters let all through. */
export function selectTests(
  program: CompiledProgram,
  filter: readonly string[] = [],
  only?: readonly string[]
): TestClass[] {
  const named = only && new Set(only.map((name) => name.toLowerCase()));
  const wanted = filter.map((text) => text.toLowerCase());
  const selected: TestClass[] = [];
  for (const unit of program.units) {
    for (const info of unit.classes) {
      const tests = testsOf(info).filter(
        (test) =>
          (!named || namesOf(test).some((name) => named.has(name))) &&
          (wanted.length === 0 || wanted.some((text) => namesOf(test)[1].includes(text)))
      );
      if (tests.length > 0) selected.push({ className: info.name, tests });
    }
  }
  return selected.sort((left, right) => left.className.localeCompare(right.className));
}

function namesOf({ className, methodName }: ApexTestMethod): [className: string, method: string] {
  return [className.toLowerCase(), `${className}.${methodName}`.toLowerCase()];
}

function testsOf(info: ClassInfo): ApexTestMethod[] {
  if (!info.isTest) return [];
  return info.methods
    .filter((method) => method.isTest && method.static && method.parameters.length === 0)
    .map((method) => ({ className: info.name, methodName: method.name }));
}
