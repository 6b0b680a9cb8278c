/** A rate as a fraction, so that sums of chances have no rounding: 0.01 is [1, 100]. */
export type Fraction = readonly [number, number];

/** The chance of at most `most` successes among `cases`, each with this rate: summed in whole numbers. */
export function exactAtMost(most: number, cases: number, [part, whole]: Fraction): number {
  const [a, b] = [BigInt(part), BigInt(whole - part)];
  let term = b ** BigInt(cases);
  let sum = term;
  for (let k = 1; k <= most; k++) {
    term = (term * BigInt(cases - k + 1) * a) / (BigInt(k) * b);
    sum += term;
  }
  const scale = 10n ** 18n;
  return Number((sum * scale) / BigInt(whole) ** BigInt(cases)) / 1e18;
}
