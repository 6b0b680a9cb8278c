import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { strengths } from '../../src/generate/strengths.js';
import type { TransformationStrength } from '../../src/image/transformation.js';

const scales: readonly TransformationStrength[] = [
  { means: 'a power', identity: 1, usual: [0.25, 4], scale: 'log' },
  { means: 'an angle', identity: 0, usual: [-15, 15], scale: 'linear' },
  { means: 'pixels', identity: 0, usual: [-3, 3], scale: 'linear', whole: true },
  { means: 'bits', identity: 8, usual: [1, 7], scale: 'linear', whole: true },
];

describe.each(scales)('strengths that are $means', (strength) => {
  const [lowest, highest] = strength.usual;
  const arbitrary = strengths(strength);

  test('lie in the range, reach its ends, and come again with the same seed', () => {
    const drawn = fc.sample(arbitrary, { numRuns: 300, seed: 5 });
    expect([Math.min(...drawn), Math.max(...drawn)]).toEqual([lowest, highest]);
    expect(drawn.every((each) => strength.whole !== true || Number.isInteger(each))).toBe(true);
    expect(fc.sample(arbitrary, { numRuns: 300, seed: 5 })).toEqual(drawn);
  });

  test('shrink toward identity, strictly', () => {
    const place = (value: number): number => (strength.scale === 'log' ? Math.log(value) : value);
    const far = (value: number): number => Math.abs(place(value) - place(strength.identity));
    for (const value of fc.sample(arbitrary, { numRuns: 50, seed: 6 }))
      for (const { value: simpler } of arbitrary.shrink(value, undefined))
        expect(far(simpler)).toBeLessThan(far(value));
  });

  test('end beside the edge of what fails', () => {
    const middle = strength.scale === 'log' ? 1.7 : (strength.identity + highest) / 2;
    const edge = strength.whole === true ? Math.round(middle) : middle;
    const beyond = (value: number): boolean => (strength.identity > highest ? value < edge : value > edge);
    const { counterexample } = fc.check(
      fc.property(arbitrary, (value) => !beyond(value)),
      { seed: 3, numRuns: 500 },
    );
    const [found] = counterexample!;
    expect(Math.abs(found - edge)).toBeLessThanOrEqual(strength.whole === true ? 1 : 0.02 * (highest - lowest));
  });
});
