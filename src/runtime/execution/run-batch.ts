/**
 * Runs batch jobs, step by step: start, one execute for each chunk, finish, each a transaction of its own (Apex Developer Guide, "Using Batch
 * Apex"). The end of a step commits with its work, so a step that breaks off has done nothing and may be run again.
 */
import type { BatchStep, RunningUser } from '../../database/index.ts';
import { BatchJobContext, ONE_CHUNK_IN_TESTS } from '../library/async/batch.ts';
import { readGraph, writeGraph } from '../library/async/object-graph.ts';
import { QueryLocator } from '../library/database/query-locator.ts';
import { callUserMethod } from '../library/language/user-methods.ts';
import { iterate } from '../linkage/collections.ts';
import { ApexException, ApexList, raise } from '../values/index.ts';
import { runOfJob, setAsynchronousRun, type AsynchronousRun } from './asynchronous.ts';
import type { ExecutionContext } from './context.ts';
import { changeQueues, contextOfJob, errorOf, guarded, queuesOf, type JobQueues } from './job-transaction.ts';
import { runTransaction, type ApexHost } from './run-transaction.ts';

/** Apex Developer Guide, "Using Batch Apex": with a query locator a chunk has at most so many rows. */
const MOST_LOCATED_ROWS = 2_000;

const KINDS = { start: 'batchStart', execute: 'batchExecute', finish: 'batchFinish' } as const;

/** Runs the next step. A step that is found half-way lost its worker: it counts as failed. Does nothing when the job is gone. */
export function runBatchStep(host: ApexHost, user: RunningUser, jobId: string): void {
  const step = changeQueues(host, user, ({ batches }) => batches.claim(jobId));
  if (!step) return;
  const exception = step.lost
    ? new ApexException('System.UnexpectedException', 'The worker of the job ended unexpectedly.')
    : perform(host, user, step);
  if (exception)
    changeQueues(host, user, (queues, now) => {
      fail(queues, step, exception, now);
    });
}

function perform(host: ApexHost, user: RunningUser, step: BatchStep): ApexException | null {
  const outcome = runTransaction(host, { user }, (context) => {
    setAsynchronousRun(context, runOf(step));
    carryOut(context, step);
  });
  return outcome.kind === 'exception' ? outcome.exception : null;
}

/** Runs all steps in the test's transaction; answers the first exception. More than one chunk is refused. */
export function runBatchOfTest(context: ExecutionContext, jobId: string): ApexException | null {
  const queues = queuesOf(context);
  let first: ApexException | null = null;
  for (let step = queues.batches.claim(jobId); step; step = queues.batches.claim(jobId)) {
    const present = step;
    const inner = contextOfJob(context, runOf(present));
    const exception = guarded(inner, () => {
      if (present.step === 'execute' && present.chunks > 1) raise('UnexpectedException', ONE_CHUNK_IN_TESTS);
      carryOut(inner, present);
    });
    if (!exception) continue;
    first ??= exception;
    fail(queues, present, exception, context.clock.now());
  }
  return first;
}

function runOf({ id, step }: BatchStep): AsynchronousRun {
  return runOfJob(KINDS[step], id);
}

/** A failed chunk fails alone; without start or finish the job has failed. */
function fail({ batches }: JobQueues, step: BatchStep, exception: ApexException, now: number): void {
  const error = errorOf(exception);
  if (step.step === 'execute') batches.chunkEnded(step, step.state, error);
  else batches.end(step.id, now, error);
}

function carryOut(context: ExecutionContext, step: BatchStep): void {
  const batch = readGraph(step.state, context.program);
  const batchContext = new BatchJobContext(step.id);
  const { batches } = queuesOf(context);
  // Without Database.Stateful every step begins with the fields that executeBatch was given.
  const state = (): string => (step.stateful ? writeGraph(batch) : step.state);
  switch (step.step) {
    case 'start': {
      const rows = callUserMethod(batch, 'start', batchContext);
      const { query, chunks, scope } = storeRows(context, step, rows);
      batches.started(step.id, { query, chunks, scope, state: state() });
      return;
    }
    case 'execute':
      callUserMethod(batch, 'execute', batchContext, chunkOf(context, step));
      batches.chunkEnded(step, state(), null);
      return;
    case 'finish':
      callUserMethod(batch, 'finish', batchContext);
      batches.end(step.id, context.clock.now(), null);
  }
}

interface StoredRows {
  readonly query: string | null;
  readonly chunks: number;
  readonly scope: number;
}

function storeRows(context: ExecutionContext, step: BatchStep, rows: unknown): StoredRows {
  // The platform's message, as public reports show it.
  if (rows === null) return raise('UnexpectedException', 'Start did not return a valid iterable object.');
  if (rows instanceof QueryLocator) {
    const scope = Math.min(step.scope, MOST_LOCATED_ROWS);
    const count = rows.locate(context).store(step.id);
    return { query: rows.serialize(), chunks: Math.ceil(count / scope), scope };
  }
  const { batches } = queuesOf(context);
  let chunks = 0;
  let items: unknown[] = [];
  const store = (): void => {
    batches.storeItems(step.id, chunks++, writeGraph(new ApexList('Object', items)));
    items = [];
  };
  for (const item of iterate(rows)) if (items.push(item) === step.scope) store();
  if (items.length > 0) store();
  return { query: null, chunks, scope: step.scope };
}

function chunkOf(context: ExecutionContext, step: BatchStep): ApexList {
  const { batches } = queuesOf(context);
  if (step.query === null) return readGraph(batches.itemsOf(step), context.program) as ApexList;
  const locator = QueryLocator.deserialize(step.query, context.program);
  return new ApexList(locator.query.from, locator.locate(context).read(batches.rowsOf(step)));
}
