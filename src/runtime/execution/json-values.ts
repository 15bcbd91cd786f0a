/** JSON on its way into and out of Apex from outside: parameters of REST and Aura methods, returned values. */
import type { ParameterInfo } from '../../apex/linkage.ts';
import { parseJson } from '../library/language/json/parse.ts';
import { typed } from '../library/language/json/read.ts';
import { writeJson } from '../library/language/json/write.ts';
import { currentProgram } from '../program/program.ts';
import { raise } from '../values/index.ts';

/** A parsed JSON value as the Apex type says. */
export function deserializeValue(value: unknown, type: string): unknown {
  return value === null ? null : typed(parseJson(JSON.stringify(value)), currentProgram().types.get(type), false);
}

/**
 * Parameters of an Apex REST method by their names in the JSON body. Source: Apex Developer Guide, "Apex REST Methods", "Request body":
 * a method with parameters refuses a body that is no JSON object; without parameters it reads RestContext.request itself.
 */
export function deserializeParameters(parameters: readonly ParameterInfo[], body: string): unknown[] {
  if (parameters.length === 0) return [];
  const parsed = parseObject(body);
  return parameters.map(({ name, type }) => deserializeValue(parsed[name] ?? null, type));
}

export function serializeValue(value: unknown): string {
  return writeJson(value ?? null, { suppressNulls: false, pretty: false });
}

function parseObject(body: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return parsed as Readonly<Record<string, unknown>>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return raise(
    'JSONException',
    'The HTTP entity body is required to be a JSON object with the parameters of the method'
  );
}
