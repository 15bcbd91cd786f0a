/** Runs the deployed triggers of an object when the database's order of save comes to them. */
import type { SObject, TriggerInvocation, TriggerOperation, TriggerRunner } from '../../database/index.ts';
import { apexExceptionOf } from '../linkage/thrown.ts';
import type { LoadedProgram, LoadedTrigger } from '../program/program.ts';
import type { ApexException } from '../values/index.ts';
import { asTriggerBody, currentContext } from './context.ts';
import { MAXIMUM_TRIGGER_DEPTH } from './limits.ts';

/** `AfterUpdate`, as messages of failed triggers write the event. */
const EVENT_NAMES: Record<TriggerOperation, string> = {
  BEFORE_INSERT: 'BeforeInsert',
  BEFORE_UPDATE: 'BeforeUpdate',
  BEFORE_DELETE: 'BeforeDelete',
  AFTER_INSERT: 'AfterInsert',
  AFTER_UPDATE: 'AfterUpdate',
  AFTER_DELETE: 'AfterDelete',
  AFTER_UNDELETE: 'AfterUndelete'
};

export function createTriggerRunner(program: Pick<LoadedProgram, 'triggers'>): TriggerRunner {
  const byEvent = new Map<string, LoadedTrigger[]>();
  for (const trigger of program.triggers) {
    for (const event of trigger.events) {
      const key = keyOf(trigger.object, event.replace(' ', '_'));
      const triggers = byEvent.get(key);
      if (triggers) triggers.push(trigger);
      else byEvent.set(key, [trigger]);
    }
  }
  // The platform promises no order among triggers of one event; the local org takes the names' so that runs repeat.
  for (const triggers of byEvent.values()) triggers.sort((left, right) => (left.name < right.name ? -1 : 1));
  return {
    hasTriggers: (object, operation) => byEvent.has(keyOf(object, operation)),
    run(invocation) {
      for (const trigger of byEvent.get(keyOf(invocation.object, invocation.operation)) ?? [])
        runTrigger(trigger, invocation);
    }
  };
}

function keyOf(object: string, operation: string): string {
  return `${object} ${operation}`.toLowerCase();
}

function runTrigger(trigger: LoadedTrigger, invocation: TriggerInvocation): void {
  const { object, operation, newRecords, oldRecords } = invocation;
  const context = currentContext();
  const { triggers } = context;
  if (triggers.length >= MAXIMUM_TRIGGER_DEPTH) {
    fail(invocation, `Maximum trigger depth exceeded ${object} trigger event ${EVENT_NAMES[operation]}`);
    return;
  }
  // Trigger.old never changes, Trigger.new only before the save (Apex Developer Guide, "Considerations for Context Variables").
  const locked = lock([...oldRecords, ...(operation.startsWith('AFTER') ? newRecords : [])]);
  triggers.push({ object, operation, newRecords, oldRecords });
  try {
    asTriggerBody(context, () => trigger.run());
  } catch (thrown) {
    const exception = apexExceptionOf(thrown);
    // A limit ends the transaction, and a bug of ours is no error of a row.
    if (!exception || exception.typeName === 'System.LimitException') throw thrown;
    fail(invocation, failureText(trigger, operation, exception));
  } finally {
    triggers.pop();
    for (const record of locked) record.readOnly = false;
  }
}

function lock(records: readonly SObject[]): SObject[] {
  const locked = records.filter((record) => !record.readOnly);
  for (const record of locked) record.readOnly = true;
  return locked;
}

/** Form of CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY errors, as public logs of failed triggers show it. */
function failureText(trigger: LoadedTrigger, operation: TriggerOperation, exception: ApexException): string {
  const event = EVENT_NAMES[operation];
  return (
    `${trigger.name}: execution of ${event}\n\n` +
    `caused by: ${exception.toString()}\n\n${exception.getstacktracestring()}`
  );
}

/** An uncaught exception of a trigger fails every record that it was given. */
function fail({ operation, newRecords, oldRecords }: TriggerInvocation, message: string): void {
  const records = operation === 'BEFORE_DELETE' || operation === 'AFTER_DELETE' ? oldRecords : newRecords;
  for (const record of records)
    record.errors.push({ message, fields: [], statusCode: 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY' });
}
