import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { survives } from '../../properties/index.js';
import type { Classifier } from '../../src/classifier/classifier.js';
import { fromFunction } from '../../src/classifier/fromFunction.js';
import { image, type Image } from '../../src/image/image.js';
import { withPicture } from '../../src/image/picture.js';
import type { ImageShape } from '../../src/image/shape.js';
import { develop, undeveloped } from '../../src/image/undeveloped.js';
import type { Transformation } from '../../src/image/transformation.js';
import { check } from '../../src/run/check.js';
import * as all from '../../transformations/index.js';
import { transformations } from '../../transformations/index.js';

// Each transformation is survived by a network that is invariant to it by construction, and not by one that knows a single picture.

const shape = { height: 15, width: 15, channels: 3 };
const size = shape.height * shape.width * shape.channels;

const seeing = (scores: (pixels: Float32Array) => number[]): Classifier =>
  fromFunction(
    ({ data, count }) => Array.from({ length: count }, (_, i) => scores(data.subarray(i * size, (i + 1) * size))),
    { shape, labels: ['one', 'other'], id: 'seen' },
  );

const at = (pixels: Float32Array, x: number, y: number, channel = 0): number => pixels[(y * 15 + x) * 3 + channel]!;
const valueAt = (pixels: Float32Array, x: number, y: number): number =>
  Math.max(at(pixels, x, y), at(pixels, x, y, 1), at(pixels, x, y, 2));
const total = (pixels: Float32Array): number => pixels.reduce((sum, value) => sum + value, 0);

/** Of two pixels in one column the brighter one. They are as far from the middle as each other, and in the same light. */
const ordered = seeing((pixels) => [at(pixels, 7, 3), at(pixels, 7, 11)]);
/** The same of their largest channels, which is what HSV calls value. */
const valued = seeing((pixels) => [valueAt(pixels, 7, 3), valueAt(pixels, 7, 11)]);
/** How much green there is, against half of what there is of each picture. */
const green = seeing((pixels) => [at(pixels, 7, 7, 1), 0.2]);
const middle = seeing((pixels) => [at(pixels, 7, 7), 0.2]);
const corner = seeing((pixels) => [at(pixels, 0, 0), 0.2]);
const light = seeing((pixels) => [total(pixels), 60]);
/** Its first score is ahead by 0.2 whatever it sees. */
const steady = seeing((pixels) => [0.2 + at(pixels, 7, 7), at(pixels, 7, 7)]);

const survivedBy: Readonly<Record<string, Classifier>> = {
  scalar: ordered,
  exposure: ordered,
  contrast: ordered,
  brightness: valued,
  affine: ordered,
  gamma: ordered,
  'white-balance': green,
  vignette: ordered,
  'light-field': ordered,
  'gaussian-noise': steady,
  blur: light,
  jpeg: steady,
  kernel: steady,
  shift: light,
  flip: light,
  rotation: middle,
  crop: middle,
  occlusion: corner,
  posterise: ordered,
};

/** A picture of many colours, with or without a black border of 5 pixels. */
function picture(seed: number, bordered: boolean): Image {
  const recipe = { kind: 'colours', seed, bordered };
  const drawn = image(shape, recipe, `colours ${seed}`, (pixels) => {
    for (let i = 0; i < size; i++) {
      const [x, y] = [Math.floor(i / 3) % 15, Math.floor(i / 45)];
      const isBorder = bordered && (x < 5 || y < 5 || x > 9 || y > 9);
      pixels[i] = isBorder
        ? 0
        : 0.1 + 0.3 * ((Math.sin(seed + i * (3 + (seed % 7))) + 1) / 2) + (i % 3) * 0.05 + (y < 7 ? 0.1 : 0);
    }
  });
  const fitted = (): Image =>
    undeveloped(shape, { kind: 'resized', of: recipe }, 'resized', async () =>
      drawn.pixels().map((value) => 0.9 * value + 0.02),
    );
  return withPicture(drawn, { size: { height: 30, width: 30 }, fitted });
}

const pictures = (bordered: boolean): fc.Arbitrary<Image> =>
  fc.integer({ min: 1, max: 1000 }).map((seed) => picture(seed, bordered));

const known = picture(1, false);
/** Says "one" of a single picture, as long as it has changed by less than a hundredth on average. */
const single = seeing((pixels) => [0.01, total(pixels.map((value, i) => Math.abs(value - known.pixels()[i]!))) / size]);

describe.each(transformations.map((each) => [each.name, each] as const))('%s', (name, each) => {
  const { identity, usual, possible, whole } = each.strength;

  test('is survived by a network that is invariant by construction', async () => {
    const bordered = survivedBy[name] === light;
    const { held, violated } = await check(survives(each), survivedBy[name]!, {
      seed: 1,
      cases: 100,
      images: pictures(bordered),
    });
    expect(violated).toBe(0);
    expect(held).toBeGreaterThan(50);
  });

  test('is not survived by one that knows a single picture; the strength shown is near the first that breaks it', async () => {
    const property = survives(each);
    const { verdict, counterexample } = await check(property, single, {
      seed: 1,
      cases: 200,
      images: fc.constant(known),
      shrink: 'edge',
    });
    expect(verdict).toBe('violated');
    const { strength } = counterexample!.case;
    if (whole === true) return;
    const place = (value: number): number => (each.strength.scale === 'log' ? Math.log(value) : value);
    const nearer = place(identity) + 0.7 * (place(strength) - place(identity));
    const back = each.strength.scale === 'log' ? Math.exp(nearer) : nearer;
    const simpler = await check(survives(each, { strength: [back, back] }), single, {
      seed: 1,
      cases: 1,
      images: fc.constant(known),
    });
    expect(simpler.verdict).not.toBe('violated');
  });

  test('does nothing at identity, the same thing twice, and stays between black and white', async () => {
    expect(each.apply(known, identity)).toBe(known);
    for (const strength of usual) {
      const [one, again] = [each.apply(known, strength), each.apply(known, strength)];
      await Promise.all([develop(one), develop(again)]);
      expect(one.pixels()).toEqual(again.pixels());
      expect(Math.min(...one.pixels())).toBeGreaterThanOrEqual(0);
      expect(Math.max(...one.pixels())).toBeLessThanOrEqual(1);
      expect([one.shape, one.truth]).toEqual([shape, known.truth]);
    }
    if (possible !== undefined) {
      expect(() => each.apply(known, possible[1] + 1)).toThrow(
        `${name}: found the strength ${possible[1] + 1}; expected a`,
      );
      expect([identity, ...usual].every((strength) => strength >= possible[0] && strength <= possible[1])).toBe(true);
    }
  });

  test('says rightly whether it composes with scaling', async () => {
    const composes = await Promise.all(
      usual
        .filter((strength) => strength !== identity)
        .map(async (strength) => {
          const [plain, dim] = [each.apply(known, strength), each.apply(dimmed(0.5), strength)];
          await Promise.all([develop(plain), develop(dim)]);
          return isMultiple(dim.pixels(), plain.pixels());
        }),
    );
    expect(composes.every(Boolean)).toBe(each.composesWithScaling);
  });
});

/** The picture at half its light, as an image of its own: pictures and noise know nothing of scalars. */
function dimmed(factor: number): Image {
  const dim = image(shape, { kind: 'dimmed' }, 'dimmed', (pixels) =>
    pixels.set(known.pixels().map((value) => factor * value)),
  );
  // As 8 bits would hold it.
  const rounded = known.pixels().map((value) => Math.round(255 * factor * value) / 255);
  return withPicture(dim, {
    size: { height: 30, width: 30 },
    fitted: () => undeveloped(shape, { kind: 'resized' }, 'resized', async () => rounded),
  });
}

function isMultiple(one: Float32Array, other: Float32Array): boolean {
  const [sum, otherSum] = [total(one), total(other)];
  return one.every((value, i) => Math.abs(value / sum - other[i]! / otherSum) < 1e-6);
}

test('all that a network without biases must survive is the scalar', async () => {
  const scalars = await Promise.all(
    transformations.map(async (each) => {
      const changed = each.apply(
        known,
        each.strength.usual[0] === each.strength.identity ? each.strength.usual[1] : each.strength.usual[0],
      );
      await develop(changed);
      return isMultiple(changed.pixels(), known.pixels()) ? [each.name] : [];
    }),
  );
  expect(scalars.flat()).toEqual(['scalar']);
});

test('every transformation has a name, a source and a meaning of its own', () => {
  for (const pick of [(each: Transformation) => each.name, (each: Transformation) => each.strength.means])
    expect(new Set(transformations.map(pick)).size).toBe(transformations.length);
  expect(transformations.every(({ source }) => source.length > 10)).toBe(true);
  expect(Object.keys(all).length).toBe(transformations.length + 1);
});

test('docs/transformations.md tells of each what its code says, and what was measured', () => {
  const rows = readFileSync('docs/transformations.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  for (const { name, strength, source, composesWithScaling } of transformations) {
    const [measured, told, ...more] = rows.filter(([, cell]) => cell === `\`${name}\``);
    const composes = composesWithScaling ? 'yes' : 'no';
    expect(measured?.slice(2, 5)).toEqual([strength.usual.join(' to '), name === 'scalar' ? 'yes' : 'no', composes]);
    expect(told?.slice(2, 5)).toEqual([strength.means, String(strength.identity), source]);
    expect(more).toEqual([]);
  }
  expect(rows).toHaveLength(2 * transformations.length);
});

describe('to the number', () => {
  const grey = (height: number, width: number, ...values: number[]): Image =>
    image({ height, width, channels: 1 }, { kind: 'given' }, 'given', (pixels) => pixels.set(values));
  const made = (each: Transformation, strength: number, from: Image): number[] =>
    Array.from(each.apply(from, strength).pixels(), (value) => Number(value.toFixed(4)));
  const colour = (...values: number[]): Image =>
    image(colourShape, { kind: 'given' }, 'given', (pixels) => pixels.set(values));
  const colourShape: ImageShape = { height: 1, width: 1, channels: 3 };

  test.each<readonly [string, number[], number[]]>([
    // 0.5 of light is 0.7354 in sRGB; twice that is white.
    ['exposure', made(all.exposure, 0.5, grey(1, 2, 1, 0.7354)), [0.7354, 0.5371]],
    ['exposure to white', made(all.exposure, 4, grey(1, 2, 0.7354, 0)), [1, 0]],
    ['contrast', made(all.contrast, 0.5, grey(1, 2, 0.2, 0.6)), [0.3, 0.5]],
    ['brightness', made(all.brightness, 0.25, grey(1, 3, 0, 0.5, 0.9)), [0.25, 0.75, 1]],
    ['brightness of colours', made(all.brightness, 0.25, colour(0.5, 0.25, 0)), [0.75, 0.375, 0]],
    ['affine', made(all.affine, 0.2, grey(1, 3, 0, 0.5, 1)), [0.2, 0.6, 1]],
    ['gamma', made(all.gamma, 2, grey(1, 3, 0, 0.5, 1)), [0, 0.25, 1]],
    ['white balance', made(all.whiteBalance, 2, colour(0.8, 0.6, 0.4)), [0.8, 0.6, 0.2]],
    ['cold white balance', made(all.whiteBalance, 0.5, colour(0.8, 0.6, 0.4)), [0.4, 0.6, 0.4]],
    [
      'vignette',
      made(all.vignette, 0.5, grey(3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1)),
      [0.5, 0.75, 0.5, 0.75, 1, 0.75, 0.5, 0.75, 0.5],
    ],
    ['light field', made(all.lightField, 0.5, grey(1, 3, 1, 1, 1)), [1, 0.75, 0.5]],
    ['light field from the right', made(all.lightField, -0.5, grey(1, 3, 1, 1, 1)), [0.5, 0.75, 1]],
    ['blur of a plain picture', made(all.blur, 1.5, grey(2, 2, 0.3, 0.3, 0.3, 0.3)), [0.3, 0.3, 0.3, 0.3]],
    ['shift', made(all.shift, 1, grey(1, 3, 0.1, 0.2, 0.3)), [0, 0.1, 0.2]],
    ['shift to the left', made(all.shift, -2, grey(1, 3, 0.1, 0.2, 0.3)), [0.3, 0, 0]],
    ['flip', made(all.flip, 1, grey(1, 3, 0.1, 0.2, 0.3)), [0.3, 0.2, 0.1]],
    ['rotation', made(all.rotation, 90, grey(3, 3, 0, 0, 0, 0, 0, 1, 0, 0, 0)), [0, 1, 0, 0, 0, 0, 0, 0, 0]],
    ['crop', made(all.crop, 0.5, grey(1, 3, 0, 1, 0)), [0.5, 1, 0.5]],
    ['occlusion', made(all.occlusion, 0.34, grey(3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1)), [1, 1, 1, 1, 0, 1, 1, 1, 1]],
    ['posterise', made(all.posterise, 1, grey(1, 3, 0.2, 127 / 255, 128 / 255)), [0, 0, 0.502]],
  ])('%s', (_, found, expected) => expect(found).toEqual(expected));

  test('noise has the standard deviation that it says, another one for every image', () => {
    const side = 100;
    const noise = (level: number): Float32Array => {
      const plain = image({ height: side, width: side, channels: 1 }, { kind: 'plain' }, 'plain', (pixels) =>
        pixels.fill(level),
      );
      return all.gaussianNoise
        .apply(plain, 0.1)
        .pixels()
        .map((value) => value - level);
    };
    const [one, other] = [noise(0.5), noise(0.51)];
    const mean = total(one) / one.length;
    const deviation = Math.sqrt(total(one.map((value) => value ** 2)) / one.length);
    expect([Math.abs(mean) < 0.004, Math.abs(deviation - 0.1) < 0.004]).toEqual([true, true]);
    expect(Math.abs(total(one.map((value, i) => value * other[i]!)) / one.length)).toBeLessThan(0.0004);
  });

  test('a Gaussian blur spreads by its standard deviation', () => {
    const point = image(
      { height: 1, width: 31, channels: 1 },
      { kind: 'point' },
      'point',
      (pixels) => (pixels[15] = 1),
    );
    const pixels = all.blur.apply(point, 2).pixels();
    expect(total(pixels)).toBeCloseTo(1, 4);
    expect(Math.sqrt(pixels.reduce((sum, value, i) => sum + value * (i - 15) ** 2, 0))).toBeCloseTo(2, 2);
  });
});

test('an image that is to be decoded first is transformed when it is', async () => {
  const later = undeveloped(shape, { kind: 'later' }, 'later', async () => known.pixels());
  const changed = all.gamma.apply(later, 2);
  await develop(changed);
  expect(changed.pixels()).toEqual(all.gamma.apply(known, 2).pixels());
});

test('white balance says nothing of grey images, JPEG of two channels', () => {
  const of = (channels: number): Image => image({ height: 1, width: 1, channels }, { kind: 'n' }, 'n', () => undefined);
  expect(all.whiteBalance.unfit?.(of(1))).toBe('an image without colours has no white balance');
  expect([all.jpeg.unfit?.(of(1)), all.jpeg.unfit?.(of(2))]).toEqual([undefined, 'a JPEG has 1 or 3 channels']);
  expect(all.kernel.unfit?.(of(1))).toBe('there is no picture to resize');
});
