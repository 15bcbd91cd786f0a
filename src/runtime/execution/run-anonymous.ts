/** Runs an anonymous block in a transaction of its own. Source: Apex Developer Guide, "Anonymous Blocks": committed when it ends, rolled back when it throws. */
import type { AnonymousUnit } from '../../apex/linkage.ts';
import type { RunningUser } from '../../database/index.ts';
import { setDebugSink, type DebugLine } from '../library/language/system/debug-log.ts';
import { runAnonymousUnit } from '../loader/index.ts';
import { apexFrames } from '../values/exceptions/stack.ts';
import { runTransaction, type ApexHost } from './run-transaction.ts';

/** A System.debug with the line that called it; 0 when no Apex line is known. */
export interface LoggedLine extends DebugLine {
  readonly line: number;
}

export interface AnonymousRun {
  readonly debug: readonly LoggedLine[];
  /** What ended the block, and where. */
  readonly exception: {
    /** `System.DmlException: …` */
    readonly message: string;
    readonly stackTrace: string;
    readonly line: number;
  } | null;
}

/** Bound of what is kept of a log. Source: Salesforce Help, "Debug Log Details": a debug log is 20 MB at most. */
const MAXIMUM_CHARACTERS = 20 * 1024 * 1024;

export function runAnonymous(host: ApexHost, user: RunningUser, unit: AnonymousUnit): AnonymousRun {
  const debug: LoggedLine[] = [];
  let characters = 0;
  setDebugSink((line) => {
    characters += line.text.length;
    if (characters <= MAXIMUM_CHARACTERS) debug.push({ ...line, line: apexFrames(new Error())[0]?.line ?? 0 });
  });
  try {
    const outcome = runTransaction(host, { user }, ({ program }) => {
      runAnonymousUnit(program, unit);
    });
    if (outcome.kind === 'value') return { debug, exception: null };
    const { exception } = outcome;
    const message = exception.toString();
    const line = apexFrames(exception).at(-1)?.line ?? 1;
    return { debug, exception: { message, stackTrace: exception.getstacktracestring(), line } };
  } finally {
    setDebugSink(null);
  }
}
