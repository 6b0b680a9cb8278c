import type { Classifier } from '../../classifier/classifier.js';
import { Subject } from '../../classifier/subject.js';
import { image as makeImage, type Image } from '../../image/image.js';
import type { ImageShape } from '../../image/shape.js';
import { labelOf, marginOf } from '../../classifier/scores.js';
import { askForReport, assertOwnOutput } from '../dynamic/ownOutput.js';
import { follow } from './follow.js';
import { Obstacle } from '../../network/program/obstacle.js';
import type { Program } from '../../network/program/program.js';

/** The logits at one image, in float64. */
export function logitsAt(program: Program, pixels: Float32Array): Float64Array {
  const image = Float64Array.from(pixels);
  const [followed] = follow(program, { from: 0, to: 1, start: image, end: image, bias: 'one' });
  const { logits } = followed!;
  return Float64Array.from({ length: logits.size }, (_, k) => logits.values[k * 2]!);
}

const agreed = new WeakMap<Classifier, Promise<void>>();

/** Logits may differ from the engine's by this, relative to the largest: float32 and its order of summation. */
const tolerance = 1e-3;

/**
 * Whether the network as it was read gives what the engine gives, tried once a classifier, on an image that is there and on one
 * without dark places: a proof about another network than the user's would be worth nothing. Whether the model's own output
 * gives the labels of its logits is asked of every image.
 *
 * @throws Obstacle if it does not.
 */
export async function assertAgreement(
  classifier: Classifier,
  program: Program,
  [first, ...others]: readonly [Image, ...Image[]],
): Promise<void> {
  await assertScores(classifier, program, first);
  await assertOwnOutput(classifier, [first, ...others]);
}

function assertScores(classifier: Classifier, program: Program, image: Image): Promise<void> {
  const before = agreed.get(classifier);
  if (before !== undefined) return before;
  const checked = compareScores(classifier, program, image);
  agreed.set(classifier, checked);
  // An engine that failed may be asked again.
  checked.catch((thrown: unknown) => {
    if (!(thrown instanceof Obstacle)) agreed.delete(classifier);
  });
  return checked;
}

/** An image without an even or dark place, as borders of real ones are: what is misread there would not show. */
const uneven = (shape: ImageShape): Image =>
  makeImage(shape, { kind: 'uneven' }, 'an image of fractions', (pixels) => {
    // The golden ratio spreads them evenly.
    for (let i = 0; i < pixels.length; i++) pixels[i] = 0.1 + 0.8 * ((i * 0.618_033_988_749_894_9) % 1);
  });

async function compareScores(classifier: Classifier, program: Program, given: Image): Promise<void> {
  const other = uneven(given.shape);
  for (const image of [given, other]) await compareAt(classifier, program, image);
  await assertOwnOutput(classifier, [other]);
}

async function compareAt(classifier: Classifier, program: Program, image: Image): Promise<void> {
  const theirs = await new Subject(classifier).scores(image);
  const mine = Float32Array.from(logitsAt(program, image.pixels()));
  const different = new Obstacle(`the network as it was read gives other scores than the engine. ${askForReport}`);
  if (classifier.spec.scores === 'logits') {
    const largest = theirs.reduce((most, score) => Math.max(most, Math.abs(score)), 0);
    if (mine.some((score, k) => !(Math.abs(score - theirs[k]!) <= tolerance * largest + 1e-30))) throw different;
  } else if (labelOf(mine) !== labelOf(theirs) && marginOf(mine, labelOf(mine)) > tolerance)
    throw theirs[labelOf(mine)] === theirs[labelOf(theirs)]
      ? new Obstacle('the scores that the engine gives are equal where those of the network are not: they saturate')
      : different;
}
