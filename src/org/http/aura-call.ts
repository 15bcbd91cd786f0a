/** A call of the console to an @AuraEnabled method, as its body says it. The shape is the local org's own. */
import { nestsDeeper } from '../rest/request.ts';

export interface AuraCall {
  readonly className: string;
  readonly method: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A call goes to a worker as a value, not as text: what nests deeper than Apex would read is refused before. */
const MAXIMUM_DEPTH = 1000;

/** The call, or what is wrong with the body. */
export function readAuraCall(text: string): AuraCall | string {
  if (nestsDeeper(text, MAXIMUM_DEPTH)) return `The body nests deeper than ${MAXIMUM_DEPTH} levels.`;
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return `The body is not JSON: ${error.message}`;
    throw error;
  }
  if (!isObject(body) || typeof body['class'] !== 'string' || typeof body['method'] !== 'string') {
    return 'The call needs "class" and "method".';
  }
  const parameters = body['params'] ?? {};
  if (!isObject(parameters)) return '"params" must be an object with the parameters by name.';
  return { className: body['class'], method: body['method'], parameters };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
