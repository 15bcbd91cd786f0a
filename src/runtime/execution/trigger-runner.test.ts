import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SObject, type TriggerInvocation } from '../../database/index.ts';
import type { LoadedTrigger } from '../program/program.ts';
import { putField, raise } from '../values/index.ts';
import { currentContext, withContext } from './context.ts';
import { contact, fakeContext, FakeTransaction } from './fixtures/fake-context.ts';
import { createTriggerRunner } from './trigger-runner.ts';

function trigger(name: string, events: readonly string[], run: () => void): LoadedTrigger {
  return { name, object: 'Contact', events, run };
}

function invocation(
  operation: TriggerInvocation['operation'],
  more: Partial<TriggerInvocation> = {}
): TriggerInvocation {
  return { object: 'Contact', operation, newRecords: [new SObject(contact)], oldRecords: [], ...more };
}

function run(triggers: readonly LoadedTrigger[], called: TriggerInvocation): void {
  withContext(fakeContext(new FakeTransaction()), () => createTriggerRunner({ triggers }).run(called));
}

describe('createTriggerRunner', () => {
  it('runs the triggers of the event in the order of their names', () => {
    const ran: string[] = [];
    const triggers = ['Beta', 'Alpha', 'Gamma'].map((name) => trigger(name, ['before insert'], () => ran.push(name)));
    triggers.push(trigger('Other', ['after insert'], () => ran.push('Other')));
    run(triggers, invocation('BEFORE_INSERT'));
    assert.deepEqual(ran, ['Alpha', 'Beta', 'Gamma']);
    const runner = createTriggerRunner({ triggers });
    assert.equal(runner.hasTriggers('contact', 'AFTER_INSERT'), true);
    assert.equal(runner.hasTriggers('Contact', 'AFTER_UPDATE'), false);
  });

  it('lets a before trigger change Trigger.new and an after trigger not', () => {
    const change = trigger('Change', ['before update', 'after update'], () => {
      for (const record of currentContext().triggers.at(-1)?.newRecords ?? []) putField(record, 'Email', 'a@b.c');
    });
    const before = invocation('BEFORE_UPDATE');
    run([change], before);
    assert.equal(before.newRecords[0]?.fields.get('Email'), 'a@b.c');
    const after = invocation('AFTER_UPDATE');
    run([change], after);
    assert.match(
      after.newRecords[0]?.errors[0]?.message ?? '',
      /caused by: System.FinalException: Record is read-only/
    );
    assert.equal(after.newRecords[0]?.readOnly, false, 'the record can be changed again when the trigger is over');
  });

  it('fails every record of the save when the trigger throws, and names trigger and event', () => {
    const failing = trigger('ContactTrigger', ['before insert'], () => raise('TypeException', 'no'));
    const called = invocation('BEFORE_INSERT', { newRecords: [new SObject(contact), new SObject(contact)] });
    run([failing], called);
    for (const record of called.newRecords) {
      assert.equal(record.errors[0]?.statusCode, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY');
      assert.match(
        record.errors[0]?.message ?? '',
        /^ContactTrigger: execution of BeforeInsert\n\ncaused by: System.TypeException: no/
      );
    }
  });

  it('lets limits and faults of the local org through', () => {
    const limit = trigger('Limit', ['before insert'], () => raise('LimitException', 'Too many SOQL queries: 101'));
    assert.throws(() => run([limit], invocation('BEFORE_INSERT')), /LimitException/);
    const fault = trigger('Fault', ['before insert'], () => {
      throw new RangeError('bug');
    });
    assert.throws(() => run([fault], invocation('BEFORE_INSERT')), RangeError);
  });

  it('stops triggers that start each other at a depth of 16', () => {
    let depth = 0;
    const again: LoadedTrigger = trigger('Again', ['after update'], () => {
      depth++;
      const inner = invocation('AFTER_UPDATE');
      createTriggerRunner({ triggers: [again] }).run(inner);
      const message = inner.newRecords[0]?.errors[0]?.message;
      if (message) raise('DmlException', message);
    });
    const outermost = invocation('AFTER_UPDATE');
    run([again], outermost);
    assert.equal(depth, 16);
    assert.match(outermost.newRecords[0]?.errors[0]?.message ?? '', /Maximum trigger depth exceeded Contact/);
  });
});
