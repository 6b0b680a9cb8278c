// Searching against trying at random: violations are planted, and the images that the model is asked about until it shows one are
// counted, at the median of many seeds. Rare ones are to be found with a tenth of the questions; where violations are common, a search is
// to need at most 1.2 times as many. Exits with status 1 where it does not.
import { check, images, type Classifier, type Corpus } from 'conic';
import { scalarInvariance } from 'conic/properties';
import { grouped, median, openShipped, shippedImages } from './models.js';

const seeds = Number(process.argv[2] ?? 31);
/** Nobody looks further. */
const most = 100_000;

type Scores = Float32Array;

/** What is planted: writes to the scores of an image what is wrong with them. `pixels` are those that the model is given. */
type Plant = (scores: Scores, pixels: Float32Array) => void;

/** The model with something wrong, and how many images it has been asked about. */
class Planted {
  asked = 0;
  readonly classifier: Classifier;

  constructor(healthy: Classifier, plant: Plant) {
    const { height, width, channels } = healthy.spec.shape;
    const size = height * width * channels;
    const classes = healthy.spec.labels.length;
    this.classifier = {
      ...healthy,
      spec: healthy.spec,
      // What is planted has to see the pixels multiplied.
      multiplies: false,
      classify: async (batch, options) => {
        // The model may keep the pixels that it is given, and leave nothing of them here.
        const pixels = batch.data.slice();
        const scores = await healthy.classify(batch, options);
        for (let i = 0; i < batch.count; i++)
          plant(scores.subarray(i * classes, (i + 1) * classes), pixels.subarray(i * size, (i + 1) * size));
        this.asked += batch.count;
        return scores;
      },
      dispose: () => healthy.dispose(),
    };
  }
}

/** The label and the one after it. */
function leading(scores: Scores): readonly [number, number] {
  const [first = 0, second = 0] = [...scores.keys()].toSorted((a, b) => scores[b]! - scores[a]!);
  return [first, second];
}

/** Takes a share of its lead from the label: above 1, another one is ahead. */
function takeLead(scores: Scores, share: number): void {
  const [first, second] = leading(scores);
  scores[second]! += share * (scores[first]! - scores[second]!);
}

const brightest = (pixels: Float32Array): number => pixels.reduce((most, pixel) => Math.max(most, pixel), 0);

interface Planting {
  readonly name: string;
  readonly plant: Plant;
  readonly from?: (corpus: Corpus) => ReturnType<typeof images.of>;
  readonly common?: true;
}

/** A bias of one label. */
const bias =
  (size: number): Plant =>
  (scores) => {
    scores[3]! += size;
  };

/** The label is lost where the brightest pixel is within 1 % of a level, and comes nearer to that from half as bright to twice. */
const band =
  (level: number, wide: number): Plant =>
  (scores, pixels) =>
    takeLead(scores, Math.max(0, 1 + (Math.log(wide) / 2 - Math.abs(Math.log(brightest(pixels) / level))) / Math.LN2));

/** The label is lost where two pixels together are brighter than `sum`: a unit relu(one + other - sum / 2). */
const pixelPair =
  (one: number, other: number, sum: number): Plant =>
  (scores, pixels) =>
    takeLead(scores, Math.max(0, (pixels[one]! + pixels[other]!) / (sum / 2) - 1));

/** The label is lost at one level in 20, and nothing tells it beforehand. */
const scattered: Plant = (scores, pixels) => takeLead(scores, Math.floor(brightest(pixels) * 997) % 20 === 7 ? 1.5 : 0);

const mixes = (corpus: Corpus) => images.of(corpus, { mixed: 1 });

const plantings: readonly Planting[] = [
  { name: 'a bias that matters for one image in 10,000', plant: bias(2e-5), from: mixes },
  { name: 'scalars in a band of 2 %', plant: band(0.137, 1.02) },
  { name: 'two pixels at once', plant: pixelPair(28 * 2 + 3, 28 * 25 + 24, 1.2), from: mixes },
  { name: 'common: a bias', plant: bias(0.02), common: true },
  { name: 'common: scalars from 0.1 to 0.2', plant: band(0.14, 2), common: true },
  { name: 'common: one level in 20, without a slope', plant: scattered, common: true },
  { name: 'common: a whole range', plant: band(0.14, 20), common: true },
];

const healthy = await openShipped('lenet', 'zero-bias');
const corpus = await shippedImages(healthy.spec.shape);
for (const { name, plant, from = images.of, common = false } of plantings.filter(({ name }) =>
  name.includes(process.argv[3] ?? ''),
)) {
  const [random, searched] = [await questions(plant, from(corpus), false), await questions(plant, from(corpus), true)];
  const ratio = median(searched) / median(random);
  const isGood = common ? ratio <= 1.2 : ratio <= 0.1;
  console.log(
    `${name}: ${inShort(random)} at random, ${inShort(searched)} searched: ${common ? `${ratio.toFixed(2)} times as many` : `${(1 / ratio).toFixed(1)} times fewer`}${isGood ? '' : ' (goal missed)'}`,
  );
  if (!isGood) process.exitCode = 1;
}
await healthy.dispose();

/** The images that were asked about until a violation showed, run by run. */
async function questions(
  plant: Plant,
  from: ReturnType<typeof images.of>,
  search: boolean,
): Promise<readonly number[]> {
  const counted: number[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const planted = new Planted(healthy, plant);
    let asked: number | undefined;
    await check(scalarInvariance(), planted.classifier, {
      images: from,
      cases: most,
      seed,
      search,
      until: ({ violated }) => {
        if (violated > 0) asked ??= planted.asked;
        return false;
      },
    });
    counted.push(asked ?? Infinity);
  }
  return counted;
}

function inShort(counted: readonly number[]): string {
  const sorted = counted.toSorted((a, b) => a - b);
  const at = (share: number): string => grouped(sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN);
  return `${at(0.5)} (${at(0.25)} to ${at(0.75)})`;
}
