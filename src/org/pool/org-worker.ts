/** A worker of the local org: one thread, one connection, one transaction at a time. */
import { parentPort, workerData } from 'node:worker_threads';

import type { CompiledProgram } from '../../apex/linkage.ts';
import { systemClock } from '../../base/index.ts';
import type { DoorPort, RunningUser } from '../../database/index.ts';
import { EventBus, JobQueue, openConnection, SqlError, type SqlConnection } from '../../database/index.ts';
import type { OrgSchema } from '../../metadata/index.ts';
import { ApiException, DUPLICATE_RULE_HEADER, parseDuplicateRuleHeader } from '../../protocol/index.ts';
import type { ApexHost, KeepFinalizer } from '../../runtime/index.ts';
import {
  callAura,
  callRest,
  createApexHost,
  deliverEvents,
  loadProgram,
  runAnonymous,
  runBatchStep,
  runQueueable,
  runScheduled,
  runTransaction,
  takeEnqueuedNotice,
  takePublishedNotice
} from '../../runtime/index.ts';
import { requireApi, requireAuthorApex } from '../rest/access-errors.ts';
import { answerAction, isActionRequest } from '../rest/actions.ts';
import { saveChunk } from '../bulk/save-chunk.ts';
import { answerRest } from '../rest/router.ts';
import type { RestRequest, RestResponse } from '../rest/request.ts';
import type { OrgAnswer, OrgTask } from './tasks.ts';
import type { WorkerMessage } from './worker-pool.ts';

export interface OrgWorkerData {
  readonly program: CompiledProgram;
  readonly schema: OrgSchema;
  readonly connectionString: string;
  readonly door: DoorPort;
  readonly lockTimeout: number;
}

const NOTHING: OrgAnswer = { status: 204, headers: {}, body: '' };
const JSON_HEADERS = { 'content-type': 'application/json;charset=UTF-8' };

/** Ends a REST transaction without committing it: the answer is an error, nothing of the call may stay. */
class RolledBack extends Error {
  readonly response: RestResponse;

  constructor(response: RestResponse) {
    super('The call failed and is rolled back.');
    this.response = response;
  }
}

function perform(host: ApexHost, task: OrgTask, keepFinalizer: KeepFinalizer): OrgAnswer {
  const answer = carryOut(host, task, keepFinalizer);
  return {
    ...answer,
    ...(takeEnqueuedNotice() ? { enqueuedJob: true } : {}),
    ...(takePublishedNotice() ? { publishedEvents: true } : {})
  };
}

function carryOut(host: ApexHost, task: OrgTask, keepFinalizer: KeepFinalizer): OrgAnswer {
  const user = host.findUser(task.username);
  switch (task.kind) {
    case 'apexrest':
      return withApi(user, () => callRest(host, user, task.request));
    case 'aura': {
      const answer = callAura(host, user, task.className, task.method, task.parameters);
      return answer.status === 200 ? { ...answer, body: `{"returnValue":${answer.body}}` } : answer;
    }
    case 'rest':
      return withApi(user, () =>
        isActionRequest(task.request)
          ? toAnswer(answerAction(host, user, task.request))
          : toAnswer(runRest(host, user.username, task.request))
      );
    case 'anonymous':
      return withApi(user, () => {
        requireAuthorApex(user);
        return toAnswer({ status: 200, body: runAnonymous(host, user, task.unit) });
      });
    case 'events': {
      const delivery = deliverEvents(host, task.topic, (text) => {
        process.stderr.write(`local org: ${text}\n`);
      });
      return { status: 204, headers: {}, body: '', delivery };
    }
    case 'ingest':
      saveChunk(host, user.username, task.chunk);
      return NOTHING;
    case 'queueable':
      runQueueable(host, user, task.jobId, keepFinalizer);
      return NOTHING;
    case 'batch':
      runBatchStep(host, user, task.jobId);
      return NOTHING;
    case 'scheduled':
      runScheduled(host, user, task.jobId);
      return NOTHING;
  }
}

function withApi(user: RunningUser, body: () => OrgAnswer): OrgAnswer {
  try {
    requireApi(user);
    return body();
  } catch (error) {
    if (!(error instanceof ApiException)) throw error;
    return toAnswer({ status: error.status, body: error.errors });
  }
}

function runRest(host: ApexHost, username: string, request: RestRequest): RestResponse {
  try {
    const outcome = runTransaction(host, { user: host.findUser(username) }, (context) => {
      const response = answerRest(request, {
        transaction: context.transaction,
        schema: context.schema,
        user: context.user,
        duplicateRuleHeader: parseDuplicateRuleHeader(request.headers.get(DUPLICATE_RULE_HEADER))
      });
      if (response.status >= 300) throw new RolledBack(response);
      return response;
    });
    if (outcome.kind === 'value') return outcome.value;
    // A trigger threw out of a call that does not catch per row; the platform names it like this.
    return {
      status: 400,
      body: [{ errorCode: 'CANNOT_EXECUTE_TRIGGER', message: outcome.exception.toString() }]
    };
  } catch (error) {
    if (error instanceof RolledBack) return error.response;
    throw error;
  }
}

function toAnswer(response: RestResponse): OrgAnswer {
  return {
    status: response.status,
    headers: { ...JSON_HEADERS, ...response.headers },
    body: response.body === undefined ? '' : JSON.stringify(response.body)
  };
}

function start(): void {
  const port = parentPort;
  if (!port) throw new Error('org-worker.ts runs as a worker thread only.');
  const post = (message: WorkerMessage<OrgAnswer>): void => port.postMessage(message);
  const { program, schema, connectionString, door, lockTimeout } = workerData as OrgWorkerData;
  const connection = openConnection(connectionString, { door, lockTimeout });
  // Opened when first needed: for what must be kept although the transaction is open and may be rolled back.
  let opened: SqlConnection | null = null;
  const beside = (): SqlConnection => (opened ??= openConnection(connectionString, { lockTimeout }));
  const keepFinalizer: KeepFinalizer = (jobId, finalizer) => {
    new JobQueue(beside(), schema).keepFinalizer(jobId, finalizer);
  };
  const host = createApexHost({
    program: loadProgram(program, schema),
    schema,
    clock: systemClock,
    connection,
    publishImmediately: (messages) => {
      new EventBus(beside(), schema).publish(messages);
    }
  });
  port.on('message', (task: OrgTask) => {
    try {
      post({ kind: 'answer', answer: perform(host, task, keepFinalizer) });
    } catch (error) {
      // Without its connection a worker can do nothing more: it ends with it, and the pool starts another one.
      if (isLostConnection(error)) throw error;
      const fault = error instanceof Error ? error : new Error(String(error));
      post({ kind: 'failure', message: fault.message, stack: fault.stack ?? '' });
    }
  });
  post({ kind: 'ready' });
}

/** PostgreSQL, "Error Codes": class 08 is the connection, 57P01 to 57P03 a server that ended or refuses it. */
function isLostConnection(error: unknown): boolean {
  return error instanceof SqlError && /^(08|57P0[1-3])/.test(error.sqlState);
}

start();
