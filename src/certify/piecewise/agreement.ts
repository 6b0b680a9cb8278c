import { now } from '../../clock.js';
import type { Classifier } from '../../classifier/classifier.js';
import { labelOf, marginOf } from '../../classifier/scores.js';
import { Subject } from '../../classifier/subject.js';
import { image as makeImage, type Image } from '../../image/image.js';
import type { ImageShape } from '../../image/shape.js';
import { Obstacle, TimeIsUp } from '../../network/program/obstacle.js';
import type { Program } from '../../network/program/program.js';
import { GraphView } from '../../network/graphView.js';
import { engineLogits } from '../dynamic/engineLabel.js';
import { askForReport, assertOwnOutput } from '../dynamic/ownOutput.js';
import { valuesAt } from './evaluate.js';
import { logitsInFloat32, type Computing } from './float32.js';

/** The logits at one image, in float64. */
export const logitsAt = (program: Program, pixels: Float32Array): Float64Array =>
  valuesAt(program, program.steps, new Map([[0, Float64Array.from(pixels)]]));

const agreed = new WeakMap<Classifier, Promise<void>>();

/** How much farther from the truth an engine may be than float32 is in the orders of summation that are tried. */
const orders = 4;

/** What an engine may always be off by, relative to the largest logit: single roundings can happen to cancel. */
const least = 2 ** -22;

/** Where logits cannot be read: a margin below this may be rounding. */
const nearTie = 1e-3;

/**
 * Whether the network as it was read gives what the engine gives: a proof about another network than the user's would be worth
 * nothing. Tried once a classifier, on the first image and on made ones: one without dark places, the same far darker and brighter, and black.
 * Where an image is dark, biases are all there is, and where it is bright, weights. What is allowed is what float32 itself loses at
 * that image. Whether the model's own output gives the labels of its logits is asked of every image.
 *
 * @param deadline a moment of {@link now} after which to stop.
 * @throws Obstacle if it does not, or time is up.
 */
export async function assertAgreement(
  classifier: Classifier,
  program: Program,
  [first, ...others]: readonly [Image, ...Image[]],
  deadline = Infinity,
): Promise<void> {
  await assertScores(classifier, program, first, deadline);
  await assertOwnOutput(classifier, [first, ...others]);
}

function assertScores(classifier: Classifier, program: Program, image: Image, deadline: number): Promise<void> {
  const before = agreed.get(classifier);
  if (before !== undefined) return before;
  const checked = compareScores(classifier, program, image, deadline);
  agreed.set(classifier, checked);
  // An engine that failed may be asked again, and so may one for which there was no time.
  checked.catch((thrown: unknown) => {
    if (!(thrown instanceof Obstacle) || thrown instanceof TimeIsUp) agreed.delete(classifier);
  });
  return checked;
}

/** An image without an even or dark place, as borders of real ones are: what is misread there would not show. */
const uneven = (shape: ImageShape): Image =>
  makeImage(shape, { kind: 'uneven' }, 'an image of fractions', (pixels) => {
    // The golden ratio spreads them evenly.
    for (let i = 0; i < pixels.length; i++) pixels[i] = 0.1 + 0.8 * ((i * 0.618_033_988_749_894_9) % 1);
  });

/** How bright the made image is tried. Powers of two round nothing. */
const lights = [1, 0, 2 ** -12, 2 ** -4, 2 ** -2, 2 ** 4];

async function compareScores(classifier: Classifier, program: Program, given: Image, deadline: number): Promise<void> {
  const made = uneven(given.shape);
  const rounding = roundingOf(classifier);
  for (const image of [given, ...lights.map((light) => made.times(light, 'allow'))]) {
    if (now() > deadline) throw new TimeIsUp();
    await compareAt(classifier, program, image, given, rounding);
  }
  await assertOwnOutput(classifier, [made]);
}

async function compareAt(
  classifier: Classifier,
  program: Program,
  image: Image,
  given: Image,
  rounding: number,
): Promise<void> {
  const pixels = image.pixels();
  const mine = logitsAt(program, pixels);
  const different = new Obstacle(
    `the network as it was read gives other scores than the engine, at ${image.description}. ${askForReport}`,
  );
  const theirs = await engineLogits(classifier, image);
  if (theirs !== undefined) {
    // Beyond the range of floats nothing can be compared.
    if (image !== given && !theirs.every(Number.isFinite)) return;
    const largest = mine.reduce((most, logit) => Math.max(most, Math.abs(logit)), 0);
    const lost = lostInFloats(program, pixels, mine, rounding);
    const allowed = lost + least * (rounding / single) * largest + 1e-30;
    // Infinite logits agree with nothing.
    if (!Number.isFinite(allowed) || mine.some((logit, k) => !(Math.abs(logit - theirs[k]!) <= allowed)))
      throw different;
    return;
  }
  const scores = await new Subject(classifier).scores(image);
  const label = labelOf(Float32Array.from(mine));
  if (label !== labelOf(scores) && marginOf(Float32Array.from(mine), label) > nearTie)
    throw scores[label] === scores[labelOf(scores)]
      ? new Obstacle('the scores that the engine gives are equal where those of the network are not: they saturate')
      : different;
}

/** Half a unit in the last place of float32, and of float16. */
const [single, half] = [2 ** -24, 2 ** -11];

/** What an engine computes a classifier's network in, as far as its tensors say. */
function roundingOf({ network }: Classifier): number {
  if (network === undefined) return single;
  const view = GraphView.of(network.graph);
  const tensors = [...network.graph.inputs, ...network.graph.outputs].map(({ name }) => name);
  const isHalf = [...tensors, ...network.graph.nodes.flatMap(({ outputs }) => outputs)].some(
    (name) => view.elementType(name)?.isHalf === true,
  );
  return isHalf ? half : single;
}

/**
 * How far an engine's floats may be from the truth at one image: several times what is lost in one order of summation or in another,
 * or what roundings up and down make of it. In halves these are all there is to go by. Where float32 cannot hold what is computed with,
 * as bounds of a float64 network may be, the engine does not compute in it, and nothing is lost.
 */
function lostInFloats(program: Program, pixels: Float32Array, truth: Float64Array, rounding: number): number {
  const lost = (computing: Computing): number => {
    const logits = logitsInFloat32(program, pixels, computing);
    if (!logits.every(Number.isFinite)) return 0;
    return truth.reduce((far, logit, k) => Math.max(far, Math.abs(logit - logits[k]!)), 0);
  };
  const shaken = lost({ order: 'forward', shake: rounding });
  if (rounding !== single) return orders * shaken;
  const ordered = Math.max(lost({ order: 'forward', shake: 0 }), lost({ order: 'backward', shake: 0 }));
  return Math.max(orders * ordered, shaken);
}
