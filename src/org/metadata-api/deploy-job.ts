/**
 * One deploy from zip to database: the components are laid over those of the org, checked and compiled as a whole, tested, and only then
 * applied, in one transaction of the database. Nothing is changed when anything fails, unless the deploy says so (rollbackOnError).
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
import type { DeployedComponent, PackageArchive, SourcePackage, SourceTree } from '../../metadata/index.ts';
import { classOfGraph } from '../../runtime/index.ts';
import { DeployFailure, prepareLoaded, subscribeTriggers, type PreparedPackage } from '../deploy/prepare-org.ts';
import { ComponentReport, type Attempt } from './component-report.ts';
import type { DeployDetails, DeployMessage, DeployOptions, DeployOutcome, DeployProgress } from './deploy-result.ts';
import { runDeployTests } from './deploy-tests.ts';
import { withoutBroken } from './partial-deploy.ts';

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
  /** Waits until no transaction of the org is open, which lasts until the deploy has ended; asked before every apply. False: it was cancelled meanwhile. */
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
  /** Components that the deploy asks for, also those that were left out since. */
  #total: number | null = null;

  constructor(request: DeployRequest, hooks: DeployHooks, connection: SqlConnection) {
    this.#request = request;
    this.#hooks = hooks;
    this.#connection = connection;
  }

  /**
   * With rollbackOnError one problem fails the deploy; without it the components that have problems are left out and the others are checked
   * again, because some may need those (one more compilation for each round; every round leaves at least one component out).
   */
  async run(): Promise<FinishedDeploy> {
    const { archive, options } = this.#request;
    const org = readDeployedPackage(this.#connection);
    let asked = readArchive(archive);
    const leftOut: DeployMessage[] = [];
    for (;;) {
      const { finished, failures } = await this.#attempt(asked, org, leftOut);
      const rest = options.rollbackOnError ? null : withoutBroken(asked, failures);
      if (finished.canceled || failures.length === 0 || rest === null) return finished;
      leftOut.push(...failures);
      asked = rest;
    }
  }

  /** `failures`: problems of components, for which nothing of `asked` is deployed. */
  async #attempt(asked: PackageArchive, org: DeployedPackage, leftOut: readonly DeployMessage[]): Promise<Attempt> {
    const { options, now } = this.#request;
    const merged = mergeTrees(org.tree === null ? EMPTY_TREE : unpackTree(org.tree), asked.tree, asked.deletions);
    const total = (this.#total ??= merged.components.length);
    const report = new ComponentReport({ merged, manifestFile: asked.manifestFile, now, leftOut, total });
    this.#hooks.onProgress({ numberComponentsTotal: total, stateDetail: 'Checking components' });
    const early = [...asked.diagnostics, ...merged.diagnostics];
    if (hasErrors(early)) return report.failed(early);

    const unchanged = merged.components.every(({ change }) => change === 'unchanged');
    if (unchanged && options.testLevel === 'NoTestRun') return report.succeeded(early);
    let prepared: PreparedPackage;
    try {
      prepared = this.#prepare(merged.tree, org);
    } catch (error) {
      if (error instanceof DeployFailure) return report.failed([...early, ...error.diagnostics]);
      throw error;
    }
    const locked = this.#scheduledClasses(merged.components, prepared.source);
    if (locked.length > 0) return report.failed([...early, ...locked]);
    this.#hooks.onProgress({ numberComponentsDeployed: merged.components.length });
    const tests = await runDeployTests(this.#request, prepared.source, this.#hooks.onProgress);
    if (tests && !tests.success && options.rollbackOnError) return report.testsFailed(early, tests);
    if (unchanged) return report.succeeded(early, tests);
    this.#hooks.onProgress({ stateDetail: 'Waiting for running transactions' });
    if (!(await this.#hooks.requireStandstill())) return { finished: canceled(), failures: [] };
    const refused = this.#apply(prepared, deletedData(merged.components));
    if (refused) return report.failed([refused]);
    const done = report.succeeded(early, tests);
    return options.checkOnly ? done : { ...done, finished: { ...done.finished, prepared } };
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

function canceled(): FinishedDeploy {
  return { ...failed('The deploy was canceled.'), canceled: true };
}

function failed(errorMessage: string): FinishedDeploy {
  const details: DeployDetails = { componentSuccesses: [], componentFailures: [] };
  return { outcome: { success: false, details, errorMessage, progress: {} } };
}
