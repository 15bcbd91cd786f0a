/**
 * How a class of the Apex standard library is declared: its Apex signatures beside the functions that carry them out. The runtime
 * writes these (one file per class), the compiler reads them; a method that is not declared here is a compile error in the local org.
 */

/**
 * Key: an Apex signature. Value: the function.
 *
 *   'Integer length()'                         (self) => …          instance method: the receiver is the first argument, never null
 *   'static String valueOf(Object value)'      (value) => …
 *   'new(String message)'                      (message) => …       constructor, returns the new value
 *   'static Integer MAX_VALUE'                 { get: () => … }      static property; add `set` when it can be assigned
 *   'String name'                              { get: (self) => …, set: (self, value) => … }
 *   'static List<SObject> query(String q)'     types may use the class's own type parameters: 'T get(Integer index)'
 *
 * A return type of `SObject`, `List<SObject>` or `Object` is converted implicitly where Apex does so.
 * Context that a function needs (transaction, clock, user) comes from `currentTransaction()` of the runtime, not from a parameter.
 */
/*
 * Classes that the compiler asks for by name, because their members belong to values of built-in types:
 * System.Object (toString, equals, hashCode: of every value), System.Enum (name, ordinal: of every enum's constant),
 * System.SObject (of every record; `clone` gives the receiver's type), System.List<T>, System.Set<T>, System.Map<K,V>,
 * System.Iterable<T>, System.Iterator<T>, System.Exception, System.Type, System.Trigger (static properties; `new`, `old`, `newMap` and
 * `oldMap` are retyped to the trigger's object), Schema.SObjectType, Schema.SObjectField, Schema.DescribeSObjectResult,
 * Schema.DescribeFieldResult, Schema.AggregateResult, System.CustomMetadataType (static methods of
 * every custom metadata object, which take its name first), and one class for every primitive (System.String, System.Integer …).
 * Narrowing casts of numbers call their `intValue`, `longValue`, `doubleValue`. Static `values()` and `valueOf` of enums are the
 * compiler's own.
 */
export type PlatformMembers = Readonly<Record<string, PlatformFunction | PlatformProperty>>;

// The compiler has checked the arguments against the signature, which TypeScript cannot see: the values are Apex values (see ARCHITECTURE.md).
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type PlatformFunction = (...values: any[]) => unknown;

export interface PlatformProperty {
  readonly get: PlatformFunction;
  readonly set?: PlatformFunction;
}

export interface PlatformClass {
  /** Full name: `System.String`, `Database.SaveResult`, `Schema.SObjectType`, `System.List`. Names in `System` and `Schema` may be used bare in Apex. */
  readonly name: string;
  readonly kind: 'class' | 'interface' | 'enum' | 'exception';
  /** e.g. ['T'] for List, ['K', 'V'] for Map. */
  readonly typeParameters?: readonly string[];
  /** Full name; an exception's default is `System.Exception`. */
  readonly superclass?: string;
  /** Full names with type arguments, e.g. `System.Iterable<T>`. */
  readonly interfaces?: readonly string[];
  /** Names of an enum's constants, in order. */
  readonly values?: readonly string[];
  readonly members: PlatformMembers;
  /** Whether a run-time value is of this class, for `instanceof`, casts and catch. Not needed for enums and exceptions. */
  readonly isInstance?: (value: unknown) => boolean;
}
