/**
 * Brings published events to workers: after a transaction that published, when a trigger asked to be run again, and at the start of the org
 * what an earlier process left. The bus is in the database (src/database/events), so nothing is lost with this object. One task
 * at a time works on an event, so its triggers see the messages in order.
 */
export interface EventSchedulerOptions {
  /** Events with messages that somebody has to have. */
  readonly waitingTopics: () => readonly string[];
  /** Gives every trigger of the event one batch, in a worker; rejects when the worker died or failed. */
  readonly deliver: (topic: string) => Promise<TopicProgress>;
  /** Stops the triggers of the event: ten workers in a row died or failed over it. */
  readonly giveUp: (topic: string, error: Error) => void;
  /** Milliseconds before the first retry, doubled for each further one. */
  readonly retryDelay: number;
  /** Milliseconds for which `stop` waits for running triggers. */
  readonly stopTimeout: number;
}

export interface TopicProgress {
  readonly more: boolean;
  /** The fewest retries of a trigger that asked to be run again. */
  readonly retries: number | null;
}

/** How long a retry waits at most: the platform's delays are not documented. */
const LONGEST_DELAY = 60_000;

/** As often as a trigger may ask to be run again; a worker that dies is not the trigger's fault more than that is. */
const MOST_DEATHS_IN_A_ROW = 10;

export class EventScheduler {
  readonly #options: EventSchedulerOptions;
  readonly #running = new Map<string, Promise<void>>();
  readonly #resting = new Map<string, { readonly timer: NodeJS.Timeout; readonly over: Promise<void> }>();
  /** Workers in a row that died over an event. */
  readonly #deaths = new Map<string, number>();
  #stopped = false;

  constructor(options: EventSchedulerOptions) {
    this.#options = options;
  }

  /** Looks for messages. Costs one short query, so it is called only when there may be some. */
  wake(): void {
    if (this.#stopped) return;
    for (const topic of this.#options.waitingTopics()) {
      if (this.#running.has(topic) || this.#resting.has(topic)) continue;
      const done = this.#work(topic).finally(() => {
        this.#running.delete(topic);
        this.wake();
      });
      this.#running.set(topic, done);
    }
  }

  get isIdle(): boolean {
    return this.#running.size + this.#resting.size === 0;
  }

  /** Resolves when everything is delivered, retries included; for tests. */
  async idle(): Promise<void> {
    while (!this.isIdle) {
      await Promise.all([...this.#running.values(), ...[...this.#resting.values()].map(({ over }) => over)]);
    }
  }

  /** A batch that does not end in time is delivered again by the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { timer } of this.#resting.values()) clearTimeout(timer);
    this.#resting.clear();
    if (this.#running.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#options.stopTimeout);
    });
    await Promise.race([Promise.all(this.#running.values()), timeout]);
    clearTimeout(timer);
  }

  async #work(topic: string): Promise<void> {
    for (;;) {
      const progress = await this.#deliver(topic);
      if (this.#stopped || !progress) return;
      if (progress.retries !== null) {
        this.#rest(topic, progress.retries);
        return;
      }
      if (!progress.more) return;
    }
  }

  /** Null when the event rests after a death, or was given up. */
  async #deliver(topic: string): Promise<TopicProgress | null> {
    const { deliver, giveUp } = this.#options;
    try {
      const progress = await deliver(topic);
      this.#deaths.delete(topic);
      return progress;
    } catch (error) {
      if (this.#stopped) return null;
      const deaths = (this.#deaths.get(topic) ?? 0) + 1;
      this.#deaths.set(topic, deaths);
      if (deaths < MOST_DEATHS_IN_A_ROW) {
        this.#rest(topic, deaths);
      } else {
        this.#deaths.delete(topic);
        giveUp(topic, error instanceof Error ? error : new Error(String(error)));
      }
      return null;
    }
  }

  #rest(topic: string, retries: number): void {
    let wakeUp = (): void => undefined;
    const over = new Promise<void>((resolve) => {
      wakeUp = resolve;
    });
    const delay = Math.min(this.#options.retryDelay * 2 ** (retries - 1), LONGEST_DELAY);
    const timer = setTimeout(() => {
      this.#resting.delete(topic);
      this.wake();
      wakeUp();
    }, delay);
    timer.unref();
    this.#resting.set(topic, { timer, over });
  }
}
