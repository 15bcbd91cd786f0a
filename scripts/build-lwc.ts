/** Compiles the Lightning web components beside their sources, which is what a deploy sends; `--check` only tells whether that was done. */
import { join } from 'node:path';
import { buildComponents, ComponentBuildError } from '../src/lwc/index.ts';

const check = process.argv.includes('--check');
try {
  const result = buildComponents({ check, packageFolder: join(import.meta.dirname, '..', 'force-app') });
  const changes = `${result.written.length} written, ${result.deleted.length} deleted`;
  console.log(`${result.components} components, ${check ? 'all up to date' : changes}.`);
} catch (error) {
  if (!(error instanceof ComponentBuildError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
