/** A whole local org in one object: PostgreSQL, deployed package, worker pool, HTTP server. */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { systemClock } from '../base/index.ts';
import type { DoorServer, SentNotification, SqlConnection } from '../database/index.ts';
import {
  ADMIN_USERNAME,
  dropLeftDatabases,
  INTEGRATION_USERNAME,
  IngestStore,
  loadRunningUser,
  nextDeployNumber,
  openConnection,
  startCluster,
  startDoorServer
} from '../database/index.ts';
import type { OrgSchema } from '../metadata/index.ts';
import type { DeployStep, PreparedPackage } from './deploy/prepare-org.ts';
import type { ApexApi } from './apex-api/execute-anonymous.ts';
import { IngestJobs } from './bulk/ingest-jobs.ts';
import { QueryJobs } from './bulk/query-jobs.ts';
import { QueryStore } from './bulk/query-store.ts';
import {
  cacheFolderOf,
  prepareOrgDatabase,
  queryFolderOf,
  stampDatabase,
  uploadFolderOf
} from './deploy/org-database.ts';
import { createOrgApp } from './http/app.ts';
import type { BulkApi } from './http/bulk-api.ts';
import type { ConsoleAssets } from './http/console-assets.ts';
import type { OrgServer } from './http/server.ts';
import { listen, requireFreePort } from './http/server.ts';
import { startWork, type BackgroundWork } from './jobs/background-work.ts';
import { Deployments } from './metadata-api/deployments.ts';
import { Retrievals } from './metadata-api/retrievals.ts';
import type { OrgWorkerData } from './pool/org-worker.ts';
import type { OrgAnswer, OrgTask } from './pool/tasks.ts';
import { WorkerPool } from './pool/worker-pool.ts';
import { SessionStore } from './sessions/session-store.ts';
import { UserDirectory } from './sessions/user-directory.ts';
import { EventChannels } from './streaming/event-channels.ts';
import { TEST_RESULT_CHANNEL } from './streaming/streaming-api.ts';
import { ApexUnitIds } from './tooling/apex-unit-ids.ts';
import { TEST_DATABASES } from './tests/package-tests.ts';
import { TestRuns } from './tooling/test-runs.ts';
import type { ToolingApi } from './tooling/tooling-api.ts';

export interface LocalOrgOptions {
  readonly projectFolder: string;
  /** Database files, caches. Default: `.local-org` in the project. */
  readonly dataFolder?: string;
  /** 0: any free port. */
  readonly port?: number;
  /** Keep the data of the last start; the deployed metadata must be the same. Default: an empty org. */
  readonly keepData?: boolean;
  /** Do not deploy the project: the org begins without a package and gets one over the Metadata API. With `keepData`: what was deployed so. */
  readonly empty?: boolean;
  /** Concurrent transactions. Default 20. */
  readonly maximumWorkers?: number;
  /** Workers started before the first request. Default 1. */
  readonly warmWorkers?: number;
  /** Milliseconds that a statement waits for a row lock. Default 10,000, as on the platform. */
  readonly lockTimeout?: number;
  /** Milliseconds after which a transaction is stopped from outside. Default 120,000. */
  readonly transactionTimeout?: number;
  readonly dailyRequestLimit?: number;
  /** Milliseconds before a trigger on a platform event is first run again; doubled for each further retry. Default 1,000. */
  readonly eventRetryDelay?: number;
  readonly console?: (() => Promise<ConsoleAssets>) | null;
  readonly onStep?: (step: DeployStep) => void;
}

export interface LocalOrg {
  readonly instanceUrl: string;
  /** The integration user's token, whom the sync client signs in as. */
  readonly integrationToken: string;
  /** A new token of any user of the org; throws when there is no such user. */
  tokenOf(username: string): string;
  /** The address that opens the console signed in as this user. */
  consoleUrlOf(username: string): string;
  /** User names of the org's users when it started. */
  readonly usernames: readonly string[];
  /** The administrator's token. */
  readonly adminToken: string;
  /** Opens the console signed in as the administrator. */
  readonly consoleUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly sessions: SessionStore;
  readonly prepared: PreparedPackage;
  /** Connection string of the org's database, for benches and tests that look behind the API. */
  readonly databaseUrl: string;
  /** Custom notifications that were sent, the newest first; Salesforce has no such list. */
  notifications(): readonly SentNotification[];
  /** Resolves when no asynchronous job is running or due, and every platform event is delivered; delayed jobs are not waited for. */
  jobsIdle(): Promise<void>;
  close(): Promise<void>;
}

export type OrgPool = WorkerPool<OrgWorkerData, OrgTask, OrgAnswer>;

/** What is deployed now; a deploy over the Metadata API puts another package in its place. */
interface DeployedOrg {
  prepared: PreparedPackage;
  readonly databaseUrl: string;
  readonly dataFolder: string;
}

export async function startLocalOrg(options: LocalOrgOptions): Promise<LocalOrg> {
  const dataFolder = options.dataFolder ?? join(options.projectFolder, '.local-org');
  const onStep = options.onStep ?? (() => undefined);
  mkdirSync(dataFolder, { recursive: true });
  await requireFreePort(options.port ?? 0);
  // The console build is independent of the rest and takes longest on a first start.
  const consoleBuild = options.console ? timedConsole(options.console, onStep) : Promise.resolve(null);
  consoleBuild.catch(() => undefined);
  const closers: (() => Promise<void>)[] = [];
  try {
    const cluster = await timedAsync(onStep, 'PostgreSQL', async () => {
      const started = await startCluster({ dataDirectory: join(dataFolder, 'postgres') });
      closers.unshift(() => started.stop());
      await dropLeftDatabases(started, TEST_DATABASES);
      return [started, process.env['DATABASE_URL'] ? 'server of DATABASE_URL' : 'embedded server'];
    });
    const { prepared, databaseUrl } = await prepareOrgDatabase(cluster, {
      projectFolder: options.projectFolder,
      dataFolder,
      keepData: options.keepData ?? false,
      empty: options.empty ?? false,
      onStep
    });
    const deployed: DeployedOrg = { prepared, databaseUrl, dataFolder };
    const doors = startDoorServer();
    closers.unshift(() => doors.stop());
    const pool = createPool(deployed, doors, options);
    closers.unshift(() => pool.close());
    await timedAsync(onStep, 'Workers', async () => {
      await pool.warmUp(options.warmWorkers ?? 1);
      return [null, `${pool.size} ready, ${options.maximumWorkers ?? 20} at most`];
    });
    const work = startWork({ prepared, databaseUrl, pool, doors, options, closers });
    const assets = await consoleBuild;
    const deployments = createDeployments(deployed, pool, doors, closers);
    const ingest = createIngest(deployed, work, doors, closers);
    return await serve({ deployed, doors, work, deployments, ingest, assets, options, closers });
  } catch (error) {
    for (const close of closers) await close().catch(() => undefined);
    throw error;
  }
}

interface ServedOrg {
  readonly deployed: DeployedOrg;
  readonly doors: DoorServer;
  readonly work: BackgroundWork;
  readonly deployments: Deployments;
  readonly ingest: BulkApi;
  readonly assets: ConsoleAssets | null;
  readonly options: LocalOrgOptions;
  readonly closers: (() => Promise<void>)[];
}

async function serve(served: ServedOrg): Promise<LocalOrg> {
  const { deployed, doors, work, deployments, ingest, assets, options, closers } = served;
  const connection = openConnection(deployed.databaseUrl, { door: doors.createDoor() });
  closers.unshift(async () => connection.close());
  const directory = new UserDirectory(connection);
  const { organizationId } = directory;
  const sessions = new SessionStore(organizationId, systemClock);
  const clientId = 'upsert-guard-local';
  const clientSecret = randomBytes(24).toString('base64url');
  const channels = new EventChannels();
  const apexApi: ApexApi = {
    deployed: () => deployed.prepared.source,
    cacheFolder: cacheFolderOf(deployed.dataFolder),
    run: (task) => work.run(task),
    findUser: (username) => loadRunningUser(connection, deployed.prepared.source.schema, username)
  };
  let server: OrgServer | null = null;
  const instanceUrl = (): string => `http://127.0.0.1:${server?.port ?? 0}`;
  const app = createOrgApp({
    run: (task) => work.run(task),
    sessions,
    identity: {
      organizationId,
      instanceUrl,
      findUser: (username) => directory.find(username),
      clientId,
      clientSecret,
      clientUsername: INTEGRATION_USERNAME
    },
    metadataApi: {
      deployments,
      retrievals: new Retrievals(() => nextDeployNumber(connection)),
      components: () => deployed.prepared.source.tree,
      deployer: (username) => directory.deployer(username)
    },
    bulkApi: ingest,
    apexApi,
    toolingApi: createTooling(deployed, connection, apexApi, channels, closers),
    channels,
    console: assets,
    notifications: (username) => work.notifications.list(username, 100),
    clock: systemClock,
    dailyRequestLimit: options.dailyRequestLimit ?? 100_000
  });
  server = await listen(app, options.port ?? 0);
  const bound = server;
  closers.unshift(() => bound.close());
  // Open polls would keep the server open.
  closers.unshift(async () => channels.close());
  work.start();
  ingest.jobs.start();
  ingest.queries.start();
  const tokenOf = (username: string): string => {
    if (!directory.find(username)) throw new Error(`The org has no user ${username}.`);
    return sessions.open(username).token;
  };
  const consoleUrlFor = (token: string): string =>
    `${instanceUrl()}/secur/frontdoor.jsp?sid=${encodeURIComponent(token)}`;
  const adminToken = tokenOf(ADMIN_USERNAME);
  return {
    instanceUrl: instanceUrl(),
    integrationToken: tokenOf(INTEGRATION_USERNAME),
    tokenOf,
    consoleUrlOf: (username) => consoleUrlFor(tokenOf(username)),
    usernames: directory.usernames,
    adminToken,
    consoleUrl: consoleUrlFor(adminToken),
    clientId,
    clientSecret,
    sessions,
    get prepared() {
      return deployed.prepared;
    },
    databaseUrl: deployed.databaseUrl,
    notifications: () => work.notifications.list(null, 100),
    jobsIdle: async () => {
      await ingest.jobs.idle();
      await ingest.queries.idle();
      await work.idle();
    },
    close: async () => {
      for (const close of closers.splice(0)) await close();
    }
  };
}

function createDeployments(
  deployed: DeployedOrg,
  pool: OrgPool,
  doors: DoorServer,
  closers: (() => Promise<void>)[]
): Deployments {
  const connection = openConnection(deployed.databaseUrl, { door: doors.createDoor() });
  closers.unshift(async () => connection.close());
  const deployments = new Deployments({
    databaseUrl: deployed.databaseUrl,
    cacheFolder: cacheFolderOf(deployed.dataFolder),
    clock: systemClock,
    nextNumber: () => nextDeployNumber(connection),
    pause: () => pool.pause(),
    resume: (prepared) => {
      if (prepared) {
        deployed.prepared = prepared;
        stampDatabase(deployed.dataFolder, prepared);
      }
      pool.resume(prepared !== null);
    }
  });
  closers.unshift(() => deployments.close());
  return deployments;
}

function createIngest(
  deployed: DeployedOrg,
  work: BackgroundWork,
  doors: DoorServer,
  closers: (() => Promise<void>)[]
): BulkApi {
  const connection = openConnection(deployed.databaseUrl, { door: doors.createDoor() });
  closers.unshift(async () => connection.close());
  const store = new IngestStore(connection);
  const schema = (): OrgSchema => deployed.prepared.source.schema;
  const jobs = new IngestJobs({
    store,
    folder: uploadFolderOf(deployed.dataFolder),
    clock: systemClock,
    schema,
    save: (username, chunk) => work.run({ kind: 'ingest', username, chunk })
  });
  closers.unshift(() => jobs.stop());
  const queries = new QueryJobs({
    store: new QueryStore(queryFolderOf(deployed.dataFolder)),
    clock: systemClock,
    nextNumber: () => store.nextNumber(),
    schema,
    run: (task) => work.run(task)
  });
  closers.unshift(() => queries.stop());
  return { store, jobs, queries, schema, clock: systemClock };
}

function createTooling(
  deployed: DeployedOrg,
  connection: SqlConnection,
  apexApi: ApexApi,
  channels: EventChannels,
  closers: (() => Promise<void>)[]
): ToolingApi {
  const runs = new TestRuns({
    databaseUrl: deployed.databaseUrl,
    cacheFolder: cacheFolderOf(deployed.dataFolder),
    clock: systemClock,
    nextNumber: () => nextDeployNumber(connection),
    onChange: (id) => channels.publish({ channel: TEST_RESULT_CHANNEL, data: { sobject: { Id: id } } })
  });
  closers.unshift(() => runs.close());
  return {
    runs,
    ids: new ApexUnitIds(),
    program: () => deployed.prepared.program,
    apexApi
  };
}

function createPool(deployed: DeployedOrg, doors: DoorServer, options: LocalOrgOptions): OrgPool {
  return new WorkerPool({
    workerFile: new URL('./pool/org-worker.ts', import.meta.url),
    workerData: () => {
      const door = doors.createDoor();
      return {
        data: {
          program: deployed.prepared.program,
          schema: deployed.prepared.source.schema,
          connectionString: deployed.databaseUrl,
          door,
          lockTimeout: options.lockTimeout ?? 10_000
        },
        transfer: [door.port]
      };
    },
    maximumWorkers: options.maximumWorkers ?? 20,
    taskTimeoutMs: options.transactionTimeout ?? 120_000
  });
}

async function timedAsync<T>(
  onStep: (step: DeployStep) => void,
  name: string,
  action: () => Promise<[T, string]>
): Promise<T> {
  const started = performance.now();
  const [result, detail] = await action();
  onStep({ name, milliseconds: Math.round(performance.now() - started), detail });
  return result;
}

function timedConsole(
  build: () => Promise<ConsoleAssets>,
  onStep: (step: DeployStep) => void
): Promise<ConsoleAssets | null> {
  return timedAsync(onStep, 'Console', async () => {
    const assets = await build();
    let bytes = 0;
    for (const file of assets.files.values()) bytes += file.body.byteLength;
    return [assets, `${assets.files.size} files, ${(bytes / 1_048_576).toFixed(1)} MB`];
  });
}
