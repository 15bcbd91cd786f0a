// Emits the JavaScript of every component beside its TypeScript, or refuses what is stale.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { findBundles } from './bundles.ts';
import { checkTypes } from './check-types.ts';
import { compileComponent } from './compile.ts';

export interface BuildOptions {
  /** Write nothing; fail when a `.js` is missing, stale or an orphan. This is what a deploy asks first. */
  readonly check?: boolean;
  /** The package directory; `force-app` of the working folder by default. */
  readonly packageFolder?: string;
}

export interface BuildResult {
  readonly components: number;
  readonly written: readonly string[];
  readonly deleted: readonly string[];
}

/** Everything that is wrong with the components, not just the first. */
export class ComponentBuildError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ComponentBuildError';
    this.problems = problems;
  }
}

/**
 * Compiles every bundle of the package. Whether a `.js` is current is decided by compiling again and comparing the text, which takes
 * milliseconds a file: neither a file time nor a manifest can be out of step with the sources.
 */
export function buildComponents(options: BuildOptions = {}): BuildResult {
  const packageFolder = resolve(options.packageFolder ?? 'force-app');
  const bundles = findBundles(packageFolder);
  const problems: string[] = [];
  const compiled = new Map<string, string>();
  for (const bundle of bundles) {
    for (const file of bundle.files.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))) {
      const path = resolve(bundle.folder, file);
      try {
        compiled.set(path.replace(/\.ts$/, '.js'), compileComponent(readFileSync(path, 'utf8'), path));
      } catch (error) {
        problems.push(error instanceof Error ? error.message : String(error));
      }
    }
  }
  // A file that does not parse would be reported a second time by the checker.
  problems.push(...(problems.length === 0 ? checkTypes(packageFolder, bundles) : []));
  const outdated = [...compiled].filter(([path, text]) => !existsSync(path) || readFileSync(path, 'utf8') !== text);
  const orphans = bundles.flatMap((bundle) => bundle.orphans);
  if (options.check) {
    problems.push(
      ...outdated.map(([path]) =>
        existsSync(path)
          ? `${path} was not made from the present TypeScript: build the components.`
          : `${path} is missing: build the components.`
      ),
      ...orphans.map((path) => `${path} has no TypeScript source: build the components to delete it.`)
    );
  }
  if (problems.length > 0) {
    throw new ComponentBuildError(problems);
  }
  if (options.check) {
    return { components: bundles.length, written: [], deleted: [] };
  }
  for (const [path, text] of outdated) {
    writeFileSync(path, text);
  }
  for (const path of orphans) {
    rmSync(path);
  }
  return { components: bundles.length, written: outdated.map(([path]) => path), deleted: orphans };
}
