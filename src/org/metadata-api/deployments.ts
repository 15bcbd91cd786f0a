/** The deploys of an org: one at a time, first come first served, each in a thread of its own; their reports last as long as the org runs. */
import { Worker } from 'node:worker_threads';

import { makeId, type Clock } from '../../base/index.ts';
import type { PreparedPackage } from '../deploy/prepare-org.ts';
import type { DeployRequest, FinishedDeploy } from './deploy-job.ts';
import type { DeployOptions, DeployProgress, DeployResult } from './deploy-result.ts';
import type { DeployWorkerMessage, StandstillReached } from './deploy-worker.ts';

export interface DeploymentsOptions {
  readonly databaseUrl: string;
  readonly cacheFolder: string;
  readonly clock: Clock;
  /** Number of the next deploy; never given twice. */
  readonly nextNumber: () => bigint;
  /** Lets running transactions end and holds new ones back. */
  readonly pause: () => Promise<void>;
  /** Lets transactions begin again, on `prepared` when the deploy has changed the org. */
  readonly resume: (prepared: PreparedPackage | null) => void;
}

export interface Deployer {
  readonly id: string;
  readonly name: string;
}

/** What a deploy was asked to do, and by whom. */
export interface NewDeploy {
  readonly archive: Uint8Array;
  readonly options: DeployOptions;
  readonly deployer: Deployer;
}

interface Deploy {
  readonly options: DeployOptions;
  /** Empty once the deploy has ended, unless it can be asked for again. */
  archive: Uint8Array;
  result: DeployResult;
}

/** Key prefix of a DeployRequest. Source: Salesforce Help, "Standard Field Record ID Prefix Decoder" (0Af). */
const KEY_PREFIX = '0Af';
/** Zips of validations that `sf project deploy quick` may still ask for; a zip is 39 MB at most. */
const KEPT_VALIDATIONS = 3;

const NO_BYTES = new Uint8Array();

export class Deployments {
  readonly #options: DeploymentsOptions;
  readonly #deploys = new Map<string, Deploy>();
  readonly #validations: Deploy[] = [];
  #tail: Promise<void> = Promise.resolve();
  #thread: Worker | null = null;
  #closed = false;

  constructor(options: DeploymentsOptions) {
    this.#options = options;
  }

  /** The id, at once; the deploy itself begins when those before it have ended. */
  start(request: NewDeploy): string {
    const id = makeId(KEY_PREFIX, this.#options.nextNumber());
    const { archive, options } = request;
    const deploy: Deploy = { archive, options, result: pendingResult(id, request, this.#now()) };
    this.#deploys.set(id, deploy);
    this.#tail = this.#tail.then(() => this.#run(deploy));
    return id;
  }

  find(id: string): DeployResult | null {
    return this.#deploys.get(id)?.result ?? null;
  }

  optionsOf(id: string): DeployOptions | null {
    return this.#deploys.get(id)?.options ?? null;
  }

  /** Deploys what a validation has checked; null when it is not known (any more) or has not succeeded. */
  startValidated(id: string, deployer: Deployer): string | null {
    const validation = this.#validations.find(({ result }) => result.id === id);
    if (!validation) return null;
    // The components are checked once more, because the org may have changed; the tests are not run again.
    const options: DeployOptions = { ...validation.options, checkOnly: false, testLevel: 'NoTestRun', runTests: [] };
    return this.start({ archive: validation.archive, options, deployer });
  }

  /** Cancels a deploy that has not begun to change the org, at once when it has not begun at all; null when there is no such deploy. */
  cancel(id: string, by: Deployer): DeployResult | null {
    const deploy = this.#deploys.get(id);
    if (!deploy) return null;
    const { done, status } = deploy.result;
    if (!done) this.#change(deploy, { status: 'Canceling', canceledBy: by.id, canceledByName: by.name });
    if (status === 'Pending') {
      this.#endCanceled(deploy);
      deploy.archive = NO_BYTES;
    }
    return deploy.result;
  }

  /** Ends a deploy that is running: what it has not committed is rolled back. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#thread?.terminate();
  }

  async #run(deploy: Deploy): Promise<void> {
    if (this.#closed || deploy.result.done) return;
    this.#change(deploy, { status: 'InProgress', startDate: this.#now() });
    let paused = false;
    let finished: FinishedDeploy | null = null;
    try {
      finished = await this.#carryOut(deploy, async () => {
        if (paused) return;
        paused = true;
        await this.#options.pause();
      });
      this.#end(deploy, finished);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (!this.#closed) process.stderr.write(`local org: ${error instanceof Error ? error.stack : message}\n`);
      this.#change(deploy, {
        ...this.#ended('Failed'),
        errorStatusCode: 'UNKNOWN_EXCEPTION',
        errorMessage: `LOCAL_ORG_DEFECT: ${message}`
      });
    } finally {
      if (!this.#validations.includes(deploy)) deploy.archive = NO_BYTES;
      if (paused) this.#options.resume(finished?.prepared ?? null);
    }
  }

  #carryOut(deploy: Deploy, pause: () => Promise<void>): Promise<FinishedDeploy> {
    const request: DeployRequest = {
      archive: deploy.archive,
      options: deploy.options,
      databaseUrl: this.#options.databaseUrl,
      cacheFolder: this.#options.cacheFolder,
      now: this.#now()
    };
    return new Promise((resolve, reject) => {
      const thread = new Worker(new URL('./deploy-worker.ts', import.meta.url), { workerData: request });
      this.#thread = thread;
      thread.on('message', (message: DeployWorkerMessage) => {
        if (message.kind === 'progress') this.#progress(deploy, message.progress);
        else if (message.kind === 'finished') resolve(message.finished);
        else if (message.kind === 'defect') {
          const error = new Error(message.message);
          error.stack = message.stack;
          reject(error);
        } else {
          pause().then(() => {
            const proceed = deploy.result.status !== 'Canceling';
            thread.postMessage({ proceed } satisfies StandstillReached);
          }, reject);
        }
      });
      thread.on('error', reject);
      thread.on('exit', () => {
        // The next thread may have begun before this one has gone.
        if (this.#thread === thread) this.#thread = null;
        reject(new Error('The thread of the deploy ended unexpectedly.'));
      });
    });
  }

  #progress(deploy: Deploy, progress: DeployProgress): void {
    if (!deploy.result.done) this.#change(deploy, progress);
  }

  /** A deploy that was to be canceled, and ended without changing the org, is canceled however it ended. */
  #end(deploy: Deploy, { outcome, canceled, prepared }: FinishedDeploy): void {
    if (canceled || (deploy.result.status === 'Canceling' && !prepared)) return this.#endCanceled(deploy);
    this.#change(deploy, {
      ...outcome.progress,
      ...this.#ended(!outcome.success ? 'Failed' : outcome.partial ? 'SucceededPartial' : 'Succeeded'),
      success: outcome.success,
      details: outcome.details,
      ...(outcome.errorMessage !== undefined && {
        errorMessage: outcome.errorMessage,
        errorStatusCode: 'INVALID_OPERATION'
      })
    });
    if (!outcome.success || outcome.partial || !deploy.options.checkOnly || deploy.options.testLevel === 'NoTestRun')
      return;
    this.#validations.push(deploy);
    const oldest = this.#validations.length > KEPT_VALIDATIONS ? this.#validations.shift() : null;
    if (oldest) oldest.archive = NO_BYTES;
  }

  #endCanceled(deploy: Deploy): void {
    this.#change(deploy, this.#ended('Canceled'));
  }

  #ended(status: 'Succeeded' | 'SucceededPartial' | 'Failed' | 'Canceled'): Partial<DeployResult> {
    return { status, done: true, completedDate: this.#now() };
  }

  #change(deploy: Deploy, changes: Partial<DeployResult>): void {
    deploy.result = { ...deploy.result, ...changes, lastModifiedDate: this.#now() };
  }

  #now(): string {
    return new Date(this.#options.clock.now()).toISOString();
  }
}

function pendingResult(id: string, { options, deployer }: NewDeploy, now: string): DeployResult {
  return {
    id,
    status: 'Pending',
    done: false,
    success: false,
    checkOnly: options.checkOnly,
    ignoreWarnings: options.ignoreWarnings,
    rollbackOnError: options.rollbackOnError,
    runTestsEnabled: options.testLevel !== 'NoTestRun',
    createdBy: deployer.id,
    createdByName: deployer.name,
    createdDate: now,
    lastModifiedDate: now,
    numberComponentsTotal: 0,
    numberComponentsDeployed: 0,
    numberComponentErrors: 0,
    numberTestsTotal: 0,
    numberTestsCompleted: 0,
    numberTestErrors: 0,
    details: { componentSuccesses: [], componentFailures: [] }
  };
}
