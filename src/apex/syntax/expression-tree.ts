/** Expressions of the syntax tree. */
import type { SoqlQuery } from '../../soql/tree.ts';
import type { Node, Position, TypeName } from './name-tree.ts';

export type Expression =
  | LiteralExpression
  | NameExpression
  | FieldExpression
  | CallExpression
  | NewExpression
  | NewCollectionExpression
  | IndexExpression
  | CastExpression
  | InstanceOfExpression
  | UnaryExpression
  | PostfixExpression
  | BinaryExpression
  | AssignmentExpression
  | ConditionalExpression
  | ThisExpression
  | SuperExpression
  | ClassLiteralExpression
  | SoqlExpression;

export interface LiteralExpression extends Node {
  readonly kind: 'literal';
  readonly type: 'Integer' | 'Long' | 'Double' | 'Decimal' | 'String' | 'Boolean' | 'null';
  /** Integer, Double, Decimal and Long literals as written without suffix; strings unescaped. */
  readonly text: string;
}

/** A bare name: local, field, property, class — which of them the lowering finds out. */
export interface NameExpression extends Node {
  readonly kind: 'name';
  readonly name: string;
}

/** `target.name`, `target?.name`. A dotted type name parses as nested FieldExpressions too. */
export interface FieldExpression extends Node {
  readonly kind: 'field';
  readonly target: Expression;
  readonly name: string;
  readonly safe: boolean;
}

/** `method(…)`, `target.method(…)`, `target?.method(…)`, `this(…)`, `super(…)`. */
export interface CallExpression extends Node {
  readonly kind: 'call';
  readonly target?: Expression;
  /** 'this' and 'super' for constructor calls. */
  readonly name: string;
  readonly arguments: readonly Expression[];
  readonly safe: boolean;
}

/** `new Foo(1)`, `new Contact(LastName = 'x')`. */
export interface NewExpression extends Node {
  readonly kind: 'new';
  readonly type: TypeName;
  readonly arguments: readonly Expression[];
  readonly fieldValues?: readonly { readonly at: Position; readonly name: string; readonly value: Expression }[];
}

/** `new List<Integer>{ 1, 2 }`, `new Map<String, Id>{ 'a' => b }`, `new Integer[3]`. */
export interface NewCollectionExpression extends Node {
  readonly kind: 'newCollection';
  /** Always List, Set or Map with its type arguments. */
  readonly type: TypeName;
  readonly elements?: readonly Expression[];
  readonly entries?: readonly { readonly key: Expression; readonly value: Expression }[];
  readonly size?: Expression;
}

export interface IndexExpression extends Node {
  readonly kind: 'index';
  readonly target: Expression;
  readonly index: Expression;
}

export interface CastExpression extends Node {
  readonly kind: 'cast';
  readonly type: TypeName;
  readonly value: Expression;
}

export interface InstanceOfExpression extends Node {
  readonly kind: 'instanceof';
  readonly value: Expression;
  readonly type: TypeName;
}

export interface UnaryExpression extends Node {
  readonly kind: 'unary';
  readonly operator: '!' | '-' | '+' | '~' | '++' | '--';
  readonly operand: Expression;
}

export interface PostfixExpression extends Node {
  readonly kind: 'postfix';
  readonly operator: '++' | '--';
  readonly operand: Expression;
}

export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '&'
  | '|'
  | '^'
  | '<<'
  | '>>'
  | '>>>'
  | '&&'
  | '||'
  | '=='
  | '!='
  | '==='
  | '!=='
  | '<'
  | '<='
  | '>'
  | '>='
  | '??';

export interface BinaryExpression extends Node {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

export interface AssignmentExpression extends Node {
  readonly kind: 'assignment';
  readonly operator: '=' | '+=' | '-=' | '*=' | '/=' | '&=' | '|=' | '^=' | '<<=' | '>>=' | '>>>=';
  readonly target: Expression;
  readonly value: Expression;
}

export interface ConditionalExpression extends Node {
  readonly kind: 'conditional';
  readonly condition: Expression;
  readonly then: Expression;
  readonly else: Expression;
}

export interface ThisExpression extends Node {
  readonly kind: 'this';
}

export interface SuperExpression extends Node {
  readonly kind: 'super';
}

/** `Foo.class`. */
export interface ClassLiteralExpression extends Node {
  readonly kind: 'classLiteral';
  readonly type: TypeName;
}

/** `[SELECT …]`; the query's binds refer to `binds` by index. */
export interface SoqlExpression extends Node {
  readonly kind: 'soql';
  readonly query: SoqlQuery;
  readonly binds: readonly Expression[];
}
