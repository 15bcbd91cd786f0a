/**
 * The contract between emitted JavaScript and the runtime. Emitted code sees one object, `$`, that implements `Linkage`; the runtime
 * sees compiled units and the `ClassInfo` beside them. Nothing else crosses.
 *
 * Emitted JavaScript keeps every statement on the line of its Apex source (the emitter only ever adds line breaks to catch up), so a
 * JavaScript stack line *is* the Apex line and no source map has to be decoded when an exception is thrown.
 *
 * Values: Integer number (wrapped to 32 bits) · Long bigint · Double ApexDouble · Decimal ApexDecimal · String and Id string (Id in 18
 * characters) · Boolean boolean · Date/Datetime/Time/Blob their classes in src/base/values · List/Set/Map ApexList/ApexSet/ApexMap of
 * the runtime · SObject src/database/sobject.ts · enum constants frozen ApexEnumValue objects · null null (never undefined).
 */
import type { SoqlQuery } from '../soql/index.ts';

/** A type by its canonical text: `String`, `List<Contact>`, `Foo.Inner`, `Database.SaveResult`. Parsed once by the runtime and cached. */
export type TypeText = string;

/** JavaScript class of an Apex class. */
export interface EmittedClass {
  new (): object;
  readonly $info: ClassInfo;
  /** Values of static fields; null until first used in a transaction, set to null again when it ends. */
  $static: object | null;
}

export interface Linkage {
  /** The value, or a NullPointerException ("Attempt to de-reference a null object"). */
  n<T>(value: T | null): T;
  /** What a catch clause sees: an Apex exception, or null when the thrown thing must not be caught by Apex (our bug, LimitException, stop). */
  caught(thrown: unknown): object | null;
  /** JavaScript base class of System.Exception for `class MyException extends $.Exception`; has c$, c$string, c$exception, c$string$exception. */
  readonly Exception: new () => object;
  /** Throws an Apex exception (also makes the value's JavaScript stack the place of the throw when it has none yet). */
  throw(exception: unknown): never;
  is(value: unknown, type: TypeText): boolean;
  /** Cast with a run-time check; null passes. TypeException: "Invalid conversion from runtime type A to B". */
  cast(value: unknown, type: TypeText): unknown;
  /** A user class (loaded on first use). */
  userClass(name: string): EmittedClass;
  /** Called by an emitted class when its statics are first initialised, so that they are reset when the transaction ends. */
  staticsInitialised(emitted: EmittedClass): void;
  /** A function of the standard library: full class name and the exact signature text of its declaration. */
  platform(className: string, signature: string): (...values: unknown[]) => unknown;
  platformProperty(
    className: string,
    signature: string
  ): { get(self?: unknown): unknown; set?(self: unknown, value?: unknown): void };
  /** A constant of a standard library enum. */
  platformEnum(className: string, constant: string): unknown;
  /** A constant of a user's enum: made once, when the unit that declares the enum is loaded. */
  newEnumValue(type: TypeText, constant: string, ordinal: number): unknown;
  /** Value of `Foo.class`. */
  type(type: TypeText): unknown;
  /** `Season.valueOf('winter')` on an enum of the package: a constant of `constants` by name, without case; else NoSuchElementException. */
  enumValueOf(type: TypeText, constants: readonly unknown[], name: string | null): unknown;
  /** `Contact.SObjectType`: the token of an object, a Schema.SObjectType. */
  sobjectType(objectName: string): unknown;
  /** `Contact.Email`: the token of a field, a Schema.SObjectField. */
  sobjectField(objectName: string, field: string): unknown;

  /** `type` is the text of the whole collection: `List<Contact>`, `Set<Id>`, `Map<String,List<Contact>>`. */
  newList(type: TypeText, items?: unknown[]): unknown;
  newSet(type: TypeText, items?: unknown[]): unknown;
  newMap(type: TypeText, entries?: [unknown, unknown][]): unknown;
  newSObject(objectName: string, values?: [field: string, value: unknown][]): unknown;
  /** ListException: "List index out of bounds: 3". */
  listGet(list: unknown, index: number): unknown;
  /** This, `putField` and `putParent` return `value`: an assignment is an expression. */
  listSet(list: unknown, index: number, value: unknown): unknown;
  /** What a for-each walks: list and set items, or a user Iterable. Lists are walked by index, so that a query loop sees its rows. */
  iterate(value: unknown): Iterable<unknown>;

  /** Field of a record by canonical name; SObjectException for a queried record that did not select it. */
  getField(record: unknown, field: string): unknown;
  putField(record: unknown, field: string, value: unknown): unknown;
  getParent(record: unknown, relationship: string): unknown;
  putParent(record: unknown, relationship: string, value: unknown): unknown;
  getChildren(record: unknown, relationship: string): unknown;

  /** `==` on values whose static type is Object or differs; String == ignores case, ids compare in 18 characters, collections and records by value. */
  equals(left: unknown, right: unknown): boolean;
  equalsString(left: string | null, right: string | null): boolean;
  equalsId(left: string | null, right: string | null): boolean;
  /** Exact equality (`===`): same reference, or same primitive value. */
  same(left: unknown, right: unknown): boolean;
  /**
   * Ordering of numbers, strings (case-insensitive, as `<` on String does), dates, ids: negative, 0, positive. Never called with null:
   * `<` with a null is false (Apex Developer Guide, "Expression Operators"), which emitted code sees to.
   */
  compare(left: unknown, right: unknown): number;
  /** Text of a value in string concatenation; `type` is the static type where it matters (Id, Double …). */
  text(value: unknown): string;
  /** Assigning a String to an Id: checked, 18 characters; StringException "Invalid id: x". */
  toId(value: string | null): string | null;

  divideInteger(left: number, right: number): number;
  divideLong(left: bigint, right: bigint): bigint;
  /** + - * / on Decimal and Double after both sides were converted to that type by the emitter. */
  decimal(operator: '+' | '-' | '*' | '/', left: unknown, right: unknown): unknown;
  double(operator: '+' | '-' | '*' | '/', left: unknown, right: unknown): unknown;
  /** Widening: null passes. */
  toLong(value: unknown): unknown;
  toDouble(value: unknown): unknown;
  toDecimal(value: unknown): unknown;
  /** A Date where a Datetime is wanted: midnight of that day. */
  toDatetime(value: unknown): unknown;
  /** A Decimal literal. */
  decimalLiteral(text: string): unknown;
  doubleLiteral(text: string): unknown;

  /**
   * Stands around the code of a class with sharing (true) or without (false); `leave` takes what `enter` answered. Classes with inherited
   * sharing call neither: they run in what their caller runs in.
   */
  enter(sharing: boolean): boolean | null;
  leave(outer: boolean | null): void;
  /** A call of `Database` in a trigger: system mode unless the call says otherwise. */
  inSystemMode(called: (...values: unknown[]) => unknown, values: readonly unknown[]): unknown;
  /**
   * Inline SOQL. `shape`: a list, one record (QueryException unless exactly one), the number of COUNT(), or the query itself, not run, as the
   * argument of Database.getQueryLocator. `type` is the record's:
   * `Contact`, `AggregateResult`. A bound value is as Apex holds it (a list or set of values, records for their ids).
   */
  soql(query: SoqlQuery, binds: unknown[], shape: 'list' | 'single' | 'count' | 'locator', type: TypeText): unknown;
  dml(operation: string, value: unknown, accessMode: 'user' | 'system' | null, externalIdField: string | null): void;
  merge(master: unknown, losers: unknown, accessMode: 'user' | 'system' | null): void;
  runAs(user: unknown, body: () => void): void;
  /** Marks an executable line as run; only in code compiled with coverage. */
  line(unit: number, line: number): void;
}

/**
 * Name under which a method is found on an emitted class. Overloads may differ in type arguments alone (`Set<String>` beside
 * `Set<Schema.SObjectField>`), so these are part of it.
 */
export function methodKey(name: string, parameterTypes: readonly TypeText[]): string {
  const key = name.toLowerCase();
  return [TAKEN_KEYS.has(key) ? `${key}_` : key, ...parameterTypes.map(keyPart)].join('$');
}

/** Names with a meaning of their own on an emitted class: `c$…` is a constructor. No Apex name ends with an underscore. */
const TAKEN_KEYS: ReadonlySet<string> = new Set(['c', 'constructor', 'prototype']);

/** Key of a constructor: emitted as a method that returns `this`. */
export function constructorKey(parameterTypes: readonly TypeText[]): string {
  return ['c', ...parameterTypes.map(keyPart)].join('$') + (parameterTypes.length === 0 ? '$' : '');
}

function keyPart(type: TypeText): string {
  return type
    .replace(/\b(System|Schema)\./gi, '')
    .replaceAll(/[.<,>]/g, '_')
    .toLowerCase();
}

// ---------- what the compiler says about a class

export interface ParameterInfo {
  readonly name: string;
  readonly type: TypeText;
}

export interface AnnotationInfo {
  /** Lower case, e.g. `istest`, `auraenabled`, `httppost`, `restresource`, `testsetup`, `invocablemethod`. */
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
}

export interface MethodInfo {
  readonly name: string;
  /** Property of the emitted class (static) or its prototype. */
  readonly key: string;
  readonly static: boolean;
  readonly returnType: TypeText;
  readonly parameters: readonly ParameterInfo[];
  readonly annotations: readonly AnnotationInfo[];
  readonly line: number;
  /** `testMethod` or @IsTest. */
  readonly isTest: boolean;
}

/** An instance field or automatic property, as JSON.serialize and describe see it. */
export interface FieldInfo {
  readonly name: string;
  /** Property of the emitted instance that holds the value. */
  readonly key: string;
  readonly type: TypeText;
  readonly transient: boolean;
  readonly auraEnabled: boolean;
  /** Values of @InvocableVariable, with lower-case names; absent without it. */
  readonly invocable?: Readonly<Record<string, string>>;
}

/** Code runs with, without or in the record access of its caller's class. */
export type Sharing = 'with' | 'without' | 'inherited';

export interface ClassInfo {
  /** `Foo` or `Foo.Inner`, in declared case. */
  readonly name: string;
  readonly kind: 'class' | 'interface' | 'enum';
  readonly abstract: boolean;
  readonly superclass: TypeText | null;
  /** All interfaces and superclasses, transitively, as TypeTexts (platform ones too), without type arguments. */
  readonly supertypes: readonly TypeText[];
  readonly sharing: Sharing;
  readonly annotations: readonly AnnotationInfo[];
  readonly isTest: boolean;
  /** Of this class and its user superclasses, superclass first. */
  readonly fields: readonly FieldInfo[];
  readonly methods: readonly MethodInfo[];
  /** Parameter types of the constructors; an implicit one is listed. */
  readonly constructors: readonly { readonly key: string; readonly parameters: readonly ParameterInfo[] }[];
  readonly enumValues: readonly string[];
}

export interface CompiledUnit {
  readonly name: string;
  readonly kind: 'class' | 'trigger';
  readonly file: string;
  /**
   * A JavaScript function expression `(function ($, $unit) { … return { 'Foo': Foo, 'Foo.Inner': Foo_Inner }; })`. For a trigger it
   * returns `{ run() { … } }`. `$unit` is the unit's number, for coverage.
   */
  readonly code: string;
  /** Lines that hold an executable statement, for coverage. Empty for test classes. */
  readonly executableLines: readonly number[];
  readonly classes: readonly ClassInfo[];
  readonly trigger: { readonly object: string; readonly events: readonly string[] } | null;
  readonly apiVersion: string;
}

/** An anonymous block, compiled against a program and run once. */
export interface AnonymousUnit {
  /** What stack traces call it; the file name of its code too. */
  readonly name: string;
  /** A JavaScript function expression as that of a trigger. */
  readonly code: string;
}

export interface CompiledProgram {
  readonly units: readonly CompiledUnit[];
}
