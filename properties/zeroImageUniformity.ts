import * as fc from 'fast-check';
import {
  image,
  labelOf,
  largestProbability,
  magnitudeOf,
  options,
  type Image,
  type OptionsOf,
  type Property,
  type ScoreKind,
  type Space,
} from '../src/core.js';

/**
 * What can be told to `zeroImageUniformity`, for whoever builds on it: each with its kind, help and default.
 *
 * @example Object.keys(zeroImageOptions); // ['claim', 'tolerance']
 */
export const zeroImageOptions = options.declare({
  /**
   * What is claimed of a zero image.
   * - `uniform`, the default: every label is as probable as every other. An equal bias on all of them is allowed.
   * - `zero`: every logit is 0.
   */
  claim: { kind: options.choice(['uniform', 'zero']), help: 'what is claimed of a black image', default: 'uniform' },
  /** How far the largest probability may be above 1/K, relative to 1/K. Default 1e-5, the rounding of a float32 softmax. */
  tolerance: options.tolerance,
});

export interface ZeroImageOptions extends OptionsOf<typeof zeroImageOptions> {}

/** What is claimed of a zero image. */
export type ZeroClaim = NonNullable<ZeroImageOptions['claim']>;

/**
 * Zero-image uniformity: nothing favours no label. Networks without biases have it, since f(0) = 0 (Geng et al.,
 * arXiv 2211.08486). It is independent of scalar invariance: a network of tanh without biases has this and not that.
 *
 * Both zero images are tried: black pixels, and zeros in the network's own input; they differ where preprocessing moves
 * black away from 0. There is one case, so the answer is for good.
 *
 * @example await check(zeroImageUniformity({ claim: 'zero' }), classifier);
 */
export function zeroImageUniformity(told: ZeroImageOptions = {}): Property<Image> {
  const { claim, tolerance } = options.filled('zeroImageUniformity', zeroImageOptions, told);
  return {
    name: claim === 'uniform' ? 'zero-image-uniformity' : `zero-image-uniformity:${claim}`,
    claim: claim === 'uniform' ? 'a black image favours no label' : 'every logit of a black image is 0',
    needs: claim === 'uniform' ? ['margins'] : ['logits'],
    count: 1,
    // White times 0 is black on the pixels, and 0 where weights act after preprocessing.
    cases: ({ spec: { shape } }) =>
      fc.constant(image(shape, { kind: 'constant', level: 1 }, 'white', (pixels) => pixels.fill(1)).times(0)),
    examine: async (zero, subject) => {
      const { labels, scores: kind } = subject.spec;
      // Where weights act after preprocessing anyway, black is never asked about.
      const subjects = subject.space === 'model' ? [subject] : [subject, subject.vary({ space: 'model' })];
      const asked = await Promise.all(
        subjects.map(async (each) => {
          const [{ space }, scores] = [each, await each.scores(zero)];
          return { title: titles[space], image: zero, scores, space, excess: excessOf[claim](scores, kind) };
        }),
      );
      const worst = asked.reduce((most, view) => (view.excess > most.excess ? view : most));
      if (worst.excess <= (claim === 'uniform' ? tolerance : 0)) return { kind: 'held' };
      const favoured = labels[labelOf(worst.scores)];
      const why =
        claim === 'uniform' ? `favours ${favoured}` : `has a logit of ${magnitudeOf(worst.scores).toPrecision(3)}`;
      return { kind: 'violated', margin: -worst.excess, why: `the ${worst.title} ${why}`, views: [worst] };
    },
  };
}

const titles: Record<Space, string> = { pixel: 'black image', model: 'zero input' };

/** How far scores are from what is claimed: 0 if not at all. */
const excessOf: Record<ZeroClaim, (scores: Float32Array, kind: ScoreKind) => number> = {
  uniform: (scores, kind) => largestProbability(scores, kind) * scores.length - 1,
  zero: magnitudeOf,
};
