/** Apex sources -> the program that the run time loads, with every diagnostic of every file. */
import { DiagnosticBag, type Diagnostic } from '../../base/index.ts';
import type { ApexSource, OrgSchema } from '../../metadata/index.ts';
import { declarationProblems, syntaxProblems } from '../diagnostics/index.ts';
import type { AnonymousUnit, CompiledProgram, CompiledUnit } from '../linkage.ts';
import { UnitContext } from '../lowering/context.ts';
import {
  checkSupertypes,
  lowerAnonymousUnit,
  lowerClassUnit,
  lowerTriggerUnit
} from '../lowering/declarations/index.ts';
import { PlatformLibrary } from '../platform/library.ts';
import type { PlatformClass } from '../platform/platform-class.ts';
import { parseAnonymous, type TriggerDeclaration, type TypeDeclaration } from '../syntax/index.ts';
import { declareProgram, type ProgramSymbols } from '../types/index.ts';
import { CompilationCache } from './cache.ts';
import { parseSource } from './parse-source.ts';

export interface CompileOptions {
  /** Code that tells the run time which lines it runs. */
  readonly coverage: boolean;
  /** Folder for syntax trees and compiled programs of earlier runs, by content; made when it is not there. Absent: no cache. */
  readonly cacheFolder?: string;
}

export interface Compilation {
  /** Of no use when there are errors. */
  readonly program: CompiledProgram;
  readonly diagnostics: readonly Diagnostic[];
}

interface ParsedClass {
  readonly source: ApexSource;
  readonly declaration: TypeDeclaration;
}

interface ParsedTrigger {
  readonly source: ApexSource;
  readonly declaration: TriggerDeclaration;
}

export function compileProgram(
  sources: readonly ApexSource[],
  schema: OrgSchema,
  platform: readonly PlatformClass[],
  options: CompileOptions
): Compilation {
  const cache = options.cacheFolder === undefined ? null : new CompilationCache(options.cacheFolder);
  const key = cache?.programKey(sources, schema, platform, options.coverage);
  const cached = key === undefined ? null : cache?.readProgram(key);
  if (cached) return cached;
  const compilation = compile(sources, schema, platform, options, cache);
  if (key !== undefined) cache?.writeProgram(key, compilation);
  return compilation;
}

/**
 * Compiles an anonymous block against the classes of a program that compiles. Only the block is lowered; `name` is what stack traces call it.
 * The unit is null when there are errors.
 */
export function compileAnonymous(
  block: { readonly name: string; readonly source: string; readonly apiVersion: string },
  sources: readonly ApexSource[],
  schema: OrgSchema,
  platform: readonly PlatformClass[],
  cacheFolder: string
): { readonly unit: AnonymousUnit | null; readonly diagnostics: readonly Diagnostic[] } {
  const { name, apiVersion } = block;
  const parsed = parseAnonymous(name, block.source);
  if (!parsed.declaration) return { unit: null, diagnostics: parsed.diagnostics };
  const diagnostics = new DiagnosticBag();
  const { classes } = readSources(sources, diagnostics, new CompilationCache(cacheFolder));
  const symbols = declareClasses(classes, platform, schema, diagnostics);
  const unit = new UnitContext({ file: name, apiVersion, symbols, diagnostics, coverage: false });
  const compiled = lowerAnonymousUnit(unit, parsed.declaration);
  return { unit: diagnostics.hasErrors ? null : compiled, diagnostics: diagnostics.items };
}

function compile(
  sources: readonly ApexSource[],
  schema: OrgSchema,
  platform: readonly PlatformClass[],
  options: CompileOptions,
  cache: CompilationCache | null
): Compilation {
  const diagnostics = new DiagnosticBag();
  const { classes, triggers } = readSources(sources, diagnostics, cache);
  checkNames(classes, triggers, diagnostics);
  // A class that could not be read would make every mention of it a second error.
  if (diagnostics.hasErrors) return { program: { units: [] }, diagnostics: diagnostics.items };

  const symbols = declareClasses(classes, platform, schema, diagnostics);
  checkSupertypes(symbols, diagnostics);
  const units: CompiledUnit[] = [];
  for (const { source, declaration } of classes) {
    const symbol = symbols.findClass(declaration.name);
    if (!symbol) throw new Error(`No symbol was made for ${declaration.name}.`);
    const unit = unitContext(source, { isTest: symbol.isTest });
    units.push(lowerClassUnit(unit, declaration, symbol));
  }
  for (const { source, declaration } of triggers) {
    const unit = unitContext(source, { triggerObject: declaration.object });
    units.push(lowerTriggerUnit(unit, declaration));
  }
  return { program: { units }, diagnostics: diagnostics.items };

  function unitContext(source: ApexSource, more: { isTest?: boolean; triggerObject?: string }): UnitContext {
    const { file, apiVersion } = source;
    return new UnitContext({ file, apiVersion, symbols, diagnostics, coverage: options.coverage, ...more });
  }
}

function readSources(
  sources: readonly ApexSource[],
  diagnostics: DiagnosticBag,
  cache: CompilationCache | null
): { readonly classes: readonly ParsedClass[]; readonly triggers: readonly ParsedTrigger[] } {
  const classes: ParsedClass[] = [];
  const triggers: ParsedTrigger[] = [];
  for (const source of sources) {
    const parsed = cache ? cache.treeOf(source) : parseSource(source);
    diagnostics.addAll(parsed.diagnostics);
    const { declaration } = parsed;
    if (!declaration) continue;
    if (declaration.kind === 'trigger') triggers.push({ source, declaration });
    else classes.push({ source, declaration });
  }
  return { classes, triggers };
}

function declareClasses(
  classes: readonly ParsedClass[],
  platform: readonly PlatformClass[],
  schema: OrgSchema,
  diagnostics: DiagnosticBag
): ProgramSymbols {
  return declareProgram(
    classes.map(({ source, declaration }) => ({ file: source.file, declaration })),
    new PlatformLibrary(platform),
    schema,
    diagnostics
  );
}

/** A file declares what it is named after; no two files declare the same. */
function checkNames(
  classes: readonly ParsedClass[],
  triggers: readonly ParsedTrigger[],
  diagnostics: DiagnosticBag
): void {
  for (const group of [classes, triggers]) {
    const seen = new Set<string>();
    for (const { source, declaration } of group) {
      const position = { file: source.file, ...declaration.at };
      if (declaration.name.toLowerCase() !== source.name.toLowerCase()) {
        const { code, message } = syntaxProblems.fileName(source.name, declaration.name);
        diagnostics.error(code, position, message);
      }
      const key = declaration.name.toLowerCase();
      if (seen.has(key)) {
        const { code, message } = declarationProblems.duplicateType(declaration.name);
        diagnostics.error(code, position, message);
      }
      seen.add(key);
    }
  }
}
