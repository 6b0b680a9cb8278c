// Two models: what holding them against each other costs beside what the two engines cost alone on the same images, and how many
// false disagreements there are between the shipped networks in other formats. Arms take turns; medians of ratios are compared.
import { parseArgs } from 'node:util';
import { diff, images, measure, openModel, type Classifier, type Image } from 'conic';
import { agreement } from 'conic/properties';
import { Subject } from 'conic/core';
import { grouped, median, shipped, shippedImages } from './models.js';

const { values: told } = parseArgs({
  options: { rounds: { type: 'string', default: '7' }, cases: { type: 'string', default: '1000000' } },
});
const rounds = Number(told.rounds);
const goal = 0.8;
const nets = ['lenet-bias', 'lenet-zero-bias', 'mlp-bias', 'mlp-zero-bias'] as const;

const shape = { height: 28, width: 28, channels: 1 };
const samples = (await shippedImages(shape)).images;
/** Enough that starting and ending count little; each its own image, since scores of one are not asked for twice. */
const many: readonly Image[] = Array.from({ length: 40 }, () => samples).flat();

/** Milliseconds of processor time, of all threads: a machine that is shared says little with a clock. */
async function cost(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** A model alone: its batches of these images, one after the other, as it is fed by everything in conic. */
async function alone(classifier: Classifier): Promise<void> {
  const subject = new Subject(classifier);
  const size = Math.min(128, subject.batchLimit);
  let under: Promise<unknown>[] = [];
  for (let from = 0; from < many.length; from += size) {
    under.push(subject.batch(many.slice(from, from + size)));
    if (under.length === 3) {
      await Promise.all(under);
      under = [];
    }
  }
  await Promise.all(under);
}

console.log(
  `throughput of a comparison, as a share of what both engines cost alone (goal ${goal}); ${grouped(many.length)} images`,
);
let isEnough = true;
for (const [net, place] of [
  ['lenet-bias', 'models/lenet-zero-bias.onnx'],
  ['lenet-bias', 'quantised/lenet-bias-int8.onnx'],
  ['lenet-bias', 'models/lenet-bias'],
  ['mlp-bias', 'models/mlp-bias'],
] as const) {
  const one = await openModel(shipped(`models/${net}.onnx`), { workers: 1 });
  const other = await openModel(shipped(place), { workers: 1 });
  const ratios: number[] = [];
  for (let round = -1; round < rounds; round++) {
    const both = await cost(() => diff(one, other, { images: many, rays: false, worst: 0 }));
    const sum = (await cost(() => alone(one))) + (await cost(() => alone(other)));
    if (round >= 0) ratios.push(sum / both);
  }
  await one.dispose();
  await other.dispose();
  const ratio = median(ratios);
  isEnough &&= ratio >= goal;
  console.log(
    `  ${net} and ${place}: ${ratio.toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`,
  );
}

const cases = Number(told.cases);
console.log(
  `false disagreements among ${grouped(cases)} cases, ONNX against the LayersModel on wasm, half made images and half scaled photos`,
);
let violations = 0;
let nearTies = 0;
let decided = 0;
for (const net of nets) {
  const one = await openModel(shipped(`models/${net}.onnx`), { workers: 1 });
  const other = await openModel(shipped(`models/${net}/model.json`), { workers: 1 });
  const each = Math.ceil(cases / nets.length / 2);
  const property = agreement({ with: other });
  for (const options of [
    { seed: 1 },
    { seed: 2, images: images.from(shipped('fashion-mnist/images')), scalars: { min: 1e-3, max: 1 } },
  ]) {
    const { held, violated, inconclusive } = await measure(property, one, { ...options, cases: each });
    violations += violated;
    nearTies += inconclusive;
    decided += held + violated;
  }
  await one.dispose();
  await other.dispose();
}
console.log(`  ${grouped(violations)} of ${grouped(decided)} that could be decided; ${grouped(nearTies)} near ties`);
process.exitCode = isEnough && violations === 0 ? 0 : 1;
