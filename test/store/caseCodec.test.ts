import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { anyImage } from '../../src/generate/anyImage.js';
import { combine, Image, image } from '../../src/image/image.js';
import { develop } from '../../src/image/undeveloped.js';
import { fromPixels } from '../../src/image/corpus.js';
import { catalogue } from '../../properties/index.js';
import { fromCorpus } from '../../src/generate/fromCorpus.js';
import type { Context } from '../../src/run/property.js';
import { decodeCase, decodeImages, encodeCase } from '../../src/store/caseCodec.js';
import { decodeNpy, encodeImage } from '../../src/store/npy.js';
import { spec } from '../report/results.js';

/** Encoded, written as a store does, read, and decoded. */
function throughFiles(given: unknown): unknown {
  const encoded = encodeCase(given);
  if ('unstorable' in encoded) throw new Error(encoded.unstorable);
  const images = encoded.images.map((one) => {
    if (!('plain' in one)) return one;
    const { shape, recipe, description } = one.plain;
    const { pixels } = decodeNpy(encodeImage({ shape, pixels: one.plain.pixels() }), 'x.npy');
    return { plain: image(shape, recipe, description, (out) => out.set(pixels)) };
  });
  const value: unknown = JSON.parse(JSON.stringify(encoded.value));
  return decodeCase(value, decodeImages(images, 'x'), 'x');
}

/** A case with its images as what can be compared: pixels to the bit, words, weights, and which are one and the same. */
function inFull(given: unknown, seen = new Map<Image, number>()): unknown {
  if (given instanceof Image) {
    const known = seen.get(given);
    if (known !== undefined) return { again: known };
    seen.set(given, seen.size);
    const { shape, recipe, description, clamped, parts } = given;
    return {
      shape,
      recipe,
      description,
      clamped,
      bits: [...new Uint32Array(Float32Array.from(given.pixels()).buffer)],
      parts: parts.map((part) => [part.weight, inFull(part.image, seen)]),
    };
  }
  if (Array.isArray(given)) return given.map((item) => inFull(item, seen));
  if (typeof given !== 'object' || given === null) return given;
  return Object.fromEntries(Object.entries(given).map(([key, field]) => [key, inFull(field, seen)]));
}

describe('any case of the catalogue is revived: pixels to the bit, words, weights', () => {
  const { shape } = spec;
  const corpus = fromPixels(
    shape,
    fc.sample(anyImage(shape), { seed: 1, numRuns: 5 }).map((one) => one.pixels()),
  );
  const context = (overflow: Context['overflow'], scalars: Context['scalars']): Context => ({
    spec: { ...spec, steps: [] },
    images: fc.oneof(anyImage(shape), fromCorpus(corpus, { mixed: 0.5 })),
    scalars,
    overflow,
    space: 'pixel',
  });

  for (const property of catalogue())
    test.each(['limit', 'clamp', 'allow'] as const)(`${property.name}, %s`, async (overflow) => {
      await fc.assert(
        fc.asyncProperty(property.cases(context(overflow, { min: 0.01, max: 30 })), async (given) => {
          // As whoever examines it does.
          const parts: readonly unknown[] = Object.values(given ?? {});
          for (const part of parts) if (part instanceof Image) await develop(part);
          expect(inFull(throughFiles(given))).toEqual(inFull(given));
        }),
        { numRuns: 40 },
      );
    });
});

test('any plain data is revived, whatever its keys', () => {
  const keys = fc.oneof(fc.string(), fc.constantFrom('$', '__proto__', 'constructor', 'toString', 'length'));
  const data = fc.anything({ key: keys, withBigInt: true, withNullPrototype: true, withSparseArray: false });
  fc.assert(
    fc.property(data, (given) => {
      const revived = throughFiles(given);
      if (!isDeepStrictEqual(revived, given)) expect(revived).toEqual(given);
      expect(isDeepStrictEqual(revived, given)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('an image that looks like data, and data that looks like an image, are kept apart', () => {
  const given = [{ $: 'image', index: 0 }, { $: 'undefined' }, undefined, NaN, -0, 'NaN', 5n];
  expect(throughFiles(given)).toEqual(given);
});

test('an image that occurs twice is one image; two of the same pixels are two', () => {
  const shape = { height: 1, width: 2, channels: 1 };
  const [one, other] = [1, 2].map(() => image(shape, { kind: 'x' }, 'x', (pixels) => pixels.fill(0.5)));
  const clamped = combine([{ weight: 3, image: one! }], 'clamp');
  const revived = throughFiles([one, other, one, clamped, combine([{ weight: 0.5, image: clamped }]), clamped]);
  if (!Array.isArray(revived)) throw new Error('no array');
  const [first, second, third, fourth, fifth, sixth]: Image[] = revived;
  expect(first).toBe(third);
  expect(first).not.toBe(second);
  expect(fourth).toBe(sixth);
  expect(fourth?.parts[0]?.image).toBe(first);
  expect(fifth?.parts[0]?.image).toBe(fourth);
  // Mixed again, they come to what the originals do: the same image twice is one part of twice the weight.
  expect(combine([first!, second!, third!].map((one) => ({ weight: 0.25, image: one }))).parts).toHaveLength(2);
});

test('weights that `combine` would have changed stay', () => {
  const shape = { height: 1, width: 1, channels: 1 };
  const [a, b] = [1, 0.5].map((level) => image(shape, { kind: 'x' }, `x ${level}`, (pixels) => pixels.fill(level)));
  const bright = combine(
    [
      { weight: 2, image: a! },
      { weight: 1e-300, image: b! },
    ],
    'allow',
  );
  const limited = combine([
    { weight: 1e200, image: bright },
    { weight: 1e-200, image: b! },
  ]);
  for (const given of [bright, limited]) expect(inFull(throughFiles(given))).toEqual(inFull(given));
});

describe('what cannot be stored is named', () => {
  class Region {
    readonly size = 3;
  }
  const itself: { deep: unknown[] } = { deep: [] };
  itself.deep.push(itself);
  test.each<[unknown, string]>([
    [() => 1, 'the case is a function'],
    [{ a: [1, { b: Symbol('x') }] }, 'the case.a[1].b is a symbol'],
    [[new Region()], 'the case[0] is a Region'],
    [{ when: new Date(0) }, 'the case.when is a Date'],
    [{ pixels: new Float32Array(2) }, 'the case.pixels is a Float32Array'],
    [new Map(), 'the case is a Map'],
    [{ [Symbol('x')]: 1 }, 'the case has a symbol for a key'],
    [itself, 'the case.deep[0] contains itself'],
  ])('%#', (given, unstorable) => {
    expect(encodeCase(given)).toEqual({ unstorable });
  });

  test('the same object twice is not one that contains itself', () => {
    const shared = { x: 1 };
    expect(throughFiles([shared, shared])).toEqual([shared, shared]);
  });
});

test.each([
  [{ $: 'image', index: 1 }, 'found no image 1; expected one of the 0 before it'],
  [{ $: 'function' }, 'found "$": "function"; expected a case as conic stores it'],
  [{ a: [{ $: 'bigint', value: 'x' }] }, 'found "$": "bigint"'],
])('data that no case comes from is refused: %j', (value, message) => {
  expect(() => decodeCase(value, [], 'case.json')).toThrow(message);
});

test('an image made of a later one is refused', () => {
  expect(() => decodeImages([{ clamped: false, parts: [{ weight: 1, image: 0 }] }], 'case.json')).toThrow('no image 0');
});
