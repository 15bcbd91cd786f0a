/** Compiles and runs an anonymous block for whoever asks. Source: SOAP API Developer Guide, "ExecuteAnonymousResult"; Apex Developer Guide, "Anonymous Blocks". */
import { Worker } from 'node:worker_threads';

import type { RunningUser } from '../../database/index.ts';
import type { ApexSource, OrgSchema } from '../../metadata/index.ts';
import { ApiException } from '../../protocol/index.ts';
import type { AnonymousRun } from '../../runtime/index.ts';
import type { OrgAnswer, OrgTask } from '../pool/tasks.ts';
import { requireApi, requireAuthorApex } from '../rest/access-errors.ts';
import type { CompileAnswer, CompileRequest } from './compile-thread.ts';
import { debugLog } from './debug-log-text.ts';

export interface ApexApi {
  /** What is deployed now. */
  readonly deployed: () => { readonly apex: readonly ApexSource[]; readonly schema: OrgSchema };
  readonly cacheFolder: string;
  readonly run: (task: OrgTask) => Promise<OrgAnswer>;
  readonly findUser: (username: string) => RunningUser;
}

export interface ExecuteAnonymousResult {
  readonly column: number;
  readonly compileProblem: string | null;
  readonly compiled: boolean;
  readonly exceptionMessage: string | null;
  readonly exceptionStackTrace: string | null;
  readonly line: number;
  readonly success: boolean;
}

export interface AnonymousAnswer {
  readonly result: ExecuteAnonymousResult;
  readonly log: string;
}

/** What the platform calls the block in stack traces. */
const NAME = 'AnonymousBlock';
/** As for classes (MET3013). */
const OLDEST_APEX_VERSION = 67;
const SUCCESS: ExecuteAnonymousResult = {
  column: -1,
  compileProblem: null,
  compiled: true,
  exceptionMessage: null,
  exceptionStackTrace: null,
  line: -1,
  success: true
};

/** Throws ApiException when the user may not author Apex. `apiVersion` is that of the endpoint, which the block runs under. */
export async function executeAnonymous(
  source: string,
  apiVersion: string,
  username: string,
  api: ApexApi
): Promise<AnonymousAnswer> {
  // Before the compiler, which takes seconds and tells what is deployed.
  const user = api.findUser(username);
  requireApi(user);
  requireAuthorApex(user);
  if (Number(apiVersion) < OLDEST_APEX_VERSION) {
    throw new ApiException(
      400,
      'INVALID_OPERATION',
      `The local org runs Apex of API version ${OLDEST_APEX_VERSION}.0 and later, not ${apiVersion}: older Apex has other access rules.`
    );
  }
  const { apex, schema } = api.deployed();
  const block = { name: NAME, source, apiVersion };
  const { unit, diagnostics } = await compile({ block, sources: apex, schema, cacheFolder: api.cacheFolder });
  const now = new Date();
  if (!unit) {
    const [first] = diagnostics;
    const { line = 1, column = 1, message = '', code = '' } = first ?? {};
    const compileProblem = `${message} (${code})`;
    return {
      result: { ...SUCCESS, compiled: false, success: false, compileProblem, line, column },
      log: debugLog({ source, apiVersion, username, now, run: null })
    };
  }
  const answer = await api.run({ kind: 'anonymous', username, unit });
  if (answer.status !== 200) {
    const [error] = JSON.parse(answer.body) as { errorCode: string; message: string }[];
    throw new ApiException(answer.status, error?.errorCode ?? 'UNKNOWN_EXCEPTION', error?.message ?? '');
  }
  const run = JSON.parse(answer.body) as AnonymousRun;
  const { exception } = run;
  const failure = exception && {
    success: false,
    exceptionMessage: exception.message,
    exceptionStackTrace: exception.stackTrace,
    line: exception.line,
    column: 1
  };
  return { result: { ...SUCCESS, ...failure }, log: debugLog({ source, apiVersion, username, now, run }) };
}

function compile(request: CompileRequest): Promise<CompileAnswer> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./compile-thread.ts', import.meta.url), { workerData: request });
    thread.on('message', resolve);
    thread.on('error', reject);
    thread.on('exit', () => reject(new Error('The thread that compiles an anonymous block ended without an answer.')));
  });
}
