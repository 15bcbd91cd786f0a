/** JUnit XML of a test run, in the shape CI systems read: one suite per Apex class. */
import type { ApexTestResult, ApexTestRun } from './apex-test-run.ts';

export function junitReport(run: ApexTestRun): string {
  const suites = new Map<string, ApexTestResult[]>();
  for (const result of run.results) {
    const suite = suites.get(result.className);
    if (suite) suite.push(result);
    else suites.set(result.className, [result]);
  }
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="apex" tests="${run.results.length}" failures="${run.failed}" time="${seconds(run.milliseconds)}">`
  ];
  for (const [className, results] of suites) {
    const failures = results.filter((result) => !result.passed).length;
    const time = results.reduce((sum, result) => sum + result.milliseconds, 0);
    lines.push(
      `  <testsuite name="${escape(className)}" tests="${results.length}" failures="${failures}" time="${seconds(time)}">`
    );
    for (const result of results) lines.push(...testCase(result));
    lines.push('  </testsuite>');
  }
  lines.push('</testsuites>', '');
  return lines.join('\n');
}

function testCase(result: ApexTestResult): string[] {
  const head = `    <testcase classname="${escape(result.className)}" name="${escape(result.methodName)}" time="${seconds(result.milliseconds)}"`;
  if (result.passed) return [`${head}/>`];
  const kind = result.internalFault ? 'LocalOrgFault' : (result.message?.split(':')[0] ?? 'Failure');
  return [
    `${head}>`,
    `      <failure type="${escape(kind)}" message="${escape(result.message ?? '')}">${escape(result.stackTrace ?? '')}</failure>`,
    '    </testcase>'
  ];
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

/** Characters that XML 1.0 has no way to write are dropped, so that a message with control characters cannot break the file. */
function escape(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;');
}
