/** What apex-ls and PMD find in force-app, and whether every suppression in the Apex says why it is there. */
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { runJava } from './java.ts';

export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly message: string;
}

interface ApexLsReport {
  readonly files: readonly {
    readonly path: string;
    readonly messages: readonly {
      readonly start: { readonly line: number };
      readonly category: string;
      readonly message: string;
    }[];
  }[];
}

interface PmdReport {
  readonly violations: readonly {
    readonly rule: string;
    readonly message: string;
    readonly codeLocation: { readonly file: string; readonly startLine: number };
  }[];
  readonly processingErrors: readonly { readonly file: string; readonly message: string }[];
}

export function apexFiles(projectFolder: string): string[] {
  return globSync('force-app/**/*.{cls,trigger}', { cwd: projectFolder }).sort();
}

/** Names, types and references over the whole project, by a checker that is not ours. */
export function apexLsFindings(projectFolder: string): Finding[] {
  const run = runJava(
    'io.github.apexdevtools.apexls.CheckForIssues',
    ...['--workspace', projectFolder, '--format', 'json', '--detail', 'warnings', '--nocache']
  );
  let report: ApexLsReport;
  try {
    report = JSON.parse(run.stdout) as unknown as ApexLsReport;
  } catch {
    throw new Error(`apex-ls gave no report (exit code ${run.status}):\n${run.stdout}\n${run.stderr}`);
  }
  return report.files.flatMap(({ path, messages }) =>
    messages.map(({ start, category, message }) => ({
      file: relative(projectFolder, path),
      line: start.line,
      rule: `apex-ls ${category}`,
      message
    }))
  );
}

export function pmdFindings(projectFolder: string, ruleset: string): Finding[] {
  const folder = mkdtempSync(join(tmpdir(), 'pmd-'));
  try {
    const input = join(folder, 'input.json');
    const output = join(folder, 'output.json');
    const filesToScan = apexFiles(projectFolder).map((file) => join(projectFolder, file));
    writeFileSync(input, JSON.stringify({ ruleSetInputFile: ruleset, runDataPerLanguage: { apex: { filesToScan } } }));
    const run = runJava('com.salesforce.sfca.pmdwrapper.PmdWrapper', 'run', input, output);
    if (run.status !== 0) throw new Error(`PMD ended with exit code ${run.status}:\n${run.stdout}\n${run.stderr}`);
    const report = JSON.parse(readFileSync(output, 'utf8')) as unknown as PmdReport;
    return [
      ...report.processingErrors.map(({ file, message }) => ({
        file: relative(projectFolder, file),
        line: 0,
        rule: 'PMD could not read',
        message
      })),
      ...report.violations.map(({ rule, message, codeLocation }) => ({
        file: relative(projectFolder, codeLocation.file),
        line: codeLocation.startLine,
        rule: `PMD ${rule}`,
        message
      }))
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A suppression needs its reason in a comment on the same line or on the line above. */
export function unexplainedSuppressions(file: string, source: string): Finding[] {
  const lines = source.split('\n');
  return lines.flatMap((text, index) => {
    const suppression = /@SuppressWarnings\s*\([^)]*\)|\bNOPMD\b/i.exec(text);
    if (!suppression) return [];
    const rest = text.slice(suppression.index + suppression[0].length);
    const beside = suppression[0].startsWith('@') ? /\/[/*].*\w{3,}/ : /\w{3,}/;
    const above = /^\s*(\/\/|\*|\/\*).*\w{3,}/;
    const explained = beside.test(rest) || above.test(lines[index - 1] ?? '');
    return explained
      ? []
      : [{ file, line: index + 1, rule: 'suppression', message: `${suppression[0]} does not say why` }];
  });
}
