/**
 * A number in [0, 1) that depends on the seed and the place alone, so that pixels can be made in any order: two rounds of
 * multiply and shift over the 32 bits of both (the finaliser of MurmurHash3, by Austin Appleby, in the public domain).
 *
 * @example
 * const noise = Float32Array.from({ length: 4 }, (_, place) => evenly(42, place));
 * noise.every((value) => value >= 0 && value < 1); // true
 */
export function evenly(seed: number, place: number): number {
  let bits = Math.imul(seed ^ Math.imul(place + 1, 0x9e3779b1), 0x85ebca6b);
  bits ^= bits >>> 16;
  bits = Math.imul(bits, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  bits ^= bits >>> 16;
  return (bits >>> 8) / 0x1000000;
}
