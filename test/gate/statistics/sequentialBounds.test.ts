import { expect, test } from '@jest/globals';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { clopperPearson } from '../../../src/statistics/clopperPearson.js';
import { sequentialBounds } from '../../../src/gate/statistics/sequentialBounds.js';
import { decide, fixedPlan, sequentialPlan } from '../../../src/gate/statistics/sequentialPlan.js';

const claim = { atMost: 0.05, confidence: 0.95 };
const plan = sequentialPlan(claim, 300);

/** Runs a model of this rate to its end. */
function run(rate: number, random: ReturnType<typeof xoroshiro128plus>) {
  let violations = 0;
  for (let n = 1; ; n++) {
    if (random.next() >>> 0 < 2 ** 32 * rate) violations++;
    const answer = decide(plan, n, violations);
    if (answer !== undefined) return { n, violations, answer };
  }
}

test('at the last case of a fixed size they are those of Clopper and Pearson', () => {
  const found = sequentialBounds(fixedPlan(claim, 300), 300, 7);
  const known = clopperPearson(7, 300, 0.95);
  expect(found.low).toBeCloseTo(known.low, 6);
  expect(found.high).toBeCloseTo(known.high, 6);
});

test('wherever a run passes, the upper bound is at most the limit; where it was shown too high, the lower one is above', () => {
  plan.passAt.forEach((n, violations) =>
    expect(sequentialBounds(plan, n, violations).high).toBeLessThanOrEqual(0.05 + 1e-6),
  );
  plan.failUntil.slice(0, -1).forEach((n, violations) => {
    if (n > 0 && violations <= plan.allowed)
      expect(sequentialBounds(plan, n, violations).low).toBeGreaterThanOrEqual(0.05 - 1e-4);
  });
});

test('each bound holds the true rate as often as stated', () => {
  const random = xoroshiro128plus(3);
  const known = new Map<string, ReturnType<typeof sequentialBounds>>();
  for (const rate of [0.01, 0.04, 0.05, 0.1]) {
    let [above, below] = [0, 0];
    const runs = 400;
    for (let i = 0; i < runs; i++) {
      const { n, violations } = run(rate, random);
      const key = `${n} ${violations}`;
      const bounds = known.get(key) ?? sequentialBounds(plan, n, violations);
      known.set(key, bounds);
      if (rate > bounds.high) above++;
      if (rate < bounds.low) below++;
    }
    // 5 % are allowed: 20 of 400, with four standard errors for chance.
    expect(above).toBeLessThanOrEqual(37);
    expect(below).toBeLessThanOrEqual(37);
  }
});

test('a run that was broken off knows less', () => {
  const { low, high } = sequentialBounds(plan, 40, 1);
  expect(low).toBeGreaterThan(0);
  expect(high).toBeGreaterThan(0.05);
  expect(sequentialBounds(plan, 0, 0)).toEqual({ low: 0, high: 1, confidence: 0.9 });
});
