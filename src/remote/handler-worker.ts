/** The thread that runs the package's Apex against an org: one task at a time, its queries and saves over REST. */
import { parentPort, workerData } from 'node:worker_threads';
import type { CompiledProgram } from '../apex/linkage.ts';
import { systemClock } from '../base/index.ts';
import { unlimitedRights, type DatabaseUsage, type RunningUser } from '../database/index.ts';
import type { OrgSchema } from '../metadata/index.ts';
import {
  callRest,
  callStaticMethod,
  findStaticMethods,
  loadProgram,
  runTransaction,
  serializeValue,
  type ApexHost,
  type LoadedProgram
} from '../runtime/index.ts';
import type { GuardProgress, HandlerReply, HandlerTask, OrgIdentity } from './handler-tasks.ts';
import { OrgConnection } from './org-connection.ts';
import { RemoteTransaction } from './remote-transaction.ts';
import { BulkShape } from './saving/shapes/bulk.ts';
import { CollectionsShape } from './saving/shapes/collections.ts';
import { CompositeShape } from './saving/shapes/composite.ts';
import type { SaveShape, ShapeName } from './saving/shapes/shape.ts';
import { SingleShape } from './saving/shapes/single.ts';
import { BlockingHttp } from './wire/blocking-http.ts';
import { OrgCallFailed, type WireEnd } from './wire/protocol.ts';

export interface HandlerWorkerData {
  readonly program: CompiledProgram;
  readonly schema: OrgSchema;
  readonly identity: OrgIdentity;
  readonly shape: ShapeName;
  readonly wire: WireEnd;
}

const SHAPES: Readonly<Record<ShapeName, new (org: OrgConnection) => SaveShape>> = {
  single: SingleShape,
  composite: CompositeShape,
  collections: CollectionsShape,
  bulk: BulkShape
};

/** What the user may do, and with which records, is for the org to say at each call. */
function userOf({ userId, username, name, email }: OrgIdentity): RunningUser {
  return {
    id: userId,
    username,
    name,
    email,
    profileId: '',
    access: unlimitedRights,
    hasCustomPermission: () => false,
    field: () => null
  };
}

function createHost({ schema, identity, shape, wire }: HandlerWorkerData, program: LoadedProgram): ApexHost {
  const user = userOf(identity);
  const waits = { networkWaits: 0 };
  const org = new OrgConnection(new BlockingHttp(wire, waits), schema);
  return {
    program,
    schema,
    clock: systemClock,
    organizationId: identity.organizationId,
    begin(runningUser, triggers) {
      waits.networkWaits = 0;
      const usage: DatabaseUsage = {
        queries: 0,
        queryRows: 0,
        dmlStatements: 0,
        dmlRows: 0,
        roundTrips: 0,
        lockWaits: 0,
        get networkWaits() {
          return waits.networkWaits;
        }
      };
      return new RemoteTransaction({ org, user: runningUser, triggers, shape: new SHAPES[shape](org), usage });
    },
    findUser: () => user,
    userOf: () => user
  };
}

function perform(host: ApexHost, task: HandlerTask, tell: (progress: GuardProgress) => void): HandlerReply {
  switch (task.kind) {
    case 'rest':
      return { kind: 'answer', ...callRest(host, host.findUser(''), task.request) };
    case 'handleDue':
      return handleDue(host, task.lane);
    case 'settleRun':
      return inTransaction(host, () => {
        callApex(host.program, 'SyncRunStore', 'forgetLostRows', [task.lane, task.run]);
        return { kind: 'handled', rows: 0 };
      });
    case 'guard':
      return guard(host, task, tell);
  }
}

function handleDue(host: ApexHost, lane: string): HandlerReply {
  const tried = inTransaction(host, () => ({
    kind: 'handled',
    rows: callApex(host.program, 'SyncRetryJob', 'handleDue', [lane]) as number
  }));
  if (tried.kind !== 'failed') return tried;
  // What a finalizer does for a job.
  return inTransaction(host, () => {
    callApex(host.program, 'SyncRetryJob', 'narrowDue', [lane, tried.message]);
    return { kind: 'handled', rows: 1 };
  });
}

/** One part of a fill, as MatchKeyBackfill.Progress says it. */
interface Progress {
  readonly last: string | null;
  readonly visited: number;
  readonly saved: number;
  readonly problems: readonly string[];
}

const RECORDS_A_PART = 2000;

/** Missing keys first, which the package knows how to find; then the triggers over what was saved since the last run. */
function guard(
  host: ApexHost,
  { lane, objects, all }: Extract<HandlerTask, { kind: 'guard' }>,
  tell: (progress: GuardProgress) => void
): HandlerReply {
  let visited = 0;
  let changed = 0;
  const refused: string[] = [];
  for (const name of objects) {
    for (let after: string | null = null, isFirst = true; isFirst || after !== null; isFirst = false) {
      const part = fillKeys(host, name, after);
      if (part === null) break;
      visited += part.visited;
      changed += part.saved;
      tell({ kind: 'progress', step: 'fill', visited, changed });
      refused.push(...part.problems);
      after = part.last;
    }
  }
  const onPage = (seen: number, written: number): void =>
    tell({ kind: 'progress', step: 'compare', visited: seen, changed: written });
  const rest = inTransaction(host, (transaction) => ({
    kind: 'guarded',
    ...transaction.guard(all ? null : lane, objects, onPage)
  }));
  if (rest.kind !== 'guarded') return rest;
  return { kind: 'guarded', changed: changed + rest.changed, refused: [...refused, ...rest.refused] };
}

/** Null for an object without keys. */
function fillKeys(host: ApexHost, objectName: string, after: string | null): Progress | null {
  const outcome = runTransaction(host, { user: host.findUser('') }, () =>
    serializeValue(callApex(host.program, 'MatchKeyBackfill', 'fill', [objectName, after, RECORDS_A_PART]))
  );
  if (outcome.kind === 'value') return JSON.parse(outcome.value) as Progress;
  if (outcome.exception.typeName === 'System.IllegalArgumentException') return null;
  throw new OrgCallFailed(outcome.exception.toString(), false);
}

function inTransaction(host: ApexHost, body: (transaction: RemoteTransaction) => HandlerReply): HandlerReply {
  const outcome = runTransaction(host, { user: host.findUser('') }, ({ transaction }) => {
    if (!(transaction instanceof RemoteTransaction)) throw new Error('The host began another transaction.');
    return body(transaction);
  });
  if (outcome.kind === 'value') return outcome.value;
  return { kind: 'failed', message: outcome.exception.toString(), isTransient: false };
}

function callApex(program: LoadedProgram, className: string, name: string, values: unknown[]): unknown {
  const [method] = findStaticMethods(program, className, name);
  if (!method) throw new Error(`The package has no ${className}.${name}.`);
  return callStaticMethod(program, method, values);
}

/** A fault of ours ends the run like an org that refuses: with a report of what was not delivered. */
function failureOf(error: unknown): HandlerReply {
  if (error instanceof OrgCallFailed) return { kind: 'failed', message: error.message, isTransient: error.isTransient };
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    kind: 'failed',
    message: `A defect of this client stopped it. Please report it: ${text}`,
    isTransient: false
  };
}

function start(): void {
  const port = parentPort;
  if (!port) throw new Error('handler-worker.ts runs as a worker thread only.');
  const data = workerData as HandlerWorkerData;
  const host = createHost(data, loadProgram(data.program, data.schema));
  port.on('message', (task: HandlerTask) => {
    try {
      port.postMessage(perform(host, task, (progress) => port.postMessage(progress)));
    } catch (error) {
      port.postMessage(failureOf(error));
    }
  });
}

start();
