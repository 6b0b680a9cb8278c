/** Space to see the bits of a float32 number. */
const seen = new Float32Array(1);
const seenBits = new Uint32Array(seen.buffer);

/** Drops the last bits of a number, to the nearest and of two to the even one, as IEEE 754 rounds. */
function withoutLast(bits: number, dropped: number): number {
  const kept = bits >>> dropped;
  const [rest, half] = [bits & ((1 << dropped) - 1), 1 << (dropped - 1)];
  return rest > half || (rest === half && kept % 2 === 1) ? kept + 1 : kept;
}

/**
 * The bits of the float of half precision (IEEE 754 binary16) nearest a number. Numbers from 65520 on become infinity.
 *
 * @example halfOf(1); // 0x3c00
 */
export function halfOf(value: number): number {
  seen[0] = value;
  const bits = seenBits[0] ?? 0;
  const sign = (bits >>> 16) & 0x8000;
  const [exponent, fraction] = [((bits >>> 23) & 0xff) - 127, bits & 0x7fffff];
  if (exponent === 128) return sign | (fraction === 0 ? 0x7c00 : 0x7e00);
  if (exponent > 15) return sign | 0x7c00;
  // Rounding up may carry into the exponent, and past the last one it is infinity, as it should be.
  if (exponent >= -14) return sign | withoutLast(((exponent + 15) << 23) | fraction, 13);
  if (exponent < -25) return sign;
  return sign | withoutLast(fraction | 0x800000, -1 - exponent);
}
