import { dyadic } from './rational.js';

/** The whole part of a square root. */
export function wholeRoot(value: bigint): bigint {
  if (value < 2n) return value;
  // Newton's steps, from a power of two above the root: they fall until they are there.
  let root = 1n << BigInt((value.toString(16).length * 4 + 1) >> 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/**
 * factor / √(a + b), times 2^bits, toward 0 to a whole number: less than one away from the truth. For floats, and a sum above 0.
 *
 * @example
 * overRoot(3, 1, 1, 8); // 543n, as 3 / √2 = 2.1213… and 543 / 256 = 2.1210…
 */
export function overRoot(factor: number, a: number, b: number, bits: number): bigint {
  const [over, first, second] = [dyadic(factor), dyadic(a), dyadic(b)];
  const least = Math.min(first.exponent, second.exponent);
  const under = (first.integer << BigInt(first.exponent - least)) + (second.integer << BigInt(second.exponent - least));
  // (over · 2^bits)² / (a + b), as one fraction.
  const shift = 2 * (over.exponent + bits) - least;
  const square = over.integer * over.integer;
  const root = wholeRoot(shift >= 0 ? (square << BigInt(shift)) / under : square / (under << BigInt(-shift)));
  return over.integer < 0n ? -root : root;
}

/** A float times 2^bits, toward minus infinity to a whole number. */
export function wholeMultiple(value: number, bits: number): bigint {
  const { integer, exponent } = dyadic(value);
  return exponent + bits >= 0 ? integer << BigInt(exponent + bits) : integer >> BigInt(-exponent - bits);
}
