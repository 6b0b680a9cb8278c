import type { Classifier } from '../../classifier/classifier.js';
import { inputWriter } from '../../classifier/inputWriter.js';
import { InputError, optionProblem } from '../../errors.js';
import { image as makeImage, type Image } from '../../image/image.js';
import { sizeOf } from '../../image/shape.js';
import { Obstacle } from '../../network/program/obstacle.js';
import { engineLabel } from '../dynamic/engineLabel.js';
import { assertImage } from '../ray/certifyLine.js';

/** What a network is asked: whether one label is ahead for all of some numbers, from which what it is fed comes by one affine map. */
export interface VerifierQuery {
  /** What it is about, in a line. */
  readonly about: string;
  /** Where each number goes from and to. */
  readonly bounds: readonly { readonly min: number; readonly max: number }[];
  /** The largest that all numbers may come to together, where that says more than the bounds. */
  readonly mostTogether?: number;
  /** What the network is fed is `base` plus each number times its `directions`. */
  readonly base: Float32Array;
  readonly directions: readonly Float32Array[];
  /** The label that is claimed, of so many. */
  readonly label: number;
  readonly labels: number;
}

/**
 * The query of a ray: one number, the scalar.
 *
 * @param scalars both ends, which a verifier needs.
 * @throws InputError if preprocessing is not affine, or the range has no end; Obstacle if the engine gives the image no label.
 * @example (await rayQuery(classifier, shoe, { min: 0.5, max: 1 })).bounds; // [{ min: 0.5, max: 1 }]
 */
export async function rayQuery(
  classifier: Classifier,
  image: Image,
  { min, max }: { readonly min?: number; readonly max?: number },
): Promise<VerifierQuery> {
  if (min === undefined || max === undefined || !Number.isFinite(max))
    throw new InputError(
      optionProblem(['scalars'], {
        found: min === undefined && max === undefined ? 'nothing' : `${min ?? ''}..${max ?? ''}`,
        expected: 'a range with two ends: verifiers have no numbers without',
        remedy: ['For example ', { option: ['scalars'], value: { min: 0.5, max: 2 } }, '.'],
      }),
    );
  assertImage(classifier, image);
  const fed = feeding(classifier);
  const base = fed(blackLike(image));
  return {
    about: `${image.description} times X_0`,
    bounds: [{ min, max }],
    base,
    directions: [difference(fed(image), base)],
    label: await labelToClaim(classifier, image),
    labels: classifier.spec.labels.length,
  };
}

/**
 * The query of a region: the weights of all images but the first, which has what is left of 1.
 *
 * @throws InputError if there are no images, or preprocessing is not affine; Obstacle if the engine gives the first no label.
 * @example (await regionQuery(classifier, [shoe, boot])).bounds; // [{ min: 0, max: 1 }]
 */
export async function regionQuery(classifier: Classifier, images: readonly Image[]): Promise<VerifierQuery> {
  const [first, ...others] = images;
  if (first === undefined) throw new InputError({ where: 'region', found: 'no images', expected: 'one or more' });
  for (const image of images) assertImage(classifier, image);
  const fed = feeding(classifier);
  const base = fed(first);
  // A network with no input at all is none: of one image, its own weight moves nothing.
  const directions = others.length === 0 ? [base.map(() => 0)] : others.map((image) => difference(fed(image), base));
  return {
    about: `mixtures of ${images.map(({ description }) => description).join('; ')}: the weights of all but the first`,
    bounds: directions.map(() => ({ min: 0, max: 1 })),
    ...(others.length > 1 && { mostTogether: 1 }),
    base,
    directions,
    label: await labelToClaim(classifier, first),
    labels: classifier.spec.labels.length,
  };
}

/** What the network is fed for an image, which has to be affine in its pixels. */
function feeding({ spec }: Classifier): (image: Image) => Float32Array {
  const odd = spec.steps.find(({ kind }) => kind === 'clamp' || kind === 'quantise' || kind === 'custom');
  if (odd !== undefined)
    throw new InputError({
      where: spec.id,
      found: `preprocessing that is not affine: ${odd.kind}`,
      expected: 'scaling, dividing, subtracting and reordering channels, which go into one map',
    });
  const write = inputWriter(spec, { clamping: false });
  return (image) => {
    const data = new Float32Array(sizeOf(spec.shape));
    write(image, data, 0);
    return data;
  };
}

async function labelToClaim(classifier: Classifier, image: Image): Promise<number> {
  const label = await engineLabel(classifier, image);
  if (label === undefined) throw new Obstacle(`an image that the engine gives no label: ${image.description}`);
  return label;
}

const blackLike = ({ shape }: Image): Image => makeImage(shape, { kind: 'black' }, 'black', () => undefined);

const difference = (there: Float32Array, here: Float32Array): Float32Array => there.map((value, i) => value - here[i]!);
