/**
 * Writes src/metadata/types/metadata-types.json, the element and enum lists that the metadata loader checks files against, from npm
 * `@salesforce/types` (made by Salesforce from its WSDL). Run again when that package is updated; `--check` only compares.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { collectMetadataTypes } from './gates/metadata-types.ts';

const require = createRequire(import.meta.url);
const declarations = (name: string): string =>
  readFileSync(require.resolve(`@salesforce/types/${name}`).replace(/\.js$/, '.d.ts'), 'utf8');
const target = join(import.meta.dirname, '..', 'src', 'metadata', 'types', 'metadata-types.json');
const text = await format(collectMetadataTypes(declarations('metadata'), declarations('tooling')), {
  ...(await resolveConfig(target)),
  filepath: target
});
if (!process.argv.includes('--check')) {
  writeFileSync(target, text);
} else if (readFileSync(target, 'utf8') !== text) {
  console.error(`${target} is not what @salesforce/types declares: run scripts/build-metadata-types.ts`);
  process.exitCode = 1;
}
