import { clearTimeout, setTimeout } from 'node:timers';
import type { Worker } from 'node:worker_threads';

/** How long, in milliseconds, a worker that runs JavaScript or WebAssembly may take to end. */
const usualEnd = 1000;

/** Worker threads that do not end. */
const stuck = new Set<Worker>();

/**
 * Ends a worker thread, and does not wait for ever. Native code that a thread is in cannot be interrupted, and the process
 * waits for every thread of its own before it ends. So where such a thread is left in the end, the process is killed, when all else
 * is done: its status then is not the one that was meant, but no success either.
 *
 * @param patience how many milliseconds native code is let go on, beyond the time that ending takes.
 * @example await endWorker(worker, 0);
 */
export async function endWorker(worker: Worker, patience: number): Promise<void> {
  const ended = worker.terminate();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), usualEnd + patience);
  });
  const first = await Promise.race([ended, late]);
  clearTimeout(timer);
  if (first !== 'late') return;
  // Ending it has made it hold the process.
  worker.unref();
  if (stuck.size === 0) process.on('exit', killWithStuck);
  stuck.add(worker);
  void ended.then(() => stuck.delete(worker));
}

function killWithStuck(): void {
  if (stuck.size > 0) process.kill(process.pid, 'SIGKILL');
}
