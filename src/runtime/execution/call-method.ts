/** Finding and calling static methods of loaded classes from outside Apex. */
import type { ClassInfo, MethodInfo } from '../../apex/linkage.ts';
import type { LoadedProgram } from '../program/program.ts';

export interface StaticMethod {
  readonly info: ClassInfo;
  readonly method: MethodInfo;
}

export function findStaticMethods(program: LoadedProgram, className: string, methodName: string): StaticMethod[] {
  const info = program.classes.get(className.toLowerCase());
  if (!info) return [];
  const wanted = methodName.toLowerCase();
  return info.methods
    .filter((method) => method.static && method.name.toLowerCase() === wanted)
    .map((method) => ({ info, method }));
}

export function hasAnnotation({ annotations }: Pick<MethodInfo, 'annotations'>, name: string): boolean {
  return annotations.some((annotation) => annotation.name === name);
}

/** Calls a static method. Methods read `this` as their class, so the receiver is the class. */
export function callStaticMethod(program: LoadedProgram, { info, method }: StaticMethod, values: unknown[]): unknown {
  const emitted = program.userClass(info.name) as unknown as Record<string, (...values: unknown[]) => unknown>;
  const callable = emitted[method.key];
  if (!callable) throw new Error(`The emitted class ${info.name} has no ${method.key}.`);
  return callable.apply(emitted, values);
}
