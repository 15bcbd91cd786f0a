/** Binds the Apex API to the server: `/services/Soap/s/<version>/<organization>`. */
import type { Hono } from 'hono';

import { answerApexSoap } from '../apex-api/apex-soap-door.ts';
import type { ApexApi } from '../apex-api/execute-anonymous.ts';
import type { Session } from '../sessions/session-store.ts';
import { readBounded } from './body.ts';

/** An anonymous block is at most a million characters, as a class is. Source: Apex Developer Guide, "Execution Governors and Limits". */
const MAXIMUM_BODY_BYTES = 6 * 1024 * 1024;

/** SOAP carries its session in the envelope: to be mounted before what asks for a bearer token. */
export function mountApexSoap<V extends { Variables: { session: Session } }>(
  app: Hono<V>,
  api: ApexApi,
  findSession: (token: string) => Session | null
): void {
  app.post('/services/Soap/s/:version/:organization?', async (context) => {
    const text = new TextDecoder().decode(await readBounded(context.req.raw, MAXIMUM_BODY_BYTES));
    const { status, body } = await answerApexSoap(text, context.req.param('version') ?? '', findSession, api);
    return new Response(body, { status, headers: { 'content-type': 'text/xml;charset=UTF-8' } });
  });
}
