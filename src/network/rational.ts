/** A fraction; the denominator is above 0. In lowest terms only where {@link reduced} is asked for. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
  /** To about 15 digits. */
  readonly approximate: number;
}

/** The fraction `numerator / denominator`. */
export function rational(numerator: bigint, denominator = 1n): Rational {
  const [n, d] = denominator < 0n ? [-numerator, -denominator] : [numerator, denominator];
  return { numerator: n, denominator: d, approximate: quotient(n, d) };
}

/** A finite float64 as the fraction that it is. */
export function rationalOf(value: number): Rational {
  const { integer, exponent } = dyadic(value);
  return exponent >= 0 ? rational(integer << BigInt(exponent)) : rational(integer, 1n << BigInt(-exponent));
}

const bytes = new DataView(new ArrayBuffer(8));

/** A finite float64 as an odd (or no) integer times a power of two: every float is one. */
export function dyadic(value: number): { readonly integer: bigint; readonly exponent: number } {
  if (value === 0) return { integer: 0n, exponent: 0 };
  bytes.setFloat64(0, value);
  const high = bytes.getUint32(0);
  const biased = (high >>> 20) & 0x7ff;
  let mantissa = (high & 0xfffff) * 2 ** 32 + bytes.getUint32(4) + (biased === 0 ? 0 : 2 ** 52);
  let exponent = Math.max(biased, 1) - 1075;
  while (mantissa % 2 === 0) {
    mantissa /= 2;
    exponent++;
  }
  return { integer: value < 0 ? -BigInt(mantissa) : BigInt(mantissa), exponent };
}

/** Below 0, 0 or above 0, as a is less than, equal to or greater than b. */
export function compareRationals(a: Rational, b: Rational): number {
  const difference = a.approximate - b.approximate;
  if (Math.abs(difference) > 1e-12 * Math.max(Math.abs(a.approximate), Math.abs(b.approximate))) return difference;
  const exact = a.numerator * b.denominator - b.numerator * a.denominator;
  return exact < 0n ? -1 : exact > 0n ? 1 : 0;
}

/** The sum, in lowest terms. */
export const plus = (a: Rational, b: Rational): Rational =>
  reduced(rational(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator));

/** The product, in lowest terms. */
export const times = (a: Rational, b: Rational): Rational =>
  reduced(rational(a.numerator * b.numerator, a.denominator * b.denominator));

/** Whether two fractions are the same number. */
export const equals = (a: Rational, b: Rational): boolean =>
  a.numerator * b.denominator === b.numerator * a.denominator;

/** One over a fraction that is not 0. */
export const reciprocal = ({ numerator, denominator }: Rational): Rational => rational(denominator, numerator);

/** In lowest terms. */
export function reduced({ numerator, denominator }: Rational): Rational {
  const divisor = greatestDivisor(numerator, denominator);
  return divisor <= 1n ? rational(numerator, denominator) : rational(numerator / divisor, denominator / divisor);
}

export function greatestDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** The quotient as a float, also of integers too large for one. Dividing by 0 gives infinity. */
function quotient(numerator: bigint, denominator: bigint): number {
  const [n, d] = [Number(numerator), Number(denominator)];
  if (Number.isFinite(n) && Number.isFinite(d)) return n / d;
  // 64 bits more than the quotient has before the point, so that 15 digits are left.
  const bits = (value: bigint): number => value.toString(16).length * 4;
  const size = numerator < 0n ? -numerator : numerator;
  const shift = bits(denominator) - bits(size) + 72;
  const scaled = shift >= 0 ? (size << BigInt(shift)) / denominator : size / (denominator << BigInt(-shift));
  const value = Number(scaled) * 2 ** -shift;
  return numerator < 0n ? -value : value;
}
