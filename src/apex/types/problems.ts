/** Texts of what is wrong with types and expressions, worded as Salesforce's compiler words them. APX2000-2499. */
import type { Problem } from '../diagnostics/problem.ts';

function problem(code: string, message: string): Problem {
  return { code, message };
}

export const problems = {
  invalidType: (name: string) => problem('APX2001', `Invalid type: ${name}`),
  variableDoesNotExist: (name: string) => problem('APX2002', `Variable does not exist: ${name}`),
  methodDoesNotExist: (call: string, type: string) =>
    problem('APX2003', `Method does not exist or incorrect signature: void ${call} from the type ${type}`),
  ambiguousMethod: (call: string) => problem('APX2004', `Method signature is ambiguous: ${call}`),
  illegalAssignment: (from: string, to: string) => problem('APX2005', `Illegal assignment from ${from} to ${to}`),
  constructorNotDefined: (call: string) => problem('APX2006', `Constructor not defined: ${call}`),
  cannotInstantiate: (type: string) => problem('APX2007', `Type cannot be constructed: ${type}`),
  fieldDoesNotExist: (field: string, object: string) =>
    problem('APX2008', `Field does not exist: ${field} on ${object}`),
  fieldNotWriteable: (field: string) => problem('APX2009', `Field is not writeable: ${field}`),
  variableNotVisible: (name: string) => problem('APX2010', `Variable is not visible: ${name}`),
  methodNotVisible: (name: string) => problem('APX2011', `Method is not visible: ${name}`),
  typeNotVisible: (name: string) => problem('APX2012', `Type is not visible: ${name}`),
  staticNeeded: (name: string) =>
    problem('APX2013', `Non static member cannot be referenced from a static context: ${name}`),
  instanceNeeded: (name: string) =>
    problem('APX2014', `Static member cannot be referenced from a non static context: ${name}`),
  notAssignable: () => problem('APX2015', 'Expression cannot be assigned'),
  finalAssigned: (name: string) => problem('APX2016', `Final variable has already been initialized: ${name}`),
  incompatibleOperands: (operator: string, left: string, right: string) =>
    problem('APX2017', `Operator ${operator} cannot be applied to ${left} and ${right}`),
  incompatibleComparison: (left: string, right: string) =>
    problem('APX2018', `Comparison arguments must be compatible types: ${left}, ${right}`),
  incompatibleOperand: (operator: string, type: string) =>
    problem('APX2019', `Operator ${operator} cannot be applied to ${type}`),
  incompatibleCast: (from: string, to: string) =>
    problem('APX2020', `Incompatible types since an instance of ${from} is never an instance of ${to}`),
  incompatibleBranches: (left: string, right: string) =>
    problem('APX2021', `Incompatible types in ternary operator: ${left}, ${right}`),
  notIndexable: (type: string) => problem('APX2022', `Expression must be a list type: ${type}`),
  voidValue: () => problem('APX2023', 'Expression of type void is used as a value'),
  literalOutOfRange: (text: string, type: string) => problem('APX2024', `Illegal ${type}: ${text} is out of range`),
  thisOutsideInstance: (word: string) => problem('APX2025', `${word} cannot be referenced in a static context`),
  objectNotSupported: (name: string) => problem('APX2030', `sObject type '${name}' is not supported.`),
  columnDoesNotExist: (column: string, object: string) =>
    problem('APX2031', `No such column '${column}' on entity '${object}'.`),
  relationshipDoesNotExist: (relationship: string, object: string) =>
    problem('APX2032', `Didn't understand relationship '${relationship}' in field path of '${object}'.`),
  bindNotAllowed: (type: string) => problem('APX2033', `Invalid bind expression type of ${type}`),
  notSupported: (what: string) => problem('APX2099', `Not supported by the local org: ${what}`)
} as const;
