/** Apex REST: finds the @RestResource class of a path, calls the method of the HTTP verb, answers status, headers and body. */
import type { ClassInfo } from '../../apex/linkage.ts';
import type { RunningUser } from '../../database/index.ts';
import { restRequestOf, restResponse, RestResponse, setRestContext } from '../library/rest/rest-context.ts';
import type { LoadedProgram } from '../program/program.ts';

import { noClassAccess } from './class-access.ts';
import { callStaticMethod, hasAnnotation, type StaticMethod } from './call-method.ts';
import type { RestCall } from './context.ts';
import { deserializeParameters, serializeValue } from './json-values.ts';
import { runTransaction, type ApexHost, type Outcome } from './run-transaction.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `path` is what follows `/services/apexrest`, with a slash in front. */
export type RestInvocation = Omit<RestCall, 'resourcePath'>;

const ROOT = '/services/apexrest';
const JSON_TYPE = 'application/json;charset=UTF-8';
const VERBS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

export function callRest(host: ApexHost, user: RunningUser, invocation: RestInvocation): HttpAnswer {
  const { program } = host;
  const resource = findResource(program, invocation.path);
  if (!resource) return failure(404, 'NOT_FOUND', `Could not find a match for URL ${invocation.path}`);
  // Only the class that the platform itself calls is looked at (Apex Developer Guide, "Apex Class Security").
  if (!user.access.hasClassAccess(resource.info.name))
    return failure(403, 'FORBIDDEN', noClassAccess(resource.info.name));
  const verb = invocation.method.toUpperCase();
  const method = restMethod(resource.info, verb);
  if (!method) {
    const allowed = VERBS.filter((candidate) => restMethod(resource.info, candidate));
    const message = `HTTP Method '${verb}' not allowed. Allowed are ${allowed.join(',')}`;
    return failure(405, 'METHOD_NOT_ALLOWED', message);
  }
  const restCall: RestCall = { ...invocation, resourcePath: ROOT + resource.urlMapping };
  const outcome = runTransaction(host, { user, restCall }, () => {
    setRestContext(restRequestOf(restCall), new RestResponse());
    const values = deserializeParameters(method.method.parameters, bodyText(restCall));
    const value = callStaticMethod(program, method, values);
    return answerOf(method, value, restResponse());
  });
  return answerOrError(outcome);
}

function answerOrError(outcome: Outcome<HttpAnswer>): HttpAnswer {
  if (outcome.kind === 'value') return outcome.value;
  const { exception } = outcome;
  // Shape observed in public logs of Apex REST: type and message, a blank line, the Apex stack.
  return failure(500, 'APEX_ERROR', `${exception.toString()}\n\n${exception.getstacktracestring()}`);
}

/** Source: Apex Developer Guide, "Apex REST Methods": a returned value becomes the body; a void method's body is RestContext.response. */
function answerOf({ method }: StaticMethod, value: unknown, response: RestResponse | null): HttpAnswer {
  const headers: Record<string, string> = {};
  for (const [name, text] of response?.headers.entries() ?? []) headers[String(name)] = String(text);
  if (!Object.keys(headers).some((name) => name.toLowerCase() === 'content-type')) headers['Content-Type'] = JSON_TYPE;
  const written = response?.responseBody ? new TextDecoder().decode(response.responseBody.bytes) : '';
  const body = method.returnType.toLowerCase() === 'void' ? written : serializeValue(value);
  return { status: response?.statusCode ?? 200, headers, body };
}

function failure(status: number, errorCode: string, message: string): HttpAnswer {
  return { status, headers: { 'Content-Type': JSON_TYPE }, body: JSON.stringify([{ errorCode, message }]) };
}

function bodyText({ body }: RestCall): string {
  return new TextDecoder().decode(body);
}

interface Resource {
  readonly info: ClassInfo;
  readonly urlMapping: string;
}

/**
 * Source: Apex Developer Guide, "RestResource Annotation": paths are case-sensitive, `*` stands for any text, an exact mapping wins over a
 * wildcard and a longer wildcard over a shorter one.
 */
function findResource(program: LoadedProgram, path: string): Resource | null {
  let best: Resource | null = null;
  for (const info of program.classes.values()) {
    const urlMapping = info.annotations.find(({ name }) => name === 'restresource')?.values['urlmapping'];
    if (urlMapping === undefined || !matches(urlMapping, path)) continue;
    if (!best || rank(urlMapping) > rank(best.urlMapping)) best = { info, urlMapping };
  }
  return best;
}

function rank(urlMapping: string): number {
  return urlMapping.includes('*') ? urlMapping.length : Number.MAX_SAFE_INTEGER;
}

function matches(urlMapping: string, path: string): boolean {
  const parts = urlMapping.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`).test(path);
}

function restMethod(info: ClassInfo, verb: string): StaticMethod | null {
  const annotation = `http${verb.toLowerCase()}`;
  const method = info.methods.find((candidate) => candidate.static && hasAnnotation(candidate, annotation));
  return method ? { info, method } : null;
}
