// A process of its own that opens a model, asks it about black and disposes of it, again and again: `PATH CYCLES [ENGINE]`. It tells what it
// holds after every tenth of that: after the first one, all is loaded that is loaded once.
import { readdirSync, readFileSync } from 'node:fs';
import { openModel } from 'conic';
import type { TfjsEngine } from '../../../src/classifier/tfjs/options.js';
import { sizeOf } from '../../../src/image/shape.js';
import type { Held } from '../kinds/cycles.js';

const [path = '', cycles = '1', engine] = process.argv.slice(2);
const engines: readonly TfjsEngine[] = ['wasm', 'cpu', 'tfjs-node'];
const own = engines.find((name) => name === engine);

function held(after: number): Held {
  globalThis.gc?.();
  const status = readFileSync('/proc/self/status', 'utf8');
  return {
    cycles: after,
    megabytes: Number(/VmRSS:\s*(\d+)/.exec(status)?.[1]) / 1024,
    threads: Number(/Threads:\s*(\d+)/.exec(status)?.[1]),
    files: readdirSync('/proc/self/fd').length,
    handles: process.getActiveResourcesInfo().length,
  };
}

async function cycle(): Promise<void> {
  const classifier = await openModel(path, { workers: 1, ...(own === undefined ? {} : { engine: own }) });
  const { shape } = classifier.spec;
  await classifier.classify({ data: new Float32Array(sizeOf(shape)), count: 1 });
  await classifier.dispose();
}

const tenth = Math.ceil(Number(cycles) / 10);
for (let done = 1; done <= Number(cycles); done++) {
  await cycle();
  if (done % tenth === 0 || done === Number(cycles)) process.send?.(held(done));
}
if (process.connected) process.disconnect();
