// Runs as a process of its own, and runs one worker in a thread. Its main thread only hands on what comes and goes, so that it hears at
// once when nobody wants anything any more: also while native code in the other thread never ends.
import type { FromWorkerProcess, ToWorkerProcess } from './processMessages.js';
import type { Rows } from './protocol.js';
import type { Carried, RunningWorker } from './runningWorker.js';
import { startThread } from './workerThread.js';

const kept = new Map<number, Carried>();
/** What drops those errands that are under way, by their numbers. */
const drops = new Map<number, () => void>();
let worker: RunningWorker<unknown> | undefined;

/** Nothing ends a thread in native code but the end of its process. */
const end = (): void => void process.kill(process.pid, 'SIGKILL');

// Whoever started this process is gone.
process.on('disconnect', end);
if (!process.connected) end();
// Ctrl-C goes to all processes of a terminal. The one that was started by hand ends with what it has, and then ends this one.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

const say = (message: FromWorkerProcess<unknown>): void => void process.send?.(message, undefined, {}, () => undefined);

process.on('message', (message: ToWorkerProcess) => {
  if (message.kind === 'start') {
    const { script, workerData, stackMegabytes } = message;
    worker = startThread(
      { script: new URL(script), workerData, stackMegabytes },
      {
        answered: (reply) => {
          const [first] = drops.keys();
          if (first !== undefined) drops.delete(first);
          say({ kind: 'answered', reply });
        },
        ended: (found) => say({ kind: 'ended', found }),
      },
    );
    return;
  }
  if (message.kind === 'drop') {
    drops.get(message.number)?.();
    return;
  }
  const { number, request, carried, learned, forgotten, isDropped } = message;
  for (const { id, value } of learned) kept.set(id, inSharedMemory(value));
  for (const id of forgotten) kept.delete(id);
  const drop = worker?.send({ ...handed(request), carried: carried.map((id) => kept.get(id)!), isDropped });
  if (drop !== undefined) drops.set(number, drop);
});

/** Numbers lie amid all of a message, which would be copied with them. */
function inSharedMemory(value: Carried): Carried {
  const memory = new SharedArrayBuffer(value.byteLength);
  const copy = value instanceof Uint8Array ? new Uint8Array(memory) : new Float32Array(memory);
  copy.set(value);
  return copy;
}

/** A request with its images in memory of their own, which is handed over. */
function handed(request: unknown): { readonly request: unknown; readonly transfer: readonly ArrayBuffer[] } {
  if (!hasImages(request)) return { request, transfer: [] };
  const data = request.images.data.slice();
  return { request: { ...request, images: { ...request.images, data } }, transfer: [data.buffer] };
}

const hasImages = (request: unknown): request is { readonly images: Rows } =>
  typeof request === 'object' && request !== null && 'images' in request;
