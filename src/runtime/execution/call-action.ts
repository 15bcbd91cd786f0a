/**
 * Invocable actions: finds the @InvocableMethod of a class, turns the inputs of a request into the list that it takes, and its answer into one
 * result per input. Sources: Actions Developer Guide, "Apex Actions"; REST API Developer Guide, "Invocable Actions".
 */
import type { ClassInfo, FieldInfo } from '../../apex/linkage.ts';
import type { RunningUser } from '../../database/index.ts';
import type { LoadedProgram } from '../program/program.ts';
import { ApexList } from '../values/index.ts';
import { noClassAccess } from './class-access.ts';
import { callStaticMethod, hasAnnotation, type StaticMethod } from './call-method.ts';
import { deserializeValue, serializeValue } from './json-values.ts';
import { runTransaction, type ApexHost } from './run-transaction.ts';

export interface ActionError {
  readonly statusCode: string;
  readonly message: string;
  readonly fields: readonly string[];
}

export interface ActionResult {
  readonly actionName: string;
  readonly errors: readonly ActionError[] | null;
  readonly isSuccess: boolean;
  readonly outputValues: Readonly<Record<string, unknown>> | null;
}

export interface ActionParameter {
  readonly name: string;
  readonly label: string;
  readonly description: string | null;
  readonly required: boolean;
  /** Apex type, e.g. `String`, `List<Id>`, `Contact`. */
  readonly type: string;
}

export interface ApexAction {
  readonly name: string;
  readonly label: string;
  readonly description: string | null;
  readonly category: string | null;
  readonly inputs: readonly ActionParameter[];
  readonly outputs: readonly ActionParameter[];
}

export type ActionInput = Readonly<Record<string, unknown>>;

/** Name of the only output of a method that answers a list of plain values. */
const PLAIN_OUTPUT = 'output';

export function apexActions(program: LoadedProgram): ApexAction[] {
  return [...program.classes.values()]
    .flatMap((info) => {
      const found = invocableOf(info);
      return found ? [actionOf(program, found)] : [];
    })
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** Null when no class of this name has an invocable method. The transaction is committed when every result is a success. */
export function callAction(
  host: ApexHost,
  user: RunningUser,
  className: string,
  inputs: readonly ActionInput[]
): readonly ActionResult[] | null {
  const { program } = host;
  const info = program.classes.get(className.toLowerCase());
  const found = info ? invocableOf(info) : null;
  if (!found) return null;
  if (!user.access.hasClassAccess(found.info.name)) {
    const error = { statusCode: 'FORBIDDEN', message: noClassAccess(found.info.name), fields: [] };
    return inputs.map(() => resultOf(found, [error], null));
  }
  const missing = inputs.map((input) => missingInputs(program, found, input));
  if (missing.some((error) => error !== null))
    return missing.map((error) => resultOf(found, error === null ? [NOT_RUN] : [error], null));
  try {
    const outcome = runTransaction(host, { user }, () => {
      const answer = callStaticMethod(program, found, listOf(program, found, inputs));
      return outputsOf(program, found, answer, inputs.length);
    });
    if (outcome.kind === 'value') return outcome.value;
    const error = { statusCode: 'UNKNOWN_EXCEPTION', message: outcome.exception.toString(), fields: [] };
    return inputs.map(() => resultOf(found, [error], null));
  } catch (thrown) {
    if (!(thrown instanceof UnevenOutputs)) throw thrown;
    const error = { statusCode: 'INVALID_API_INPUT', message: thrown.message, fields: [] };
    return inputs.map(() => resultOf(found, [error], null));
  }
}

/** Nobody can tell which output belongs to which input, so nothing of the call may stay. */
class UnevenOutputs extends Error {
  override readonly name = 'UnevenOutputs';
}

const NOT_RUN: ActionError = {
  statusCode: 'INVALID_API_INPUT',
  message: 'Another input of the request is not complete, so the action did not run.',
  fields: []
};

function invocableOf(info: ClassInfo): StaticMethod | null {
  const method = info.methods.find((candidate) => hasAnnotation(candidate, 'invocablemethod'));
  return method ? { info, method } : null;
}

function actionOf(program: LoadedProgram, { info, method }: StaticMethod): ApexAction {
  const values = method.annotations.find(({ name }) => name === 'invocablemethod')?.values ?? {};
  const [parameter] = method.parameters;
  return {
    name: info.name,
    label: values['label'] ?? method.name,
    description: values['description'] ?? null,
    category: values['category'] ?? null,
    inputs: parameter ? parametersOf(program, parameter.type, parameter.name) : [],
    outputs: /^void$/i.test(method.returnType) ? [] : parametersOf(program, method.returnType, PLAIN_OUTPUT)
  };
}

/** The variables of a user type, or one parameter for a plain one. */
function parametersOf(program: LoadedProgram, listType: string, plainName: string): ActionParameter[] {
  const element = elementOf(listType);
  const variables = variablesOf(program, element);
  if (!variables) return [{ name: plainName, label: plainName, description: null, required: true, type: element }];
  return variables.map(({ name, type, invocable = {} }) => ({
    name,
    label: invocable['label'] ?? name,
    description: invocable['description'] ?? null,
    required: invocable['required']?.toLowerCase() === 'true',
    type
  }));
}

function elementOf(listType: string): string {
  return /^List<(.*)>$/i.exec(listType)?.[1] ?? listType;
}

/** Null for a type that is no user class. */
function variablesOf(program: LoadedProgram, type: string): readonly FieldInfo[] | null {
  const info = program.classes.get(type.toLowerCase());
  return info ? info.fields.filter(({ invocable }) => invocable !== undefined) : null;
}

function missingInputs(program: LoadedProgram, { method }: StaticMethod, input: ActionInput): ActionError | null {
  const [parameter] = method.parameters;
  if (!parameter) return null;
  const wanted = parametersOf(program, parameter.type, parameter.name);
  const known = new Set(wanted.map(({ name }) => name.toLowerCase()));
  const unknown = Object.keys(input).find((name) => !known.has(name.toLowerCase()));
  if (unknown !== undefined)
    return { statusCode: 'INVALID_API_INPUT', message: `Invalid input parameter: ${unknown}`, fields: [] };
  const missing = wanted.find(({ name, required }) => required && valueOf(input, name) === null);
  return missing
    ? { statusCode: 'MISSING_ARGUMENT', message: `Missing required input parameter: ${missing.name}`, fields: [] }
    : null;
}

function valueOf(input: ActionInput, name: string): unknown {
  const key = Object.keys(input).find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  return key === undefined ? null : (input[key] ?? null);
}

function listOf(program: LoadedProgram, { method }: StaticMethod, inputs: readonly ActionInput[]): unknown[] {
  const [parameter] = method.parameters;
  if (!parameter) return [];
  const isUserType = variablesOf(program, elementOf(parameter.type)) !== null;
  const values = isUserType ? inputs : inputs.map((input) => valueOf(input, parameter.name));
  return [deserializeValue(values, parameter.type)];
}

function outputsOf(program: LoadedProgram, found: StaticMethod, answer: unknown, count: number): ActionResult[] {
  const { method } = found;
  if (/^void$/i.test(method.returnType)) return Array.from({ length: count }, () => resultOf(found, null, null));
  const items = answer instanceof ApexList ? answer.items : [];
  if (items.length !== count)
    throw new UnevenOutputs(`The number of results (${items.length}) does not match the number of inputs (${count}).`);
  const variables = variablesOf(program, elementOf(method.returnType));
  return items.map((item) => {
    if (!variables) return resultOf(found, null, { [PLAIN_OUTPUT]: plain(item) });
    const holder = (item ?? {}) as Readonly<Record<string, unknown>>;
    return resultOf(found, null, Object.fromEntries(variables.map(({ name, key }) => [name, plain(holder[key])])));
  });
}

function plain(value: unknown): unknown {
  return JSON.parse(serializeValue(value ?? null)) as unknown;
}

function resultOf(
  { info }: StaticMethod,
  errors: readonly ActionError[] | null,
  outputValues: ActionResult['outputValues']
): ActionResult {
  return { actionName: info.name, errors, isSuccess: errors === null, outputValues };
}
