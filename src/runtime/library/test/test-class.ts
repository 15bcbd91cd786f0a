/** System.Test. Source: Apex Reference, "Test Class". What is not declared (setMock, setFixedSearchResults …) is not emulated. */
import type { PlatformClass } from '../../../apex/platform/platform-class.ts';
import { currentContext, type ExecutionContext } from '../../execution/context.ts';
import { resumeEnqueuedJobs, suspendEnqueuedJobs } from '../../execution/asynchronous.ts';
import { resumeLimits, suspendLimits } from '../../execution/limits.ts';
import { TestBroker } from '../events/event-bus.ts';
import { raise } from '../../values/index.ts';

function testOf(context: ExecutionContext): NonNullable<ExecutionContext['test']> {
  return context.test ?? raise('TypeException', 'Test methods can only be called in a test.');
}

function startTest(): void {
  const context = currentContext();
  const test = testOf(context);
  if (test.started) raise('FinalException', 'Testing already started');
  test.started = true;
  suspendLimits(context);
  suspendEnqueuedJobs(context);
}

/** Runs the queueable jobs since startTest and delivers platform events; the exception of one is the test's (observed in public test logs). */
function stopTest(): void {
  const context = currentContext();
  const test = testOf(context);
  if (!test.started || test.stopped) raise('FinalException', 'Testing was not started');
  test.stopped = true;
  try {
    context.runTestJobs?.();
    context.testEvents?.deliverAll();
  } finally {
    resumeLimits(context);
    resumeEnqueuedJobs(context);
  }
}

export const testClass: PlatformClass = {
  name: 'System.Test',
  kind: 'class',
  members: {
    'static Boolean isRunningTest()': () => currentContext().test !== null,
    'static EventBus.TestBroker getEventBus()': () => {
      testOf(currentContext());
      return new TestBroker();
    },
    'static void startTest()': startTest,
    'static void stopTest()': stopTest
  }
};
