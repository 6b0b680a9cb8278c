import type { Constant } from './graph.js';

/** The worst of some numbers that are not finite: NaN before infinity before -infinity. Undefined if all are finite. */
export function worstOf(values: ReturnType<Constant['values']>): number | undefined {
  if (!(values instanceof Float32Array || values instanceof Float64Array)) return undefined;
  return isFinite(values) ? undefined : worstAmong(values);
}

/** A finite number without itself is 0, and any other NaN. Four sums, since each waits for the one before it. */
function isFinite(values: Float32Array | Float64Array): boolean {
  let [a, b, c, d] = [0, 0, 0, 0];
  const { length } = values;
  const whole = length - (length % 4);
  for (let i = 0; i < whole; i += 4) {
    a += values[i]! - values[i]!;
    b += values[i + 1]! - values[i + 1]!;
    c += values[i + 2]! - values[i + 2]!;
    d += values[i + 3]! - values[i + 3]!;
  }
  for (let i = whole; i < length; i++) a += values[i]! - values[i]!;
  return a + b + c + d === 0;
}

/** The worse of two. */
export function worseOf(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Number.isNaN(a) || a > b ? a : b;
}

/** The same of floats of 16 bits, from their bits: without decoding them. @param exponent the bits of the exponent. */
export function worstOfHalves(bits: Uint16Array, exponent: number): number | undefined {
  const found = new Set<number>();
  for (let i = 0; i < bits.length; i++)
    if ((bits[i]! & exponent) === exponent) {
      const isInfinite = (bits[i]! & 0x7fff) === exponent;
      found.add(!isInfinite ? NaN : bits[i]! >= 0x8000 ? -Infinity : Infinity);
    }
  return worstAmong([...found]);
}

/** The same of a constant. @throws InputError if its numbers cannot be read. */
export const worstIn = (constant: Constant): number | undefined =>
  constant.notFinite === undefined ? worstOf(constant.values()) : constant.notFinite();

function worstAmong(values: ArrayLike<number>): number | undefined {
  let worst: number | undefined;
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i]!)) worst = worseOf(worst, values[i]);
  return worst;
}
