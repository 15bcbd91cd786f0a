/** Binds the Metadata API to the server: `/services/Soap/m/…` and `/services/data/vXX.0/metadata/…`. */
import type { Hono } from 'hono';

import { ApiException } from '../../protocol/index.ts';
import type { SourceTree } from '../../metadata/index.ts';
import { readBounded } from './body.ts';
import type { Session } from '../sessions/session-store.ts';
import type { Deployer, Deployments } from '../metadata-api/deployments.ts';
import type { Retrievals } from '../metadata-api/retrievals.ts';
import { answerDeployRequest } from '../metadata-api/rest-deploy.ts';
import { answerSoap } from '../metadata-api/soap-door.ts';

export interface MetadataApi {
  readonly deployments: Deployments;
  readonly retrievals: Retrievals;
  readonly components: () => SourceTree;
  /** The user, when it may change metadata; null otherwise. */
  readonly deployer: (username: string) => Deployer | null;
}

/**
 * A zip of 39 MB, as base64 in an envelope or as a part of a form. Source: Salesforce Developer Limits and Allocations, "Metadata Limits".
 */
const MAXIMUM_BODY_BYTES = 54 * 1024 * 1024;

/** SOAP carries its session in the envelope: to be mounted before what asks for a bearer token. */
export function mountSoap<V extends { Variables: { session: Session } }>(
  app: Hono<V>,
  api: MetadataApi,
  findSession: (token: string) => Session | null,
  now: () => string
): void {
  app.post('/services/Soap/m/*', async (context) => {
    const text = new TextDecoder().decode(await readBounded(context.req.raw, MAXIMUM_BODY_BYTES));
    const { status, body } = answerSoap(text, {
      deployments: api.deployments,
      retrievals: api.retrievals,
      components: api.components,
      deployerOf: (sessionId) => {
        const session = findSession(sessionId);
        return session && requireDeployer(api, session.username);
      },
      now
    });
    return new Response(body, { status, headers: { 'content-type': 'text/xml;charset=UTF-8' } });
  });
}

/** Answers `/services/data/vXX.0/metadata/…`; `segments` are those after `metadata`. */
export async function answerMetadataRest(
  request: Request,
  segments: readonly string[],
  username: string,
  api: MetadataApi
): Promise<{ status: number; body: unknown }> {
  const deployer = requireDeployer(api, username);
  if (request.method === 'GET') return answerDeployRequest(request, segments, api.deployments, deployer);
  const body = await readBounded(request, MAXIMUM_BODY_BYTES);
  const read = new Request(request.url, {
    method: request.method,
    headers: request.headers,
    body: new Uint8Array(body)
  });
  return answerDeployRequest(read, segments, api.deployments, deployer);
}

function requireDeployer(api: MetadataApi, username: string): Deployer {
  const deployer = api.deployer(username);
  if (deployer) return deployer;
  throw new ApiException(
    403,
    'INSUFFICIENT_ACCESS',
    'use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions'
  );
}
