import { afterAll, describe, expect, test } from '@jest/globals';
import { digitsOf, sumsOfProducts } from '../../../src/certify/exact/sumsOfProducts.js';
import { applyAffine } from '../../../src/certify/piecewise/affine.js';
import { applyMaximum, maximumBreakpoints } from '../../../src/certify/piecewise/breakpoints.js';
import { certifyRay } from '../../../src/certify/ray/certifyRay.js';
import { rayReportOf } from '../../../src/report/documents/rayReport.js';
import { rayPage } from '../../../src/report/pages/certifyRay.js';
import { MapBuilder } from '../../../src/network/program/affineMap.js';
import { Obstacle } from '../../../src/network/program/obstacle.js';
import { someNumbers, take } from '../../models/smallModels.js';
import { dense, models, pixelsOf } from '../networks.js';

const { openRow, close } = models();
afterAll(close);

describe('a flip beyond the range of float32', () => {
  test('is computed, and does not end the run: the engine cannot show it', async () => {
    // 1e-40 a against 1: they meet at 1e40.
    const classifier = await openRow(1, dense([{ weights: [[1e-40], [0]], bias: [0, 1] }]), 2);
    const { word, flips, intervals } = await certifyRay(classifier, pixelsOf([1]));
    expect(word).toMatch(/^proved/);
    expect(intervals.map(({ label }) => label)).toEqual([1, 0]);
    expect(flips).toHaveLength(1);
    expect(flips[0]!.at).toBeGreaterThan(9e39);
    expect(flips[0]).not.toHaveProperty('replay');
  });

  test('of the scores, at pixels that floats have', async () => {
    const layers = [
      { weights: [[1e30], [0]], bias: [0, 0] },
      { weights: [[1e-25, 0], [0, 0]], bias: [0, 1e22] }, // prettier-ignore
    ];
    const classifier = await openRow(1, dense(layers), 2);
    const { word, flips } = await certifyRay(classifier, pixelsOf([1]));
    expect(word).toMatch(/^proved/);
    expect(flips[0]!.at).toBeGreaterThan(1e16);
    expect(flips[0]).not.toHaveProperty('replay');
  });
});

test('where scores saturate the label is that of the logits, which is said', async () => {
  const layer = dense([{ weights: [[60], [50]], bias: [0, 5] }]);
  const classifier = await openRow(
    1,
    {
      nodes: [...(layer.nodes ?? []), { op: 'Sigmoid', name: 'sigmoid', inputs: ['z0'], outputs: ['y'] }],
      ...(layer.initializers && { initializers: layer.initializers }),
    },
    2,
  );
  const certificate = await certifyRay(classifier, pixelsOf([1]), { scalars: { min: 0.1, max: 1 } });
  expect(certificate).toMatchObject({
    word: expect.stringMatching(/^proved/),
    note: expect.stringContaining('saturate'),
  });
  expect(certificate.intervals.map(({ label }) => label)).toEqual([1, 0]);
  // At 0.5 the logits are 30 and 30: 1 - 1e-13 is 1 in float32, so that only logits tell on which side of the flip one is.
  expect(certificate.flips[0]!.at).toBeCloseTo(0.5, 9);
  expect(certificate.flips[0]).toHaveProperty('replay');
  const report = rayReportOf([certificate], { spec: classifier.spec, planned: 1 });
  expect(JSON.stringify(rayPage(report))).toContain('saturate');
  // Where nothing saturates nothing is said.
  expect(await certifyRay(classifier, pixelsOf([0.02]))).not.toHaveProperty('note');
});

describe('a time limit', () => {
  const numbers = someNumbers(1);
  const wide = (width: number, depth: number) =>
    dense(
      Array.from({ length: depth }, (_, layer) => ({
        weights: Array.from({ length: layer === depth - 1 ? 3 : width }, () => [...take(width, numbers)]),
        bias: [...take(layer === depth - 1 ? 3 : width, numbers)],
      })),
    );

  test('is looked at within one step, however large', () => {
    const rows = 4000;
    const builder = new MapBuilder('dense');
    for (let row = 0; row < rows; row++) {
      for (let place = 0; place < 3; place++) builder.add(place, row + place + 1);
      builder.endRow();
    }
    const map = builder.map(3);
    const count = 2000;
    const none = new Float64Array(3);
    const course = { size: 3, values: new Float64Array(3 * count).fill(1), first: none, rest: none };
    const ends = { times: Float64Array.from({ length: count }, (_, i) => i), bias: new Float64Array(count).fill(1) };
    const stop = new Obstacle('time limit');
    const check = (): never => {
      throw stop;
    };
    expect(() => applyAffine(map, [course], ends, check)).toThrow(stop);
    const weights = digitsOf(Array.from({ length: rows * 3 }, (_, i) => BigInt(i)));
    expect(() => sumsOfProducts(map, weights, [1n, 2n, 3n], check)).toThrow(stop);
    const windows = Int32Array.from({ length: rows * 3 }, (_, i) => i % 3);
    const step = { kind: 'maximum', input: 0, output: 1, windows, size: 3, floor: false, node: 'pool' } as const;
    expect(() => maximumBreakpoints(step, course, ends, check)).toThrow(stop);
    expect(() => applyMaximum(step, course, ends, check)).toThrow(stop);
  });

  test('leaves what is proved already', async () => {
    const classifier = await openRow(200, wide(200, 6), 3);
    const image = pixelsOf(Array.from(take(200, someNumbers(2)), Math.abs));
    const options = { method: 'float64', replay: false, memory: 4, scalars: { min: 0.5, max: 2 } } as const;
    const all = await certifyRay(classifier, image, options);
    expect(all.word).toBe('proved-real');
    for (const timeLimit of [0.1, 0.2, 0.4, 0.8, 1.6]) {
      const some = await certifyRay(classifier, image, { ...options, timeLimit });
      const known = some.intervals.filter(({ label }) => label !== undefined);
      for (const { min, max, label } of known)
        expect(
          all.intervals.some(
            (one) => one.label === label && one.min <= min * (1 + 1e-6) && one.max >= max * (1 - 1e-6),
          ),
        ).toBe(true);
      if (some.word === 'undecided') expect(some.reason).toBe('time limit');
    }
  });
});
