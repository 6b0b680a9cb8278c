import { fork, spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shipped } from '../../models.js';
import type { Fault } from '../fault.js';

/** What a process holds, and after how many cycles. */
export interface Held {
  readonly cycles: number;
  readonly megabytes: number;
  readonly threads: number;
  readonly files: number;
  readonly handles: number;
}

/** What may come on top between a tenth of the cycles and the end of them: memory that the system has not yet been given back. */
const more = { megabytes: 60, threads: 1, files: 1, handles: 1 } as const satisfies Omit<Held, 'cycles'>;

const inTests = (path: string): string => fileURLToPath(new URL(`../../../test/models/${path}`, import.meta.url));

/** An engine, and a model for it. */
interface Cycled {
  readonly name: string;
  readonly model: (folder: string) => string;
  readonly engine?: string;
  readonly needs?: string;
}

const engines: readonly Cycled[] = [
  { name: 'onnxruntime', model: () => shipped('models/lenet-bias.onnx') },
  { name: 'TF.js wasm', model: () => shipped('models/lenet-bias/model.json'), engine: 'wasm' },
  { name: 'TF.js cpu', model: () => shipped('models/lenet-bias/model.json'), engine: 'cpu' },
  { name: 'tfjs-node', model: () => inTests('saved_model'), engine: 'tfjs-node', needs: '@tensorflow/tfjs-node' },
  { name: 'LiteRT.js', model: () => inTests('tflite/sums.tflite'), needs: '@litertjs/core' },
  { name: 'a module', model: moduleIn },
];

function moduleIn(folder: string): string {
  const file = join(folder, 'model.mjs');
  const index = new URL('../../../dist/esm/src/index.js', import.meta.url);
  const program = `import { fromFunction } from '${index}';
export default fromFunction(({ count }) => Array.from({ length: count }, () => [0, 1]), { shape: { height: 2, width: 2, channels: 1 }, labels: ['a', 'b'] });`;
  writeFileSync(file, program);
  return file;
}

/** Whether a package loads, asked in a process of its own: a broken one may end it. */
const loads = (name: string): boolean =>
  spawnSync(process.execPath, ['-e', `import(${JSON.stringify(name)})`], { stdio: 'ignore' }).status === 0;

/** What a process holds after every tenth of the cycles. */
function heldAfter({ engine }: Cycled, model: string, cycles: number, ended: AbortSignal): Promise<readonly Held[]> {
  const args = [model, String(cycles), ...(engine === undefined ? [] : [engine])];
  const child = fork(fileURLToPath(new URL('../runs/cycling.ts', import.meta.url)), args, {
    execArgv: [...process.execArgv, '--expose-gc'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const all: Held[] = [];
  child.on('message', (held: Held) => all.push(held));
  ended.addEventListener('abort', () => child.kill('SIGKILL'));
  return new Promise((resolve) => child.on('close', () => resolve(all)));
}

/** Models opened and disposed of again and again, with each engine: memory, threads, files and handles stay level. */
export const cycles: readonly Fault[] = engines.map((each) => ({
  name: `opened and disposed of: ${each.name}`,
  whole: 10_000,
  missing: () => {
    if (!existsSync('/proc/self/status')) return 'the system does not tell what a process holds';
    return each.needs === undefined || loads(each.needs) ? undefined : `${each.needs} does not load here`;
  },
  async run(attempts, folder, tried) {
    const all = await heldAfter(each, each.model(folder), attempts, tried.ended);
    const [early, late] = [all[0], all.at(-1)];
    if (early === undefined || late === undefined) {
      tried.end('ended early', [`${each.name}: the process ended before a tenth of ${attempts} cycles`]);
      return;
    }
    const wrong = (['megabytes', 'threads', 'files', 'handles'] as const)
      .filter((what) => late[what] - early[what] > more[what])
      .map((what) => `${each.name}: ${what} from ${early[what].toFixed(0)} to ${late[what].toFixed(0)}`);
    if (late.cycles < attempts && !tried.ended.aborted)
      wrong.push(`${each.name}: the process ended before ${attempts} cycles`);
    const told = `${early.megabytes.toFixed(0)} → ${late.megabytes.toFixed(0)} MB, ${early.threads} → ${late.threads} threads, ${early.files} → ${late.files} files, handles ${early.handles} → ${late.handles}, cycles`;
    tried.count(told, late.cycles, wrong);
  },
}));
