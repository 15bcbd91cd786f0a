/**
 * Deploys over REST: `/services/data/vXX.0/metadata/deployRequest`. Source: Metadata API Developer Guide, "Deploying and Retrieving Metadata
 * with REST"; @jsforce/jsforce-node lib/api/metadata.js (`deployRest`).
 */
import { ApiException, methodNotAllowed, notFound } from '../../protocol/index.ts';
import { readForm } from '../rest/form.ts';
import { isJsonObject, jsonText, parseJson, parseJsonObject } from '../rest/request.ts';
import { readDeployOptions } from './deploy-options.ts';
import type { Deployer, Deployments } from './deployments.ts';

interface JsonAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** `segments` after `metadata/`; `baseUrl` of the org, for the address of the new request. */
export async function answerDeployRequest(
  request: Request,
  segments: readonly string[],
  deployments: Deployments,
  deployer: Deployer
): Promise<JsonAnswer> {
  const [resource = '', id, ...rest] = segments;
  if (resource.toLowerCase() !== 'deployrequest' || rest.length > 0) throw notFound();
  const url = new URL(request.url);
  if (id === undefined) {
    if (request.method !== 'POST') throw methodNotAllowed(request.method, ['POST']);
    const started = await startDeploy(request, deployments, deployer);
    return { status: 201, body: { ...started, url: `${url.href.replace(/\/$/, '')}/${started.id}` } };
  }
  if (request.method === 'PATCH') {
    const body = parseJsonObject(await request.text());
    const asked = body['deployResult'];
    if (!isJsonObject(asked) || asked['status'] !== 'Canceling') {
      throw new ApiException(400, 'INVALID_OPERATION', 'Only the status Canceling can be set.');
    }
    const canceled = deployments.cancel(id, deployer);
    if (!canceled) throw notFound();
    return { status: 202, body: { id, url: url.href, deployResult: canceled } };
  }
  if (request.method !== 'GET') throw methodNotAllowed(request.method, ['GET', 'PATCH']);
  const result = deployments.find(id);
  if (!result) throw notFound();
  const { details, ...summary } = result;
  const deployResult = url.searchParams.get('includeDetails') === 'true' ? { ...summary, details } : summary;
  return { status: 200, body: { id, url: url.href, deployResult, deployOptions: deployments.optionsOf(id) } };
}

async function startDeploy(
  request: Request,
  deployments: Deployments,
  deployer: Deployer
): Promise<{ id: string; validatedDeployRequestId: string | null; deployOptions: unknown }> {
  if (!/^multipart\/form-data/i.test(request.headers.get('content-type') ?? '')) {
    const body = parseJsonObject(await request.text());
    const validated = jsonText(body['validatedDeployRequestId']);
    const id = deployments.startValidated(validated, deployer);
    if (id === null) throw unknownValidation(validated);
    return { id, validatedDeployRequestId: validated, deployOptions: deployments.optionsOf(id) };
  }
  let archive: Uint8Array | null = null;
  let options: unknown;
  for (const [, part] of await readForm(request)) {
    if (typeof part === 'string') options = parseJson(part);
    else if (/json/i.test(part.type)) options = parseJson(await part.text());
    else archive = new Uint8Array(await part.arrayBuffer());
  }
  if (!archive) throw new ApiException(400, 'INVALID_MULTIPART_REQUEST', 'The request has no part with a zip file.');
  const given = isJsonObject(options) ? options['deployOptions'] : undefined;
  const deployOptions = readDeployOptions(isJsonObject(given) ? given : {});
  const id = deployments.start({ archive, options: deployOptions, deployer });
  return { id, validatedDeployRequestId: null, deployOptions };
}

/** No validation of that id has succeeded with its tests, or newer ones have taken its place. */
export function unknownValidation(id: string): ApiException {
  return new ApiException(
    400,
    'INVALID_ID_FIELD',
    `There is no validation ${id} that succeeded and ran tests: validate again.`
  );
}
