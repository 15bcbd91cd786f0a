/**
 * `/services/data/vXX.0/tooling`: what `sf apex run test` needs, and anonymous Apex. Source: Tooling API Developer Guide, "REST Resources"; the
 * requests are those of npm `@salesforce/apex-node` and jsforce.
 */
import { ApiException, methodNotAllowed, notFound } from '../../protocol/index.ts';
import { executeAnonymous, type ApexApi } from '../apex-api/execute-anonymous.ts';
import { requireApi, requireAuthorApex } from '../rest/access-errors.ts';
import { parseJsonObject } from '../rest/request.ts';
import { syncResult } from './sync-result.ts';
import { readTestRunRequest, type TestRunRequest } from './test-run-request.ts';
import { queryTooling, type ToolingAnswer } from './tooling-query.ts';
import { toolingTables, type ToolingData } from './tooling-tables.ts';

export interface ToolingApi extends ToolingData {
  readonly apexApi: ApexApi;
}

export interface ToolingRequest {
  readonly method: string;
  /** After `tooling`. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  readonly version: number;
  readonly username: string;
  readonly body: () => Promise<string>;
}

/** The body of a 200 answer. Throws ApiException. */
export async function answerTooling(request: ToolingRequest, api: ToolingApi): Promise<unknown> {
  const { method, segments, username } = request;
  const [resource = ''] = segments.map((segment) => segment.toLowerCase());
  const user = api.apexApi.findUser(username);
  requireApi(user);
  const requireMethod = (wanted: string): void => {
    if (method !== wanted && !(method === 'HEAD' && wanted === 'GET')) throw methodNotAllowed(method, [wanted]);
  };
  switch (segments.length === 1 ? resource : '') {
    case 'query':
      requireMethod('GET');
      requireAuthorApex(user, 'The Tooling API of the local org');
      return answerQuery(request, api);
    case 'executeanonymous': {
      // Not HEAD either: a block changes the org.
      if (method !== 'GET') throw methodNotAllowed(method, ['GET']);
      const { result } = await executeAnonymous(
        request.query.get('anonymousBody') ?? '',
        `${request.version}.0`,
        username,
        api.apexApi
      );
      return result;
    }
    case 'runtestsasynchronous': {
      requireMethod('POST');
      requireAuthorApex(user, 'Running Apex tests');
      const { run } = api.runs.start(await readRequest(request, api), user.id);
      return run.id;
    }
    case 'runtestssynchronous': {
      requireMethod('POST');
      requireAuthorApex(user, 'Running Apex tests');
      const { run, ended } = api.runs.start(await readRequest(request, api), user.id);
      await ended;
      return syncResult(run, api.ids);
    }
    default:
      throw notFound();
  }
}

function answerQuery({ query }: ToolingRequest, api: ToolingApi): ToolingAnswer {
  const text = query.get('q');
  if (text === null) throw new ApiException(400, 'MALFORMED_QUERY', 'SOQL text is missing: send it as ?q=SELECT …');
  return queryTooling(text, toolingTables(api));
}

async function readRequest({ body }: ToolingRequest, api: ToolingApi): Promise<TestRunRequest> {
  return readTestRunRequest(parseJsonObject(await body()), api.program(), api.ids);
}
