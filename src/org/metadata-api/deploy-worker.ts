/** The thread of one deploy: compiling takes seconds, and the server goes on answering meanwhile. */
import { parentPort, workerData } from 'node:worker_threads';

import type { DeployRequest, FinishedDeploy } from './deploy-job.ts';
import { carryOutDeploy } from './deploy-job.ts';
import type { DeployProgress } from './deploy-result.ts';

export type DeployWorkerMessage =
  | { readonly kind: 'progress'; readonly progress: DeployProgress }
  | { readonly kind: 'standstill' }
  | { readonly kind: 'finished'; readonly finished: FinishedDeploy }
  | { readonly kind: 'defect'; readonly message: string; readonly stack: string };

/** The answer to `standstill`: whether the deploy may go on. */
export interface StandstillReached {
  readonly proceed: boolean;
}

const port = parentPort;
if (!port) throw new Error('This file runs as a worker thread only.');
const post = (message: DeployWorkerMessage): void => port.postMessage(message);

try {
  const finished = await carryOutDeploy(workerData as DeployRequest, {
    onProgress: (progress) => post({ kind: 'progress', progress }),
    requireStandstill: () => {
      const answer = new Promise<boolean>((resolve) => {
        port.once('message', ({ proceed }: StandstillReached) => resolve(proceed));
      });
      post({ kind: 'standstill' });
      return answer;
    }
  });
  post({ kind: 'finished', finished });
} catch (error) {
  const fault = error instanceof Error ? error : new Error(String(error));
  post({ kind: 'defect', message: fault.message, stack: fault.stack ?? '' });
}
