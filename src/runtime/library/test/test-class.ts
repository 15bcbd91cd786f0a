/** System.Test. Source: Apex Reference, "Test Class". What is not declared (setMock, setFixedSearchResults …) is not emulated. */
import type { PlatformClass } from '../../../apex/platform/platform-class.ts';
import { parseSoql } from '../../../soql/index.ts';
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

const STANDARD_PRICE_BOOK = parseSoql('SELECT Id FROM Pricebook2 WHERE IsStandard = true LIMIT 1').query;

/** Of no cost: what the database counts for the look-up is taken back. */
function getStandardPricebookId(): string {
  const { transaction } = currentContext();
  if (!STANDARD_PRICE_BOOK) throw new Error('The query of the standard price book does not parse.');
  const before = { ...transaction.usage };
  const [book] = transaction.query(STANDARD_PRICE_BOOK, []).records;
  Object.assign(transaction.usage, { queries: before.queries, queryRows: before.queryRows });
  if (book?.id === undefined || book.id === null) throw new Error('The org has no standard price book.');
  return book.id;
}

export const testClass: PlatformClass = {
  name: 'System.Test',
  kind: 'class',
  members: {
    'static Id getStandardPricebookId()': getStandardPricebookId,
    'static Boolean isRunningTest()': () => currentContext().test !== null,
    'static EventBus.TestBroker getEventBus()': () => {
      testOf(currentContext());
      return new TestBroker();
    },
    'static void startTest()': startTest,
    'static void stopTest()': stopTest
  }
};
