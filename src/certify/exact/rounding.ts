import type { Forms } from './forms.js';

/** What becomes of the forms of a vector once they are computed, and of their scale. */
export interface Rounding {
  readonly scale: bigint;
  readonly apply: (forms: Forms) => Forms;
}

/** None. */
export const unrounded = (scale: bigint): Rounding => ({ scale, apply: (forms) => forms });

/**
 * To whole multiples of 2^-bits, each constant and slope down by less than one of them. Where they are whole multiples
 * already nothing is rounded.
 *
 * @param scale what the forms' integers are multiples of: 1 / scale.
 */
export function roundingTo(bits: number, scale: bigint): Rounding {
  const coarse = 1n << BigInt(bits);
  if (coarse % scale === 0n) return unrounded(scale);
  const isShift = scale % coarse === 0n && isPowerOfTwo(scale);
  const shift = isShift ? BigInt(scale.toString(2).length - 1 - bits) : 0n;
  const round = isShift
    ? (value: bigint): bigint => value >> shift
    : (value: bigint): bigint => floorOf(value << BigInt(bits), scale);
  return {
    scale: coarse,
    apply: ({ constant, slope }) => ({ constant: constant.map(round), slope: slope.map(round) }),
  };
}

const isPowerOfTwo = (value: bigint): boolean => (value & (value - 1n)) === 0n;

/** Division rounded down; that of the language rounds toward 0. */
function floorOf(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value < 0n && quotient * divisor !== value ? quotient - 1n : quotient;
}
