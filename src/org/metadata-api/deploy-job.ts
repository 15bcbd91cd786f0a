/**
 * One deploy from zip to database: the components are laid over those of the org, checked and compiled as a whole, tested, and only then
 * applied, in one transaction of the database. Nothing is changed when anything fails.
 */
import type { Diagnostic } from '../../base/index.ts';
import {
  applySchema,
  DatabaseError,
  openConnection,
  readDeployedPackage,
  ScheduleQueue,
  SchemaChangeRefused
} from '../../database/index.ts';
import type { DeployedPackage, SqlConnection } from '../../database/index.ts';
import { ArchiveError, loadTree, mergeTrees, packTree, readArchive, unpackTree } from '../../metadata/index.ts';
import type { DeployedComponent, SourcePackage, SourceTree } from '../../metadata/index.ts';
import { classOfGraph } from '../../runtime/index.ts';
import { DeployFailure, prepareLoaded, subscribeTriggers, type PreparedPackage } from '../deploy/prepare-org.ts';
import { problemMessages, successMessages } from './component-messages.ts';
import type { DeployDetails, DeployMessage, DeployOptions, DeployOutcome, DeployProgress } from './deploy-result.ts';
import { runDeployTests } from './deploy-tests.ts';

export interface DeployRequest {
  readonly archive: Uint8Array;
  readonly options: DeployOptions;
  readonly databaseUrl: string;
  readonly cacheFolder: string;
  /** ISO time that the report names as the time of each component. */
  readonly now: string;
}

export interface DeployHooks {
  readonly onProgress: (progress: DeployProgress) => void;
  /** Waits until no transaction of the org is open; false: the deploy was cancelled meanwhile. */
  readonly requireStandstill: () => Promise<boolean>;
}

export interface FinishedDeploy {
  readonly outcome: DeployOutcome;
  /** What the org is from now on; absent when nothing has changed. */
  readonly prepared?: PreparedPackage;
  readonly canceled?: true;
}

const EMPTY_TREE: SourceTree = { components: [], bundles: [] };

export async function carryOutDeploy(request: DeployRequest, hooks: DeployHooks): Promise<FinishedDeploy> {
  const connection = openConnection(request.databaseUrl);
  try {
    return await new DeployJob(request, hooks, connection).run();
  } catch (error) {
    if (error instanceof ArchiveError) return failed(error.message);
    throw error;
  } finally {
    connection.close();
  }
}

class DeployJob {
  readonly #request: DeployRequest;
  readonly #hooks: DeployHooks;
  readonly #connection: SqlConnection;

  constructor(request: DeployRequest, hooks: DeployHooks, connection: SqlConnection) {
    this.#request = request;
    this.#hooks = hooks;
    this.#connection = connection;
  }

  async run(): Promise<FinishedDeploy> {
    const { archive, options, now } = this.#request;
    const read = readArchive(archive);
    const org = readDeployedPackage(this.#connection);
    const merged = mergeTrees(org.tree === null ? EMPTY_TREE : unpackTree(org.tree), read.tree, read.deletions);
    const successes = successMessages(merged.components, read.manifestFile, now);
    const report = (diagnostics: readonly Diagnostic[]): DeployMessage[] =>
      problemMessages(diagnostics, merged.tree, read.manifestFile, now);
    const total = merged.components.length;
    this.#hooks.onProgress({ numberComponentsTotal: total, stateDetail: 'Checking components' });
    const early = [...read.diagnostics, ...merged.diagnostics];
    if (hasErrors(early)) return componentsFailed(successes, report(early), total);

    const unchanged = merged.components.every(({ change }) => change === 'unchanged');
    if (unchanged && options.testLevel === 'NoTestRun') return succeeded(successes, report(early), total);
    let prepared: PreparedPackage;
    try {
      prepared = this.#prepare(merged.tree, org);
    } catch (error) {
      if (error instanceof DeployFailure)
        return componentsFailed(successes, report([...early, ...error.diagnostics]), total);
      throw error;
    }
    const locked = this.#scheduledClasses(merged.components, prepared.source);
    if (locked.length > 0) return componentsFailed(successes, report([...early, ...locked]), total);
    this.#hooks.onProgress({ numberComponentsDeployed: total });
    const tests = await runDeployTests(this.#request, prepared.source, this.#hooks.onProgress);
    const details = {
      componentSuccesses: [...successes, ...report(early)],
      componentFailures: [],
      ...(tests && { runTestResult: tests.result })
    };
    const progress = { ...progressOf(total, 0), ...tests?.progress };
    if (tests && !tests.success) return { outcome: { success: false, details, progress } };
    if (unchanged) return { outcome: { success: true, details, progress } };
    this.#hooks.onProgress({ stateDetail: 'Waiting for running transactions' });
    if (!(await this.#hooks.requireStandstill())) return { ...failed('The deploy was canceled.'), canceled: true };
    const refused = this.#apply(prepared, deletedData(merged.components));
    if (refused) return componentsFailed(successes, report([refused]), total);
    return { outcome: { success: true, details, progress }, ...(!options.checkOnly && { prepared }) };
  }

  #prepare(tree: SourceTree, org: DeployedPackage): PreparedPackage {
    const { cacheFolder } = this.#request;
    return prepareLoaded(() => loadTree(tree, undefined, org.keyPrefixes), {
      cacheFolder,
      coverage: false,
      onStep: ({ name }) => this.#hooks.onProgress({ stateDetail: name })
    });
  }

  /**
   * Source: observed on orgs without "Allow deployments of components when corresponding Apex jobs are pending or in progress" (Salesforce Stack
   * Exchange 328335). The platform locks what a scheduled class refers to as well.
   */
  #scheduledClasses(components: readonly DeployedComponent[], { schema }: SourcePackage): Diagnostic[] {
    const touched = components.filter(
      ({ type, change }) => type === 'ApexClass' && ['changed', 'deleted'].includes(change)
    );
    if (touched.length === 0) return [];
    const schedules = new ScheduleQueue(this.#connection, schema);
    const scheduled = new Set(schedules.states().map((state) => classOfGraph(state)?.split('.')[0]?.toLowerCase()));
    return touched
      .filter(({ fullName }) => scheduled.has(fullName.toLowerCase()))
      .map(({ fullName, file }) => ({
        code: 'MET3075',
        severity: 'error',
        file,
        line: 0,
        column: 0,
        message: `${fullName}: This schedulable class has jobs pending or in progress`
      }));
  }

  /** A problem when the data that is there forbids the change. */
  #apply(prepared: PreparedPackage, deleted: readonly string[]): Diagnostic | null {
    const { source } = prepared;
    const rehearsal = this.#request.options.checkOnly;
    try {
      applySchema(this.#connection, source.schema, {
        tree: packTree(source.tree),
        rehearsal,
        deleted,
        assignRoles: false
      });
      if (!rehearsal) subscribeTriggers(this.#connection, prepared);
      return null;
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      const fullName = error instanceof SchemaChangeRefused ? `${error.object}.${error.field}` : '';
      const component = source.tree.components.find(
        (item) => item.type.type === 'CustomField' && item.fullName.toLowerCase() === fullName.toLowerCase()
      );
      const place = component?.xml.position ?? { file: 'package.xml', line: 0, column: 0 };
      const { file, line, column } = place;
      return { code: 'MET3901', severity: 'error', file, line, column, message: error.message };
    }
  }
}

function deletedData(components: readonly DeployedComponent[]): string[] {
  const holding = new Set(['CustomObject', 'CustomField']);
  return components.flatMap(({ type, fullName, change }) =>
    change === 'deleted' && holding.has(type) ? [fullName] : []
  );
}

function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}

function succeeded(successes: DeployMessage[], warnings: DeployMessage[], total: number): FinishedDeploy {
  const details: DeployDetails = { componentSuccesses: [...successes, ...warnings], componentFailures: [] };
  return { outcome: { success: true, details, progress: progressOf(total, 0) } };
}

/** Components without a problem of their own are reported as well, as the platform does; none of them is deployed. */
function componentsFailed(
  successes: readonly DeployMessage[],
  problems: readonly DeployMessage[],
  total: number
): FinishedDeploy {
  const key = ({ componentType, fullName }: DeployMessage): string => `${componentType}#${fullName}`;
  const errors = problems.filter(({ problemType }) => problemType === 'Error');
  const broken = new Set(errors.map(key));
  return {
    outcome: {
      success: false,
      details: { componentSuccesses: successes.filter((item) => !broken.has(key(item))), componentFailures: problems },
      progress: progressOf(total, broken.size)
    }
  };
}

function progressOf(total: number, errors: number): DeployProgress {
  return {
    numberComponentsTotal: total,
    numberComponentsDeployed: Math.max(total - errors, 0),
    numberComponentErrors: errors
  };
}

function failed(errorMessage: string): FinishedDeploy {
  const details: DeployDetails = { componentSuccesses: [], componentFailures: [] };
  return { outcome: { success: false, details, errorMessage, progress: {} } };
}
