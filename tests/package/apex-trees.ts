/** Syntax trees of the package for the checks that read its code; all test files of a run read each source once. */
import { CompilationCache } from '../../src/apex/program/cache.ts';
import { parseSource, type ParsedSource, type SourceText } from '../../src/apex/program/parse-source.ts';
import { sharedCompiledFolder } from '../../src/database/fixtures/data-folder.ts';

const folder = sharedCompiledFolder();
const cache = folder === null ? null : new CompilationCache(folder);

export function treeOf(source: SourceText): ParsedSource {
  return cache ? cache.treeOf(source) : parseSource(source);
}
