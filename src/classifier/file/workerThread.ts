import { SHARE_ENV, Worker } from 'node:worker_threads';
import { endWorker } from './endWorker.js';
import type { Posted } from './posted.js';
import type { RunningWorker, WorkerListener, WorkerStart } from './runningWorker.js';

/**
 * A worker in a thread of this process, with which it shares memory. A crash of native code in it ends the process.
 *
 * @example const worker = startThread({ script, workerData }, { answered: (reply) => …, ended: (found) => … });
 */
export function startThread<Request, Reply>(
  { script, workerData, stackMegabytes }: WorkerStart,
  listener: WorkerListener<Reply>,
): RunningWorker<Request> {
  // Flags that the main thread was started with (--input-type, loaders) are not for this script.
  // And native libraries see only the process's own environment variables.
  const resourceLimits = stackMegabytes === undefined ? {} : { stackSizeMb: stackMegabytes };
  const worker = new Worker(script, { workerData, execArgv: [], env: SHARE_ENV, resourceLimits });
  let found = 'its worker thread ended';
  worker.on('message', (reply: Reply) => listener.answered(reply));
  worker.on('error', (error) => (found = `its worker thread failed: ${error.message}`));
  worker.on('exit', () => listener.ended(found));
  return {
    isApart: false,
    send: ({ request, carried, transfer, isDropped }) => {
      const dropped = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
      const drop = (): void => void Atomics.store(dropped, 0, 1);
      if (isDropped) drop();
      const posted: Posted<Request> = { request, carried, dropped };
      worker.postMessage(posted, transfer);
      return drop;
    },
    hold: (isHeld) => (isHeld ? worker.ref() : worker.unref()),
    end: (patience) => endWorker(worker, patience),
  };
}
