/** apex-ls and PMD over force-app: any finding fails. Needs Java 11 or later; without it the check is skipped, but never in CI. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { apexFiles, apexLsFindings, pmdFindings, unexplainedSuppressions } from './gates/apex-findings.ts';
import { hasJava } from './gates/java.ts';

const projectFolder = resolve(import.meta.dirname, '..');
if (hasJava()) {
  const files = apexFiles(projectFolder);
  const findings = [
    ...apexLsFindings(projectFolder),
    ...pmdFindings(projectFolder, join(projectFolder, 'config', 'pmd-ruleset.xml')),
    ...files.flatMap((file) => unexplainedSuppressions(file, readFileSync(join(projectFolder, file), 'utf8')))
  ];
  for (const { file, line, rule, message } of findings) console.log(`${file}:${line} ${rule}: ${message}`);
  const faulty = new Set(findings.map(({ file }) => file)).size;
  console.log(`${Math.max(0, files.length - faulty)} passed, ${faulty} failed`);
  if (findings.length > 0) process.exitCode = 1;
} else if (process.env['CI']) {
  console.error('Java is missing: apex-ls and PMD cannot run. Install Java 11 or later.');
  process.exitCode = 1;
} else {
  console.log('skipped: Java is missing, so apex-ls and PMD did not run. Install Java 11 or later to run them.');
}
