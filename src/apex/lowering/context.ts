/**
 * What lowering (checking and emission in one pass) carries through a unit. The seam between declarations and statements on one side
 * and types and expressions on the other: both sides report, hoist and look up locals here.
 *
 * Emitted shape of user classes, which expressions rely on:
 * - class reference: `context.classReference(symbol)`; never a bare name.
 * - instance field or automatic property: `o._name` (`fieldKey`). Static: `ref.$s._name` (`$s` initialises on first use).
 * - property with accessor bodies, or virtual/abstract/override: `o._get$name()`, `o._set$name(value)` (which returns the value), static
 *   ones `ref._get$name()`, `ref._set$name(value)`; inside its own accessors (`context.accessorOf`) the backing value is `_name`.
 * - method: `o[methodKey](…)`, `ref[methodKey](…)`, `super[methodKey](…)`. Constructor: `new ref()[constructorKey](…)`.
 * - user enum: `ref._v$name` (`enumKey`) is the constant, `ref.$values` the array of all.
 * - these keys begin with an underscore, which no Apex name does, so that a method `get(Id)` is not the getter of a property `id`.
 * - code of an expression holds no line break.
 */
import type { Diagnostic, DiagnosticBag } from '../../base/index.ts';
import type { Problem } from '../diagnostics/problem.ts';
import type { Position } from '../syntax/tree.ts';
import type { ApexType, ClassSymbol, ProgramSymbols } from '../types/index.ts';

/** A checked expression: its static type and its JavaScript. */
export interface Lowered {
  readonly type: ApexType;
  readonly code: string;
  /** Never null, so that no check stands before its use. */
  readonly nonNull?: boolean;
  /** Code of the single record, when this is an inline query of records; `convert` picks it where a record is wanted. */
  readonly singleRecord?: Lowered;
  /** Code of the query itself, when this is an inline query of records: the argument of Database.getQueryLocator. */
  readonly inlineQuery?: Lowered;
}

export interface LocalVariable {
  readonly name: string;
  readonly type: ApexType;
  /** Identifier in the emitted code. */
  readonly jsName: string;
  readonly final: boolean;
}

export function fieldKey(name: string): string {
  return `_${name.toLowerCase()}`;
}

export function getterKey(name: string): string {
  return `_get$${name.toLowerCase()}`;
}

export function setterKey(name: string): string {
  return `_set$${name.toLowerCase()}`;
}

export function enumKey(name: string): string {
  return `_v$${name.toLowerCase()}`;
}

/** What belongs to the unit (one file), whichever class or method is being lowered. */
export class UnitContext {
  readonly file: string;
  readonly apiVersion: string;
  /** All user classes, platform classes and the schema. */
  readonly symbols: ProgramSymbols;
  readonly diagnostics: DiagnosticBag;
  readonly coverage: boolean;
  /** Full names (`Foo`, `Foo.Inner`), lower case, of classes declared in this unit -> identifier in the emitted code. */
  readonly ownClasses: Map<string, string> = new Map();
  readonly executableLines: Set<number> = new Set();
  /** Test classes are not measured. */
  readonly isTest: boolean;
  /** `object` of the trigger when the unit is one. */
  readonly triggerObject: string | null;
  readonly #hoisted = new Map<string, string>();
  readonly #foreignClasses = new Map<string, string>();

  constructor(options: {
    file: string;
    apiVersion: string;
    symbols: ProgramSymbols;
    diagnostics: DiagnosticBag;
    coverage: boolean;
    triggerObject?: string | null;
    isTest?: boolean;
  }) {
    this.file = options.file;
    this.apiVersion = options.apiVersion;
    this.symbols = options.symbols;
    this.diagnostics = options.diagnostics;
    this.coverage = options.coverage;
    this.triggerObject = options.triggerObject ?? null;
    this.isTest = options.isTest ?? false;
  }

  /** Name of a constant with this value, made once when the unit is loaded (before its classes): only pure `$.…` calls and literals. */
  hoist(code: string): string {
    let name = this.#hoisted.get(code);
    if (name === undefined) {
      name = `$h${this.#hoisted.size}`;
      this.#hoisted.set(code, name);
    }
    return name;
  }

  /** Expression for a user class. One of another unit is looked up on first use, because classes may refer to each other in circles. */
  classReference(symbol: ClassSymbol): string {
    const key = symbol.name.toLowerCase();
    const own = this.ownClasses.get(key);
    if (own !== undefined) return own;
    let foreign = this.#foreignClasses.get(symbol.name);
    if (foreign === undefined) {
      foreign = `$u${this.#foreignClasses.size}`;
      this.#foreignClasses.set(symbol.name, foreign);
    }
    return `${foreign}()`;
  }

  /** Declarations of everything hoisted, on one line. */
  hoistedCode(): string {
    const constants = [...this.#hoisted].map(([code, name]) => `const ${name} = ${code};`);
    const classes = [...this.#foreignClasses].map(
      ([className, name]) =>
        `let ${name}$; const ${name} = () => (${name}$ ??= $.userClass(${JSON.stringify(className)}));`
    );
    return [...constants, ...classes].join(' ');
  }
}

/** Where jumps lead at the place that is being lowered. Statements change it on their way in and put it back on their way out. */
export interface Jumps {
  /** Loops around, up to the function or the innermost runAs block. */
  loops: number;
  /** Whether the innermost loop was left by a break. */
  broken: boolean;
  /** Temporary that carries a returned value out of a runAs block; null outside. */
  runAsResult: string | null;
}

/** What belongs to one function of the emitted code: a method, a constructor, an accessor, an initialiser, a trigger's body. */
export class LoweringContext {
  readonly unit: UnitContext;
  /** Null in a trigger. */
  readonly classSymbol: ClassSymbol | null;
  readonly isStatic: boolean;
  /** Type that `return` must give; `null` where nothing is returned (void, constructor, initialiser, trigger). */
  readonly returnType: ApexType | null;
  /** The property whose accessor is being lowered: its own name means the backing value there. */
  readonly accessorOf: string | null;
  /** In a constructor or initialiser final fields may be assigned. */
  readonly initialising: 'instance' | 'static' | null;
  /** What a `return` without a value emits: constructors give the object, setters the value. */
  readonly bareReturn: string;
  readonly jumps: Jumps = { loops: 0, broken: false, runAsResult: null };
  readonly #scopes: Map<string, LocalVariable>[] = [new Map()];
  readonly #jsNames = new Set<string>();
  readonly #temporaries: string[] = [];

  constructor(
    unit: UnitContext,
    options: {
      classSymbol: ClassSymbol | null;
      isStatic: boolean;
      returnType?: ApexType | null;
      accessorOf?: string | null;
      initialising?: 'instance' | 'static' | null;
      bareReturn?: string;
    }
  ) {
    this.unit = unit;
    this.classSymbol = options.classSymbol;
    this.isStatic = options.isStatic;
    this.returnType = options.returnType ?? null;
    this.accessorOf = options.accessorOf ?? null;
    this.initialising = options.initialising ?? null;
    this.bareReturn = options.bareReturn ?? 'return;';
  }

  get file(): string {
    return this.unit.file;
  }

  /** Whether this is the body of a trigger, and neither a class nor an anonymous block. */
  get isTrigger(): boolean {
    return this.unit.triggerObject !== null;
  }

  get symbols(): ProgramSymbols {
    return this.unit.symbols;
  }

  get apiVersion(): string {
    return this.unit.apiVersion;
  }

  report(problem: Problem, at: Position): void {
    const position = { file: this.unit.file, line: at.line, column: at.column };
    if (problem.severity === 'warning') this.unit.diagnostics.warning(problem.code, position, problem.message);
    else this.unit.diagnostics.error(problem.code, position, problem.message);
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.unit.diagnostics.items;
  }

  hoist(code: string): string {
    return this.unit.hoist(code);
  }

  classReference(symbol: ClassSymbol): string {
    return this.unit.classReference(symbol);
  }

  /** A fresh variable of the present function; declared at its top by whoever emits the function. */
  temporary(): string {
    const name = `$t${this.#temporaries.length}`;
    this.#temporaries.push(name);
    return name;
  }

  /** `let $t0, $t1;` or nothing. */
  temporariesCode(): string {
    return this.#temporaries.length === 0 ? '' : `let ${this.#temporaries.join(', ')};`;
  }

  withScope<T>(body: () => T): T {
    this.#scopes.push(new Map());
    try {
      return body();
    } finally {
      this.#scopes.pop();
    }
  }

  /** Any local of the function in sight under this name: Apex does not allow an inner block to hide an outer local. */
  findLocal(name: string): LocalVariable | undefined {
    const key = name.toLowerCase();
    for (let index = this.#scopes.length - 1; index >= 0; index--) {
      const local = this.#scopes[index]?.get(key);
      if (local) return local;
    }
    return undefined;
  }

  /** The caller reports duplicates (`findLocal` first). */
  declareLocal(name: string, type: ApexType, final = false): LocalVariable {
    const key = name.toLowerCase();
    let jsName = `${key}_`;
    for (let count = 1; this.#jsNames.has(jsName); count++) jsName = `${key}_${count}`;
    this.#jsNames.add(jsName);
    const local: LocalVariable = { name, type, jsName, final };
    this.#scopes.at(-1)?.set(key, local);
    return local;
  }
}
