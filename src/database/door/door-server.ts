/**
 * The I/O thread that serves the connections of any number of workers.
 *
 * Measured on 2 cores over loopback TCP, `SELECT $1::int` prepared, every worker on its own connection, milliseconds per query:
 *
 *   workers   one I/O thread each   one shared I/O thread
 *   1         0.29                  0.26
 *   2         0.29                  0.23
 *   4         0.29                  0.23
 *
 * and a worker's first connection takes 120-400 ms with a thread of its own, 10 ms with the shared one. The shared thread is the door to use.
 */
import { MessageChannel, Worker } from 'node:worker_threads';
import type { DoorPort } from './protocol.ts';

export interface DoorServer {
  /** A new door for one connection; give `port` to a worker through workerData and transferList. */
  createDoor(): DoorPort;
  stop(): Promise<void>;
}

export function startDoorServer(): DoorServer {
  const worker = new Worker(new URL('./io-thread.ts', import.meta.url));
  // Callers block in Atomics.wait, so the thread needs no event loop of theirs, and must not keep their process alive.
  worker.unref();
  return {
    createDoor(): DoorPort {
      const { port1, port2 } = new MessageChannel();
      const signal = new SharedArrayBuffer(4);
      worker.postMessage({ port: port2, signal } satisfies DoorPort, [port2]);
      return { port: port1, signal };
    },
    async stop(): Promise<void> {
      await worker.terminate();
    }
  };
}
