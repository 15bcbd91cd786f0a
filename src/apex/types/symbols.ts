/** What user classes, interfaces and enums declare, resolved: the lowering asks these, never the syntax tree. */
import type {
  ConstructorDeclaration,
  FieldDeclaration,
  MethodDeclaration,
  Modifiers,
  Position,
  PropertyDeclaration,
  TypeDeclaration
} from '../syntax/tree.ts';
import type { ApexType } from './apex-type.ts';

export type Visibility = 'private' | 'protected' | 'public' | 'global';

export interface ParameterSymbol {
  readonly name: string;
  readonly type: ApexType;
}

export interface FieldSymbol {
  readonly kind: 'field' | 'property';
  readonly name: string;
  /** Read and written through methods: a property with an accessor's body, or one that can be overridden. */
  readonly accessors: boolean;
  readonly type: ApexType;
  readonly static: boolean;
  readonly final: boolean;
  readonly visibility: Visibility;
  readonly testVisible: boolean;
  /** Of the property's accessors, where they differ; null when there is no such accessor. */
  readonly getVisibility: Visibility | null;
  readonly setVisibility: Visibility | null;
  readonly owner: ClassSymbol;
  readonly declaration: FieldDeclaration | PropertyDeclaration;
}

export interface MethodSymbol {
  readonly name: string;
  /** Property of the emitted class or its prototype. */
  readonly key: string;
  readonly static: boolean;
  readonly abstract: boolean;
  readonly virtual: boolean;
  readonly override: boolean;
  readonly returnType: ApexType;
  readonly parameters: readonly ParameterSymbol[];
  readonly visibility: Visibility;
  readonly testVisible: boolean;
  readonly owner: ClassSymbol;
  readonly declaration: MethodDeclaration;
}

export interface ConstructorSymbol {
  readonly key: string;
  readonly parameters: readonly ParameterSymbol[];
  readonly visibility: Visibility;
  readonly testVisible: boolean;
  readonly owner: ClassSymbol;
  /** Absent: the implicit constructor without parameters. */
  readonly declaration?: ConstructorDeclaration;
}

/** Filled in two passes: first every name, then members, so that classes may mention each other in any order. */
export interface ClassSymbol {
  readonly kind: 'class' | 'interface' | 'enum';
  /** `Foo` or `Foo.Inner`, in declared case. */
  readonly name: string;
  readonly simpleName: string;
  readonly file: string;
  readonly at: Position;
  readonly outer: ClassSymbol | null;
  readonly modifiers: Modifiers;
  readonly declaration: TypeDeclaration;
  readonly abstract: boolean;
  readonly virtual: boolean;
  readonly isTest: boolean;
  readonly visibility: Visibility;
  readonly type: ApexType;
  /** By lower-case simple name. */
  readonly inner: Map<string, ClassSymbol>;
  superclass: ApexType | null;
  interfaces: readonly ApexType[];
  /** By lower-case name; own members only. */
  readonly fields: Map<string, FieldSymbol>;
  readonly methods: Map<string, MethodSymbol[]>;
  readonly constructors: ConstructorSymbol[];
  readonly enumValues: readonly string[];
}

/** The outermost class of a type: private members are visible in all of it. */
export function topLevelOf(type: ClassSymbol): ClassSymbol {
  let top = type;
  while (top.outer) top = top.outer;
  return top;
}

/** The superclass when it is a user class. */
export function userSuperclassOf(type: ClassSymbol): ClassSymbol | null {
  return type.superclass?.kind === 'user' ? type.superclass.symbol : null;
}
