import { expect, test } from '@jest/globals';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import {
  canPlan,
  decide,
  fixedPlan,
  sequentialPlan,
  type SequentialPlan,
} from '../../../src/gate/statistics/sequentialPlan.js';
import { exactAtMost } from './exact.js';

const claim = { atMost: 0.01, confidence: 0.95 };

/** The chances of passing and of failing before it is certain, by going through every number of violations. */
function chances(plan: SequentialPlan, rate: number): { readonly pass: number; readonly early: number } {
  let [pass, early] = [0, 0];
  let open = new Map([[0, 1]]);
  for (let n = 1; n <= plan.cases; n++) {
    const next = new Map<number, number>();
    for (const [violations, chance] of open)
      for (const [seen, part] of [
        [violations, chance * (1 - rate)],
        [violations + 1, chance * rate],
      ] as const) {
        const answer = decide(plan, n, seen);
        if (answer === 'pass') pass += part;
        else if (answer === 'fail') early += seen <= plan.allowed ? part : 0;
        else next.set(seen, (next.get(seen) ?? 0) + part);
      }
    open = next;
  }
  expect(open.size).toBe(0);
  return { pass, early };
}

test.each([299, 300, 500, 913, 1000, 2000])('of %i cases, the error rates are kept exactly', (cases) => {
  const plan = sequentialPlan(claim, cases);
  const atLimit = chances(plan, 0.01);
  expect(atLimit.pass).toBeLessThanOrEqual(0.05);
  expect(atLimit.early).toBeLessThanOrEqual(0.05);
  // Above the limit passing is rarer, below it failing early is.
  for (const rate of [0.011, 0.015, 0.03, 0.2]) expect(chances(plan, rate).pass).toBeLessThan(atLimit.pass);
  for (const rate of [0.001, 0.005, 0.009]) expect(chances(plan, rate).early).toBeLessThanOrEqual(atLimit.early);
});

test.each([
  [{ atMost: 0.1, confidence: 0.9 }, 100],
  [{ atMost: 0.05, confidence: 0.95 }, 153],
  [{ atMost: 0.1, confidence: 0.95 }, 239],
  [{ atMost: 0.5, confidence: 0.8 }, 40],
  [{ atMost: 0.03, confidence: 0.99 }, 400],
])('also for %o of %i cases', (other, cases) => {
  const { pass, early } = chances(sequentialPlan(other, cases), other.atMost);
  expect(pass).toBeLessThanOrEqual(1 - other.confidence);
  expect(early).toBeLessThanOrEqual(1 - other.confidence);
});

test('the fixed-size decision is that of Clopper and Pearson', () => {
  const plan = fixedPlan(claim, 1000);
  expect(plan.allowed).toBe(4);
  expect(chances(plan, 0.01).pass).toBeCloseTo(exactAtMost(4, 1000, [1, 100]), 9);
  expect(decide(plan, 999, 0)).toBeUndefined();
  expect([decide(plan, 1000, 4), decide(plan, 1000, 5), decide(plan, 10, 5)]).toEqual(['pass', 'fail', 'fail']);
});

test('whoever passes with all cases passes early, unless the rate was shown to be too high', () => {
  const plan = sequentialPlan(claim, 1000);
  const random = xoroshiro128plus(7);
  for (let run = 0; run < 500; run++) {
    let [violations, answer] = [0, undefined as ReturnType<typeof decide>];
    let shownTooHigh = false;
    for (let n = 1; n <= 1000; n++) {
      if (random.next() >>> 0 < 2 ** 32 * 0.003) violations++;
      answer ??= decide(plan, n, violations);
      if (answer === 'fail' && violations <= plan.allowed) shownTooHigh = true;
    }
    if (violations <= plan.allowed && !shownTooHigh) expect(answer).toBe('pass');
  }
});

test('it ends long before the last case where the answer is clear', () => {
  const plan = sequentialPlan(claim, 5000);
  expect(plan.passAt[0]).toBeLessThan(700);
  expect(decide(plan, 10, 3)).toBe('fail');
  // Boundaries only ever move one way.
  expect(plan.passAt).toEqual(plan.passAt.toSorted((a, b) => a - b));
  expect(plan.failUntil).toEqual(plan.failUntil.toSorted((a, b) => a - b));
  expect(plan.passAt.at(-1)).toBeLessThanOrEqual(5000);
});

test('with the fewest cases there is nothing to spend, and one violation is the end', () => {
  const plan = sequentialPlan(claim, 299);
  expect(plan.passAt).toEqual([299]);
  expect(decide(plan, 1, 1)).toBe('fail');
});

test('nothing is decided before anything was seen', () => {
  for (const plan of [sequentialPlan(claim, 1000), fixedPlan(claim, 1000)]) expect(decide(plan, 0, 0)).toBeUndefined();
});

test.each([
  [0.5, 100_000, true],
  [0.5, 1_000_000, false],
  [1e-6, 2_995_732, true],
  [1e-7, 29_957_322, false],
])('a plan at a rate of %d of %d cases is made within seconds: %s', (atMost, cases, expected) => {
  expect(canPlan({ atMost, confidence: 0.95 }, cases)).toBe(expected);
});
