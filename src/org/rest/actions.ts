/** `/actions/custom/apex`. Sources: REST API Developer Guide, "Invocable Actions"; Actions Developer Guide, "Apex Actions". */
import type { RunningUser } from '../../database/index.ts';
import { ApiException, methodNotAllowed, notFound } from '../../protocol/index.ts';
import {
  apexActions,
  callAction,
  noClassAccess,
  type ActionInput,
  type ActionParameter,
  type ApexHost
} from '../../runtime/index.ts';
import { isJsonObject, jsonObjectBody, type RestRequest, type RestResponse } from './request.ts';

/** Requests with more inputs would be several transactions of a Flow (Flow: 200 interviews a batch). */
const MOST_INPUTS = 200;

export function isActionRequest({ segments }: RestRequest): boolean {
  return segments[0]?.toLowerCase() === 'actions';
}

export function answerAction(host: ApexHost, user: RunningUser, request: RestRequest): RestResponse {
  try {
    return route(host, user, request);
  } catch (error) {
    if (error instanceof ApiException) return { status: error.status, body: error.errors };
    throw error;
  }
}

function route(host: ApexHost, user: RunningUser, request: RestRequest): RestResponse {
  const base = `/services/data/v${request.version}.0/actions`;
  const [, custom, apex, name, more] = request.segments.map((segment) => segment.toLowerCase());
  if (more !== undefined || (custom !== undefined && custom !== 'custom') || (apex !== undefined && apex !== 'apex'))
    throw notFound();
  if (name === undefined && request.method !== 'GET') throw methodNotAllowed(request.method, ['GET', 'HEAD']);
  if (custom === undefined) return { status: 200, body: { custom: `${base}/custom` } };
  if (apex === undefined) return { status: 200, body: { apex: `${base}/custom/apex` } };
  if (name === undefined) return listActions(host, `${base}/custom/apex`);
  if (request.method === 'GET') return describeAction(host, name);
  if (request.method !== 'POST') throw methodNotAllowed(request.method, ['GET', 'HEAD', 'POST']);
  // "If you don't have access, an error is issued" (Actions Developer Guide, "Apex Actions"); the same one as for Apex REST.
  const action = findAction(host, name);
  if (!user.access.hasClassAccess(action.name)) throw new ApiException(403, 'FORBIDDEN', noClassAccess(action.name));
  const results = callAction(host, user, action.name, inputsOf(request));
  if (!results) throw notFound();
  return { status: results.every(({ isSuccess }) => isSuccess) ? 200 : 400, body: results };
}

function findAction(host: ApexHost, wanted: string): ReturnType<typeof apexActions>[number] {
  const action = apexActions(host.program).find(({ name }) => name.toLowerCase() === wanted);
  if (!action) throw notFound();
  return action;
}

function listActions(host: ApexHost, url: string): RestResponse {
  const actions = apexActions(host.program).map(({ name, label }) => ({
    label,
    name,
    type: 'APEX',
    url: `${url}/${name}`
  }));
  return { status: 200, body: { actions } };
}

function describeAction(host: ApexHost, wanted: string): RestResponse {
  const action = findAction(host, wanted);
  const { name, label, description, category, inputs, outputs } = action;
  return {
    status: 200,
    body: {
      category,
      description,
      inputs: inputs.map((input) => ({ ...parameterJson(host, input), required: input.required })),
      label,
      name,
      outputs: outputs.map((output) => parameterJson(host, output)),
      standard: false,
      targetEntityName: null,
      type: 'APEX'
    }
  };
}

function parameterJson(host: ApexHost, { name, label, description, type }: ActionParameter): Record<string, unknown> {
  const element = /^List<(.*)>$/i.exec(type)?.[1];
  const plain = element ?? type;
  const object = host.schema.objects.get(plain.toLowerCase());
  return {
    description,
    label,
    // What Flow may bind: one value, or a collection.
    maxOccurs: element === undefined ? 1 : 2_000,
    name,
    sobjectType: object?.name ?? null,
    type: object ? 'SOBJECT' : plain.toUpperCase()
  };
}

function inputsOf(request: RestRequest): ActionInput[] {
  const { inputs } = jsonObjectBody(request);
  if (!Array.isArray(inputs) || !inputs.every(isJsonObject))
    throw new ApiException(400, 'INVALID_API_INPUT', 'The request body needs "inputs": a list of objects.');
  if (inputs.length > MOST_INPUTS)
    throw new ApiException(400, 'INVALID_API_INPUT', `A request takes ${MOST_INPUTS} inputs.`);
  return inputs;
}
