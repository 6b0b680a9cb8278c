// What `--isolate` costs: CPU seconds of whole commands on LeNet, all threads and processes counted, with workers that are threads and
// with workers that are processes. The two take turns; medians of the rounds and of their ratios are told.
// npm run bench:isolate -- [rounds 7]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandSeconds } from './commandSeconds.js';
import { median, shipped } from './models.js';

const rounds = Number(process.argv[2] ?? 7);
/** With at most this much more, processes would be the default. */
const goal = 0.03;
const folder = mkdtempSync(join(tmpdir(), 'conic-isolate-'));
const conic = fileURLToPath(new URL('../dist/esm/src/cli/main.js', import.meta.url));
const told = [shipped('models/lenet-zero-bias.onnx'), '--images', shipped('fashion-mnist/images')];
const check = ['check', ...told, '--property', 'scalar-invariance', '--seed', '1', '--cases'];

const commands: readonly { readonly name: string; readonly args: readonly string[] }[] = [
  { name: 'check, one case', args: [...check, '1'] },
  { name: 'check, 1,000 cases', args: [...check, '1000'] },
  { name: 'check, 20,000 cases', args: [...check, '20000'] },
  { name: 'check, 100,000 cases', args: [...check, '100000'] },
  { name: 'hunt, 200 images', args: ['hunt', ...told, '--out', 'found'] },
];

for (const { name, args } of commands) {
  const pairs = Array.from({ length: rounds }, () => {
    const threads = commandSeconds([conic, ...args], folder);
    const processes = commandSeconds([conic, ...args, '--isolate'], folder);
    return { threads, processes, more: processes / threads - 1 };
  });
  const [threads, processes, more] = (['threads', 'processes', 'more'] as const).map((what) =>
    median(pairs.map((pair) => pair[what])),
  );
  const percent = `${(100 * more!).toFixed(1)} % more (goal ${100 * goal} %)`;
  console.log(
    `${name.padEnd(24)} threads ${threads!.toFixed(2)} s, processes ${processes!.toFixed(2)} s of CPU: ${percent}`,
  );
}
rmSync(folder, { recursive: true, force: true });
