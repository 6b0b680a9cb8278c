import * as fc from 'fast-check';
import {
  agreedMargin,
  assertMatching,
  combine,
  convexWeights,
  labelOf,
  matchLabels,
  options,
  relativeDifference,
  reordered,
  scalars,
  worstSwap,
  type Capability,
  type Cause,
  type Classifier,
  type ClassifierSpec,
  type Context,
  type Image,
  type OptionsOf,
  type Outcome,
  type Property,
  type Subject,
} from '../src/core.js';

/** An image that two models are asked about. */
export interface AgreementCase {
  readonly image: Image;
  /** The other model, so that a kept case says what it was found with. `place`: its path or URL, where it was told. */
  readonly with: { readonly id: string; readonly digest: string; readonly place?: string };
}

/**
 * What can be told to `agreement`, for whoever builds on it: each with its kind, help and default.
 *
 * @example Object.keys(agreementOptions); // ['with', 'place', 'claim', 'vary', 'tolerance']
 */
export const agreementOptions = options.declare({
  /** The model that is to be agreed with: the one that is released, or the one that was converted. It stays open. */
  with: {
    kind: options.inCode<Classifier>(
      'a classifier, as openModel gives',
      (value) => typeof value === 'object' && value !== null && 'spec' in value && 'classify' in value,
    ),
    help: 'the model that is to be agreed with',
    required: true,
  },
  /** Where that model lies, for whoever tries a kept counterexample again. */
  place: { kind: options.text, help: 'where that model lies, to be kept with counterexamples' },
  /**
   * What is claimed to be the same.
   * - `label`, the default: the label.
   * - `ranking`: the order of all labels.
   * - `scores`: the scores, as numbers.
   */
  claim: { kind: options.choice(['label', 'ranking', 'scores']), help: 'what is the same', default: 'label' },
  /**
   * What images are asked about: those of the run (`nothing` is done to them), multiplied by a scalar, or convex combinations of two.
   * Default: multiplied by a scalar where the run has a range of them, else as they are.
   */
  vary: {
    kind: options.choice(['nothing', 'scalar', 'combination']),
    help: 'what is done to images first',
    usually: 'scalar where a range of scalars is told, else nothing',
  },
  /** Differences up to this, relative to the largest score, are rounding error. Default 1e-5. */
  tolerance: options.tolerance,
});

export interface AgreementOptions extends OptionsOf<typeof agreementOptions> {}

/** What is claimed to be the same. */
export type AgreementClaim = NonNullable<AgreementOptions['claim']>;

const claims: Record<AgreementClaim, string> = {
  label: 'gives an image the same label',
  ranking: 'puts the labels of an image in the same order',
  scores: 'gives an image the same scores',
};

/**
 * Agreement: two models say the same of an image. Labels are matched by name, and each model has its own preprocessing.
 *
 * Limits: it finds violations and proves nothing. A difference that one of the two leaves within rounding error is inconclusive, and
 * counted. Both models have to take images of one shape; `conic diff` reads files for models of two.
 *
 * @throws InputError, from the run, if the labels or the shapes of the two do not match.
 * @example await check(agreement({ with: await openModel('float.onnx') }), await openModel('int8.onnx'));
 */
export function agreement(told: AgreementOptions): Property<AgreementCase> {
  const { with: other, place, claim, vary, tolerance } = options.filled('agreement', agreementOptions, told);
  const { id, digest } = other.spec;
  const named = { id, digest, ...(place === undefined ? {} : { place }) };
  const variants = [...(claim === 'label' ? [] : [claim]), ...(vary === 'combination' ? [vary] : [])];
  const needs: readonly Capability[] = claim === 'ranking' ? ['margins'] : [];
  return {
    name: ['agreement', ...variants].join(':'),
    claim: `${claims[claim]} as ${id}`,
    needs,
    cases: (context) => {
      assertMatching(context.spec, other, needs);
      const how = vary ?? (Object.keys(context.scalars).length === 0 ? 'nothing' : 'scalar');
      return varied[how](context).map((image) => ({ image, with: named }));
    },
    examine: async ({ image }, subject) => {
      const [own, theirs] = await Promise.all([subject.scores(image), subject.beside(other).scores(image)]);
      const reference = reordered(theirs, matchLabels(subject.spec, other.spec));
      const said = examiners[claim](own, reference, tolerance, [subject.spec, other.spec]);
      if (said.kind === 'held') return { ...said, original: { image, scores: reference } };
      if (said.kind !== 'violated') return said;
      const titles = subject.spec.id === id ? [`${id} (with)`, id] : [id, subject.spec.id];
      const views = [reference, own].map((scores, i) => ({ title: titles[i]!, image, scores }));
      return { ...said, views };
    },
    cause: ({ views }, subject) => causeOf(views[0]!.image, subject, other, claim, tolerance),
  };
}

const varied: Record<NonNullable<AgreementOptions['vary']>, (context: Context) => fc.Arbitrary<Image>> = {
  nothing: ({ images }) => images,
  // The scalar comes first so that it is made simpler first.
  scalar: ({ images, scalars: range, overflow }) =>
    fc
      .tuple(scalars({ min: 1e-3, max: 1, ...range }), images)
      .map(([scalar, image]) => (scalar === 1 ? image : image.times(scalar, overflow))),
  combination: ({ images, overflow }) =>
    fc.tuple(convexWeights(2), images, images).map(([[first = 0, second = 0], one, another]) =>
      combine(
        [
          { weight: first, image: one },
          { weight: second, image: another },
        ],
        overflow,
      ),
    ),
};

type Specs = readonly [own: ClassifierSpec, other: ClassifierSpec];

/** What an examination finds; `agreement` adds the views. */
type Said = Exclude<Outcome, { kind: 'violated' }> | { kind: 'violated'; margin: number; why: string };

type Examiner = (own: Float32Array, reference: Float32Array, tolerance: number, specs: Specs) => Said;

const examiners: Record<AgreementClaim, Examiner> = {
  label: (own, reference, tolerance, [{ id, labels }, other]) => {
    const margin = agreedMargin(own, reference);
    const [ours, theirs] = [labelOf(own), labelOf(reference)];
    if (ours === theirs) return { kind: 'held', margin };
    if (margin >= -tolerance) return { kind: 'inconclusive', why: 'a near tie in one of the models' };
    return { kind: 'violated', margin, why: `${labels[theirs]} (${other.id}) became ${labels[ours]} (${id})` };
  },

  ranking: (own, reference, tolerance, [{ id, labels }, other]) => {
    const swap = worstSwap(reference, own, tolerance);
    if (swap === undefined) return { kind: 'vacuous', why: `${other.id} ranks nothing` };
    if (swap.margin > 0) return { kind: 'held', margin: swap.margin };
    if (swap.margin >= -tolerance) return { kind: 'inconclusive', why: 'near ties' };
    const why = `${labels[swap.ahead]} is ahead of ${labels[swap.behind]} in ${other.id}, and behind it in ${id}`;
    return { kind: 'violated', margin: swap.margin, why };
  },

  scores: (own, reference, tolerance, [one, other]) => {
    const difference = relativeDifference(own, reference);
    if (difference <= tolerance) return { kind: 'held' };
    const kinds = one.scores === other.scores ? '' : `: ${one.scores} here, ${other.scores} in ${other.id}`;
    const why = `the scores differ by ${difference.toPrecision(2)} of the largest${kinds}`;
    return { kind: 'violated', margin: -difference, why };
  },
};

/** Whether it is their preprocessing in which the two differ: this model is asked again, fed as the other one is. */
async function causeOf(
  image: Image,
  subject: Subject,
  other: Classifier,
  claim: AgreementClaim,
  tolerance: number,
): Promise<Cause> {
  const { range, steps, id } = other.spec;
  const [own, theirs] = await Promise.all([
    subject.vary({ fedAs: { range, steps } }).scores(image),
    subject.beside(other).scores(image),
  ]);
  const reference = reordered(theirs, matchLabels(subject.spec, other.spec));
  const healed = examiners[claim](own, reference, tolerance, [subject.spec, other.spec]).kind !== 'violated';
  return healed
    ? { kind: 'preprocessing', detail: `fed as ${id} is, the model agrees with it` }
    : { kind: 'network', detail: `it stays when the model is fed as ${id} is; conic diff says where they part` };
}
