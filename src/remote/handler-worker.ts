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
  type ApexHost,
  type LoadedProgram
} from '../runtime/index.ts';
import type { HandlerReply, HandlerTask, OrgIdentity } from './handler-tasks.ts';
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

function perform(host: ApexHost, task: HandlerTask): HandlerReply {
  const user = host.findUser('');
  if (task.kind === 'rest') return { kind: 'answer', ...callRest(host, user, task.request) };
  const [method] = findStaticMethods(host.program, 'SyncRetryJob', 'handleDue');
  if (!method) throw new Error('The package has no SyncRetryJob.handleDue.');
  const outcome = runTransaction(host, { user }, () => callStaticMethod(host.program, method, [task.lane]) as number);
  if (outcome.kind === 'value') return { kind: 'handled', rows: outcome.value };
  return { kind: 'failed', message: outcome.exception.toString(), isTransient: false };
}

function start(): void {
  const port = parentPort;
  if (!port) throw new Error('handler-worker.ts runs as a worker thread only.');
  const data = workerData as HandlerWorkerData;
  const host = createHost(data, loadProgram(data.program, data.schema));
  port.on('message', (task: HandlerTask) => {
    try {
      port.postMessage(perform(host, task));
    } catch (error) {
      if (!(error instanceof OrgCallFailed)) throw error;
      const { message, isTransient } = error;
      port.postMessage({ kind: 'failed', message, isTransient } satisfies HandlerReply);
    }
  });
}

start();
