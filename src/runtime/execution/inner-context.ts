/** A transaction that runs inside a test's transaction: a job, or a trigger on a platform event. */
import { ENTRY_POINT, type ExecutionContext } from './context.ts';
import { resetLimits } from './limits.ts';

/** The test's transaction with state and limits of its own. The database asks the test's context who the user is, so both must agree. */
export function innerContext(outer: ExecutionContext, prepare: (inner: ExecutionContext) => void): ExecutionContext {
  const context: ExecutionContext = {
    ...outer,
    get user() {
      return outer.user;
    },
    set user(user) {
      outer.user = user;
    },
    triggers: [],
    restCall: null,
    startedAt: performance.now(),
    readOnly: false,
    ...ENTRY_POINT,
    state: new Map()
  };
  prepare(context);
  resetLimits(context);
  return context;
}
