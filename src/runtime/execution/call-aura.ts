/** @AuraEnabled methods as Lightning components call them: parameters by name, result and errors in the shapes that LWC receives. */
import type { RunningUser } from '../../database/index.ts';
import type { ApexException } from '../values/index.ts';
import { noClassAccess } from './class-access.ts';
import { serializeAuraValue } from './aura-values.ts';
import { callStaticMethod, findStaticMethods, hasAnnotation } from './call-method.ts';
import type { HttpAnswer } from './call-rest.ts';
import { deserializeValue } from './json-values.ts';
import { runTransaction, type ApexHost } from './run-transaction.ts';

const HEADERS = { 'Content-Type': 'application/json;charset=UTF-8' };

/** Answers 200 with the value as JSON, or 500 with `{ body: { message, exceptionType, stackTrace } }`, the error that LWC sees. */
export function callAura(
  host: ApexHost,
  user: RunningUser,
  className: string,
  methodName: string,
  parameters: Readonly<Record<string, unknown>>
): HttpAnswer {
  const { program } = host;
  const found = findStaticMethods(program, className, methodName).find(({ method }) =>
    hasAnnotation(method, 'auraenabled')
  );
  if (!found) return failure(404, `Unable to find an @AuraEnabled method ${className}.${methodName}.`);
  if (!user.access.hasClassAccess(found.info.name)) return failure(403, noClassAccess(found.info.name));
  const { method } = found;
  const annotation = method.annotations.find(({ name }) => name === 'auraenabled');
  const outcome = runTransaction(host, { user }, (context) => {
    context.readOnly = annotation?.values['cacheable']?.toLowerCase() === 'true';
    // A parameter that the caller leaves out is null (Lightning Web Components Developer Guide, "Call Apex Methods").
    const values = method.parameters.map(({ name, type }) => deserializeValue(parameters[name] ?? null, type));
    return JSON.stringify(serializeAuraValue(callStaticMethod(program, found, values)) ?? null);
  });
  if (outcome.kind === 'value') return { status: 200, headers: HEADERS, body: outcome.value };
  return exceptionAnswer(outcome.exception);
}

/** Source: Lightning Web Components Developer Guide, "Handle Errors": `error.body` of an Apex exception. */
function exceptionAnswer(exception: ApexException): HttpAnswer {
  const userDefined = !exception.typeName.startsWith('System.');
  return failure(500, exception.getmessage() ?? '', {
    exceptionType: exception.typeName,
    isUserDefinedException: userDefined,
    stackTrace: exception.getstacktracestring()
  });
}

function failure(status: number, message: string, more: Readonly<Record<string, unknown>> = {}): HttpAnswer {
  return { status, headers: HEADERS, body: JSON.stringify({ body: { message, ...more } }) };
}
