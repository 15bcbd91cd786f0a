/** Who the org and its users are, as OAuth tells it. Source: Salesforce Help "OAuth 2.0 client credentials flow", "userinfo endpoint". */
import { timingSafeEqual } from 'node:crypto';

import type { OrgAppOptions } from './app.ts';
import { jsonAnswer } from './app.ts';

export interface OrgUser {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly email: string;
}

export interface Identity {
  readonly organizationId: string;
  readonly instanceUrl: () => string;
  /** A user who may sign in, as the org has it now. */
  readonly findUser: (username: string) => OrgUser | null;
  /** The connected app of the local org: made anew at each start, never stored. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** The user that the client credentials flow runs as. */
  readonly clientUsername: string;
}

/** Client credentials flow only: the local org has no passwords. */
export function tokenAnswer(form: string, options: OrgAppOptions): Response {
  const fields = new URLSearchParams(form);
  const { identity, sessions, clock } = options;
  if (fields.get('grant_type') !== 'client_credentials') {
    return jsonAnswer(400, { error: 'unsupported_grant_type', error_description: 'grant type not supported' });
  }
  const known =
    equalText(fields.get('client_id') ?? '', identity.clientId) &&
    equalText(fields.get('client_secret') ?? '', identity.clientSecret);
  if (!known) return jsonAnswer(400, { error: 'invalid_client', error_description: 'invalid client credentials' });
  const session = sessions.open(identity.clientUsername);
  const user = identity.findUser(identity.clientUsername);
  return jsonAnswer(200, {
    access_token: session.token,
    instance_url: identity.instanceUrl(),
    id: `${identity.instanceUrl()}/id/${identity.organizationId}/${user?.id ?? ''}`,
    token_type: 'Bearer',
    issued_at: String(clock.now())
  });
}

function equalText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

export function userinfo(username: string, identity: Identity): Response {
  const user = identity.findUser(username);
  if (!user) return jsonAnswer(403, { error: 'unknown user' });
  return jsonAnswer(200, {
    sub: `${identity.instanceUrl()}/id/${identity.organizationId}/${user.id}`,
    user_id: user.id,
    organization_id: identity.organizationId,
    preferred_username: user.username,
    nickname: user.username,
    name: user.name,
    email: user.email,
    active: true,
    user_type: 'STANDARD',
    language: 'en_US',
    locale: 'en_US',
    utcOffset: 0
  });
}

/**
 * The address that opens a browser session, as `sf org open` asks for it. Source: Salesforce Help, "Generate a Frontdoor URL to Bridge Into UI
 * Sessions". The local org has one page: where the address should lead is left out.
 */
export function frontdoorAnswer(username: string, { identity, sessions }: OrgAppOptions): Response {
  const { token } = sessions.open(username);
  return jsonAnswer(200, {
    frontdoor_uri: `${identity.instanceUrl()}/secur/frontdoor.jsp?sid=${encodeURIComponent(token)}`
  });
}
