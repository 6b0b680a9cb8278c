import jstat from 'jstat';

/**
 * How probable at most `most` successes are among `cases`, each with this probability. By the incomplete beta function, to
 * some 1e-7.
 *
 * @example atMost(0, 299, 0.01); // 0.0495: what is left of 5 %
 */
export function atMost(most: number, cases: number, probability: number): number {
  if (most < 0) return 0;
  if (most >= cases) return 1;
  // 1 - probability would round a tiny one away, by which hundreds of millions of cases are judged.
  if (most === 0) return Math.exp(cases * Math.log1p(-probability));
  return jstat.ibeta(1 - probability, cases - most, most + 1);
}

/** How probable more than `most` successes are; exact where {@link atMost} is too near 1 to tell. */
export function moreThan(most: number, cases: number, probability: number): number {
  if (most < 0) return 1;
  if (most >= cases) return 0;
  return jstat.ibeta(probability, most + 1, cases - most);
}
