/**
 * `npm test`: every suite, one after another. One line per suite, the end of the log of a red one, and last `N passed, N failed` for all
 * together. `--only <name>` (again for more) runs some of them.
 */
import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runSuite } from './gates/run-suite.ts';
import { suites } from './gates/suites.ts';

const LINES_OF_A_RED_LOG = 40;
const projectFolder = resolve(import.meta.dirname, '..');
const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } });
const only = values.only?.flatMap((names) => names.split(','));
const unknown = only?.filter((name) => !suites.some((suite) => suite.name === name)) ?? [];
if (unknown.length > 0) {
  console.error(`There is no suite ${unknown.join(', ')}. Suites: ${suites.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

let [passed, failed] = [0, 0];
for (const suite of suites) {
  if (only && !only.includes(suite.name)) continue;
  const result = await runSuite(suite, projectFolder);
  passed += result.passed;
  failed += result.failed;
  const mark = result.failed > 0 ? 'RED ' : result.passed > 0 ? 'ok  ' : 'skip';
  const skipped = result.skipped > 0 ? `, ${result.skipped} skipped` : '';
  const seconds = `${(result.milliseconds / 1000).toFixed(1)} s`;
  const problem = result.problem === undefined ? '' : ` (${result.problem})`;
  console.log(
    `${mark} ${suite.name.padEnd(12)} ${seconds.padStart(8)}  ${result.passed} passed / ${result.failed} failed${skipped}${problem}`
  );
  if (result.failed > 0) {
    const lines = readFileSync(result.log, 'utf8').trimEnd().split('\n');
    for (const line of lines.slice(-LINES_OF_A_RED_LOG)) console.log(`     | ${line}`);
    console.log(`     | whole log: ${relative(projectFolder, result.log)}`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
