/**
 * The log of an anonymous block: the lines of the level DEBUG in the category Apex code. Source: Salesforce Help, "Debug Log Details" (header,
 * `time (nanoseconds)|event|…`, USER_DEBUG with the line in brackets).
 */
import type { AnonymousRun } from '../../runtime/index.ts';

export interface LoggedBlock {
  readonly source: string;
  readonly apiVersion: string;
  readonly username: string;
  readonly now: Date;
  /** Null when the block did not compile: nothing ran. */
  readonly run: AnonymousRun | null;
}

/** Lower levels are not logged at DEBUG. */
const SILENT_LEVELS: ReadonlySet<string> = new Set(['NONE', 'INTERNAL', 'FINEST', 'FINER', 'FINE']);

export function debugLog({ source, apiVersion, username, now, run }: LoggedBlock): string {
  const lines = [`${apiVersion} APEX_CODE,DEBUG`];
  for (const line of source.replace(/\r?\n$/, '').split(/\r?\n/)) lines.push(`Execute Anonymous: ${line}`);
  const time = `${now.toISOString().slice(11, 22)} (0)`;
  const event = (...words: string[]): void => void lines.push([time, ...words].join('|'));
  event('USER_INFO', '[EXTERNAL]', username, 'GMT');
  if (!run) return lines.join('\n');
  event('EXECUTION_STARTED');
  event('CODE_UNIT_STARTED', '[EXTERNAL]', 'execute_anonymous_apex');
  for (const { level, text, line } of run.debug) {
    if (!SILENT_LEVELS.has(level)) event('USER_DEBUG', `[${line}]`, level, text);
  }
  if (run.exception) {
    event('EXCEPTION_THROWN', `[${run.exception.line}]`, run.exception.message);
    event('FATAL_ERROR', `${run.exception.message}\n\n${run.exception.stackTrace}`);
  }
  event('CODE_UNIT_FINISHED', 'execute_anonymous_apex');
  event('EXECUTION_FINISHED');
  return lines.join('\n');
}
