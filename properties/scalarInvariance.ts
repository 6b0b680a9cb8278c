import * as fc from 'fast-check';
import {
  asking,
  labelOf,
  madeBy,
  magnitudeOf,
  marginOf,
  options,
  scalarOf,
  scalesExactly,
  scalars,
  worstSwap,
  type Answered,
  type Context,
  type Image,
  type OptionsOf,
  type Outcome,
  type Property,
  type CaseQuestion,
  type Subject,
} from '../src/core.js';

/** An image and the positive number that it is multiplied by. */
export interface ScaledCase {
  readonly image: Image;
  readonly scaled: Image;
}

/**
 * What can be told to `scalarInvariance`, for whoever builds on it: each with its kind, help and default.
 *
 * @example Object.keys(scalarInvarianceOptions); // ['claim', 'tolerance']
 */
export const scalarInvarianceOptions = options.declare({
  /**
   * What is claimed to survive the scalar.
   * - `label`, the default: the label.
   * - `ranking`: the order of all labels.
   * - `homogeneity`: everything: the logits are multiplied by the same scalar. Powers of two round nothing, so bit for bit.
   */
  claim: {
    kind: options.choice(['label', 'ranking', 'homogeneity']),
    help: 'what survives the scalar',
    default: 'label',
  },
  /** Differences up to this, relative to the largest score, are rounding error. Default 1e-5, some ten times what float32
   * sums of a small network show. */
  tolerance: options.tolerance,
});

export interface ScalarInvarianceOptions extends OptionsOf<typeof scalarInvarianceOptions> {}

/** What is claimed to survive the scalar. */
export type ScalarClaim = NonNullable<ScalarInvarianceOptions['claim']>;

const claims: Record<ScalarClaim, string> = {
  label: 'multiplying an image by a positive scalar does not change its label',
  ranking: 'multiplying an image by a positive scalar does not change the order of its labels',
  homogeneity: 'multiplying an image by a power of two multiplies every logit by it, bit for bit',
};

/** Where the user gave no range: from a thousandth of the light to all of it; powers of two far enough to bare a bias. */
const ranges: Record<ScalarClaim, { readonly min: number; readonly max: number }> = {
  label: { min: 1e-3, max: 1 },
  ranking: { min: 1e-3, max: 1 },
  homogeneity: { min: 2 ** -40, max: 1 },
};

/**
 * Scalar invariance. Networks without biases have it for every image and every scalar (Geng et al., arXiv 2211.08486);
 * networks with biases usually do not, since at a small enough scalar the biases alone decide.
 *
 * Limits: it finds violations and proves nothing. A case is vacuous where the image has no label to keep (a near tie), or
 * the scalar that is left after limiting to white is 1. A flip within rounding error is inconclusive.
 *
 * @example await check(scalarInvariance({ claim: 'ranking' }), classifier);
 */
export function scalarInvariance(told: ScalarInvarianceOptions = {}): Property<ScaledCase> {
  const { claim, tolerance } = options.filled('scalarInvariance', scalarInvarianceOptions, told);
  return madeBy(
    { module: import.meta.url, name: 'scalarInvariance', told },
    {
      name: claim === 'label' ? 'scalar-invariance' : `scalar-invariance:${claim}`,
      claim: claims[claim],
      needs: claim === 'homogeneity' ? ['logits'] : claim === 'ranking' ? ['margins'] : [],
      cases: (context) => scaledCases(context, claim),
      ...asking(questions[claim](tolerance)),
    },
  );
}

// The scalar comes first so that it is made simpler first: the counterexample to show is the one nearest 1.
const scaledCases = ({ scalars: range, images, overflow }: Context, claim: ScalarClaim): fc.Arbitrary<ScaledCase> =>
  fc
    .tuple(scalars({ ...ranges[claim], ...range, powersOfTwo: claim === 'homogeneity' }), images)
    .map(([scalar, image]) => ({ image, scaled: image.times(scalar, overflow) }));

const unscaled: Outcome = { kind: 'vacuous', why: 'the image is as bright as it can be' };

const rounding: Outcome = {
  kind: 'inconclusive',
  why: 'powers of two multiply the scores bit for bit, so what differs is rounding',
};

/** Both images, unless they are the same. */
const bothOf = ({ image, scaled }: ScaledCase): readonly Image[] => (scalarOf(scaled) === 1 ? [] : [image, scaled]);

/** A violation; unless the scores differ by nothing but rounding, however clearly. */
async function unlessRounding(
  { image, scaled }: ScaledCase,
  [before, after]: readonly [Float32Array, Float32Array],
  subject: Subject,
  found: { readonly margin: number; readonly why: string },
): Promise<Outcome> {
  if (await isRounding({ image, scores: before }, { image: scaled, scores: after }, subject)) return rounding;
  return { kind: 'violated', ...found, views: views(image, before, scaled, after) };
}

/**
 * Whether scores differ by rounding: both images are homogeneous as far as each other's scalar. Towards each other, so that
 * neither need be brighter than the brighter one.
 */
async function isRounding(original: Answered, scaled: Answered, subject: Subject): Promise<boolean> {
  // What was cut off is no multiple.
  if (scaled.image.clamped) return false;
  const exponent = Math.trunc(Math.log2(scalarOf(scaled.image) ?? 1));
  // The original first: it is in many cases, and asked about at half its light only once.
  return (
    (await scalesExactly(subject, original, [-1, exponent])) && (await scalesExactly(subject, scaled, [-1, -exponent]))
  );
}

const questions: Record<ScalarClaim, (tolerance: number) => CaseQuestion<ScaledCase>> = {
  label: (tolerance) => ({
    images: bothOf,
    judge: ({ image }, [before, after]) => {
      if (before === undefined || after === undefined) return unscaled;
      const label = labelOf(before);
      const [margin, kept] = [marginOf(before, label), marginOf(after, label)];
      if (margin <= tolerance) return { kind: 'vacuous', why: 'the image itself is a near tie' };
      if (kept > 0)
        return {
          kind: 'held',
          margin: Math.min(margin, kept),
          left: kept / margin,
          original: { image, scores: before },
        };
      if (kept >= -tolerance) return { kind: 'inconclusive', why: 'the scaled image is a near tie' };
      return undefined;
    },
    settle: async (given, scores, subject) => {
      const [before, after] = [scores[0]!, scores[1]!];
      const { labels } = subject.spec;
      const label = labelOf(before);
      const why = `${labels[label]} became ${labels[labelOf(after)]}`;
      return unlessRounding(given, [before, after], subject, { margin: marginOf(after, label), why });
    },
  }),

  ranking: (tolerance) => ({
    images: bothOf,
    judge: ({ image }, [before, after]) => {
      if (before === undefined || after === undefined) return unscaled;
      const swap = worstSwap(before, after, tolerance);
      if (swap === undefined) return { kind: 'vacuous', why: 'the image itself ranks nothing' };
      if (swap.margin > 0) {
        const gap = (before[swap.ahead]! - before[swap.behind]!) / magnitudeOf(before);
        return { kind: 'held', margin: swap.margin, left: swap.margin / gap, original: { image, scores: before } };
      }
      if (swap.margin >= -tolerance) return { kind: 'inconclusive', why: 'the scaled image has near ties' };
      return undefined;
    },
    settle: async (given, scores, subject) => {
      const [before, after] = [scores[0]!, scores[1]!];
      const { ahead, behind, margin } = worstSwap(before, after, tolerance)!;
      const { labels } = subject.spec;
      const why = `${labels[ahead]} was ahead of ${labels[behind]} and fell behind it`;
      return unlessRounding(given, [before, after], subject, { margin, why });
    },
  }),

  homogeneity: () => ({
    images: (given) => (isPowerOfTwo(scalarOf(given.scaled)) ? bothOf(given) : []),
    judge: ({ image, scaled }, [before, after]) => {
      const scalar = scalarOf(scaled);
      if (scalar === 1) return unscaled;
      if (scalar === undefined || before === undefined || after === undefined)
        return { kind: 'vacuous', why: 'the scalar that is left after limiting to white is no power of two' };
      return largestDeviation(before, after, scalar) > 0
        ? undefined
        : { kind: 'held', original: { image, scores: before } };
    },
    settle: async ({ image, scaled }, _, subject) => {
      const scalar = scalarOf(scaled)!;
      // Kernels may round differently in batches of other sizes; only what differs side by side counts.
      const together = await subject.scoresTogether([image, scaled]);
      const [before, after] = [together[0]!, together[1]!];
      const deviation = largestDeviation(before, after, scalar);
      if (deviation === 0) return { kind: 'held', original: { image, scores: before } };
      if (deviation < smallestExact * Math.max(1, scalar))
        return { kind: 'inconclusive', why: 'the logits differ by less than floats are exact to' };
      const margin = -deviation / Math.max(magnitudeOf(after), scalar * magnitudeOf(before));
      const why = `the logits are off by ${(-margin).toPrecision(2)} of the largest`;
      return { kind: 'violated', margin, why, views: views(image, before, scaled, after) };
    },
  }),
};

const isPowerOfTwo = (scalar: number | undefined): boolean =>
  scalar !== undefined && Number.isInteger(Math.log2(scalar));

/**
 * Pixels and sums may lie among float32's subnormals (below 1.2e-38), where scaling rounds to a multiple of 1.4e-45; weights make
 * more of that, but not this much. It is the difference that counts: a large logit may stand beside one of subnormals alone.
 */
const smallestExact = 1e-30;

const views = (image: Image, before: Float32Array, scaled: Image, after: Float32Array) => [
  { title: 'original', image, scores: before },
  { title: 'scaled', image: scaled, scores: after },
];

/** The largest |after - scalar x before|; 0 only if every bit agrees. */
function largestDeviation(before: Float32Array, after: Float32Array, scalar: number): number {
  let most = 0;
  for (let i = 0; i < before.length; i++) most = Math.max(most, Math.abs(after[i]! - scalar * before[i]!));
  return most;
}
