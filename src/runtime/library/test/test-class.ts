/** System.Test. Source: Apex Reference, "Test Class". What is not declared (setMock, setFixedSearchResults …) is not emulated. */
import type { PlatformClass } from '../../../apex/platform/platform-class.ts';
import { currentContext, type ExecutionContext } from '../../execution/context.ts';
import { resumeLimits, suspendLimits } from '../../execution/limits.ts';
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
}

/** Asynchronous work would run here; the local org has none yet, and Apex that asks for it does not compile. */
function stopTest(): void {
  const context = currentContext();
  const test = testOf(context);
  if (!test.started || test.stopped) raise('FinalException', 'Testing was not started');
  test.stopped = true;
  resumeLimits(context);
}

export const testClass: PlatformClass = {
  name: 'System.Test',
  kind: 'class',
  members: {
    'static Boolean isRunningTest()': () => currentContext().test !== null,
    'static void startTest()': startTest,
    'static void stopTest()': stopTest
  }
};
