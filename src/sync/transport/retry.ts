/** Tier 1 on the client: up to `limit` retries of transient failures, exponential backoff with full jitter. */
import { TransientFailure } from './transport.ts';

export interface RetryOptions {
  /** Retries after the first try. */
  readonly limit: number;
  /** Milliseconds before the first retry, doubled for each further one. */
  readonly baseDelayMs: number;
  readonly maximumDelayMs: number;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** In [0, 1). */
  readonly random: () => number;
  readonly onRetry: (attempt: number, delayMs: number, failure: TransientFailure) => void;
}

/** Full jitter: a random share of the doubled delay, so that many clients do not come back in step. */
export function backoffDelay(
  attempt: number,
  options: Pick<RetryOptions, 'baseDelayMs' | 'maximumDelayMs' | 'random'>
): number {
  const ceiling = Math.min(options.maximumDelayMs, options.baseDelayMs * 2 ** (attempt - 1));
  return Math.round(ceiling / 2 + (ceiling / 2) * options.random());
}

export async function withRetry<T>(options: RetryOptions, action: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof TransientFailure) || attempt > options.limit) throw error;
      const delay = backoffDelay(attempt, options);
      options.onRetry(attempt, delay, error);
      await options.wait(delay);
    }
  }
}
