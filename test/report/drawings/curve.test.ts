import { describe, expect, test } from '@jest/globals';
import type { CurveData } from '../../../src/report/page.js';
import { chooseCurve } from '../../../src/report/drawings/curve.js';
import { drawCurve, inPage } from '../../../src/report/drawings/drawCurve.js';

/** As for a counterexample whose label 0 became 2 at a quarter. */
const drawn = (curve: Omit<CurveData, 'title'>, story: readonly number[] = [0, 2]) =>
  chooseCurve(curve, { story, marks: [0.25] });

describe('a curve', () => {
  test('has a colour for each label of its story and for whichever else leads', () => {
    const curve = drawn({
      scalars: [0.01, 0.1, 1],
      scores: [
        [0, 2, 1],
        [0, 1, 2],
        [3, 1, 0],
      ],
    });
    expect(curve?.lines.map(({ label, colour }) => [label, colour])).toEqual([
      [0, 0],
      [2, 2],
      [1, 1],
    ]);
    expect(curve).toMatchObject({ scalars: [0.01, 0.1, 1], marks: [0.25], omitted: 0, span: [0, 3] });
  });

  test('has the same colour for a label, whatever its story', () => {
    const scores = [Array.from({ length: 30 }, (_, label) => label), Array.from({ length: 30 }, () => 0)];
    const colourIn = (story: readonly number[]) =>
      drawn({ scalars: [0.1, 1], scores }, story)?.lines.find(({ label }) => label === 7)?.colour;
    expect(
      [
        [7, 1],
        [1, 7],
        [4, 7, 3],
      ].map(colourIn),
    ).toEqual([7, 7, 7]);
    // Only where two would be alike the later has another one.
    expect(colourIn([17, 7])).toBe(8);
  });

  test('is sorted by scalar, without what cannot be drawn', () => {
    const curve = drawn({ scalars: [1, 0, -1, 1e-300, 0.5, 0.1], scores: [[1], [2], [3], [4], [1, 2], [6]] });
    expect(curve?.scalars).toEqual([0.1, 1]);
    expect(curve?.lines[0]?.scores).toEqual([6, 1]);
  });

  test('of many labels shows the highest in grey, and counts the rest', () => {
    const row = Array.from({ length: 1000 }, (_, label) => -label);
    const curve = drawn({ scalars: [0.1, 1], scores: [row, row] }, [0, 1]);
    expect(curve?.lines.map(({ label }) => label)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
    expect(curve?.omitted).toBe(990);
  });

  test('of many points is thinned, with both ends', () => {
    const scalars = Array.from({ length: 5001 }, (_, i) => 10 ** (-i / 1000));
    const curve = drawn({ scalars, scores: scalars.map((scalar) => [scalar, 1]) });
    expect(curve?.scalars).toHaveLength(160);
    expect(curve?.scalars.at(0)).toBeCloseTo(1e-5, 12);
    expect(curve?.scalars.at(-1)).toBe(1);
  });

  test.each([
    [{ scalars: [], scores: [] }],
    [{ scalars: [1], scores: [[1, 2]] }],
    [{ scalars: [1, 1.0000001], scores: [[1], [2]] }],
    [{ scalars: [0.1, 1], scores: [[], []] }],
    [{ scalars: [0.1, 1], scores: [[1e300], [1]] }],
  ])('is none where there is nothing to draw (%#)', (curve) => expect(drawn(curve)).toBeUndefined());

  // The axis library looks for ever for ticks between numbers that are next to each other.
  test.each([
    [
      [0.1, 1],
      [[5e-324], [0]],
    ],
    [
      [0.1, 1],
      [[1e30], [1e30]],
    ],
    [
      [0.1, 1],
      [[1], [1 + 1e-15]],
    ],
    [
      [1, 1.0011],
      [[1], [2]],
    ],
    [
      [1e-30, 1e30],
      [[-1e30], [1e30]],
    ],
  ])('of any numbers has axes (%#)', async (scalars, scores) => {
    const curve = drawn({ scalars, scores });
    expect(curve).toBeDefined();
    if (curve !== undefined)
      expect(await drawCurve(curve, inPage('logits'))).toMatch(/^<svg (?!.*(NaN|Infinity)).*<\/svg>$/s);
  });
});
