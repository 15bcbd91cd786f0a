/** Runs the Java tools that npm `@salesforce/code-analyzer-pmd-engine` ships as jars: apex-ls and PMD. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const engine = createRequire(import.meta.url).resolve('@salesforce/code-analyzer-pmd-engine');
const CLASS_PATH = join(dirname(engine), 'java-lib', '*');

export interface JavaRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function hasJava(): boolean {
  return spawnSync('java', ['-version']).status === 0;
}

export function runJava(mainClass: string, ...parameters: string[]): JavaRun {
  const { status, stdout, stderr, error } = spawnSync('java', ['-cp', CLASS_PATH, mainClass, ...parameters], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024
  });
  if (error) throw error;
  return { status, stdout, stderr };
}
