/** Which thrown JavaScript values are exceptions of Apex. */
import { ApexException, isCatchable } from '../values/index.ts';

/**
 * The Apex exception that a thrown value stands for; null for a bug of ours or a stop from outside. An endless recursion is Apex's own
 * mistake (Apex Developer Guide, "Execution Governors and Limits": stack depth), though JavaScript's stack decides when.
 */
export function apexExceptionOf(thrown: unknown): ApexException | null {
  if (thrown instanceof ApexException) return thrown;
  if (thrown instanceof RangeError && thrown.message === 'Maximum call stack size exceeded') {
    const exception = new ApexException('System.LimitException', 'Maximum stack depth reached: 1001');
    if (thrown.stack !== undefined) exception.stack = thrown.stack;
    return exception;
  }
  return null;
}

/** What a catch clause of Apex may see. */
export function caughtByApex(thrown: unknown): object | null {
  return thrown instanceof ApexException && isCatchable(thrown.typeName) ? thrown : null;
}
