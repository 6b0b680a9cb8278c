// What people feel: CPU seconds of whole commands in cold processes, all threads counted; medians of several runs. The first line is
// Node itself, and the second the bare engine, asked for one image.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandSeconds } from './commandSeconds.js';
import { median, shipped } from './models.js';

const rounds = Number(process.argv[2] ?? 5);
const folder = mkdtempSync(join(tmpdir(), 'conic-start-'));
const conic = fileURLToPath(new URL('../dist/esm/src/cli/main.js', import.meta.url));
const [images, biased, plain] = ['fashion-mnist/images', 'models/lenet-bias.onnx', 'models/lenet-zero-bias.onnx'].map(
  shipped,
);
const engine = `
  const { InferenceSession, Tensor } = require(${JSON.stringify(fileURLToPath(import.meta.resolve('onnxruntime-node')))});
  InferenceSession.create(${JSON.stringify(plain)}).then((session) =>
    session.run({ [session.inputNames[0]]: new Tensor('float32', new Float32Array(784), [1, 1, 28, 28]) }));`;

/** What is run, and how much CPU it may cost. */
const commands: readonly { readonly name: string; readonly args: readonly string[]; readonly goal?: number }[] = [
  { name: 'node', args: ['-e', ''] },
  { name: 'onnxruntime, one image', args: ['-e', engine] },
  { name: 'conic --help', args: [conic, '--help'], goal: 0.25 },
  {
    name: 'conic check, one case, 200 images',
    args: [conic, 'check', plain!, '--images', images!, '--property', 'scalar-invariance', '--cases', '1'],
    goal: 0.7,
  },
  {
    name: 'the first flip, simplified and drawn',
    args: [conic, 'check', biased!, '--images', images!, '--property', 'scalar-invariance', '--seed', '1'],
    goal: 0.7,
  },
  {
    name: '20,000 cases of 200 images, counted',
    args: [
      conic,
      'check',
      biased!,
      '--images',
      images!,
      '--property',
      'scalar-invariance',
      '--measure',
      '--cases',
      '20000',
    ],
    goal: 1.6,
  },
  {
    name: 'hunt toward black, 200 images',
    args: [conic, 'hunt', biased!, '--images', images!, '--scalars', '0.001..1', '--out', join(folder, 'hunt')],
  },
];

for (const { name, args, goal } of commands) {
  const seconds = median(Array.from({ length: rounds }, () => commandSeconds(args, folder)));
  console.log(`${name.padEnd(38)} ${seconds.toFixed(2)} s of CPU${goal === undefined ? '' : ` (goal ${goal})`}`);
}
rmSync(folder, { recursive: true, force: true });
