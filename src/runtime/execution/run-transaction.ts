/** One transaction of Apex: a body runs in a fresh context and is committed, or rolled back when Apex throws. */
import type { Clock } from '../../base/index.ts';
import type { RunningUser, SObject, Transaction, TriggerRunner } from '../../database/index.ts';
import type { OrgSchema } from '../../metadata/index.ts';
import { apexExceptionOf } from '../linkage/thrown.ts';
import type { LoadedProgram } from '../program/program.ts';
import type { ApexException } from '../values/index.ts';
import { ENTRY_POINT, withContext, type ExecutionContext, type RestCall } from './context.ts';
import { notePublished } from './event-delivery.ts';
import { createTriggerRunner } from './trigger-runner.ts';

/** What a worker offers to the Apex that it runs. One connection, so one transaction at a time. */
export interface ApexHost {
  readonly program: LoadedProgram;
  readonly schema: OrgSchema;
  readonly clock: Clock;
  readonly organizationId: string;
  /** Begins a transaction. `user` speaks for whoever runs at the time it is asked, because System.runAs changes that. */
  begin(user: RunningUser, triggers: TriggerRunner): Transaction;
  /** The user who signed in with this name. */
  findUser(username: string): RunningUser;
  /** A User record as a running user, for System.runAs. */
  userOf(record: SObject): RunningUser;
}

export interface TransactionOptions {
  readonly user: RunningUser;
  /** A test method: `Test` works, and whatever happens is rolled back. */
  readonly test?: boolean;
  readonly restCall?: RestCall;
  /** In a test: runs the jobs that it enqueued. */
  readonly runTestJobs?: (context: ExecutionContext) => void;
  /** In a test: brings its platform events to their triggers. */
  readonly testEvents?: {
    deliver(context: ExecutionContext): void;
    deliverAll(context: ExecutionContext): void;
  };
}

/** A value, or the Apex exception that ended the transaction. A fault of ours is thrown as it is. */
export type Outcome<T> =
  { readonly kind: 'value'; readonly value: T } | { readonly kind: 'exception'; readonly exception: ApexException };

export function runTransaction<T>(
  host: ApexHost,
  options: TransactionOptions,
  body: (context: ExecutionContext) => T
): Outcome<T> {
  const { program, schema, clock, organizationId } = host;
  program.activate();
  // The context is made below: the transaction asks for its user only when it is used.
  const transaction = host.begin(
    presentUser(() => context.user),
    createTriggerRunner(program)
  );
  const context: ExecutionContext = {
    program,
    transaction,
    schema,
    organizationId,
    user: options.user,
    userOf: (record) => host.userOf(record),
    ...(options.runTestJobs ? { runTestJobs: () => options.runTestJobs?.(context) } : {}),
    ...testEventsOf(() => context, options.testEvents),
    clock,
    triggers: [],
    test: options.test ? { started: false, stopped: false } : null,
    restCall: options.restCall ?? null,
    startedAt: performance.now(),
    readOnly: false,
    ...ENTRY_POINT,
    state: new Map()
  };
  let open = true;
  try {
    const value = withContext(context, () => body(context));
    if (!options.test) {
      // Whatever a commit answers, the transaction is over.
      open = false;
      transaction.commit();
    }
    return { kind: 'value', value };
  } catch (thrown) {
    const exception = apexExceptionOf(thrown);
    if (!exception) throw thrown;
    return { kind: 'exception', exception };
  } finally {
    if (open) transaction.rollback();
    if (transaction.published && !options.test) notePublished();
    program.resetStatics();
  }
}

function testEventsOf(
  context: () => ExecutionContext,
  events: TransactionOptions['testEvents']
): Pick<ExecutionContext, 'testEvents'> {
  if (!events) return {};
  return { testEvents: { deliver: () => events.deliver(context()), deliverAll: () => events.deliverAll(context()) } };
}

/** A running user that is whoever `user` says at the time of asking. */
function presentUser(user: () => RunningUser): RunningUser {
  return {
    get id() {
      return user().id;
    },
    get username() {
      return user().username;
    },
    get name() {
      return user().name;
    },
    get email() {
      return user().email;
    },
    get profileId() {
      return user().profileId;
    },
    get access() {
      return user().access;
    },
    hasCustomPermission: (name) => user().hasCustomPermission(name),
    field: (name) => user().field(name)
  };
}
