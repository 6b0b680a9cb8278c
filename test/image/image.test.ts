import { describe, expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';
import { combine, formatScalar, image, scalarOf, type Image } from '../../src/image/image.js';

const shape = { height: 1, width: 3, channels: 1 };

const of = (...values: number[]): Image =>
  image({ ...shape, width: values.length }, { kind: 'given', values }, `given ${values.join(' ')}`, (pixels) =>
    pixels.set(values),
  );

const pixelsOf = (image: Image): number[] => [...image.pixels()];

/** Plain images of three pixels, darkest first when shrinking. */
const plain = fc
  .array(fc.integer({ min: 0, max: 255 }), { minLength: 3, maxLength: 3 })
  .map((values) => of(...values.map((value) => Math.fround(value / 255))));

const parts = fc.array(fc.record({ weight: fc.double({ min: 0, max: 4, noNaN: true }), image: plain }), {
  minLength: 1,
  maxLength: 5,
});

describe('a plain image', () => {
  test('is rendered once, when first asked', () => {
    const render = jest.fn((pixels: Float32Array) => void pixels.fill(0.5));
    const grey = image(shape, { kind: 'constant', level: 0.5 }, 'constant 0.5', render);
    expect(render).not.toHaveBeenCalled();
    expect(pixelsOf(grey)).toEqual([0.5, 0.5, 0.5]);
    expect(grey.pixels()).toBe(grey.pixels());
    expect(grey.brightest).toBe(0.5);
    expect(render).toHaveBeenCalledTimes(1);
  });

  test('whose rendering fails does not turn black', () => {
    const broken = image(shape, { kind: 'broken' }, 'broken', () => {
      throw new Error('no pixels');
    });
    expect(() => broken.pixels()).toThrow('no pixels');
    expect(() => broken.pixels()).toThrow('no pixels');
  });

  test('prints as its description', () => {
    const grey = of(0, 0.5);
    expect(String(grey)).toBe('given 0 0.5');
    expect(fc.stringify(grey)).toBe('given 0 0.5');
    expect(fc.stringify([grey, grey.times(0.5)])).toBe('[given 0 0.5,given 0 0.5 x 0.5]');
  });
});

describe('times', () => {
  test('multiplies and keeps the part', () => {
    const grey = of(0, 0.25, 0.5);
    const dark = grey.times(0.5);
    expect(pixelsOf(dark)).toEqual([0, 0.125, 0.25]);
    expect(dark.parts).toEqual([{ weight: 0.5, image: grey }]);
    expect(dark.parts[0]?.image).toBe(grey);
    expect(scalarOf(dark)).toBe(0.5);
    expect(scalarOf(grey)).toBe(1);
    expect(dark.brightest).toBe(0.25);
    expect(dark.recipe).toEqual({
      kind: 'combination',
      parts: [{ weight: 0.5, image: { kind: 'given', values: [0, 0.25, 0.5] } }],
      clamped: false,
    });
  });

  test('limit: the largest scalar that does not clip', () => {
    const bright = of(0, 0.25, 0.5).times(8);
    expect(scalarOf(bright)).toBe(2);
    expect(pixelsOf(bright)).toEqual([0, 0.5, 1]);
  });

  test('clamp: cut off at white', () => {
    const bright = of(0, 0.25, 0.5).times(3, 'clamp');
    expect(scalarOf(bright)).toBe(3);
    expect(bright.clamped).toBe(true);
    expect(pixelsOf(bright)).toEqual([0, 0.75, 1]);
    expect(bright.brightest).toBe(1);
    expect(bright.description).toBe('given 0 0.25 0.5 x 3, clamped');
  });

  test('allow: above white', () => {
    const bright = of(0, 0.25, 0.5).times(8, 'allow');
    expect(scalarOf(bright)).toBe(8);
    expect(pixelsOf(bright)).toEqual([0, 2, 4]);
    expect(bright.brightest).toBe(4);
  });

  test('twice multiplies the scalars', () => {
    const grey = of(0, 0.25, 0.5);
    const twice = grey.times(0.5).times(0.25);
    expect(scalarOf(twice)).toBe(0.125);
    expect(twice.parts[0]?.image).toBe(grey);
    expect(twice.description).toBe('given 0 0.25 0.5 x 0.125');
  });

  test('does not undo what was clamped', () => {
    const once = of(0, 0.25, 0.5).times(4, 'clamp');
    const twice = once.times(0.5);
    expect(pixelsOf(twice)).toEqual([0, 0.5, 0.5]);
    expect(twice.description).toBe('(given 0 0.25 0.5 x 4, clamped) x 0.5');
    expect(
      pixelsOf(
        combine([
          { weight: 0.25, image: once },
          { weight: 0.5, image: of(1, 0, 0) },
        ]),
      ),
    ).toEqual([0.5, 0.25, 0.25]);
  });

  test('leaves black black at any scalar', () => {
    expect(pixelsOf(of(0, 0).times(1e30))).toEqual([0, 0]);
    expect(pixelsOf(of(1, 0.5).times(0))).toEqual([0, 0]);
  });

  test.each([-1, NaN, Infinity, -Infinity])('refuses %p', (scalar) => {
    expect(() => of(0.5).times(scalar)).toThrow(`the weight ${scalar}; expected finite weights of 0 or more`);
  });

  test('by a power of two is exact', () => {
    fc.assert(
      fc.property(plain, fc.integer({ min: -60, max: 60 }), (image, exponent) => {
        const scaled = image.times(2 ** exponent, 'allow').pixels();
        expect([...scaled]).toEqual([...image.pixels()].map((value) => value * 2 ** exponent));
      }),
    );
  });
});

describe('combine', () => {
  test('adds', () => {
    const mixed = combine([
      { weight: 0.5, image: of(1, 0, 0) },
      { weight: 0.25, image: of(0, 0, 1) },
    ]);
    expect(pixelsOf(mixed)).toEqual([0.5, 0, 0.25]);
    expect(scalarOf(mixed)).toBeUndefined();
    expect(mixed.description).toBe('given 1 0 0 x 0.5 + given 0 0 1 x 0.25');
  });

  test('multiplies combinations out', () => {
    const mixed = combine([
      { weight: 0.5, image: of(1, 0, 0) },
      { weight: 0.5, image: of(0, 1, 0) },
    ]);
    const outer = combine([
      { weight: 0.5, image: mixed },
      { weight: 0.5, image: of(0, 0, 1).times(0.5) },
    ]);
    expect(outer.parts.map(({ weight }) => weight)).toEqual([0.25, 0.25, 0.25]);
    expect(outer.parts.every(({ image }) => image.parts.length === 0)).toBe(true);
    expect(pixelsOf(outer)).toEqual([0.25, 0.25, 0.25]);
  });

  test('needs at least one image', () => {
    expect(() => combine([])).toThrow('combination: found no images; expected at least one.');
  });

  test('needs images of one shape', () => {
    const images = [of(0, 0, 0), of(0, 0)].map((image) => ({ weight: 1, image }));
    expect(() => combine(images)).toThrow('found images of 1x3x1 and of 1x2x1; expected images of one shape.');
  });

  test('limit never exceeds white and changes nothing below it', () => {
    fc.assert(
      fc.property(parts, (parts) => {
        const limited = combine(parts);
        const allowed = combine(parts, 'allow');
        expect(limited.brightest).toBeLessThanOrEqual(1);
        if (allowed.brightest <= 1) expect(pixelsOf(limited)).toEqual(pixelsOf(allowed));
        else expect(limited.brightest).toBeCloseTo(1, 6);
        // Parts of no weight are left out, so each is looked up by its image.
        for (const { weight, image } of limited.parts) {
          const given = parts.find((part) => part.image === image)?.weight ?? NaN;
          expect(weight).toBeCloseTo(given / Math.max(1, allowed.brightest), 6);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('clamp is allow cut off at white', () => {
    fc.assert(
      fc.property(parts, (parts) => {
        const cut = pixelsOf(combine(parts, 'allow')).map((value) => Math.min(value, 1));
        expect(pixelsOf(combine(parts, 'clamp'))).toEqual(cut);
      }),
    );
  });

  test('brightest is the largest pixel', () => {
    fc.assert(
      fc.property(parts, fc.constantFrom('limit', 'clamp', 'allow'), (parts, overflow) => {
        const combined = combine(parts, overflow);
        expect(combined.brightest).toBe(Math.max(...combined.pixels()));
      }),
    );
  });
});

test('scalars print short', () => {
  expect([0.25, 1e-6, 1 / 3, 1, 2 ** -20, 1e30].map(formatScalar)).toEqual([
    '0.25',
    '0.000001',
    '0.333333',
    '1',
    '9.53674e-7',
    '1e+30',
  ]);
});

test('an image keeps what it is known to show at every scalar, and combinations of several show nothing in particular', () => {
  const shape = { height: 1, width: 1, channels: 1 };
  const truth = { name: 'dress', by: 'the folder' };
  const known = image(shape, { kind: 'known' }, 'known', (pixels) => pixels.fill(0.5), truth);
  const other = image(shape, { kind: 'other' }, 'other', (pixels) => pixels.fill(0.25));
  expect([known, known.times(0.1), known.times(0.1).times(2, 'clamp').times(0.5)].map((each) => each.truth)).toEqual([
    truth,
    truth,
    truth,
  ]);
  const mix = combine([
    { weight: 0.5, image: known },
    { weight: 0.5, image: other },
  ]);
  expect([other.truth, mix.truth]).toEqual([undefined, undefined]);
});
