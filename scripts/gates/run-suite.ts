/** Runs one suite as a process of its own, with its output in a log file, and counts its checks. */
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { countJest, countJunit, countSummary, NOTHING, type Counts } from './count-results.ts';
import type { Suite } from './suites.ts';

export interface SuiteResult extends Counts {
  readonly name: string;
  readonly log: string;
  readonly milliseconds: number;
  /** Why the suite is red when its counts do not say it. */
  readonly problem?: string;
}

/** @param command the process to start in the project folder, for tests; by default the suite's npm script */
export async function runSuite(
  suite: Suite,
  projectFolder: string,
  command: readonly [string, ...string[]] = ['npm', 'run', '--silent', suite.script, '--', ...(suite.parameters ?? [])]
): Promise<SuiteResult> {
  const reports = join(projectFolder, 'reports');
  mkdirSync(reports, { recursive: true });
  const log = join(reports, `${suite.name}.log`);
  const report = typeof suite.count === 'string' ? null : join(reports, suite.count.file);
  // A report of an earlier run must not be counted for this one.
  if (report) rmSync(report, { force: true });
  const started = Date.now();
  const { exitCode, timedOut } = await runLogged(command, projectFolder, log, suite.minutes * 60_000);
  const counts = countChecks(suite, exitCode, readFileSync(log, 'utf8'), report);
  return { name: suite.name, log, milliseconds: Date.now() - started, ...judge(counts, exitCode, timedOut, suite) };
}

function countChecks(suite: Suite, exitCode: number, output: string, report: string | null): Counts {
  if (suite.count === 'exit') return { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 };
  if (suite.count === 'summary') return countSummary(output);
  if (!report || !existsSync(report)) return NOTHING;
  const text = readFileSync(report, 'utf8');
  return suite.count.kind === 'junit' ? countJunit(text) : countJest(text);
}

/** Red that the counts hide becomes one failed check: a crash after the last test, a suite that ran nothing, a limit reached. */
function judge(counts: Counts, exitCode: number, timedOut: boolean, suite: Suite): Counts & { problem?: string } {
  const hidden = (problem: string) => ({ ...counts, failed: Math.max(counts.failed, 1), problem });
  if (timedOut) return hidden(`stopped after ${suite.minutes} minutes`);
  if (counts.failed > 0) return counts;
  if (exitCode !== 0) return hidden(`ended with exit code ${exitCode}`);
  if (counts.passed === 0 && counts.skipped === 0) return hidden('ran no test');
  return counts;
}

async function runLogged(
  [program, ...parameters]: readonly [string, ...string[]],
  projectFolder: string,
  log: string,
  limit: number
): Promise<{ exitCode: number; timedOut: boolean }> {
  const output = createWriteStream(log);
  const path = [join(projectFolder, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter);
  // A process group of its own, so that a suite that hangs is stopped with everything that it started.
  const child = spawn(program, parameters, {
    cwd: projectFolder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH: path, NO_COLOR: '1', FORCE_COLOR: undefined }
  });
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    stopGroup(child.pid);
  }, limit);
  const interrupted = (signal: NodeJS.Signals): void => {
    stopGroup(child.pid);
    console.error(`stopped by ${signal}`);
    process.exitCode = 1;
    child.once('close', () => process.exit());
  };
  for (const signal of SIGNALS) process.on(signal, interrupted);
  const exitCode = await new Promise<number>((resolve) => {
    child.on('error', (error) => {
      output.write(`${error.message}\n`);
      resolve(127);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
  for (const signal of SIGNALS) process.off(signal, interrupted);
  clearTimeout(timer);
  await new Promise((resolve) => output.end(resolve));
  return { exitCode, timedOut };
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const MILLISECONDS_TO_END = 5000;

/** Asks the whole process group to end, so that a suite can stop its database, and makes it end if it does not. */
function stopGroup(group: number | undefined): void {
  if (group === undefined) return;
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(-group, name);
    } catch (error) {
      // ESRCH: the group has ended by itself.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  };
  signal('SIGTERM');
  setTimeout(() => signal('SIGKILL'), MILLISECONDS_TO_END).unref();
}
