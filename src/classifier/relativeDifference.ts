/**
 * The largest difference of two numbers in the same place, relative to the largest number of both lists; 0 where all are 0.
 *
 * @example relativeDifference(Float32Array.of(1, 4), Float32Array.of(1.5, 5)); // 0.2: a difference of 1, of 5
 */
export function relativeDifference(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let [most, unit] = [0, 0];
  for (let i = 0; i < one.length; i++) {
    const [a, b] = [one[i]!, other[i]!];
    most = Math.max(most, Math.abs(a - b));
    unit = Math.max(unit, Math.abs(a), Math.abs(b));
  }
  return unit === 0 ? 0 : most / unit;
}
