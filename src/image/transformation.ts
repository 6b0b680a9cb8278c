import { InputError } from '../errors.js';
import { inWords, isRecord } from '../settings/inWords.js';
import { strengthRange } from '../settings/strengths.js';
import { image as rendered, type Image } from './image.js';
import { sizeOf, type ImageShape } from './shape.js';
import { develop, isDeveloped, undeveloped } from './undeveloped.js';

/** What the one number says that a transformation is given. */
export interface TransformationStrength {
  /** In words, to stand behind "strength": `the power that every pixel is raised to`. */
  readonly means: string;
  /** The strength at which nothing is done. */
  readonly identity: number;
  /** The strengths that are tried where nobody names others: the lowest and the highest. */
  readonly usual: readonly [lowest: number, highest: number];
  /** The strengths that there are. Default: all numbers, or all above 0 on a `log` scale. */
  readonly possible?: readonly [lowest: number, highest: number];
  /** `linear`: 2 is as far from 1 as 0 is. `log`: 2 is as far from 1 as a half is; strengths are above 0. */
  readonly scale: 'linear' | 'log';
  /** Whether strengths are whole numbers, such as pixels or bits. */
  readonly whole?: boolean;
}

/**
 * Something that happens to pictures, with a strength: more or less light, a blur, a shift. A label is expected to survive it, up
 * to some strength. `transformation` makes one of a function on pixels.
 */
export interface Transformation {
  /** As it is called on the command line: `gamma`, `white-balance`. */
  readonly name: string;
  readonly strength: TransformationStrength;
  /**
   * Whether scaling an image before it or after it comes to the same picture, but for its light: what it makes of `a·x` is what it makes of
   * `x`, times some number above 0, as long as nothing is cut off at white. Then a network without biases that survives it on one
   * image survives it at every scalar.
   */
  readonly composesWithScaling: boolean;
  /** Where it comes from: a paper, a standard, a program. */
  readonly source: string;
  /** Why it says nothing about an image, such as one without colours; undefined where it does. */
  unfit?(image: Image): string | undefined;
  /** The image that becomes of one at this strength. It may have to be developed. At identity it is the image itself. */
  apply(image: Image, strength: number): Image;
}

/** A transformation that makes pixels of pixels. */
export interface PixelTransformation extends Omit<Transformation, 'apply'> {
  /**
   * The new pixels: as many numbers as there were, channels last. What is below 0 or above 1 is cut off, as in any picture.
   *
   * @param pixels not to be written to.
   */
  readonly change: (pixels: Float32Array, shape: ImageShape, strength: number) => ArrayLike<number>;
}

/**
 * A transformation of a function on pixels. Images are made when their pixels are asked for; their recipe says the transformation, the
 * strength, and the image it was applied to.
 *
 * @throws InputError, when pixels are made, if the function gives another count of numbers, or what is no number.
 * @example
 * const inverted = transformation({
 *   name: 'negative',
 *   strength: { means: 'the share of the negative', identity: 0, usual: [0, 0.4], possible: [0, 1], scale: 'linear' },
 *   composesWithScaling: false,
 *   source: 'photography',
 *   change: (pixels, shape, share) => pixels.map((value) => (1 - share) * value + share * (1 - value)),
 * });
 */
export function transformation({ change, ...facts }: PixelTransformation): Transformation {
  const { name, strength: scale } = facts;
  return {
    ...facts,
    apply: (image, strength) => {
      assertStrength(facts, strength);
      if (strength === scale.identity) return image;
      const { shape, truth } = image;
      const recipe = { kind: 'transformed', transformation: name, strength, of: image.recipe };
      const words = transformedInWords(facts, image, strength);
      const write = (pixels: Float32Array): void => {
        const changed = change(image.pixels(), shape, strength);
        assertPixels(name, changed, sizeOf(shape));
        for (let i = 0; i < pixels.length; i++) pixels[i] = Math.min(1, Math.max(0, changed[i]!));
      };
      if (isDeveloped(image)) return rendered(shape, recipe, words, write, truth);
      const make = async (): Promise<Float32Array> => {
        await develop(image);
        const pixels = new Float32Array(sizeOf(shape));
        write(pixels);
        return pixels;
      };
      return undeveloped(shape, recipe, words, make, truth);
    },
  };
}

/**
 * `bag/00017.png, gamma 0.5`.
 *
 * @example transformedInWords(gamma, row, 0.5); // 'row, gamma 0.5'
 */
export const transformedInWords = ({ name }: Pick<Transformation, 'name'>, image: Image, strength: number): string =>
  `${image.description}, ${name} ${formatStrength(strength)}`;

/**
 * A strength to about six digits: `0.25`, `-3`.
 *
 * @example formatStrength(1 / 3); // '0.333333'
 */
export const formatStrength = (strength: number): string => String(Number(strength.toPrecision(6)));

/**
 * What a strength has to be: `a number from 0 to 1`.
 *
 * @example strengthsInWords(gamma.strength); // 'a number above 0'
 */
export function strengthsInWords({ possible, scale, whole: isWhole = false }: TransformationStrength): string {
  const kind = isWhole ? 'a whole number' : 'a number';
  return `${kind}${possible === undefined ? (scale === 'log' ? ' above 0' : '') : ` from ${possible[0]} to ${possible[1]}`}`;
}

/**
 * @throws InputError if a transformation has no such strength.
 *
 * @example assertStrength(gamma, 0.5); // and of 0 it throws: expected a number above 0
 */
export function assertStrength(
  { name, strength }: Pick<Transformation, 'name' | 'strength'>,
  value: number,
  where = name,
): void {
  const { possible: [lowest, highest] = [-Infinity, Infinity], scale, whole: isWhole = false, means } = strength;
  const isInside = Number.isFinite(value) && value >= lowest && value <= highest;
  if (isInside && (scale === 'linear' || value > 0) && (!isWhole || Number.isInteger(value))) return;
  throw new InputError({
    where,
    found: `the strength ${value}`,
    expected: `${strengthsInWords(strength)} (${means})`,
  });
}

/**
 * The strengths that are to be tried of a transformation: those that are told, or its usual ones.
 *
 * @param where wants them: `survives`.
 * @throws InputError if that is no transformation, it has no such strength, or the higher one comes first.
 * @example settledStrengths(gamma, undefined, 'survives'); // [0.5, 2]
 */
export function settledStrengths(
  given: Transformation,
  told: readonly [lowest: number, highest: number] | undefined,
  where: string,
): readonly [lowest: number, highest: number] {
  assertTransformation(given, where);
  const { name, strength } = given;
  const [lowest, highest] = told ?? strength.usual;
  const place = `${where}(${name}): strength`;
  for (const end of [lowest, highest]) assertStrength(given, end, place);
  if (lowest > highest)
    throw new InputError({ where: place, found: `[${lowest}, ${highest}]`, expected: 'the lower one first' });
  return [lowest, highest];
}

/** JavaScript tells nobody of a value that is no transformation. */
function assertTransformation(given: unknown, where: string): void {
  const lack = lackOfTransformation(given);
  if (lack === undefined) return;
  throw new InputError({
    where,
    found: lack,
    expected: 'a transformation, such as gamma',
    remedy:
      'conic exports them by name, and makes one of your function on pixels: transformation({ name, strength, … }).',
  });
}

function lackOfTransformation(given: unknown): string | undefined {
  if (!isRecord(given)) return inWords(given);
  if (typeof given['name'] !== 'string' || given['name'] === '') return 'a transformation without a name';
  if (typeof given['apply'] !== 'function') return `${given['name']}, which has no function apply(image, strength)`;
  const { strength } = given;
  if (!isRecord(strength)) return `${given['name']}, which does not say what its strength is`;
  const { identity, usual, scale } = strength;
  if (typeof identity !== 'number' || !strengthRange.is(usual) || (scale !== 'linear' && scale !== 'log'))
    return `${given['name']}, whose strength has not all of identity, usual: [lowest, highest] and scale: 'linear' or 'log'`;
  return undefined;
}

function assertPixels(where: string, changed: ArrayLike<number>, size: number): void {
  if (changed.length !== size)
    throw new InputError({
      where,
      found: `${changed.length} pixel values`,
      expected: `${size}, as many as there were`,
    });
  for (let i = 0; i < size; i++)
    if (Number.isNaN(changed[i]))
      throw new InputError({ where, found: `NaN for pixel value ${i}`, expected: 'a number' });
}
