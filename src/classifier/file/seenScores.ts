import type { Pixels } from './pixels.js';
import type { ModelScores } from './scores.js';
import type { ModelWorkers } from './workers.js';

/** Numbers from 0 to 1, one for each place of an image: even images, and uneven ones. */
const made: readonly ((place: number) => number)[] = [
  ...[0, 0.25, 0.5, 0.75, 1].map((level) => () => level),
  // Multiples of irrational numbers spread evenly, and are the same on every machine.
  ...[(Math.sqrt(5) - 1) / 2, Math.SQRT2, Math.sqrt(3)].map((step) => (place: number) => (place * step) % 1),
];

/** How many images are asked about before what all their scores look like is believed. */
export const madeImages = made.length;

/**
 * What scores look like: probabilities, if on every made image each is in [0, 1] and together they are 1; of one score an image, if
 * it is in [0, 1]. A model that fails on an image is left to whoever asks about it.
 *
 * @param imageSize numbers an image.
 * @param range of pixels.
 */
export async function seenScores(
  model: Pick<ModelWorkers, 'scores'>,
  imageSize: number,
  [, white]: Pixels['range'],
): Promise<ModelScores> {
  for (const level of made) {
    const data = Float32Array.from({ length: imageSize }, (_, place) => white * level(place));
    const scores = await model.scores({ data, count: 1 }, 1).catch(() => new Float32Array());
    if (!lookLikeProbabilities(scores)) return 'logits';
  }
  return 'probabilities';
}

/** What sums of probabilities of half precision are off by, and more. */
const rounding = 1e-3;

function lookLikeProbabilities(scores: Float32Array): boolean {
  if (scores.length === 0 || !scores.every((score) => score >= 0 && score <= 1 + rounding)) return false;
  const sum = scores.reduce((total, score) => total + score, 0);
  return scores.length === 1 || Math.abs(sum - 1) <= rounding;
}
