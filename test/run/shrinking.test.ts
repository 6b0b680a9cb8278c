import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { check, fromFunction, images, measure } from '../../src/index.js';
import { scalarInvariance } from '../../properties/index.js';
import { Shrinking } from '../../src/run/shrinking.js';

describe('Shrinking', () => {
  test('the first violation is always taken, later ones while half as clear as the clearest', () => {
    const shrinking = new Shrinking();
    const taken = [-0.1, -0.04, -0.06, -0.4, -0.1, -0.2].map((margin) => shrinking.takes({ margin }));
    expect(taken).toEqual([true, false, true, true, false, true]);
  });

  test('to the edge, every violation is taken', () => {
    const shrinking = new Shrinking('edge');
    expect([-0.1, -0.5, -1e-9].map((margin) => shrinking.takes({ margin }))).toEqual([true, true, true]);
  });

  test('a margin that is no number does not hide a violation', () => {
    expect(new Shrinking().takes({ margin: Number.NaN })).toBe(true);
  });
});

/** Labels an image by its first pixel and a bias: light images below 0.5 of it become dark, the more so the darker. */
const model = fromFunction(({ data, count }) => Array.from({ length: count }, (_, i) => [data[i * 4]!, 0.3]), {
  shape: { height: 2, width: 2, channels: 1 },
  labels: ['light', 'dark'],
  id: 'threshold',
});

const white = fc.constant(fromPixelsOfWhite());

function fromPixelsOfWhite() {
  return fc
    .sample(images.constant({ height: 2, width: 2, channels: 1 }), { seed: 1, numRuns: 50 })
    .find((image) => image.brightest > 0.9)!;
}

describe('a counterexample', () => {
  const options = { seed: 7, images: white };

  test('stays clear: at least half as clear as the clearest on the way', async () => {
    const clear = (await check(scalarInvariance(), model, options)).counterexample!;
    const edge = (await check(scalarInvariance(), model, { ...options, shrink: 'edge' })).counterexample!;
    expect(edge.margin).toBeGreaterThan(clear.margin);
    expect(edge.scalar!).toBeGreaterThan(clear.scalar!);
    expect(clear.margin).toBeLessThan(-0.4);
    expect(Number(clear.scalar!.toPrecision(2))).toBe(clear.scalar);
  });

  test.each(['clear', 'edge'] as const)('%s: its seed and path lead to it again', async (shrink) => {
    for (const run of [check, measure]) {
      const found = (await run(scalarInvariance(), model, { ...options, cases: 50, shrink })).counterexample!;
      for (const again of [check, measure]) {
        const { path } = found;
        const replayed = (await again(scalarInvariance(), model, { ...options, shrink, path })).counterexample!;
        expect([replayed.scalar, replayed.path, replayed.margin]).toEqual([found.scalar, path, found.margin]);
      }
    }
  });
});
