import { culpritsOf } from '../certify/culprits.js';
import { describeStep, keepsHomogeneity } from '../classifier/preprocessing.js';
import { functionEngine } from '../classifier/fromFunction.js';
import { magnitudeOf } from '../classifier/scores.js';
import type { Subject, SubjectOptions } from '../classifier/subject.js';
import type { Image } from '../image/image.js';
import type { Cause } from './cause.js';
import type { Violated, View } from './outcome.js';
import type { Property } from './property.js';

/** Numbers below this are near the smallest that float32 holds in full (1.2e-38), with room for sums of products. */
const nearSubnormal = 1e-30;

/** Lifts such numbers well clear of them without leaving the range of small contrasts: 1e-30 becomes 1e-15. */
const lift = 2 ** 50;

/** Margins below this are a few hundred rounding errors. */
const slight = 1e-4;

/**
 * Runs a counterexample again with one thing changed at a time, from the outside in: what must be changed for the
 * violation to go away is its cause; if nothing helps, the network is. A property may know better.
 *
 * @param clearest the smallest margin of the violations that shrinking went through. Shrinking ends at the very edge of a
 *   violation, so the margin there says nothing.
 */
export async function causeOf<Case>(
  property: Property<Case>,
  given: Case,
  violated: Violated,
  subject: Subject,
  clearest: number,
): Promise<Cause> {
  const own = await property.cause?.(violated, subject);
  if (own !== undefined) return own;
  const healedBy = async (options: SubjectOptions): Promise<boolean> =>
    (await property.examine(given, subject.vary(options))).kind !== 'violated';
  const { steps } = subject.spec;
  const last = violated.views.at(-1);
  const quantised = steps.some(({ kind }) => kind === 'quantise');
  const clipped = steps.some(({ kind }) => kind === 'clamp') || last?.image.clamped === true;

  if (clipped && (await healedBy({ clamping: false, without: ['clamp'] })))
    return { kind: 'clipping', detail: 'without cutting off values the violation goes away' };
  if (quantised && (await healedBy({ without: ['quantise'] })))
    return { kind: 'quantisation', detail: 'without rounding to levels the violation goes away' };
  const pure = { clamping: false, without: ['clamp', 'quantise'] } as const;
  if (quantised && clipped && (await healedBy(pure)))
    return {
      kind: 'quantisation',
      detail: 'without rounding to levels and cutting off values the violation goes away',
    };
  if (steps.length > 0 && (await healedBy({ ...pure, space: 'model' }))) {
    const broken = steps.filter((step) => !keepsHomogeneity(step)).map(describeStep);
    const culprits = broken.length === 0 ? 'the preprocessing' : broken.map((text) => `"${text}"`).join(' and ');
    return { kind: 'preprocessing', detail: `scaled after ${culprits} instead of before, the violation goes away` };
  }
  if (isTiny(violated) && (await healedBy({ ...pure, space: 'model', gain: lift })))
    return { kind: 'underflow', detail: `made 2^50 times larger, out of reach of the smallest floats, it goes away` };
  if (clearest > -slight)
    return {
      kind: 'near tie',
      detail: `the scores never differ by more than ${(-clearest).toPrecision(2)} of the largest`,
    };
  const whyNot = whyNoBlame(property, violated, subject);
  if (whyNot !== undefined) return { kind: 'unknown', detail: whyNot };
  const culprits = culpritsOf(subject.classifier);
  return {
    kind: 'network',
    detail: steps.length === 0 ? 'nothing stands between image and network' : 'it stays when only the network is left',
    ...(culprits.length === 0 ? {} : { culprits }),
  };
}

/**
 * Why no network is said to bring a violation about: nothing is known of the inside of a function, and a network without biases need not
 * survive what is more than a scalar.
 */
function whyNoBlame<Case>(
  { kind }: Pick<Property<Case>, 'kind'>,
  { views }: Violated,
  { spec }: Subject,
): string | undefined {
  if (spec.engine === functionEngine) return 'nothing is known of the inside of a function';
  if (kind === 'rate') return 'a rate is measured and nothing claimed: no part of the network is to blame';
  return isOfScaling(views)
    ? undefined
    : 'its images are not one image times scalars, so networks without biases need not survive it: no part of the network is to blame';
}

/** Whether the last view is made of the images of the others, by weights alone; or is black, and the only one. */
function isOfScaling(views: readonly View[]): boolean {
  const last = views.at(-1);
  if (last === undefined) return false;
  if (views.length === 1) return last.image.brightest === 0;
  const known = new Set(views.slice(0, -1).flatMap(({ image }) => partsOf(image)));
  return partsOf(last.image).every((part) => known.has(part));
}

/** The images that one is made of by weights; itself where it is made of none. */
const partsOf = (image: Image): readonly Image[] =>
  image.parts.length === 0 ? [image] : image.parts.flatMap(({ image: part }) => partsOf(part));

function isTiny({ views }: Violated): boolean {
  const last = views.at(-1);
  return last !== undefined && (last.image.brightest < nearSubnormal || magnitudeOf(last.scores) < nearSubnormal);
}
