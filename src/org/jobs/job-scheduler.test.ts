import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { JobScheduler, type JobSchedulerOptions, type WaitingJob } from './job-scheduler.ts';

/** A queue in memory with a clock that the test moves. */
class Fixture {
  now = 1_000;
  readonly waiting = new Map<string, number>();
  readonly interrupted = new Set<string>();
  readonly started: string[] = [];
  readonly givenUp: string[] = [];
  readonly scheduler: JobScheduler;

  constructor(options: Partial<JobSchedulerOptions> = {}) {
    this.scheduler = new JobScheduler({
      queue: {
        due: (now, interrupted) => [
          ...(interrupted ? [...this.interrupted] : []).map(named),
          ...[...this.waiting].filter(([, at]) => at <= now).map(([id]) => named(id))
        ],
        nextRunAt: (now) => [...this.waiting.values()].filter((at) => at > now).sort((a, b) => a - b)[0] ?? null
      },
      clock: { now: () => this.now },
      run: async ({ id }) => this.take(id),
      giveUp: ({ id }) => this.givenUp.push(id),
      concurrency: 2,
      stopTimeout: 1_000,
      ...options
    });
  }

  take(id: string): void {
    this.waiting.delete(id);
    this.started.push(id);
  }
}

function named(id: string): WaitingJob {
  return { kind: 'queueable', id, username: 'ada' };
}

test('a delayed job begins when the clock says so, not before', async (context: TestContext) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const fixture = new Fixture();
  fixture.waiting.set('later', 61_000);
  fixture.scheduler.wake();
  fixture.now = 60_999;
  context.mock.timers.tick(59_999);
  assert.deepEqual(fixture.started, []);
  fixture.now = 61_000;
  context.mock.timers.tick(1);
  await fixture.scheduler.idle();
  assert.deepEqual(fixture.started, ['later']);
});

test('no more jobs run at a time than allowed, and all run', async () => {
  let open = 0;
  let most = 0;
  const fixture: Fixture = new Fixture({
    run: async ({ id }) => {
      fixture.take(id);
      most = Math.max(most, ++open);
      await Promise.resolve();
      open--;
    }
  });
  for (const id of ['a', 'b', 'c', 'd', 'e']) fixture.waiting.set(id, 0);
  fixture.scheduler.wake();
  await fixture.scheduler.idle();
  assert.deepEqual(fixture.started, ['a', 'b', 'c', 'd', 'e']);
  assert.equal(most, 2);
});

test('a job whose worker dies is brought once more, then given up', async () => {
  const fixture: Fixture = new Fixture({
    run: ({ id }) => {
      fixture.take(id);
      return Promise.reject(new Error('The worker died.'));
    }
  });
  fixture.waiting.set('bad', 0);
  fixture.scheduler.wake();
  await fixture.scheduler.idle();
  assert.deepEqual([fixture.started, fixture.givenUp], [['bad', 'bad'], ['bad']]);
});

test('interrupted jobs are taken up at the start only', async () => {
  const fixture = new Fixture();
  fixture.interrupted.add('left');
  fixture.scheduler.wake();
  await fixture.scheduler.idle();
  assert.deepEqual(fixture.started, []);
  fixture.scheduler.start();
  await fixture.scheduler.idle();
  assert.deepEqual(fixture.started, ['left']);
});

test('a stopped scheduler waits for running jobs and brings no more', async () => {
  const fixture = new Fixture();
  fixture.waiting.set('a', 0);
  fixture.scheduler.wake();
  fixture.waiting.set('b', 0);
  await fixture.scheduler.stop();
  fixture.scheduler.wake();
  assert.deepEqual(fixture.started, ['a']);
});
