import { plus, rational, rationalOf, reduced, times, type Rational } from '../rational.js';

/** How places of a resized image are found in the one that it was. */
export type Coordinates =
  | 'half_pixel'
  | 'pytorch_half_pixel'
  | 'align_corners'
  | 'asymmetric'
  | 'half_pixel_symmetric'
  | 'tf_half_pixel_for_nn';

/** What a number between others is made of. */
export type Interpolation =
  | { readonly kind: 'nearest'; readonly rounding: NearestRule }
  | { readonly kind: 'linear' }
  | { readonly kind: 'cubic'; readonly coefficient: number; readonly excludesOutside: boolean };

export type NearestRule = 'round_prefer_floor' | 'round_prefer_ceil' | 'floor' | 'ceil';

/** One number along one dimension: weights of places, which are whole numbers, to be divided by `divisor`. */
export interface Blend {
  readonly parts: readonly { readonly place: number; readonly weight: number }[];
  readonly divisor: number;
}

const half = rational(1n, 2n);
const minus = (a: Rational, b: Rational): Rational => plus(a, rational(-b.numerator, b.denominator));
const over = (a: Rational, b: Rational): Rational => times(a, rational(b.denominator, b.numerator));
const whole = (value: number): Rational => rational(BigInt(value));

/** The place of a resized dimension in the original, as a fraction. */
function placeOf(index: number, size: number, resized: number, scale: Rational, coordinates: Coordinates): Rational {
  const byCentre = (): Rational => minus(over(plus(whole(index), half), scale), half);
  switch (coordinates) {
    case 'align_corners':
      return resized === 1 ? whole(0) : rational(BigInt(index) * BigInt(size - 1), BigInt(resized - 1));
    case 'asymmetric':
      return over(whole(index), scale);
    case 'pytorch_half_pixel':
      return resized > 1 ? byCentre() : whole(0);
    case 'tf_half_pixel_for_nn':
      return over(plus(whole(index), half), scale);
    case 'half_pixel_symmetric': {
      const adjusted = over(whole(resized), times(scale, whole(size)));
      return plus(times(rational(BigInt(size), 2n), minus(whole(1), adjusted)), byCentre());
    }
    case 'half_pixel':
      return byCentre();
  }
}

const floorOf = ({ numerator, denominator }: Rational): bigint => {
  const quotient = numerator / denominator;
  return numerator < 0n && quotient * denominator !== numerator ? quotient - 1n : quotient;
};

function nearest(place: Rational, rounding: NearestRule): number {
  const floor = floorOf(place);
  const ceil = -floorOf(rational(-place.numerator, place.denominator));
  if (rounding === 'floor') return Number(floor);
  if (rounding === 'ceil') return Number(ceil);
  if (rounding === 'round_prefer_ceil') return Number(floorOf(plus(place, half)));
  return Number(-floorOf(minus(half, place)));
}

/** Keys' cubic convolution (1981), at distances of 0 to 2. */
function cubicWeight(distance: Rational, a: Rational): Rational {
  const [d, one] = [distance, whole(1)];
  const [d2, d3] = [times(d, d), times(d, times(d, d))];
  const near = d.numerator <= d.denominator;
  if (near) return plus(minus(times(plus(a, whole(2)), d3), times(plus(a, whole(3)), d2)), one);
  const far = minus(plus(minus(d3, times(whole(5), d2)), times(whole(8), d)), whole(4));
  return times(a, far);
}

/**
 * What each number along a resized dimension is made of, exactly: fractions of whole numbers.
 *
 * @param scale how many times longer the dimension became, as it is told, which need not be the quotient of its sizes.
 * @returns undefined where the whole numbers are beyond what floats hold.
 */
export function blendsAlong(
  size: number,
  resized: number,
  scale: Rational,
  coordinates: Coordinates,
  interpolation: Interpolation,
): readonly Blend[] | undefined {
  const within = (place: number): number => Math.min(Math.max(place, 0), size - 1);
  const blends: Blend[] = [];
  for (let index = 0; index < resized; index++) {
    const place = placeOf(index, size, resized, scale, coordinates);
    if (interpolation.kind === 'nearest') {
      blends.push({ parts: [{ place: within(nearest(place, interpolation.rounding)), weight: 1 }], divisor: 1 });
      continue;
    }
    const floor = floorOf(place);
    const share = minus(place, rational(floor));
    const weights: (readonly [offset: number, weight: Rational])[] =
      interpolation.kind === 'linear'
        ? [
            [0, minus(whole(1), share)],
            [1, share],
          ]
        : [-1, 0, 1, 2].map((offset) => {
            const apart = minus(whole(offset), share);
            const distance = apart.numerator < 0n ? rational(-apart.numerator, apart.denominator) : apart;
            return [offset, cubicWeight(distance, rationalOf(interpolation.coefficient))] as const;
          });
    const excludes = interpolation.kind === 'cubic' && interpolation.excludesOutside;
    const parts = weights
      .map(([offset, weight]) => ({ place: Number(floor) + offset, weight }))
      .filter((part) => !excludes || (part.place >= 0 && part.place < size));
    const blend = inWholeNumbers(parts.map((part) => ({ place: within(part.place), weight: part.weight })));
    if (blend === undefined) return undefined;
    blends.push(blend);
  }
  return blends;
}

/** The same weights over one divisor, which makes their sum 1. */
function inWholeNumbers(parts: readonly { readonly place: number; readonly weight: Rational }[]): Blend | undefined {
  const common = parts.reduce((all, { weight }) => {
    const { denominator } = reduced(weight);
    return rational(all.numerator * reduced(rational(denominator, all.numerator)).numerator);
  }, whole(1)).numerator;
  const weights = parts.map(({ place, weight }) => ({
    place,
    weight: (weight.numerator * common) / weight.denominator,
  }));
  const divisor = weights.reduce((sum, { weight }) => sum + weight, 0n);
  const all = [...weights.map(({ weight }) => weight), divisor].map(Number);
  if (divisor === 0n || !all.every(Number.isSafeInteger)) return undefined;
  return { parts: weights.map(({ place, weight }) => ({ place, weight: Number(weight) })), divisor: Number(divisor) };
}
