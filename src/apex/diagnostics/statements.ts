/** APX2600: statements. Worded as Salesforce's compiler words them where its text is known. */
import type { Problem } from './problem.ts';

function error(code: string, message: string): Problem {
  return { code, message };
}

export const statementProblems = {
  duplicateVariable: (name: string) => error('APX2600', `Duplicate variable: ${name}`),
  unreachable: () => error('APX2601', 'Unreachable statement'),
  missingReturn: (type: string) => error('APX2602', `Missing return statement required return type: ${type}`),
  returnFromVoid: () => error('APX2603', 'A value must not be returned here'),
  returnWithoutValue: (type: string) => error('APX2604', `A value of type ${type} must be returned`),
  expressionStatement: () => error('APX2605', 'Expression cannot be a statement.'),
  outsideLoop: (word: string) => error('APX2606', `${word} must be inside a loop`),
  leavesRunAs: (word: string) => error('APX2607', `${word} out of a System.runAs block is not supported`),
  notIterable: (type: string) => error('APX2608', `Loop variable needs a list, a set or an Iterable, not ${type}`),
  switchType: (type: string) =>
    error('APX2610', `switch takes an Integer, Long, String, record or enum value, not ${type}`),
  duplicateWhen: (text: string) => error('APX2611', `Duplicate when value: ${text}`),
  invalidWhen: (text: string) => error('APX2612', `when needs a literal or an enum constant of the type ${text}`),
  whenTypePattern: (type: string) => error('APX2613', `when with a type needs a record to switch on, not ${type}`),
  notException: (type: string) => error('APX2614', `Throw or catch expression must be of type exception: ${type}`),
  dmlType: (type: string) => error('APX2615', `DML requires SObject or SObject list type: ${type}`),
  externalIdField: (name: string) =>
    error('APX2616', `Invalid field for upsert, must be an External Id custom or standard indexed field: ${name}`),
  constructorCallPlace: (name: string) =>
    error('APX2618', `Call to ${name}() must be the first statement of a constructor`),
  runAsUser: (type: string) => error('APX2619', `System.runAs takes a User, not ${type}`),
  caughtBefore: (type: string) => error('APX2620', `Exception is already caught above: ${type}`),
  voidVariable: () => error('APX2621', 'A variable cannot be of type void'),
  mergeType: (type: string) => error('APX2622', `DML operation Merge not allowed on ${type}`)
} as const;
