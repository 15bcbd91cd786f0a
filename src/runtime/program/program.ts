/** A compiled program in this worker, and the one whose code is running now. */
import type { ClassInfo, EmittedClass, Linkage } from '../../apex/linkage.ts';
import type { PlatformClass } from '../../apex/platform/platform-class.ts';
import type { OrgSchema } from '../../metadata/index.ts';
import type { TypeRegistry } from '../values/index.ts';
import type { Coverage } from './coverage.ts';

export interface LoadedTrigger {
  readonly name: string;
  readonly object: string;
  /** e.g. `before insert`. */
  readonly events: readonly string[];
  run(): void;
}

export interface LoadedProgram {
  readonly schema: OrgSchema;
  readonly types: TypeRegistry;
  readonly linkage: Linkage;
  /** All classes, inner ones too, by lower-case name. */
  readonly classes: ReadonlyMap<string, ClassInfo>;
  readonly triggers: readonly LoadedTrigger[];
  /** Standard library classes by lower-case full name. */
  readonly platform: ReadonlyMap<string, PlatformClass>;
  readonly coverage: Coverage;
  /** Evaluates the unit on first use. Name in any case. */
  userClass(name: string): EmittedClass;
  /** Static fields live for one transaction: called when it ends. */
  resetStatics(): void;
  /** Makes this the program that library functions ask for (`currentProgram`). `loadProgram` has done it. */
  activate(): void;
}

let current: LoadedProgram | null = null;

export function currentProgram(): LoadedProgram {
  if (!current) throw new Error('No Apex program is loaded in this worker.');
  return current;
}

export function setCurrentProgram(program: LoadedProgram): void {
  current = program;
}
