/** Loads a compiled program into this worker: units are evaluated when first used, under the name of their Apex file. */
import { Script } from 'node:vm';
import type {
  AnonymousUnit,
  ClassInfo,
  CompiledProgram,
  CompiledUnit,
  EmittedClass,
  Linkage
} from '../../apex/linkage.ts';
import type { OrgSchema } from '../../metadata/index.ts';
import { platformClasses } from '../library/index.ts';
import { createLinkage } from '../linkage/index.ts';
import { registerEmittedFile, TypeRegistry } from '../values/index.ts';
import { Coverage } from '../program/coverage.ts';
import { setCurrentProgram, type LoadedProgram, type LoadedTrigger } from '../program/program.ts';
import { unitPlaces } from './unit-places.ts';

// Apex traces are longer than V8's ten frames, half of which may be library functions.
Error.stackTraceLimit = 60;

type EmittedUnit = Readonly<Record<string, EmittedClass>> | { run(): void };
type UnitFunction = (linkage: Linkage, unit: number) => EmittedUnit;

export function loadProgram(program: CompiledProgram, schema: OrgSchema): LoadedProgram {
  const loaded = new Program(program, schema);
  loaded.activate();
  return loaded;
}

/** Runs an anonymous block on a loaded program, in the present transaction. */
export function runAnonymousUnit({ linkage }: LoadedProgram, { name, code }: AnonymousUnit): void {
  registerEmittedFile(name, { place: () => name });
  const make = new Script(code, { filename: name }).runInThisContext() as UnitFunction;
  (make(linkage, -1) as { run(): void }).run();
}

class Program implements LoadedProgram {
  readonly schema: OrgSchema;
  readonly types: TypeRegistry;
  readonly linkage: Linkage;
  readonly classes: ReadonlyMap<string, ClassInfo>;
  readonly triggers: readonly LoadedTrigger[];
  readonly platform = new Map(platformClasses.map((platform) => [platform.name.toLowerCase(), platform]));
  readonly coverage: Coverage;
  readonly #units: readonly CompiledUnit[];
  /** Number of the unit that declares a class, by lower-case class name. */
  readonly #unitOfClass = new Map<string, number>();
  readonly #evaluated = new Map<number, EmittedUnit>();
  readonly #emitted = new Map<string, EmittedClass>();
  readonly #initialised = new Set<EmittedClass>();

  constructor({ units }: CompiledProgram, schema: OrgSchema) {
    this.schema = schema;
    this.#units = units;
    const classes = new Map<string, ClassInfo>();
    const triggers: LoadedTrigger[] = [];
    units.forEach((unit, number) => {
      registerEmittedFile(unit.file, unitPlaces(unit));
      for (const info of unit.classes) {
        classes.set(info.name.toLowerCase(), info);
        this.#unitOfClass.set(info.name.toLowerCase(), number);
      }
      if (unit.trigger) {
        const run = () => (this.#evaluate(number) as { run(): void }).run();
        triggers.push({ name: unit.name, object: unit.trigger.object, events: unit.trigger.events, run });
      }
    });
    this.classes = classes;
    this.triggers = triggers;
    this.coverage = new Coverage(units);
    this.types = new TypeRegistry({ classes, platform: this.platform, schema });
    this.linkage = createLinkage(this, (emitted) => this.#initialised.add(emitted));
  }

  userClass(name: string): EmittedClass {
    const known = this.#emitted.get(name);
    if (known) return known;
    const key = name.toLowerCase();
    const number = this.#unitOfClass.get(key);
    const info = this.classes.get(key);
    if (number === undefined || !info) throw new Error(`The program has no class ${name}.`);
    const emitted = (this.#evaluate(number) as Readonly<Record<string, EmittedClass>>)[info.name];
    if (!emitted) throw new Error(`The unit of ${info.name} does not return it.`);
    this.#emitted.set(name, emitted);
    return emitted;
  }

  resetStatics(): void {
    for (const emitted of this.#initialised) emitted.$static = null;
    this.#initialised.clear();
  }

  activate(): void {
    setCurrentProgram(this);
  }

  #evaluate(number: number): EmittedUnit {
    let evaluated = this.#evaluated.get(number);
    if (!evaluated) {
      const unit = this.#units[number];
      if (!unit) throw new Error(`The program has no unit ${number}.`);
      const make = new Script(unit.code, { filename: unit.file }).runInThisContext() as UnitFunction;
      evaluated = make(this.linkage, number);
      this.#evaluated.set(number, evaluated);
    }
    return evaluated;
  }
}
