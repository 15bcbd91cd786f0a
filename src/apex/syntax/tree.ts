/**
 * The syntax tree of Apex: what the parser hands to the lowering. Plain frozen data; names keep the case they were written in
 * (Apex compares them without case). Positions count from 1.
 */
import type { Expression } from './expression-tree.ts';
import type { Node, Position, TypeName } from './name-tree.ts';

export * from './expression-tree.ts';
export type { Position, TypeName } from './name-tree.ts';

export type Modifier =
  | 'public'
  | 'private'
  | 'protected'
  | 'global'
  | 'static'
  | 'final'
  | 'abstract'
  | 'virtual'
  | 'override'
  | 'transient'
  | 'with sharing'
  | 'without sharing'
  | 'inherited sharing'
  | 'testmethod'
  | 'webservice';

export interface Annotation extends Node {
  /** As written, without @, e.g. `IsTest`. */
  readonly name: string;
  /** Named values in lower case, e.g. cacheable -> 'true'; a single unnamed value has the key 'value'. */
  readonly values: Readonly<Record<string, string>>;
}

export interface Modifiers {
  readonly words: readonly Modifier[];
  readonly annotations: readonly Annotation[];
}

// ---------- declarations

export type TypeDeclaration = ClassDeclaration | InterfaceDeclaration | EnumDeclaration;

export interface ClassDeclaration extends Node {
  readonly kind: 'class';
  readonly name: string;
  readonly modifiers: Modifiers;
  readonly superclass?: TypeName;
  readonly interfaces: readonly TypeName[];
  readonly members: readonly Member[];
}

export interface InterfaceDeclaration extends Node {
  readonly kind: 'interface';
  readonly name: string;
  readonly modifiers: Modifiers;
  readonly interfaces: readonly TypeName[];
  readonly methods: readonly MethodDeclaration[];
}

export interface EnumDeclaration extends Node {
  readonly kind: 'enum';
  readonly name: string;
  readonly modifiers: Modifiers;
  readonly values: readonly string[];
}

export type Member =
  | FieldDeclaration
  | PropertyDeclaration
  | MethodDeclaration
  | ConstructorDeclaration
  | InitializerBlock
  | TypeDeclaration;

export interface FieldDeclaration extends Node {
  readonly kind: 'field';
  readonly modifiers: Modifiers;
  readonly type: TypeName;
  readonly variables: readonly VariableDeclarator[];
}

export interface VariableDeclarator extends Node {
  readonly name: string;
  readonly initializer?: Expression;
}

export interface PropertyDeclaration extends Node {
  readonly kind: 'property';
  readonly modifiers: Modifiers;
  readonly type: TypeName;
  readonly name: string;
  readonly getter?: Accessor;
  readonly setter?: Accessor;
}

export interface Accessor extends Node {
  readonly modifiers: Modifiers;
  /** Absent: automatic (`get;`). */
  readonly body?: BlockStatement;
}

export interface Parameter extends Node {
  readonly name: string;
  readonly type: TypeName;
  readonly modifiers: Modifiers;
}

export interface MethodDeclaration extends Node {
  readonly kind: 'method';
  readonly modifiers: Modifiers;
  readonly returnType: TypeName;
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** Absent: abstract or an interface's method. */
  readonly body?: BlockStatement;
}

export interface ConstructorDeclaration extends Node {
  readonly kind: 'constructor';
  readonly modifiers: Modifiers;
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: BlockStatement;
}

export interface InitializerBlock extends Node {
  readonly kind: 'initializer';
  readonly static: boolean;
  readonly body: BlockStatement;
}

export type TriggerEvent =
  | 'before insert'
  | 'before update'
  | 'before delete'
  | 'after insert'
  | 'after update'
  | 'after delete'
  | 'after undelete';

export interface TriggerDeclaration extends Node {
  readonly kind: 'trigger';
  readonly name: string;
  readonly object: string;
  readonly events: readonly TriggerEvent[];
  readonly body: BlockStatement;
}

// ---------- statements

export type Statement =
  | BlockStatement
  | LocalVariableStatement
  | ExpressionStatement
  | IfStatement
  | ForStatement
  | ForEachStatement
  | WhileStatement
  | DoWhileStatement
  | SwitchStatement
  | TryStatement
  | ReturnStatement
  | ThrowStatement
  | BreakStatement
  | ContinueStatement
  | DmlStatement
  | RunAsStatement;

export interface BlockStatement extends Node {
  readonly kind: 'block';
  readonly statements: readonly Statement[];
  readonly end: Position;
}

export interface LocalVariableStatement extends Node {
  readonly kind: 'local';
  /** Declared `final`. */
  readonly final?: boolean;
  readonly type: TypeName;
  readonly variables: readonly VariableDeclarator[];
}

export interface ExpressionStatement extends Node {
  readonly kind: 'expression';
  readonly expression: Expression;
}

export interface IfStatement extends Node {
  readonly kind: 'if';
  readonly condition: Expression;
  readonly then: Statement;
  readonly else?: Statement;
}

export interface ForStatement extends Node {
  readonly kind: 'for';
  readonly initializer?: LocalVariableStatement | readonly Expression[];
  readonly condition?: Expression;
  readonly update: readonly Expression[];
  readonly body?: Statement;
}

/** `for (Contact c : contacts)`, also over a query, one by one or in chunks (variable of a List type). */
export interface ForEachStatement extends Node {
  readonly kind: 'forEach';
  readonly type: TypeName;
  readonly name: string;
  readonly iterable: Expression;
  readonly body?: Statement;
}

export interface WhileStatement extends Node {
  readonly kind: 'while';
  readonly condition: Expression;
  readonly body?: Statement;
}

export interface DoWhileStatement extends Node {
  readonly kind: 'doWhile';
  readonly body: Statement;
  readonly condition: Expression;
}

export interface SwitchStatement extends Node {
  readonly kind: 'switch';
  readonly subject: Expression;
  readonly cases: readonly SwitchCase[];
  readonly else?: BlockStatement;
}

export interface SwitchCase extends Node {
  /** Values, or names of an enum's constants (a bare name, resolved against the subject's type). */
  readonly values: readonly Expression[];
  /** `when Contact c { }`. */
  readonly typePattern?: { readonly type: TypeName; readonly name: string };
  readonly body: BlockStatement;
}

export interface TryStatement extends Node {
  readonly kind: 'try';
  readonly body: BlockStatement;
  readonly catches: readonly {
    readonly at: Position;
    readonly type: TypeName;
    readonly name: string;
    readonly body: BlockStatement;
  }[];
  readonly finally?: BlockStatement;
}

export interface ReturnStatement extends Node {
  readonly kind: 'return';
  readonly value?: Expression;
}

export interface ThrowStatement extends Node {
  readonly kind: 'throw';
  readonly value: Expression;
}

export interface BreakStatement extends Node {
  readonly kind: 'break';
}

export interface ContinueStatement extends Node {
  readonly kind: 'continue';
}

export type DmlOperation = 'insert' | 'update' | 'upsert' | 'delete' | 'undelete' | 'merge';

export interface DmlStatement extends Node {
  readonly kind: 'dml';
  readonly operation: DmlOperation;
  /** insert as user …, insert as system … */
  readonly accessMode?: 'user' | 'system';
  readonly value: Expression;
  /** upsert's external id field, as written (`External_Contact_ID__c` or `Contact.External_Contact_ID__c`); merge's second operand. */
  readonly externalIdField?: readonly string[];
  readonly mergeWith?: Expression;
}

export interface RunAsStatement extends Node {
  readonly kind: 'runAs';
  readonly user: Expression;
  readonly body: BlockStatement;
}
