import type { Image } from '../image/image.js';
import { isMultiple, magnitudeOf } from './scores.js';
import type { Subject } from './subject.js';

/** Batches of other sizes may round differently, by less than this of the largest score. */
const blur = 1e-3;

/** What is said of plain images at half their light: they are few, and asked about again and again. */
const halves = new WeakMap<Subject, WeakMap<Image, Promise<Float32Array>>>();

/**
 * Whether powers of two multiply the scores of an image bit for bit. They round nothing, so a network without biases passes, and
 * one whose biases matter at this image does not. Of an image that passes, what other scalars change is rounding: where terms
 * cancel, as after subtracting the image's own mean from an image of one level, nothing but rounding may be left of the scores.
 *
 * @param seen the image, and its scores as they were told.
 * @param exponents of the powers, at least one.
 * @throws ClassifierError as {@link Subject.scores} does.
 * @example await scalesExactly(subject, { image: shoe, scores: await subject.scores(shoe) }, [-1, -4]); // a half and a sixteenth of the light
 */
export async function scalesExactly(
  subject: Subject,
  { image, scores }: { readonly image: Image; readonly scores: Float32Array },
  exponents: readonly number[],
): Promise<boolean> {
  const powers = exponents.map((exponent) => ({ power: 2 ** exponent, multiple: image.times(2 ** exponent, 'allow') }));
  // One question shows most biases; a batch of their own is for those images that need it.
  const [first] = powers;
  if (first === undefined) return true;
  const multiplied = await (first.power === 0.5
    ? atHalf(subject, image, first.multiple)
    : subject.scores(first.multiple));
  const most = blur * magnitudeOf(multiplied);
  if (multiplied.some((score, i) => Math.abs(score - first.power * scores[i]!) > most)) return false;
  const [own, ...others] = await subject.scoresTogether([image, ...powers.map(({ multiple }) => multiple)]);
  return powers.every(({ power }, i) => isMultiple(others[i]!, own!, power));
}

function atHalf(subject: Subject, image: Image, half: Image): Promise<Float32Array> {
  if (image.parts.length !== 0) return subject.scores(half);
  const known = halves.get(subject) ?? new WeakMap<Image, Promise<Float32Array>>();
  halves.set(subject, known);
  const scores = known.get(image) ?? subject.scores(half);
  known.set(image, scores);
  return scores;
}
