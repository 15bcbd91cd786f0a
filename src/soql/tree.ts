/** The tree of a SOQL query, the same for queries written in Apex, built as text at run time, and sent to the REST API. */

export interface SoqlQuery {
  readonly from: string;
  readonly select: readonly SelectItem[];
  readonly where?: Condition;
  readonly groupBy: readonly FieldPath[];
  readonly having?: Condition;
  readonly orderBy: readonly OrderItem[];
  readonly limit?: SoqlValue;
  readonly offset?: SoqlValue;
  /** WITH USER_MODE, WITH SYSTEM_MODE; absent: the default of the caller's API version. */
  readonly accessMode?: 'user' | 'system';
  readonly forUpdate: boolean;
  /** FOR VIEW, FOR REFERENCE change nothing that we model and are refused; ALL ROWS includes the recycle bin. */
  readonly allRows: boolean;
}

/** `Account.Owner.Name` is ['Account', 'Owner', 'Name']. */
export type FieldPath = readonly string[];

export type AggregateFunction = 'COUNT' | 'COUNT_DISTINCT' | 'SUM' | 'AVG' | 'MIN' | 'MAX';

export type SelectItem =
  | { readonly kind: 'field'; readonly path: FieldPath; readonly alias?: string }
  | {
      readonly kind: 'aggregate';
      readonly function: AggregateFunction;
      readonly path?: FieldPath;
      readonly alias?: string;
    }
  /** FIELDS(ALL | STANDARD | CUSTOM). */
  | { readonly kind: 'fields'; readonly group: 'ALL' | 'STANDARD' | 'CUSTOM' }
  /** (SELECT … FROM Contacts): `query.from` holds the child relationship's name. */
  | { readonly kind: 'subquery'; readonly query: SoqlQuery };

export type ComparisonOperator =
  '=' | '!=' | '<' | '<=' | '>' | '>=' | 'LIKE' | 'IN' | 'NOT IN' | 'INCLUDES' | 'EXCLUDES';

export type ConditionField =
  | { readonly kind: 'field'; readonly path: FieldPath }
  | { readonly kind: 'aggregate'; readonly function: AggregateFunction; readonly path?: FieldPath };

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Condition[] }
  | { readonly kind: 'not'; readonly operand: Condition }
  | {
      readonly kind: 'comparison';
      readonly field: ConditionField;
      readonly operator: ComparisonOperator;
      readonly value: SoqlValue;
    }
  /** Id IN (SELECT ContactId FROM …) */
  | { readonly kind: 'semiJoin'; readonly field: FieldPath; readonly negated: boolean; readonly query: SoqlQuery };

export type SoqlValue =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  /** Kept as written: the database turns it into a value of the field's type. */
  | { readonly kind: 'date' | 'datetime'; readonly text: string }
  /** TODAY, LAST_N_DAYS:30 … */
  | { readonly kind: 'dateLiteral'; readonly name: string; readonly count?: number }
  | { readonly kind: 'list'; readonly values: readonly SoqlValue[] }
  /**
   * `:expression`. In Apex source `index` numbers the binds of the query in reading order, over all its subqueries, and
   * the values come in an array. In dynamic SOQL the expression is a plain variable name, in `name`.
   */
  | { readonly kind: 'bind'; readonly index: number; readonly name?: string };

export interface OrderItem {
  readonly field: ConditionField;
  readonly descending: boolean;
  readonly nulls?: 'first' | 'last';
}
