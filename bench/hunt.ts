// The hunt: does it find the nearest flip, at what cost, how fast, and what does a search that assumes one flip only miss?
// Test images of Fashion-MNIST where Debian's dataset is installed, else the 200 that ship. Exits with status 1 if a goal of
// correctness is missed; speed is only printed.
import { existsSync } from 'node:fs';
import { farness, hunt, images, labelOf, marginOf, nearestFlip, Subject, summarise } from 'conic';
import type { Classifier, Corpus, Hunted, Image } from 'conic';
import { cpuTime } from './cpu.js';
import { grouped, median, openShipped, shipped, shippedImages } from './models.js';
import { bestRaw, type Pace } from './raw.js';

const rounds = Number(process.argv[2] ?? 7);
const scanPoints = Number(process.argv[3] ?? 10_000);
const tolerance = 1e-5;
const [low, high] = [1e-4, 1e4];
const dataset = '/usr/share/datasets/fashion-mnist/t10k-images-idx3-ubyte.gz';
const installed = existsSync(dataset);

const testImages = ({ spec }: Classifier, limit: number): Promise<Corpus> =>
  installed ? images.from(dataset, { limit }).load(spec.shape) : shippedImages(spec.shape);

await nearest();
await throughput();
await biasFree();

/** The nearest flip against that of a scan, and the search of Foolbox beside it. */
async function nearest(): Promise<void> {
  const classifier = await openShipped('lenet', 'bias');
  const corpus = await testImages(classifier, 1000);
  const hunted = await all(classifier, corpus);
  const evaluations = hunted.reduce((sum, one) => sum + one.evaluations, 0) / hunted.length;
  const kept = hunted.filter(({ outcome }) => outcome !== 'vacuous');
  let asNear = 0;
  for (const one of kept) {
    const scanned = await scan(classifier, one.image);
    const flip = nearestFlip(one);
    if ((flip === undefined ? Infinity : farness(flip.scalar)) <= scanned) asNear++;
    else console.log(`  missed: ${one.image.description}, the scan has ${scanned}, the hunt ${flip?.scalar}`);
  }
  console.log(
    `lenet-bias, ${hunted.length} images: the nearest flip is as near as that of a scan of ${grouped(scanPoints)} points for ${asNear} of ${kept.length} (goal 99.9 %); ${evaluations.toFixed(1)} evaluations an image (goal 150)`,
  );
  if (asNear < 0.999 * kept.length || evaluations > 150) process.exitCode = 1;
  await baseline(classifier, kept, evaluations);
  await classifier.dispose();
}

/** How far from 1 the nearest scalar of an even scan is at which another label is clearly ahead. The workers multiply. */
async function scan(classifier: Classifier, image: Image): Promise<number> {
  const pixels = image.pixels();
  const own = labelOf(await classifier.classify({ data: pixels, count: 1 }));
  const ratio = (high / low) ** (1 / (scanPoints - 1));
  const size = 500;
  const data = new Float32Array(new SharedArrayBuffer(4 * size * pixels.length));
  for (let i = 0; i < size; i++) data.set(pixels, i * pixels.length);
  const distances = await Promise.all(
    Array.from({ length: Math.ceil(scanPoints / size) }, async (_, part) => {
      const count = Math.min(size, scanPoints - part * size);
      const factors = Float64Array.from({ length: count }, (_, i) => low * ratio ** (part * size + i));
      const scores = await classifier.classify({ data: data.subarray(0, count * pixels.length), count, factors });
      const classes = scores.length / count;
      const isFlipped = (i: number): boolean =>
        marginOf(scores.subarray(i * classes, (i + 1) * classes), own) < -tolerance;
      return Math.min(...Array.from(factors, (scalar, i) => (isFlipped(i) ? farness(scalar) : Infinity)));
    }),
  );
  return Math.min(...distances);
}

/**
 * Foolbox's BinarySearchContrastReductionAttack (Rauber et al., JOSS 5(53), 2020), with its defaults: 15 steps of bisection
 * between the image and black, the first at the image itself, as if all contrasts below the flip were flipped too.
 */
async function baseline(classifier: Classifier, hunted: readonly Hunted[], evaluations: number): Promise<void> {
  const steps = 15;
  const subject = new Subject(classifier);
  const resolution = 2 ** -(steps - 1);
  const count = { none: 0, farther: 0, above: 0, flips: 0, asNear: 0 };
  await Promise.all(
    hunted.map(async (one) => {
      const own = labelOf(await subject.scores(one.image));
      const flipsAt = async (scalar: number): Promise<boolean> =>
        marginOf(await subject.scores(one.image.times(scalar)), own) < 0;
      let [lower, upper, epsilon] = [0, 1, 0];
      for (let step = 0; step < steps; step++) {
        if (await flipsAt(1 - epsilon)) upper = epsilon;
        else lower = epsilon;
        epsilon = (lower + upper) / 2;
      }
      const found = await flipsAt(1 - upper);
      const flip = nearestFlip(one);
      if (flip === undefined) return;
      count.flips++;
      if (flip.scalar > 1) count.above++;
      else if (!found) count.none++;
      else if (flip.scalar - (1 - upper) > resolution) count.farther++;
      else count.asNear++;
    }),
  );
  console.log(
    `  bisection toward black (Foolbox, ${steps} steps): of ${count.flips} images that flip, its answer is the nearest flip for ${count.asNear}, within its resolution of ${resolution.toPrecision(2)}; not for ${count.flips - count.asNear}: ${count.above} flip nearer above 1, ${count.farther} flip earlier on the way down, ${count.none} it finds none for`,
  );
  console.log(`  evaluations an image: bisection ${steps + 1}, hunt ${evaluations.toFixed(1)}`);
}

/** Evaluations a second inside a hunt, over the raw engine, and CPU time of all threads over that of the engine with one; they take turns. */
async function throughput(): Promise<void> {
  const classifier = await openShipped('lenet', 'bias');
  const corpus = await testImages(classifier, 1000);
  const raw = await bestRaw(shipped('models/lenet-bias.onnx'));
  const inside = async (): Promise<Pace> => {
    const [start, before] = [performance.now(), cpuTime()];
    const hunted = await all(classifier, corpus);
    const asked = hunted.reduce((sum, one) => sum + one.evaluations, 0);
    return { rate: (asked / (performance.now() - start)) * 1000, cpu: (cpuTime() - before) / asked };
  };
  await inside();
  const figures: { readonly raw: number; readonly cpu: number; readonly inside: Pace }[] = [];
  for (let round = 0; round < rounds; round++)
    figures.push({
      raw: (await raw.measure()).rate,
      cpu: (await raw.cheapest.measure()).cpu,
      inside: await inside(),
    });
  const middle = (of: (round: (typeof figures)[number]) => number): number => median(figures.map(of));
  const ratios = figures.map((round) => round.inside.rate / round.raw);
  console.log(
    [
      `lenet-bias: raw ${grouped(middle((round) => round.raw))} images/s (${raw.name}), inside hunt ${grouped(middle(({ inside: { rate } }) => rate))}; ratio ${median(ratios).toFixed(2)}, from ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)} (goal 0.75); ${rounds} rounds`,
      `  by CPU time: raw with one thread ${middle(({ cpu }) => cpu).toFixed(1)} µs an image (${raw.cheapest.name}), inside hunt ${middle(({ inside: { cpu } }) => cpu).toFixed(1)}; raw / inside ${middle((round) => round.cpu / round.inside.cpu).toFixed(2)} (goal 0.85)`,
    ].join('\n'),
  );
  await classifier.dispose();
}

/** Networks without biases: nothing may flip. */
async function biasFree(): Promise<void> {
  for (const net of ['lenet', 'mlp'] as const) {
    const classifier = await openShipped(net, 'zero-bias');
    const hunted = await all(classifier, await testImages(classifier, 10_000));
    const { flipped, unflipped, vacuous, homogeneous, evaluations } = summarise(hunted, low, 0);
    console.log(
      `${net}-zero-bias, ${grouped(hunted.length)} images: ${flipped} flips (goal 0), ${grouped(unflipped)} without a flip at any scalar tried, ${vacuous} vacuous, ${grouped(homogeneous)} homogeneous bit for bit; ${(evaluations / hunted.length).toFixed(1)} evaluations an image`,
    );
    if (flipped > 0) process.exitCode = 1;
    await classifier.dispose();
  }
}

async function all(classifier: Classifier, corpus: Corpus): Promise<readonly Hunted[]> {
  const hunted: Hunted[] = [];
  const options = { scalars: { min: low, max: high }, tolerance };
  for await (const one of hunt(classifier, corpus, options)) hunted.push(one);
  return hunted;
}
