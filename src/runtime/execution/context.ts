/**
 * What one transaction carries while it runs. A worker runs one transaction at a time (Apex is synchronous), so the present one is a
 * module variable: library functions ask for it instead of passing it through every emitted call.
 */
import type { Clock } from '../../base/index.ts';
import type { RunningUser, SObject, Transaction, TriggerOperation } from '../../database/index.ts';
import type { OrgSchema } from '../../metadata/index.ts';
import type { LoadedProgram } from '../program/program.ts';

/** `Trigger.new` and friends of the innermost running trigger. */
export interface TriggerFrame {
  readonly object: string;
  readonly operation: TriggerOperation;
  readonly newRecords: readonly SObject[];
  readonly oldRecords: readonly SObject[];
}

/** `RestContext.request` and `.response`, before they become Apex objects. */
export interface RestCall {
  readonly method: string;
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
  readonly remoteAddress: string;
  /** `urlMapping` of the class that answers, with `/services/apexrest` in front. */
  readonly resourcePath: string;
}

export interface ExecutionContext {
  readonly program: LoadedProgram;
  readonly transaction: Transaction;
  readonly schema: OrgSchema;
  readonly organizationId: string;
  /** The running user. The database's transaction asks for it too, so `System.runAs` swaps it for a block by assigning here. */
  user: RunningUser;
  /** A User record as a running user, with its permissions. */
  readonly userOf: (record: SObject) => RunningUser;
  /** In a test: runs the jobs that it enqueued. Set here because the library must not import what runs transactions. */
  readonly runTestJobs?: () => void;
  /** In a test: brings its platform events to their triggers. */
  readonly testEvents?: { deliver(): void; deliverAll(): void };
  readonly clock: Clock;
  readonly triggers: TriggerFrame[];
  /** The state of `Test`: null outside tests. */
  readonly test: { started: boolean; stopped: boolean } | null;
  readonly restCall: RestCall | null;
  /** `performance.now()` at the start, for CPU time in `Limits`. */
  readonly startedAt: number;
  /** Set while an `@AuraEnabled(cacheable=true)` method runs: DML is refused. */
  readOnly: boolean;
  /** Whether record access counts in system mode: the sharing of the class whose code runs. Emitted code keeps it (`enter`, `leave`). */
  sharing: boolean;
  /**
   * Mode of database operations that name none: user mode in classes of API version 67.0 or later, and the local org accepts no older ones
   * (salesforce-facts, "The version trap"); system mode in the statements of a trigger itself.
   */
  defaultMode: 'user' | 'system';
  /** Per-transaction state of library classes, by their own key (a symbol), e.g. limits before Test.startTest. */
  readonly state: Map<symbol, unknown>;
}

/**
 * Where a transaction begins: a class with `inherited sharing` that is an entry point (Apex REST, Aura, an invocable action, a job, a test)
 * runs with sharing (Apex Developer Guide, "Use the with sharing, without sharing, and inherited sharing Keywords").
 */
export const ENTRY_POINT: Pick<ExecutionContext, 'sharing' | 'defaultMode'> = { sharing: true, defaultMode: 'user' };

/**
 * Runs the body of a trigger: without sharing, its own statements in system mode; classes that it calls enter their own sharing, and those with
 * `inherited sharing` keep the trigger's. Source: as above; release notes of Summer '26, "Triggers always run in system mode".
 */
export function asTriggerBody(context: ExecutionContext, body: () => void): void {
  const { sharing, defaultMode } = context;
  context.sharing = false;
  context.defaultMode = 'user';
  try {
    body();
  } finally {
    context.sharing = sharing;
    context.defaultMode = defaultMode;
  }
}

let current: ExecutionContext | null = null;

/** Code of a class with a sharing of its own begins; answers what `leaveClass` needs. Null without a transaction (in tests of the compiler). */
export function enterClass(sharing: boolean): boolean | null {
  if (!current) return null;
  const outer = current.sharing;
  current.sharing = sharing;
  return outer;
}

export function leaveClass(outer: boolean | null): void {
  if (current && outer !== null) current.sharing = outer;
}

/** A call of `Database` in a trigger, which may name no mode. */
export function callInSystemMode<T>(call: () => T): T {
  const context = currentContext();
  const outer = context.defaultMode;
  context.defaultMode = 'system';
  try {
    return call();
  } finally {
    context.defaultMode = outer;
  }
}

export function currentContext(): ExecutionContext {
  if (!current) throw new Error('No transaction is running in this worker.');
  return current;
}

/** Runs `body` with `context` as the current one, and puts back what was there (nothing, or the caller's). */
export function withContext<T>(context: ExecutionContext, body: () => T): T {
  const outer = current;
  current = context;
  try {
    return body();
  } finally {
    current = outer;
  }
}
