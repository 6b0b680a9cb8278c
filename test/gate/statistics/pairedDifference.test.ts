import { expect, test } from '@jest/globals';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { packOutcomes, packedPattern, pairUp, unpackOutcomes } from '../../../src/gate/inspections/outcomes.js';
import { pairedDifference } from '../../../src/gate/statistics/pairedDifference.js';

test.each([
  // Newcombe 1998, method 10.
  [20, 12, 2, 16, 0.0562, 0.3292],
  // Fagerland, Lydersen, Laake 2014, airway hyper-responsiveness.
  [1, 1, 7, 12, -0.5069, -0.0256],
  // M. L. Tang et al. 2010.
  [8, 3, 1, 2, -0.1574, 0.4136],
])('the interval for %i, %i, %i, %i is as published', (both, onlyCandidate, onlyBaseline, neither, low, high) => {
  const found = pairedDifference({ both, onlyCandidate, onlyBaseline, neither }, 0.975);
  expect(found.low).toBeCloseTo(low, 4);
  expect(found.high).toBeCloseTo(high, 4);
  expect(found.confidence).toBe(0.95);
});

test('equal models differ by nothing, and the interval holds it', () => {
  const { difference, low, high } = pairedDifference(
    { both: 30, onlyCandidate: 0, onlyBaseline: 0, neither: 970 },
    0.95,
  );
  expect(difference).toBe(0);
  expect(low).toBeLessThan(0);
  expect(high).toBeGreaterThan(0);
  expect(high).toBeLessThan(0.01);
});

test('a factor compares with a multiple of the baseline', () => {
  const { difference } = pairedDifference({ both: 10, onlyCandidate: 12, onlyBaseline: 10, neither: 968 }, 0.95, 1.1);
  expect(difference).toBeCloseTo(0.022 - 1.1 * 0.02, 12);
});

test('a multiple of the baseline is a part of the candidate, seen from the other side', () => {
  for (const [both, onlyCandidate, onlyBaseline, neither] of [
    [30, 12, 10, 48],
    [10, 30, 40, 20],
  ] as const) {
    const ours = pairedDifference({ both, onlyCandidate, onlyBaseline, neither }, 0.95, 2);
    const theirs = pairedDifference(
      { both, onlyCandidate: onlyBaseline, onlyBaseline: onlyCandidate, neither },
      0.95,
      0.5,
    );
    expect(theirs.low).toBeCloseTo(-ours.high / 2, 12);
    expect(theirs.high).toBeCloseTo(-ours.low / 2, 12);
  }
});

test('of models without a violation, or with nothing else, they differ by little either way', () => {
  for (const [both, neither] of [
    [0, 1000],
    [1000, 0],
  ] as const) {
    const { difference, low, high } = pairedDifference({ both, onlyCandidate: 0, onlyBaseline: 0, neither }, 0.95);
    expect(difference).toBe(0);
    expect(low).toBeCloseTo(-high, 12);
    expect(high).toBeGreaterThan(0);
    expect(high).toBeLessThan(0.01);
  }
});

test.each([0.95, 0.975, 0.995])('what is violated never, or always, is bounded by exactly 0 and 1 (%d)', (each) => {
  const none = { both: 0, onlyCandidate: 0, onlyBaseline: 0, neither: 0 };
  for (let cases = 1; cases <= 200; cases++) {
    // Of nothing times the baseline, the bounds are those of the candidate alone.
    expect(pairedDifference({ ...none, neither: cases }, each, 0).low).toBe(0);
    expect(pairedDifference({ ...none, both: cases }, each, 0).high).toBe(1);
    expect(pairedDifference({ ...none, onlyBaseline: cases }, each).low).toBe(-1);
    expect(pairedDifference({ ...none, onlyCandidate: cases }, each).high).toBe(1);
  }
});

test('models that are violated by the same cases are told apart most surely, those by opposite ones least', () => {
  const [same, independent, opposite] = [
    [40, 2, 2, 40],
    [21, 21, 21, 21],
    [2, 40, 40, 2],
  ].map(([both = 0, onlyCandidate = 0, onlyBaseline = 0, neither = 0]) => {
    const { low, high } = pairedDifference({ both, onlyCandidate, onlyBaseline, neither }, 0.95);
    return high - low;
  });
  expect(same).toBeLessThan(independent! * 0.9);
  expect(opposite).toBeGreaterThan(independent! * 1.1);
});

test('it holds the true difference about as often as stated', () => {
  const random = xoroshiro128plus(11);
  const uniform = (): number => (random.next() >>> 0) / 2 ** 32;
  for (const [both, candidate, baseline] of [
    [0.02, 0.03, 0.01],
    [0.3, 0.05, 0.1],
    [0, 0.01, 0.01],
  ] as const) {
    let missed = 0;
    for (let run = 0; run < 500; run++) {
      let letters = ['', ''] as [string, string];
      for (let i = 0; i < 400; i++) {
        const u = uniform();
        const ours = u < both + candidate;
        const theirs = u < both || (u >= both + candidate && u < both + candidate + baseline);
        letters = [letters[0] + (ours ? 'v' : 'h'), letters[1] + (theirs ? 'v' : 'h')];
      }
      const { low, high } = pairedDifference(pairUp(...letters), 0.975);
      if (candidate - baseline < low || candidate - baseline > high) missed++;
    }
    // 5 % are stated; it is an approximation.
    expect(missed).toBeLessThan(500 * 0.08);
  }
});

test('outcomes are packed and unpacked, and counted where both were decided', () => {
  expect(packOutcomes('hhhhvh-??')).toBe('4hvh-2?');
  for (const letters of ['', 'h', 'vvvvvvvvvvvv', 'h-v?h-v?', 'hhhhvh-??']) {
    expect(unpackOutcomes(packOutcomes(letters))).toBe(letters);
    expect(packOutcomes(letters)).toMatch(packedPattern);
  }
  for (const forged of ['4', 'x', '0h', '9999999999h', '4h<']) expect(forged).not.toMatch(packedPattern);
  expect(pairUp('hvhv-?v', 'hvvh-hhvvv')).toEqual({ both: 1, onlyCandidate: 2, onlyBaseline: 1, neither: 1 });
});
