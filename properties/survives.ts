import * as fc from 'fast-check';
import {
  formatStrength,
  madeBy,
  options,
  settledStrengths,
  strengths,
  type Image,
  type OptionsOf,
  type Property,
  type Transformation,
} from '../src/core.js';
import { transformations } from '../transformations/index.js';
import { causeOfChange } from './causeOfChange.js';
import { survivingLabel } from './survivingLabel.js';
import { survivingRanking } from './survivingRanking.js';

/** An image, and what becomes of it at a strength. */
export interface TransformedCase {
  readonly image: Image;
  readonly strength: number;
  /** The image itself where the transformation says nothing about it. */
  readonly transformed: Image;
  /** Why it says nothing. */
  readonly unfit?: string;
}

/**
 * What can be told to `survives`, for whoever builds on it: each with its kind, help and default.
 *
 * @example Object.keys(survivesOptions); // ['strength', 'claim', 'tolerance']
 */
export const survivesOptions = options.declare({
  /** The strengths to try: the lowest and the highest. Default: the transformation's usual ones. */
  strength: {
    kind: options.strengthRange,
    help: 'the strengths to try: the lowest and the highest',
    usually: "the transformation's usual ones",
  },
  /** What is claimed to survive: the label, the default, or the order of all labels. */
  claim: { kind: options.choice(['label', 'ranking']), help: 'what survives', default: 'label' },
  /** Differences up to this, relative to the largest score, are rounding error. Default 1e-5. */
  tolerance: options.tolerance,
});

export interface SurvivesOptions extends OptionsOf<typeof survivesOptions> {}

/** What is claimed to survive a transformation. */
export type SurvivingClaim = NonNullable<SurvivesOptions['claim']>;

const claims = {
  label: { survives: 'its label', examine: survivingLabel },
  ranking: { survives: 'the order of its labels', examine: survivingRanking },
} as const satisfies Record<SurvivingClaim, unknown>;

/**
 * A transformation survived: an image keeps its label, or the order of all of them, when something happens to it that people see past.
 * It shrinks toward identity first, then toward simpler images: of the strengths that break the claim the one nearest identity is
 * shown.
 *
 * Limits: it finds violations and proves nothing. No theorem says that a network without biases survives more than a scalar, so no
 * part of the network is blamed. A case is vacuous where the transformation says nothing about the image or leaves it as it is, or
 * the image is a near tie to begin with.
 *
 * @throws InputError if that is no transformation, or it has no such strength.
 * @example await check(survives(gamma, { strength: [0.5, 2], claim: 'ranking' }), classifier);
 */
export function survives(transformation: Transformation, told: SurvivesOptions = {}): Property<TransformedCase> {
  const { claim, tolerance, strength: range } = options.filled('survives', survivesOptions, told);
  const [lowest, highest] = settledStrengths(transformation, range, 'survives');
  const { name, strength } = transformation;
  const { survives: what, examine } = claims[claim];
  const from = lowest === highest ? formatStrength(lowest) : `${formatStrength(lowest)} to ${formatStrength(highest)}`;
  const property: Property<TransformedCase> = {
    name: claim === 'label' ? name : `${name}:${claim}`,
    claim: `${name} of strength ${from} does not change ${what} (strength: ${strength.means})`,
    needs: ['margins'],
    onDemand: true,
    cases: ({ images }) =>
      // The strength comes first so that it is made simpler first: the one nearest identity is shown.
      fc.tuple(strengths(strength, [lowest, highest]), images).map(([drawn, image]) => {
        const unfit = transformation.unfit?.(image);
        return unfit === undefined
          ? { image, strength: drawn, transformed: transformation.apply(image, drawn) }
          : { image, strength: drawn, transformed: image, unfit };
      }),
    examine: async ({ image, strength: drawn, transformed: changed, unfit }, subject) =>
      unfit !== undefined
        ? { kind: 'vacuous', why: unfit }
        : examine(
            {
              image,
              changed,
              title: `${name} ${formatStrength(drawn)}`,
              inWords: `the image after ${name}`,
              same: `${name} leaves the image as it is`,
            },
            subject,
            tolerance,
          ),
    cause: causeOfChange(name),
  };
  if (!transformations.includes(transformation)) return property;
  return madeBy({ module: import.meta.url, name: 'survivesByName', told: { name, told } }, property);
}

/** The same of one of conic's transformations by its name: as worker threads make it. */
export function survivesByName({
  name,
  told,
}: {
  readonly name: string;
  readonly told: SurvivesOptions;
}): Property<TransformedCase> {
  const named = transformations.find((one) => one.name === name);
  if (named === undefined) throw new Error(`no transformation is called ${name}`);
  return survives(named, told);
}
