// Speed: images a second inside `check`, beside the raw engine at its best batch size and thread count, and beside a plain
// `fc.assert` that asks the same engine about one image at a time; and the same by CPU time of all threads, beside the engine with
// one thread, which says as much on a busy machine. Arms take turns; medians of the rounds are compared.
// npm run bench:check -- [rounds 7] [networks, such as mlp,lenet,small,mobile,mobile-mean]
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { asFastCheck, check, images, openModel, type ModelOptions } from 'conic';
import { scalarInvariance } from 'conic/properties';
import { cpuTime, mainThreadTime } from './cpu.js';
import { grouped, median, shipped } from './models.js';
import { randomMobileNet, randomSmallNetwork } from './randomNetworks.js';
import { bestRaw, type Pace, type RawTrial } from './raw.js';

const rounds = Number(process.argv[2] ?? 7);
const wanted = process.argv[3]?.split(',');

interface Subjected {
  readonly name: string;
  readonly file: string;
  readonly options: ModelOptions;
  /** Cases of a run. */
  readonly cases: number;
  /** Cases of a plain `fc.assert`. */
  readonly plainCases: number;
  readonly raw: RawTrial;
  readonly goals: { readonly cpu?: number; readonly wall?: number; readonly plain?: number };
}

const folder = await mkdtemp(join(tmpdir(), 'conic-bench-'));
const grey = { dims: [1, 28, 28], batches: [32, 64, 128, 256, 512], threads: [1, 2], images: 20_000 };
const wide = { dims: [3, 224, 224], batches: [1, 4], threads: [1, 2], images: 20 };
const [mean, std] = [
  [0.485, 0.456, 0.406],
  [0.229, 0.224, 0.225],
];
const pixels = { range: [0, 1] } as const;

const subjects: readonly (Omit<Subjected, 'file'> & { readonly file: () => Promise<string> })[] = [
  {
    name: 'mlp',
    file: async () => shipped('models/mlp-zero-bias.onnx'),
    options: {},
    cases: 60_000,
    plainCases: 5_000,
    raw: grey,
    goals: { cpu: 0.8, plain: 6 },
  },
  {
    name: 'lenet',
    file: async () => shipped('models/lenet-zero-bias.onnx'),
    options: {},
    cases: 60_000,
    plainCases: 5_000,
    raw: grey,
    goals: { cpu: 0.95, wall: 0.95, plain: 2 },
  },
  {
    name: 'small',
    file: async () => written('small.onnx', randomSmallNetwork(1)),
    options: pixels,
    cases: 20_000,
    plainCases: 2_000,
    raw: { dims: [3, 32, 32], batches: [8, 32, 64, 128, 256], threads: [1, 2], images: 5_000 },
    goals: {},
  },
  {
    name: 'mobile',
    file: async () => written('mobile.onnx', randomMobileNet(1)),
    options: pixels,
    cases: 200,
    plainCases: 20,
    raw: wide,
    goals: { cpu: 0.97 },
  },
  {
    name: 'mobile-mean',
    file: async () => written('mobile-mean.onnx', randomMobileNet(1, { mean, std })),
    options: { ...pixels, mean, std },
    cases: 200,
    plainCases: 20,
    raw: wide,
    goals: { cpu: 0.95 },
  },
];

try {
  for (const subject of subjects)
    if (wanted?.includes(subject.name) ?? true) await tryOne({ ...subject, file: await subject.file() });
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function written(name: string, bytes: Uint8Array): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, bytes);
  return file;
}

async function tryOne({ name, file, options, cases, plainCases, raw, goals }: Subjected): Promise<void> {
  const classifier = await openModel(file, options);
  const corpus = await images.from(shipped('fashion-mnist/images'), { resize: true }).load(classifier.spec.shape);
  const told = { images: images.of(corpus), scalars: { min: 1e-3, max: 1 }, seed: 7, allowChance: true };
  const inside = async (): Promise<Pace & { readonly mainThread: number }> => {
    const [cpu, main] = [cpuTime(), mainThreadTime()];
    const result = await check(scalarInvariance(), classifier, { ...told, cases });
    if (result.verdict !== 'held') throw new Error(`expected held, got ${result.verdict}`);
    return {
      rate: (result.evaluated / result.durationMs) * 1000,
      cpu: (cpuTime() - cpu) / result.evaluated,
      mainThread: (mainThreadTime() - main) / result.cases,
    };
  };
  const plain = async (): Promise<number> => {
    const property = await asFastCheck(scalarInvariance(), classifier, told);
    const start = performance.now();
    await fc.assert(property, { numRuns: plainCases, seed: 7 });
    return (plainCases / (performance.now() - start)) * 1000;
  };
  const engine = await bestRaw(file, raw);
  const { cheapest } = engine;
  const figures: {
    readonly raw: number;
    readonly cpu: number;
    readonly plain: number;
    readonly inside: Awaited<ReturnType<typeof inside>>;
  }[] = [];
  await inside();
  for (let round = 0; round < rounds; round++)
    figures.push({
      raw: (await engine.measure(cases)).rate,
      cpu: (await cheapest.measure(cases)).cpu,
      inside: await inside(),
      plain: await plain(),
    });
  const middle = (of: (round: (typeof figures)[number]) => number): number => median(figures.map(of));
  // Ratios of neighbours in time, since machines are not equally fast from one minute to the next.
  const ratio = (of: (round: (typeof figures)[number]) => number, goal: number | undefined): string =>
    `${middle(of).toFixed(2)}${goal === undefined ? '' : ` (goal ${goal})`}`;
  console.log(
    [
      `${name}: raw ${grouped(middle((round) => round.raw))} images/s (${engine.name}), inside check ${grouped(middle((round) => round.inside.rate))}, plain fc.assert ${grouped(middle((round) => round.plain))}`,
      `  by the clock: inside / raw ${ratio((round) => round.inside.rate / round.raw, goals.wall)}, inside / plain ${ratio((round) => round.inside.rate / round.plain, goals.plain)}`,
      `  by CPU time: raw with one thread ${middle((round) => round.cpu).toFixed(1)} µs an image (${cheapest.name}), inside check ${middle((round) => round.inside.cpu).toFixed(1)}; raw / inside ${ratio((round) => round.cpu / round.inside.cpu, goals.cpu)}`,
      `  main thread: ${ratio((round) => round.inside.mainThread, 0.5)} µs a case; medians of ${rounds} rounds`,
    ].join('\n'),
  );
  await classifier.dispose();
}
