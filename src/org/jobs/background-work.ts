/** What the org does besides answering requests: queued jobs and triggers on platform events, each woken by the tasks that left work for them. */
import { systemClock } from '../../base/index.ts';
import {
  AUTOMATED_PROCESS_USERNAME,
  EventBus,
  NotificationStore,
  openConnection,
  WaitingJobQueue,
  type DoorServer
} from '../../database/index.ts';
import { subscribeTriggers, type PreparedPackage } from '../deploy/prepare-org.ts';
import { EventScheduler } from '../events/event-scheduler.ts';
import type { LocalOrgOptions, OrgPool } from '../local-org.ts';
import type { OrgAnswer, OrgTask } from '../pool/tasks.ts';
import { JobScheduler } from './job-scheduler.ts';

export interface BackgroundWork {
  /** Runs a task in the pool and wakes what it left work for. */
  run(task: OrgTask): Promise<OrgAnswer>;
  /** Begins with what an earlier process left. */
  start(): void;
  /** Resolves when no job is running or due and every event is delivered. */
  idle(): Promise<void>;
  readonly notifications: NotificationStore;
}

export interface WorkOptions {
  readonly prepared: PreparedPackage;
  readonly databaseUrl: string;
  readonly pool: OrgPool;
  readonly doors: DoorServer;
  readonly options: LocalOrgOptions;
  /** Called in order when the org closes. */
  readonly closers: (() => Promise<void>)[];
}

/** Milliseconds for which a closing org waits for running work. */
const STOP_TIMEOUT = 5_000;

export function startWork({ prepared, databaseUrl, pool, doors, options, closers }: WorkOptions): BackgroundWork {
  const connection = openConnection(databaseUrl, { door: doors.createDoor() });
  closers.unshift(async () => connection.close());
  const { schema } = prepared.source;
  const queue = new WaitingJobQueue(connection, schema);
  const bus = new EventBus(connection, schema);
  subscribeTriggers(connection, prepared);

  const run = async (task: OrgTask): Promise<OrgAnswer> => {
    try {
      const answer = await pool.run(task);
      if (answer.enqueuedJob) jobs.wake();
      if (answer.publishedEvents) events.wake();
      return answer;
    } catch (error) {
      // What was published immediately is there although the task failed.
      events.wake();
      throw error;
    }
  };
  const jobs = new JobScheduler({
    queue,
    clock: systemClock,
    run: async ({ kind, id, username }) => {
      await run({ kind, username, jobId: id });
    },
    giveUp: (job, { message }) => {
      queue.giveUp(job, systemClock.now(), message);
    },
    concurrency: Math.max(1, Math.floor((options.maximumWorkers ?? 20) / 2)),
    stopTimeout: STOP_TIMEOUT
  });
  const events = new EventScheduler({
    waitingTopics: () => bus.waitingTopics(),
    deliver: async (topic) => {
      const { delivery } = await run({ kind: 'events', username: AUTOMATED_PROCESS_USERNAME, topic });
      if (!delivery) throw new Error(`A worker delivered ${topic} without saying how it went.`);
      return delivery;
    },
    giveUp: (topic, { message }) => {
      process.stderr.write(`local org: triggers on ${topic} stopped: ${message}\n`);
      bus.stopAll(topic, message);
    },
    retryDelay: options.eventRetryDelay ?? 1_000,
    stopTimeout: STOP_TIMEOUT
  });
  closers.unshift(async () => {
    await Promise.all([jobs.stop(), events.stop()]);
  });
  return {
    run,
    notifications: new NotificationStore(connection),
    start: () => {
      jobs.start();
      events.wake();
    },
    idle: async () => {
      for (;;) {
        await jobs.idle();
        await events.idle();
        if (jobs.isIdle && events.isIdle) return;
      }
    }
  };
}
