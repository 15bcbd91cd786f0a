/**
 * The HTTP face of the local org: token check, API usage count, and hand-over to the worker pool. A function from Request to Response,
 * so that it is tested without a socket; `server.ts` binds it to loopback.
 */
import { Hono } from 'hono';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

import type { Clock } from '../../base/index.ts';
import type { SentNotification } from '../../database/index.ts';
import { ApiException, invalidSession, listApiVersions, notFound, requestLimitExceeded } from '../../protocol/index.ts';
import type { ApexApi } from '../apex-api/execute-anonymous.ts';
import { mountApexSoap } from './apex-api.ts';
import { answerMetadataRest, mountSoap, type MetadataApi } from './metadata-api.ts';
import type { OrgAnswer, OrgTask } from '../pool/tasks.ts';
import { TaskTimeout } from '../pool/worker-pool.ts';
import { refuseConditions } from '../rest/conditional-request.ts';
import type { Session, SessionStore } from '../sessions/session-store.ts';
import type { EventChannels } from '../streaming/event-channels.ts';
import { answerBayeux } from '../streaming/streaming-api.ts';
import { answerTooling, type ToolingApi } from '../tooling/tooling-api.ts';
import { answerBulk, type BulkApi } from './bulk-api.ts';
import { readAuraCall } from './aura-call.ts';
import { readBounded } from './body.ts';
import type { ConsoleAssets } from './console-assets.ts';
import { QueryPages } from './query-pages.ts';
import type { Identity } from './identity.ts';
import { frontdoorAnswer, tokenAnswer, userinfo } from './identity.ts';

export interface OrgAppOptions {
  readonly run: (task: OrgTask) => Promise<OrgAnswer>;
  readonly sessions: SessionStore;
  readonly identity: Identity;
  readonly metadataApi: MetadataApi;
  readonly bulkApi: BulkApi;
  readonly apexApi: ApexApi;
  readonly toolingApi: ToolingApi;
  readonly channels: EventChannels;
  readonly console: ConsoleAssets | null;
  readonly clock: Clock;
  /** Custom notifications that a user got, the newest first. */
  readonly notifications: (username: string) => readonly SentNotification[];
  /** Calls a day; Salesforce answers 403 REQUEST_LIMIT_EXCEEDED past it (salesforce-facts 1.5, 1.8). */
  readonly dailyRequestLimit: number;
}

/** Bound of a request body: Apex heap is 6 MB, so nothing larger could be handled (salesforce-facts 1.8). */
const MAXIMUM_BODY_BYTES = 6 * 1024 * 1024;
const SESSION_COOKIE = 'sid';

interface Variables {
  Variables: { session: Session };
}

export function createOrgApp(options: OrgAppOptions): Hono<Variables> {
  const app = new Hono<Variables>({ getPath: (request) => urlOf(request).pathname });
  const usage = new RequestUsage(options.dailyRequestLimit, options.clock);
  const pages = new QueryPages(options.clock);

  app.onError((error) => errorAnswer(error));
  app.notFound(() => jsonAnswer(404, notFound().errors));

  app.get('/services/data', () => jsonAnswer(200, listApiVersions()));
  app.get('/services/data/', () => jsonAnswer(200, listApiVersions()));
  app.post('/services/oauth2/token', async (context) => tokenAnswer(await context.req.text(), options));
  app.post('/services/oauth2/revoke', async (context) => {
    const token = new URLSearchParams(await context.req.text()).get('token') ?? '';
    return options.sessions.revoke(token)
      ? new Response(null, { status: 200 })
      : jsonAnswer(400, { error: 'unsupported_token_type', error_description: 'this token is unknown or ended' });
  });

  // The way a browser gets its session on Salesforce too: the token in the query once, in a cookie from then on.
  app.get('/secur/frontdoor.jsp', (context) => {
    const session = options.sessions.find(context.req.query('sid') ?? '');
    if (!session)
      return plainAnswer(401, 'This address is not valid any more. Start the org again and use the new one.');
    setCookie(context, SESSION_COOKIE, session.token, { httpOnly: true, sameSite: 'Strict', path: '/' });
    return context.redirect('/lightning');
  });
  app.get('/', (context) => context.redirect('/lightning'));
  app.use('/lightning', requireCookie(options.sessions));
  app.use('/console/*', requireCookie(options.sessions));
  app.use('/local-org/*', requireCookie(options.sessions));
  app.get('/lightning', () => consolePage(options.console));
  app.get('/console/*', (context) => consoleFile(options.console, context.req.path));
  app.post('/local-org/aura', async (context) => aura(context, options));

  // The local org's bell: Salesforce has no way to list notifications, so this address is the local org's own.
  app.get('/local-org/notifications', (context) =>
    jsonAnswer(200, { notifications: options.notifications(context.get('session').username) })
  );

  const soapSession = (token: string): Session | null => {
    usage.count();
    return options.sessions.find(token);
  };
  mountSoap(app, options.metadataApi, soapSession, () => new Date(options.clock.now()).toISOString());
  mountApexSoap(app, options.apexApi, soapSession);
  app.use('/services/*', async (context, next) => {
    context.set('session', requireBearer(options.sessions, context));
    await next();
    context.res.headers.set('Sforce-Limit-Info', usage.header());
  });
  app.post('/cometd/:version', async (context) => {
    requireBearer(options.sessions, context);
    return jsonAnswer(200, await answerBayeux(new TextDecoder().decode(await readBody(context)), options.channels));
  });
  app.get('/services/oauth2/userinfo', (context) => userinfo(context.get('session').username, options.identity));
  app.get('/services/oauth2/singleaccess', (context) => frontdoorAnswer(context.get('session').username, options));
  app.all('/services/apexrest/*', async (context) => {
    usage.count();
    const url = urlOf(context.req.raw);
    return toResponse(
      await options.run({
        kind: 'apexrest',
        username: context.get('session').username,
        request: {
          method: context.req.method,
          path: url.pathname.slice('/services/apexrest'.length),
          query: new Map(url.searchParams),
          headers: headerMap(context.req.raw.headers),
          body: await readBody(context),
          remoteAddress: '127.0.0.1'
        }
      })
    );
  });
  app.all('/services/data/:version/*', async (context) => {
    usage.count();
    return data(context, options, pages, usage);
  });
  app.get('/services/data/:version', (context) => {
    versionNumber(context.req.param('version'));
    const base = urlOf(context.req.raw).pathname;
    return jsonAnswer(200, resources(base));
  });
  return app;
}

async function data(
  context: Context<Variables>,
  options: OrgAppOptions,
  pages: QueryPages,
  usage: RequestUsage
): Promise<Response> {
  const url = urlOf(context.req.raw);
  const [, , , versionText = '', ...segments] = decodedParts(url.pathname);
  const version = versionNumber(versionText);
  while (segments.at(-1) === '') segments.pop();
  const [first = '', second] = segments;
  const method = context.req.method === 'HEAD' ? 'GET' : context.req.method;
  const headers = headerMap(context.req.raw.headers);
  // Whether a record's resource knows a condition depends on its object, which the worker has; no other resource knows one.
  if (first.toLowerCase() !== 'sobjects') refuseConditions({ method, segments, headers });
  if (segments.length === 0) return jsonAnswer(200, resources(url.pathname.replace(/\/$/, '')));
  if (first === 'limits') return jsonAnswer(200, { DailyApiRequests: usage.limits() });
  if (/^query(all)?$/i.test(first) && second) return pages.next(second, version);
  if (first === 'jobs') {
    const { username } = context.get('session');
    const id = options.identity.findUser(username)?.id ?? '';
    return answerBulk(context.req.raw, segments.slice(1), version, { id, username }, options.bulkApi);
  }
  if (first === 'metadata') {
    const { username } = context.get('session');
    const { status, body } = await answerMetadataRest(
      context.req.raw,
      segments.slice(1),
      username,
      options.metadataApi
    );
    return jsonAnswer(status, body);
  }
  if (first === 'tooling') {
    const answer = await answerTooling(
      {
        method: context.req.method,
        segments: segments.slice(1),
        query: url.searchParams,
        version,
        username: context.get('session').username,
        body: async () => new TextDecoder().decode(await readBody(context))
      },
      options.toolingApi
    );
    return jsonAnswer(200, answer);
  }
  const answer = await options.run({
    kind: 'rest',
    username: context.get('session').username,
    request: {
      method,
      segments,
      query: new Map(url.searchParams),
      headers,
      body: new TextDecoder().decode(await readBody(context)),
      version
    }
  });
  const isQuery = /^query(all)?$/i.test(first) && url.searchParams.get('columns') !== 'true';
  if (isQuery && answer.status === 200) return pages.first(answer, version);
  return toResponse(answer);
}

async function aura(context: Context<Variables>, options: OrgAppOptions): Promise<Response> {
  const call = readAuraCall(new TextDecoder().decode(await readBody(context)));
  if (typeof call === 'string') return jsonAnswer(400, { body: { message: call } });
  const answer = await options.run({
    kind: 'aura',
    username: context.get('session').username,
    ...call
  });
  return toResponse(answer);
}

/** Requests of today against the limit; a new day starts at midnight UTC (the platform counts a rolling 24 hours). */
class RequestUsage {
  readonly #limit: number;
  readonly #clock: Clock;
  #day = 0;
  #used = 0;

  constructor(limit: number, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
  }

  count(): void {
    const day = Math.floor(this.#clock.now() / 86_400_000);
    if (day !== this.#day) {
      this.#day = day;
      this.#used = 0;
    }
    if (this.#used >= this.#limit) throw requestLimitExceeded();
    this.#used++;
  }

  header(): string {
    return `api-usage=${this.#used}/${this.#limit}`;
  }

  limits(): { Max: number; Remaining: number } {
    return { Max: this.#limit, Remaining: this.#limit - this.#used };
  }
}

/** The sf CLI asks for `//services/…` when its instance URL ends in a slash; Salesforce answers that as `/services/…`. */
function urlOf(request: Request): URL {
  const url = new URL(request.url);
  url.pathname = url.pathname.replace(/^\/{2,}/, '/');
  return url;
}

/** Nothing has an address that is not URL-encoded. */
function decodedParts(path: string): string[] {
  try {
    return path.split('/').map(decodeURIComponent);
  } catch (error) {
    if (error instanceof URIError) throw notFound();
    throw error;
  }
}

function requireBearer(sessions: SessionStore, context: Context<Variables>): Session {
  const header = context.req.header('authorization') ?? '';
  const session = /^(Bearer|OAuth) /i.test(header) ? sessions.find(header.slice(header.indexOf(' ') + 1).trim()) : null;
  if (!session) throw invalidSession();
  return session;
}

function requireCookie(sessions: SessionStore) {
  return async (context: Context<Variables>, next: () => Promise<void>): Promise<Response | undefined> => {
    const session = sessions.find(getCookie(context, SESSION_COOKIE) ?? '');
    if (!session) {
      const message = 'Sign in first: open the console address that the local org printed when it started.';
      return context.req.path.startsWith('/local-org/')
        ? jsonAnswer(401, { body: { message } })
        : plainAnswer(401, message);
    }
    context.set('session', session);
    await next();
    return undefined;
  };
}

function versionNumber(text: string): number {
  const match = /^v(\d+)\.0$/.exec(text);
  const version = listApiVersions().find((item) => item.version === `${match?.[1] ?? ''}.0`);
  if (!version) throw notFound();
  return Number(match?.[1]);
}

function resources(base: string): Record<string, string> {
  return Object.fromEntries(
    ['sobjects', 'query', 'queryAll', 'composite', 'jobs', 'limits', 'metadata', 'actions', 'tooling'].map((name) => [
      name,
      `${base}/${name}`
    ])
  );
}

function readBody(context: Context<Variables>): Promise<Uint8Array> {
  return readBounded(context.req.raw, MAXIMUM_BODY_BYTES);
}

function headerMap(headers: Headers): Map<string, string> {
  return new Map([...headers].map(([name, value]) => [name.toLowerCase(), value]));
}

function consolePage(assets: ConsoleAssets | null): Response {
  if (!assets) return plainAnswer(503, 'The console was not built: start the org without --no-console.');
  return new Response(assets.html, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': assets.contentSecurityPolicy,
      'cache-control': 'no-store'
    }
  });
}

function consoleFile(assets: ConsoleAssets | null, path: string): Response {
  const file = assets?.files.get(path);
  if (!file) return plainAnswer(404, 'There is no such file.');
  return new Response(new Uint8Array(file.body), {
    headers: { 'content-type': file.contentType, 'cache-control': 'private, max-age=3600' }
  });
}

export function jsonAnswer(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json;charset=UTF-8' }
  });
}

function plainAnswer(status: number, text: string): Response {
  return new Response(`${text}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } });
}

function toResponse(answer: OrgAnswer): Response {
  return new Response(answer.body === '' ? null : answer.body, { status: answer.status, headers: answer.headers });
}

function errorAnswer(error: Error): Response {
  if (error instanceof ApiException) return jsonAnswer(error.status, error.errors);
  if (error instanceof TaskTimeout) {
    return jsonAnswer(500, [
      { errorCode: 'APEX_ERROR', message: `System.LimitException: Apex CPU time limit exceeded. ${error.message}` }
    ]);
  }
  // Not Apex's fault: a bug of the local org must look different from an error of the org (ARCHITECTURE.md).
  process.stderr.write(`local org: ${error.stack ?? error.message}\n`);
  return jsonAnswer(500, [{ errorCode: 'LOCAL_ORG_DEFECT', message: `The local org failed: ${error.message}` }]);
}
