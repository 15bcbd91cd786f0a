/** Runs one Apex test method in a transaction of its own that is always rolled back. */
import { AUTOMATED_PROCESS_USERNAME, type RunningUser } from '../../database/index.ts';
import { callStaticMethod, findStaticMethods, hasAnnotation } from './call-method.ts';
import { resetLimits, usedLimits, type LimitCounts } from './limits.ts';
import { deliverAllEventsOfTest, deliverEventsOfTest } from './run-event-triggers.ts';
import { runJobsOfTest } from './run-test-jobs.ts';
import { runTransaction, type ApexHost, type Outcome, type TransactionOptions } from './run-transaction.ts';

export interface TestMethodRun {
  readonly outcome: Outcome<null>;
  /** Used by the test method itself, without @TestSetup. */
  readonly limits: LimitCounts;
  readonly milliseconds: number;
}

/**
 * @TestSetup methods run first, in the same database transaction (the platform runs them once per class and rolls back to their end
 * after each test; running them per test has the same effect). Static fields and limits start over between setup and test.
 */
export function runTestMethod(host: ApexHost, user: RunningUser, className: string, methodName: string): TestMethodRun {
  const { program } = host;
  const [test] = findStaticMethods(program, className, methodName);
  if (!test) throw new Error(`The program has no test method ${className}.${methodName}.`);
  let limits: LimitCounts = { queries: 0, queryRows: 0, dmlStatements: 0, dmlRows: 0 };
  const started = performance.now();
  const automatedProcess = (): RunningUser => host.findUser(AUTOMATED_PROCESS_USERNAME);
  const testEvents: TransactionOptions['testEvents'] = {
    deliver: (context) => {
      deliverEventsOfTest(context, automatedProcess());
    },
    deliverAll: (context) => {
      deliverAllEventsOfTest(context, automatedProcess());
    }
  };
  const outcome = runTransaction(host, { user, test: true, runTestJobs: runJobsOfTest, testEvents }, (context) => {
    const setups = test.info.methods.filter((method) => hasAnnotation(method, 'testsetup'));
    for (const method of setups) callStaticMethod(program, { info: test.info, method }, []);
    runJobsOfTest(context);
    program.resetStatics();
    context.state.clear();
    resetLimits(context);
    if (context.test) Object.assign(context.test, { started: false, stopped: false });
    try {
      callStaticMethod(program, test, []);
    } finally {
      limits = usedLimits(context);
    }
    // Jobs outside of startTest and stopTest run after the method (observed in public test logs).
    runJobsOfTest(context);
    return null;
  });
  return { outcome, limits, milliseconds: performance.now() - started };
}
