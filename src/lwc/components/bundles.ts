// Finds the component bundles of the package: `force-app/**/lwc/<name>/`.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface Bundle {
  /** `stewardAge`; other bundles import it as `c/stewardAge`. */
  readonly name: string;
  readonly folder: string;
  /** The TypeScript source. */
  readonly source: string;
  /** What is deployed: the JavaScript beside it. */
  readonly output: string;
  /** Every file of the bundle by name, tests left out. */
  readonly files: readonly string[];
  /** JavaScript files that no TypeScript file stands behind. */
  readonly orphans: readonly string[];
}

const SKIPPED = new Set(['node_modules', '__tests__', '__mocks__']);

/** Bundles in alphabetical order. A name used twice is an error: the platform has one namespace for all folders. */
export function findBundles(packageFolder: string): Bundle[] {
  const bundles = lwcFolders(packageFolder).flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !SKIPPED.has(entry.name))
      .map((entry) => readBundle(join(folder, entry.name), entry.name))
  );
  bundles.sort((left, right) => (left.name < right.name ? -1 : 1));
  bundles.forEach((bundle, at) => {
    const next = bundles[at + 1];
    if (next?.name === bundle.name) {
      throw new Error(`Two component bundles are named ${bundle.name}: ${bundle.folder} and ${next.folder}.`);
    }
  });
  return bundles;
}

function readBundle(folder: string, name: string): Bundle {
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .sort();
  if (!files.includes(`${name}.ts`)) {
    throw new Error(`The component bundle ${folder} has no ${name}.ts.`);
  }
  return {
    name,
    folder,
    source: join(folder, `${name}.ts`),
    output: join(folder, `${name}.js`),
    files,
    orphans: files
      .filter((file) => file.endsWith('.js') && !files.includes(file.replace(/\.js$/, '.ts')))
      .map((file) => join(folder, file))
  };
}

function lwcFolders(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !SKIPPED.has(entry.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.name === 'lwc' ? [path] : lwcFolders(path);
    });
}
