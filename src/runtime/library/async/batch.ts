/** Database.Batchable and its kin, Database.executeBatch. Sources: Apex Developer Guide, "Using Batch Apex"; Apex Reference, "Batchable Interface". */
import type { PlatformClass, PlatformMembers } from '../../../apex/platform/platform-class.ts';
import { asynchronousRun, noteEnqueued } from '../../execution/asynchronous.ts';
import { currentContext } from '../../execution/context.ts';
import { classInfoOf, raise } from '../../values/index.ts';
import { callUserMethod } from '../language/user-methods.ts';
import { implementing } from './implementing.ts';
import { writeGraph } from './object-graph.ts';

/** Apex Developer Guide, "Using Batch Apex": rows in a chunk when executeBatch does not say. */
const DEFAULT_SCOPE = 200;

export class BatchJobContext {
  readonly jobId: string;

  constructor(jobId: string) {
    this.jobId = jobId;
  }
}

/** Observed in public reports; a test runs one chunk, and no job that another one starts. */
export const ONE_CHUNK_IN_TESTS =
  'No more than one executeBatch can be called from within a test method. Please make sure the iterable returned from your start ' +
  'method matches the batch size, resulting in one executeBatch invocation.';

function executeBatch(value: unknown, scope: number | null): string {
  const context = currentContext();
  const batch = implementing(value, 'Database.Batchable');
  const run = asynchronousRun(context);
  if (run?.kind === 'batchStart' || run?.kind === 'batchExecute')
    raise(
      'AsyncException',
      'Database.executeBatch cannot be called from a batch start, batch execute, or future method.'
    );
  if (run?.kind === 'batchFinish' && context.test) raise('UnexpectedException', ONE_CHUNK_IN_TESTS);
  if (scope === null || scope < 1)
    raise('IllegalArgumentException', 'The scope of a batch job must be a positive number.');
  const { batches } = context.transaction;
  if (!batches) throw new Error('This transaction cannot start batch jobs.');
  const id = batches.enqueue({
    userId: context.user.id,
    username: context.user.username,
    state: writeGraph(batch),
    stateful: (classInfoOf(batch)?.supertypes ?? []).some((type) => type.toLowerCase() === 'database.stateful'),
    scope,
    now: context.clock.now()
  });
  // The platform's text is not documented; the limit is (Apex Developer Guide, "Batch Apex Limitations").
  if (id === null) return raise('AsyncException', 'The flex queue holds 100 batch jobs already.');
  noteEnqueued(context, { kind: 'batch', id, user: context.user });
  return id;
}

export const executeBatchMembers: PlatformMembers = {
  'static Id executeBatch(Object batchable)': (batch: unknown) => executeBatch(batch, DEFAULT_SCOPE),
  'static Id executeBatch(Object batchable, Integer scope)': executeBatch
};

export const batchClasses: readonly PlatformClass[] = [
  {
    name: 'Database.Batchable',
    kind: 'interface',
    typeParameters: ['T'],
    members: {
      // `start` may also answer a Database.QueryLocator: the compiler knows (declarations/checks/overrides.ts).
      'Iterable<T> start(Database.BatchableContext context)': (self: unknown, context: unknown) =>
        callUserMethod(self, 'start', context),
      'void execute(Database.BatchableContext context, List<T> scope)': (
        self: unknown,
        context: unknown,
        scope: unknown
      ) => callUserMethod(self, 'execute', context, scope),
      'void finish(Database.BatchableContext context)': (self: unknown, context: unknown) =>
        callUserMethod(self, 'finish', context)
    }
  },
  { name: 'Database.Stateful', kind: 'interface', members: {} },
  {
    name: 'Database.BatchableContext',
    kind: 'interface',
    members: {
      'Id getJobId()': (self: unknown) =>
        self instanceof BatchJobContext ? self.jobId : callUserMethod(self, 'getJobId'),
      // The chunk's own AsyncApexJob, which the local org does not keep.
      'Id getChildJobId()': (self: unknown) =>
        self instanceof BatchJobContext ? null : callUserMethod(self, 'getChildJobId')
    },
    isInstance: (value) => value instanceof BatchJobContext
  }
];
