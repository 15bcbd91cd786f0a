/** Plain text of a test run for a terminal: every test with its time, failures with their Apex stack traces, coverage per class. */
import type { ApexTestResult, ApexTestRun, UnitCoverage } from './apex-test-run.ts';

export function textReport(run: ApexTestRun): string {
  const lines: string[] = [];
  let className = '';
  for (const result of run.results) {
    if (result.className !== className) {
      className = result.className;
      lines.push('', className);
    }
    lines.push(testLine(result));
  }
  const failures = run.results.filter((result) => !result.passed);
  if (failures.length > 0) {
    lines.push('', 'Failures');
    failures.forEach((failure, index) => lines.push('', ...failureLines(failure, index + 1)));
  }
  if (run.coverage.length > 0) lines.push('', 'Coverage', ...run.coverage.map(coverageLine));
  lines.push(
    '',
    `${run.passed} passed, ${run.failed} failed, ${run.coveragePercent.toFixed(1)} % of executable lines covered, ` +
      `${(run.milliseconds / 1000).toFixed(1)} s on ${run.workers} ${run.workers === 1 ? 'worker' : 'workers'}`,
    ''
  );
  return lines.join('\n');
}

function testLine(result: ApexTestResult): string {
  const time = `${result.milliseconds.toFixed(0)} ms`.padStart(9);
  return `  ${result.passed ? 'pass' : 'FAIL'} ${time}  ${result.methodName}`;
}

function failureLines(failure: ApexTestResult, number: number): string[] {
  const indent = (text: string) => text.split('\n').map((line) => `     ${line}`);
  return [
    `  ${number}) ${failure.className}.${failure.methodName}${failure.internalFault ? ' (fault of the local org, not of the test)' : ''}`,
    ...indent(failure.message ?? ''),
    ...(failure.stackTrace ? indent(failure.stackTrace) : [])
  ];
}

function coverageLine(unit: UnitCoverage): string {
  const percent = unit.lines === 0 ? 100 : (100 * unit.covered) / unit.lines;
  const missing = unit.uncoveredLines.length === 0 ? '' : `  not run: ${ranges(unit.uncoveredLines)}`;
  return `  ${percent.toFixed(0).padStart(3)} %  ${String(unit.covered).padStart(4)}/${String(unit.lines).padEnd(4)} ${unit.name}${missing}`;
}

/** 3, 4, 5, 9 becomes `3-5, 9`. */
function ranges(lines: readonly number[]): string {
  const parts: string[] = [];
  let start = lines[0] ?? 0;
  let end = start;
  for (const line of [...lines.slice(1), Number.NaN]) {
    if (line === end + 1) {
      end = line;
      continue;
    }
    parts.push(start === end ? `${start}` : `${start}-${end}`);
    start = line;
    end = line;
  }
  return parts.join(', ');
}
