import { describe, expect, test } from '@jest/globals';
import { huntAlong, type HuntAlongOptions } from '../../src/hunt/huntAlong.js';
import { nearestStrengthFlip, type TransformedHunted } from '../../src/hunt/transformedHunted.js';
import { fromFunction } from '../../src/classifier/fromFunction.js';
import type { Classifier } from '../../src/classifier/classifier.js';
import type { Image } from '../../src/image/image.js';
import { transformation, type Transformation } from '../../src/image/transformation.js';
import { affine, gamma, jpeg, posterise, shift, whiteBalance } from '../../transformations/index.js';
import { given, linear, row } from '../run/networks.js';

const hunted = async (
  classifier: Classifier,
  images: readonly Image[],
  along: Transformation,
  options: HuntAlongOptions = {},
): Promise<readonly TransformedHunted[]> => {
  const found: TransformedHunted[] = [];
  for await (const one of huntAlong(classifier, images, along, options)) found.push(one);
  return found;
};

// Against a bar of 0.4: a pixel of 0.5 falls below it at gamma 1.3219, and is never above another.
const aboveBar = linear([[1], [0]], [0, 0.4]);
const edge = Math.log(0.4) / Math.log(0.5);

describe('huntAlong', () => {
  test('locates the flip nearest identity, on a scale of factors', async () => {
    const [one] = await hunted(aboveBar, [given(0.5)], gamma, { strength: [0.25, 4] });
    expect(one).toMatchObject({ label: '0', outcome: 'flipped', above: { label: '1', kept: { label: '0' } } });
    expect(one!.below).toBeUndefined();
    expect(one!.above!.strength).toBeCloseTo(edge, 4);
    expect(one!.above!.kept.strength).toBeLessThan(edge);
    expect(one!.above!.witness.margin).toBeGreaterThan(1e-5);
    expect(one!.above!.far).toBeCloseTo(Math.log(edge) / Math.log(4), 4);
    expect(one!.clear).toMatchObject({ min: 0.25, max: one!.above!.kept.strength });
  });

  test('and on a scale of sums, on both sides of identity', async () => {
    const added = transformation({
      name: 'added',
      strength: { means: 'what is added', identity: 0, usual: [-0.5, 0.5], scale: 'linear' },
      composesWithScaling: false,
      source: 'this test',
      change: (pixels, _, more) => pixels.map((value) => value + more),
    });
    const between = fromFunction(({ data }) => Array.from(data, (value) => [0.2, Math.abs(value - 0.5)]), {
      shape: row(1),
      labels: 2,
    });
    const [one] = await hunted(between, [given(0.4)], added);
    expect(one!.below!.strength).toBeCloseTo(-0.1, 5);
    expect(one!.above!.strength).toBeCloseTo(0.3, 5);
    expect(nearestStrengthFlip(one!)).toBe(one!.below);
    expect(one!.below!.far).toBeCloseTo(0.2, 4);
  });

  test('finds a narrow island of another label that no coarse step hits', async () => {
    // Another label for a pixel between 0.62 and 0.63, far from where anything else happens.
    const island = fromFunction(
      ({ data }) => Array.from(data, (value) => [0.5, 0.5 + 10 * (0.005 - Math.abs(value - 0.625))]),
      { shape: row(1), labels: 2 },
    );
    const [one] = await hunted(island, [given(0.5)], affine);
    expect(one!.outcome).toBe('flipped');
    expect(one!.above!.strength).toBeCloseTo(0.24, 3);
  });

  test('never says that a label holds: it says how finely was looked', async () => {
    const brighter = linear([
      [1, 0],
      [0, 1],
    ]);
    const [one] = await hunted(brighter, [given(0.6, 0.3)], gamma);
    expect(one).toMatchObject({ outcome: 'unflipped', clear: { min: 0.5, max: 2 } });
    expect(one!.clear.strengths).toBeGreaterThan(10);
    expect(one!.clear.apart).toBeLessThan(0.05);
  });

  test('tries every whole strength', async () => {
    const asked = new Set<number>();
    const watching = fromFunction(
      ({ data, count }) =>
        Array.from({ length: count }, (_, i) => {
          const at = data.subarray(4 * i, 4 * i + 4).findIndex((value) => value > 0);
          asked.add(at);
          return [0.5, at >= 0 && at < 3 ? 0 : 1];
        }),
      { shape: row(4), labels: 2 },
    );
    const [one] = await hunted(watching, [given(0, 1, 0, 0)], shift);
    expect([...asked].toSorted((a, b) => a - b)).toEqual([-1, 0, 1, 2, 3]);
    expect(one!.below).toMatchObject({ strength: -2, kept: { strength: -1 } });
    expect(one!.above).toMatchObject({ strength: 2, kept: { strength: 1 } });
    expect(one!.clear).toMatchObject({ min: -1, max: 1, strengths: 3 });
  });

  test('reaches as far as identity where the strengths do not', async () => {
    const [one] = await hunted(aboveBar, [given(0.45)], posterise);
    expect(one!.clear.max).toBe(8);
    expect(one!.below).toMatchObject({ strength: 3, kept: { strength: 4 } });
    expect(posterise.strength.usual).toEqual([2, 7]);
  });

  test('says why an image is vacuous', async () => {
    const [odd, tie] = await hunted(linear([[1], [0.4]]), [given(0.5)], whiteBalance).then(async ([first]) => [
      first,
      (await hunted(linear([[1], [1]]), [given(0.5)], gamma))[0],
    ]);
    expect(odd).toMatchObject({
      outcome: 'vacuous',
      why: 'an image without colours has no white balance',
      evaluations: 1,
    });
    expect(tie).toMatchObject({ outcome: 'vacuous', why: 'a near tie to begin with' });
  });

  test('waits for pixels that take time, and gives the same twice', async () => {
    const images = [given(0.5), given(0.6), given(0.41)];
    expect((await hunted(aboveBar, images, jpeg)).map(({ outcome }) => outcome)).toContain('unflipped');
    const [first, second] = [await hunted(aboveBar, images, gamma), await hunted(aboveBar, images, gamma)];
    expect(first).toEqual(second);
    expect(first.map(({ index }) => index)).toEqual([0, 1, 2]);
  });

  test('checks what it is told, and ends when aborted', async () => {
    await expect(hunted(aboveBar, [given(0.5)], gamma, { strength: [0, 1] })).rejects.toThrow(
      'huntAlong(gamma): strength: found the strength 0; expected a number above 0',
    );
    expect(await hunted(aboveBar, [given(0.5)], gamma, { signal: AbortSignal.abort() })).toEqual([]);
  });
});
