/**
 * A deploy: the project's folder becomes compiled Apex, an org model and an empty database. All problems of all components are reported
 * together, as a real deploy does; one error and nothing is deployed.
 */
import { compileProgram } from '../../apex/index.ts';
import type { CompiledProgram } from '../../apex/linkage.ts';
import type { Diagnostic } from '../../base/index.ts';
import { applySchema, checkFormula, EventBus, openConnection, type SqlConnection } from '../../database/index.ts';
import { loadPackage, packTree, positionOf } from '../../metadata/index.ts';
import type { SourcePackage } from '../../metadata/index.ts';
import { platformClasses } from '../../runtime/index.ts';

export interface DeployStep {
  readonly name: string;
  readonly milliseconds: number;
  /** What was done, in numbers: `17 classes, 1 trigger`. */
  readonly detail: string;
}

export interface PrepareOptions extends CompileOptions {
  readonly projectFolder: string;
  /** Of the objects that the org has already, see `loadTree`. */
  readonly keyPrefixes?: ReadonlyMap<string, string>;
}

export interface CompileOptions {
  /** Compiled Apex by content, so that an unchanged project starts without compiling. */
  readonly cacheFolder: string;
  readonly coverage: boolean;
  readonly onStep: (step: DeployStep) => void;
}

/** Checked and compiled, not yet in any database. */
export interface PreparedPackage {
  readonly source: SourcePackage;
  readonly program: CompiledProgram;
}

/** Components that cannot be deployed, with file, line and reason. */
export class DeployFailure extends Error {
  override readonly name = 'DeployFailure';
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
    super(
      `${errors.length} ${errors.length === 1 ? 'component problem' : 'component problems'}; nothing was deployed.`
    );
    this.diagnostics = diagnostics;
  }
}

export function preparePackage(options: PrepareOptions): PreparedPackage {
  return prepareLoaded(() => loadPackage(options.projectFolder, options.keyPrefixes), options);
}

/** Checks and compiles a package, wherever it is loaded from. Throws DeployFailure. */
export function prepareLoaded(load: () => SourcePackage, options: CompileOptions): PreparedPackage {
  const source = timed(options, 'Metadata', () => {
    const loaded = load();
    refuseErrors([...loaded.diagnostics, ...formulaProblems(loaded)]);
    return [loaded, countText(loaded)];
  });
  const program = timed(options, 'Apex', () => {
    const compiled = compileProgram(source.apex, source.schema, platformClasses, {
      coverage: options.coverage,
      cacheFolder: options.cacheFolder
    });
    refuseErrors(compiled.diagnostics);
    const triggers = compiled.program.units.filter((unit) => unit.kind === 'trigger').length;
    return [compiled.program, `${compiled.program.units.length - triggers} classes, ${triggers} triggers`];
  });
  return { source, program };
}

/** Creates tables, indexes and the records that come with the metadata; what is there already is changed without losing data. */
export function deployDatabase(prepared: PreparedPackage, connectionString: string, options: CompileOptions): void {
  timed(options, 'Database', () => {
    const connection = openConnection(connectionString);
    try {
      applySchema(connection, prepared.source.schema, { tree: packTree(prepared.source.tree) });
      subscribeTriggers(connection, prepared);
    } finally {
      connection.close();
    }
    const { schema } = prepared.source;
    return [null, `${schema.objects.size} objects, ${schema.customMetadata.length} custom metadata records`];
  });
}

/** Subscribes the triggers on platform events; those that had stopped run again, as a trigger does that is saved. */
export function subscribeTriggers(connection: SqlConnection, { program, source }: PreparedPackage): void {
  const triggers = program.units.flatMap(({ name, trigger }) => (trigger ? [{ name, topic: trigger.object }] : []));
  const onEvents = triggers.filter(
    ({ topic }) => source.schema.objects.get(topic.toLowerCase())?.kind === 'platformEvent'
  );
  new EventBus(connection, source.schema).subscribe(onEvents);
}

function timed<T>(options: CompileOptions, name: string, action: () => [T, string]): T {
  const started = performance.now();
  const [result, detail] = action();
  options.onStep({ name, milliseconds: Math.round(performance.now() - started), detail });
  return result;
}

function refuseErrors(diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.some((diagnostic) => diagnostic.severity === 'error')) throw new DeployFailure(diagnostics);
}

function formulaProblems(source: SourcePackage): Diagnostic[] {
  const problems: Diagnostic[] = [];
  for (const rule of source.schema.validationRules) {
    const describe = source.schema.objects.get(rule.object.toLowerCase());
    const message = describe ? checkFormula(rule.errorConditionFormula, describe) : null;
    if (!message) continue;
    const fullName = `${rule.object}.${rule.name}`.toLowerCase();
    const component = source.tree.components.find(
      (item) => item.type.type === 'ValidationRule' && item.fullName.toLowerCase() === fullName
    );
    const { file, line, column } = component
      ? positionOf(component.xml, 'errorConditionFormula')
      : { file: fullName, line: 0, column: 0 };
    problems.push({ code: 'MET3900', severity: 'error', file, line, column, message });
  }
  return problems;
}

function countText(source: SourcePackage): string {
  let total = 0;
  for (const count of source.componentCounts.values()) total += count;
  return `${total} components of ${source.componentCounts.size} types`;
}
