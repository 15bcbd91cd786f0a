/** System.EventBus and the classes of the namespace EventBus. Source: Apex Reference, classes of the same names. */
import type { PlatformClass } from '../../../apex/platform/platform-class.ts';
import type { SaveResult, SObject } from '../../../database/index.ts';
import { currentContext, type ExecutionContext } from '../../execution/context.ts';
import {
  countImmediatePublish,
  countTestEvents,
  eventDelivery,
  immediatePublishes,
  type EventDelivery
} from '../../execution/event-delivery.ts';
import { checkBeforeDml, limitsOf } from '../../execution/limits.ts';
import { ApexException, ApexList, raise } from '../../values/index.ts';
import { recordsOf } from '../database/dml.ts';
import { OperationResult } from '../database/results.ts';

/** Messages that one test method may publish (Platform Events Developer Guide, "Event and Event Bus Properties in Test Context"). */
const TEST_LIMIT = 500;

/** The bus that `Test.getEventBus` answers. */
export class TestBroker {}

/** Never throws for an event that cannot be published: its result says why. */
function publish(records: readonly SObject[]): OperationResult[] {
  const context = currentContext();
  const [stranger] = records.filter(({ describe }) => describe.kind !== 'platformEvent');
  if (stranger)
    raise('UnexpectedException', `EventBus.publish takes platform events only, not ${stranger.describe.name}.`);
  if (records.length === 0) return [];
  const results = new Map<SObject, SaveResult>();
  const immediate = records.filter(({ describe }) => describe.publishBehavior === 'PublishImmediately');
  const afterCommit = records.filter(({ describe }) => describe.publishBehavior !== 'PublishImmediately');
  if (immediate.length > 0) checkImmediate(context);
  if (afterCommit.length > 0) checkBeforeDml(context, 0);
  const statements = context.transaction.usage.dmlStatements;
  for (const run of runsOfOneType([...immediate, ...afterCommit]))
    publishRun(context, run).forEach((result, index) => {
      const record = run[index];
      if (record) results.set(record, result);
    });
  // "Each method execution is counted as one DML statement", however many kinds of events.
  context.transaction.usage.dmlStatements = statements + (afterCommit.length > 0 ? 1 : 0);
  return records.map((record) => {
    const result = results.get(record);
    if (!result) throw new Error('A published event has no result.');
    return new OperationResult('Database.SaveResult', result);
  });
}

function checkImmediate(context: ExecutionContext): void {
  const limit = limitsOf(context).publishImmediateDml;
  if (immediatePublishes(context) >= limit)
    throw new ApexException('System.LimitException', `Too many immediate publish statements: ${limit + 1}`);
  countImmediatePublish(context);
}

function publishRun(context: ExecutionContext, records: readonly SObject[]): SaveResult[] {
  if (context.test && countTestEvents(context, records.length) > TEST_LIMIT) {
    const error = {
      statusCode: 'LIMIT_EXCEEDED',
      message: `A test publishes ${TEST_LIMIT} events at most.`,
      fields: []
    };
    return records.map(() => ({ id: null, success: false, created: false, errors: [error] }));
  }
  return context.transaction.save({
    operation: 'insert',
    records,
    allOrNone: false,
    // Whether user mode of Apex asks for Create on the event could not be verified; the APIs do.
    accessMode: 'system'
  });
}

function runsOfOneType(records: readonly SObject[]): SObject[][] {
  const runs: SObject[][] = [];
  for (const record of records) {
    const last = runs.at(-1);
    if (last?.[0]?.describe === record.describe) last.push(record);
    else runs.push([record]);
  }
  return runs;
}

function operationId(value: unknown): string | null {
  if (!(value instanceof OperationResult)) return null;
  return value.result.errors.find(({ statusCode }) => statusCode === 'OPERATION_ENQUEUED')?.message ?? null;
}

export const eventClasses: readonly PlatformClass[] = [
  {
    name: 'System.EventBus',
    kind: 'class',
    members: {
      'static Database.SaveResult publish(SObject event)': (event: unknown) => publish(recordsOf(event))[0],
      'static List<Database.SaveResult> publish(List<SObject> events)': (events: unknown) =>
        new ApexList('Database.SaveResult', publish(recordsOf(events))),
      'static String getOperationId(Object result)': operationId
    }
  },
  {
    name: 'EventBus.TriggerContext',
    kind: 'class',
    members: {
      'static EventBus.TriggerContext currentContext()': () => eventDelivery(currentContext()),
      'Integer retries': { get: (self: EventDelivery) => self.retries },
      'String lastError': { get: (self: EventDelivery) => self.lastError },
      'String getResumeCheckpoint()': (self: EventDelivery) => self.checkpoint,
      'void setResumeCheckpoint(String resumeReplayId)': (self: EventDelivery, replayId: string | null) => {
        // "An invalid replay ID is one that isn't in the current batch of events in Trigger.new."
        if (!self.setCheckpoint(replayId))
          raise('EventBus.InvalidReplayIdException', `No event of this batch has the replay ID ${replayId}.`);
      }
    }
  },
  {
    name: 'EventBus.TestBroker',
    kind: 'class',
    members: {
      'void deliver()': () => {
        currentContext().testEvents?.deliver();
      },
      'void fail()': () => {
        currentContext().transaction.events?.withdraw();
      }
    },
    isInstance: (value) => value instanceof TestBroker
  }
];
