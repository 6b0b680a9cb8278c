// Engines side by side: images a second of the raw engine at its best batch size, and inside `check`, with one worker thread
// and with as many as conic takes by itself. Arms take turns; medians of the rounds' ratios are compared.
import * as core from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { check, images, openModel, type Classifier, type TfjsEngine } from 'conic';
import { scalarInvariance } from 'conic/properties';
import { loadFrom } from '../examples/train/tfjsFile.js';
import { grouped, median, shipped, shippedImages } from './models.js';

const rounds = Number(process.argv[2] ?? 7);
const goal = 0.8;
/** How long one measurement should take. */
const seconds = 1.5;

/** An engine: raw, in this thread, on a number of images at once; and opened by conic. */
interface Engine {
  readonly name: string;
  readonly goal?: number;
  readonly raw: (net: string, batch: number) => Promise<() => Promise<unknown>>;
  readonly open: (net: string, workers?: number) => Promise<Classifier>;
}

const onnxruntime: Engine = {
  name: 'onnxruntime',
  raw: async (net, batch) => {
    const options = { intraOpNumThreads: 1, interOpNumThreads: 1 };
    const session = await InferenceSession.create(shipped(`models/${net}.onnx`), options);
    const feeds = { image: new Tensor('float32', pixels(batch), [batch, 1, 28, 28]) };
    return () => session.run(feeds);
  },
  open: (net, workers) => openModel(shipped(`models/${net}.onnx`), workers === undefined ? {} : { workers }),
};

const tfjs = (engine: TfjsEngine, backend: string): Engine => ({
  name: engine === 'tfjs-node' ? engine : `tfjs ${engine}`,
  ...(engine === 'cpu' ? {} : { goal }),
  raw: async (net, batch) => {
    await core.setBackend(backend);
    const model = await layers.loadLayersModel(loadFrom(shipped(`models/${net}`)));
    const values = pixels(batch);
    return async () => {
      if (core.getBackend() !== backend) await core.setBackend(backend);
      core.tidy(() => {
        const scores = model.predictOnBatch(core.tensor4d(values, [batch, 28, 28, 1]));
        if (!Array.isArray(scores)) scores.dataSync();
      });
    };
  },
  open: (net, workers) =>
    openModel(shipped(`models/${net}/model.json`), { engine, ...(workers === undefined ? {} : { workers }) }),
});

const engines = [onnxruntime, tfjs('wasm', 'wasm'), tfjs('cpu', 'cpu')];
const wasm = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm');
setWasmPaths(`${dirname(wasm)}/`);
await import('@tensorflow/tfjs-backend-cpu');
const native: string = '@tensorflow/tfjs-node';
const problem = await import(native).then(
  () => undefined,
  (error: unknown) => String(error).split('\n')[0],
);
if (problem === undefined) engines.push(tfjs('tfjs-node', 'tensorflow'));
else console.log(`tfjs-node is left out: ${problem}`);

for (const net of ['mlp-zero-bias', 'lenet-zero-bias']) {
  console.log(`${net}, medians of ${rounds} rounds, images/s`);
  const arms = [];
  for (const engine of engines) arms.push(await armOf(engine, net));
  const figures = arms.map(() => ({ raw: [] as number[], one: [] as number[], all: [] as number[] }));
  for (let round = 0; round < rounds; round++)
    for (const [i, arm] of arms.entries()) {
      figures[i]!.raw.push(await arm.raw());
      figures[i]!.one.push(await arm.one());
      figures[i]!.all.push(await arm.all());
    }
  for (const [i, { name, goal: wanted, close }] of arms.entries()) {
    const { raw, one, all } = figures[i]!;
    // Ratios of neighbours in time, since machines are not equally fast from one minute to the next.
    const ratio = (inside: number[]): string => median(inside.map((rate, round) => rate / raw[round]!)).toFixed(2);
    const wish = wanted === undefined ? '' : ` (goal ${wanted})`;
    console.log(
      `  ${name}: raw ${grouped(median(raw))}, inside check ${grouped(median(all))}, with one worker ${grouped(median(one))}; inside / raw ${ratio(all)}, with one worker ${ratio(one)}${wish}`,
    );
    await close();
  }
}

/** One engine with one network, ready to be measured. */
async function armOf(engine: Engine, net: string) {
  const raw = await bestRaw(engine, net);
  const [alone, usual] = [await engine.open(net, 1), await engine.open(net)];
  const [one, all] = [await insideCheck(alone), await insideCheck(usual)];
  return {
    name: `${usual.spec.engine} (raw: batch ${raw.batch})`,
    goal: engine.goal,
    raw: raw.measure,
    one,
    all,
    close: async () => {
      await alone.dispose();
      await usual.dispose();
    },
  };
}

/** Measures `check` with a number of cases that takes some time. */
async function insideCheck(classifier: Classifier): Promise<() => Promise<number>> {
  const corpus = await shippedImages(classifier.spec.shape);
  const inside = async (cases: number): Promise<number> => {
    const options = { images: images.of(corpus), scalars: { min: 1e-3, max: 1 }, seed: 7, cases };
    const result = await check(scalarInvariance(), classifier, options);
    if (result.verdict !== 'held') throw new Error(`expected held, got ${result.verdict}`);
    return (result.evaluated / result.durationMs) * 1000;
  };
  await inside(500);
  const cases = Math.ceil((await inside(1000)) * seconds);
  return () => inside(cases);
}

/** The fastest of some batch sizes, found by trying each. */
async function bestRaw(engine: Engine, net: string): Promise<{ batch: number; measure: () => Promise<number> }> {
  let best = { batch: 0, rate: 0, measure: async () => 0 };
  for (const batch of [8, 16, 32, 64, 128, 256, 512]) {
    const run = await engine.raw(net, batch);
    const measure = async (time: number): Promise<number> => {
      let done = 0;
      const start = performance.now();
      while (performance.now() - start < time * 1000) {
        await run();
        done += batch;
      }
      return (done / (performance.now() - start)) * 1000;
    };
    await measure(0.2);
    const rate = await measure(0.4);
    if (rate > best.rate) best = { batch, rate, measure: () => measure(seconds) };
  }
  return best;
}

function pixels(batch: number): Float32Array {
  return Float32Array.from({ length: batch * 784 }, (_, i) => ((i * 37) % 256) / 255);
}
