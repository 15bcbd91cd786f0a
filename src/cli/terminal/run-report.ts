/** A run in words and numbers, as operations reads it. */
import type { RunReport } from '../../sync/index.ts';
import { countRows, table } from './table.ts';

/** @param hasJobs whether the org itself tries rows again that wait there */
export function runReportText(report: RunReport, hasJobs = true): string {
  const seconds = report.milliseconds / 1000;
  const lines = [
    `Run ${report.run}`,
    table([
      ['received', report.received],
      ...countRows(report.outcomes),
      ['unreadable lines', report.unreadable.length]
    ])
  ];
  if (report.reasons.size > 0) lines.push('Exceptions by reason', table(countRows(report.reasons)));
  lines.push(balanceSentence(report));
  lines.push(
    `${report.calls} API calls, ${report.retries} retries, ${report.racesResolved} races resolved, ` +
      `${seconds.toFixed(1)} s, ${Math.round(report.received / Math.max(seconds, 0.001))} rows/s`
  );
  for (const line of report.unreadable.slice(0, 10)) lines.push(`  line ${line.line}: ${line.message}`);
  if (report.unreadable.length > 10) lines.push(`  … and ${report.unreadable.length - 10} more unreadable lines`);
  if (report.waiting.length > 0) {
    lines.push(
      hasJobs
        ? `OPEN: ${report.waiting.length} rows wait in the org for a lock or a limit. The org tries them again by itself; nothing needs to be ` +
            `sent. GET …/runs/${encodeURIComponent(report.run)} says when the run is closed.`
        : `OPEN: ${report.waiting.length} rows wait in the org for a lock, and no job of the org tries them again: the next feed of the lane does, ` +
            'or this one once more.'
    );
  }
  if (report.stopped !== null) {
    lines.push(
      `STOPPED: ${report.stopped}`,
      `${report.undelivered.length} rows were not delivered. Send the same feed again when the cause is gone: rows that arrived ` +
        'come back as UNCHANGED, STALE or the same exception.'
    );
  }
  return lines.join('\n');
}

function balanceSentence(report: RunReport): string {
  const parts = [...report.outcomes.values(), report.unreadable.length];
  const sum = parts.reduce((total, count) => total + count, 0);
  return report.balanced
    ? `Balanced: ${report.received} received = ${sum} accounted for (every row has exactly one outcome).`
    : `NOT BALANCED: ${report.received} received, ${sum} accounted for, ${report.undelivered.length} not delivered, ${report.waiting.length} waiting.`;
}

/** The same for programs. */
export function runReportJson(report: RunReport): string {
  return JSON.stringify({
    ...report,
    outcomes: Object.fromEntries(report.outcomes),
    reasons: Object.fromEntries(report.reasons)
  });
}
