/** One feed file through one transport, with a progress bar; shared by `sync` and the demonstration run. */
import { setTimeout as sleep } from 'node:timers/promises';

import type { Lane, RowTransport, RunReport, SendFeedOptions } from '../../sync/index.ts';
import { checkColumns, mapRow, readFeed, readFeedColumns, sendFeed } from '../../sync/index.ts';
import type { Progress } from '../terminal/progress.ts';
import { startProgress } from '../terminal/progress.ts';

export interface SendFileOptions {
  readonly file: string;
  readonly lane: Lane;
  readonly transport: RowTransport;
  readonly run: string;
  readonly parallelCalls: number;
  /** Retries of a call that failed for a passing reason. */
  readonly retryLimit: number;
  /** Seconds to wait for rows that the org tries again; default 15 minutes. */
  readonly patienceSeconds?: number;
  readonly quiet?: boolean;
  readonly onOutcome?: SendFeedOptions['onOutcome'];
}

const BASE_DELAY_MS = 500;
const MAXIMUM_DELAY_MS = 30_000;
/** Three retries after 1, 2 and 4 minutes, with room for a sweep of the org. */
export const DEFAULT_PATIENCE_SECONDS = 900;

export async function sendFile(options: SendFileOptions): Promise<RunReport> {
  const startedAt = Date.now();
  const notSent = checkColumns(options.file, await readFeedColumns(options.file), options.lane);
  if (notSent.length > 0 && !options.quiet) {
    process.stderr.write(
      `Columns that the lane ${options.lane.lane} does not know are not sent: ${notSent.join(', ')}\n`
    );
  }
  let total = 0;
  for await (const row of readFeed(options.file)) total += row.line > 0 ? 1 : 0;
  const progress: Progress = options.quiet
    ? { update: () => undefined, stop: () => undefined }
    : startProgress('Sending', total);
  try {
    return await sendFeed({
      run: options.run,
      rows: readFeed(options.file),
      mapRow: (row, attempt) => mapRow(row, options.lane, attempt, startedAt),
      transport: options.transport,
      retry: {
        limit: options.retryLimit,
        baseDelayMs: BASE_DELAY_MS,
        maximumDelayMs: MAXIMUM_DELAY_MS,
        wait: async (milliseconds) => void (await sleep(milliseconds)),
        random: Math.random
      },
      parallelCalls: options.parallelCalls,
      patienceMs: (options.patienceSeconds ?? DEFAULT_PATIENCE_SECONDS) * 1000,
      now: Date.now,
      onProgress: (settled, retries) => progress.update(settled, retries),
      ...(options.onOutcome ? { onOutcome: options.onOutcome } : {})
    });
  } finally {
    progress.stop();
  }
}
