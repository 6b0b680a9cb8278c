/** A fraction in lowest terms; the denominator is above 0. Degrees are halved and multiplied, and must not be rounded. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** The fraction `numerator / denominator`. */
export function rational(numerator: bigint, denominator = 1n): Rational {
  const sign = denominator < 0n ? -1n : 1n;
  const shared = divisor(numerator < 0n ? -numerator : numerator, sign * denominator);
  return { numerator: (sign * numerator) / shared, denominator: (sign * denominator) / shared };
}

function divisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n ? 1n : a;
}

/** A float is a whole number over a power of two: the fraction that it is, exactly. Undefined for NaN and infinities. */
export function fromFloat(value: number): Rational | undefined {
  if (!Number.isFinite(value)) return undefined;
  let power = 0n;
  let scaled = value;
  for (; !Number.isInteger(scaled); power++) scaled *= 2;
  return rational(BigInt(scaled), 1n << power);
}

export const plus = (a: Rational, b: Rational): Rational =>
  rational(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);

export const times = (a: Rational, b: Rational): Rational =>
  rational(a.numerator * b.numerator, a.denominator * b.denominator);

export const equals = (a: Rational, b: Rational): boolean =>
  a.numerator === b.numerator && a.denominator === b.denominator;

export const toNumber = ({ numerator, denominator }: Rational): number => Number(numerator) / Number(denominator);

export const nothing = rational(0n);
export const one = rational(1n);
