/**
 * Keeps syntax trees (by the content of their file, when it has no problems) and whole programs (by the content of everything they depend
 * on). Parsing costs the most, four fifths of a compilation: the parser builds its tables while it reads.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApexSource, OrgSchema } from '../../metadata/index.ts';
import type { PlatformClass } from '../platform/platform-class.ts';
import type { Compilation } from './compile-program.ts';
import { parseSource, type ParsedSource, type SourceText } from './parse-source.ts';

export class CompilationCache {
  readonly #folder: string;
  readonly #compiler = compilerVersion();

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  programKey(
    sources: readonly ApexSource[],
    schema: OrgSchema,
    platform: readonly PlatformClass[],
    coverage: boolean
  ): string {
    const signatures = platform.map(({ members, ...declaration }) => {
      const writable = Object.entries(members).map(([signature, member]) => [
        signature,
        typeof member !== 'function' && member.set !== undefined
      ]);
      return { ...declaration, writable };
    });
    const objects = [...schema.objects.values()].map((object) => ({
      ...object,
      fields: [...object.fields.values()],
      childRelationships: [...object.childRelationships.values()]
    }));
    return digest(this.#compiler, JSON.stringify([sources, objects, signatures, coverage]));
  }

  readProgram(key: string): Compilation | null {
    return this.#read(`program-${key}.json`);
  }

  writeProgram(key: string, compilation: Compilation): void {
    this.#write(`program-${key}.json`, compilation);
  }

  /** Problems name their file, so that only trees without any are kept: those are the same wherever the file lies, in a project or in a deploy. */
  treeOf(source: SourceText): ParsedSource {
    const name = `tree-${digest(this.#compiler, source.kind, source.source)}.json`;
    const known = this.#read<ParsedSource>(name);
    if (known) return known;
    const parsed = parseSource(source);
    if (parsed.diagnostics.length === 0) this.#write(name, parsed);
    return parsed;
  }

  /** A file that is missing or was cut off counts as not there. */
  #read<Value>(name: string): Value | null {
    try {
      return JSON.parse(readFileSync(join(this.#folder, name), 'utf8')) as Value;
    } catch {
      return null;
    }
  }

  /** Written beside and renamed: other processes, and threads of this one, may read and write the same at the same time. */
  #write(name: string, value: unknown): void {
    const path = join(this.#folder, name);
    const temporary = `${path}.${randomUUID()}`;
    writeFileSync(temporary, JSON.stringify(value));
    renameSync(temporary, path);
  }
}

function digest(...texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text).update('\0');
  return hash.digest('hex').slice(0, 32);
}

/** The compiler's own files, and those of the floors it imports, belong to the key: what an older compiler made must not be used. */
function compilerVersion(): string {
  const texts: string[] = [];
  for (const floor of ['apex', 'base', 'metadata', 'soql']) {
    const root = join(import.meta.dirname, '..', '..', floor);
    const files = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
    for (const file of files) texts.push(readFileSync(file, 'utf8'));
  }
  return digest(...texts);
}
