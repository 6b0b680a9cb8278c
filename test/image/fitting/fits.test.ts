import { describe, expect, test } from '@jest/globals';
import type { FitMode } from '../../../src/image/fitting/fit.js';
import { fitOf, withResizing } from '../../../src/image/fitting/fitOf.js';
import { describeResizing } from '../../../src/image/fitting/describeResizing.js';
import { resized } from '../../../src/image/fitting/resized.js';
import { fitMode } from '../../../src/settings/fit.js';
import { farthest, goldenIn, numbersIn, picture } from '../golden.js';

const kernel = 'pillow-bilinear';

test('modes are those of Keras and TensorFlow', () => {
  const { fits = [] } = goldenIn('tensorflow');
  expect(fits).toHaveLength(4);
  for (const each of fits) {
    const [height, width] = each.to;
    const { samples } = resized(picture(each.from), { height, width }, each.resizing, 'test');
    expect(`${each.resizing.mode} ${farthest(samples, numbersIn(each)) < 1e-3}`).toBe(`${each.resizing.mode} true`);
  }
});

describe.each(fitMode.choices)('%s', (mode) => {
  test.each([
    [7, 30],
    [30, 7],
    [10, 12],
    [1, 1],
    [200, 3],
  ])('makes exactly the wanted size of %i x %i', (height, width) => {
    for (const more of [{}, { fraction: 0.6 }, { edge: 14 }, { fill: [9, 8, 7] }]) {
      const made = resized(picture([height, width, 3]), { height: 10, width: 12 }, { mode, kernel, ...more }, 'test');
      expect(made.shape).toEqual({ height: 10, width: 12, channels: 3 });
      expect(made.samples).toHaveLength(360);
    }
  });

  test('is told in words', () => {
    const texts: Readonly<Record<FitMode, string>> = {
      stretch: 'stretched to 8x8 (pillow-bilinear)',
      'shortest-edge': 'resized to 8 pixels on the shorter side, then the middle 8x8 (pillow-bilinear)',
      'crop-first': 'cut to the ratio of 8x8, then resized to it (pillow-bilinear)',
      'crop-fraction': 'cut to 87.5 % of each side in the middle, then stretched to 8x8 (pillow-bilinear)',
      'crop-only': 'cut to the middle 8x8',
      letterbox: 'resized to fit into 8x8, with a border of 0 (pillow-bilinear)',
    };
    expect(describeResizing({ mode, kernel }, { height: 8, width: 8 })).toBe(texts[mode]);
  });
});

test('a letterbox has a border of its colour, on both sides alike', () => {
  const samples = new Uint8Array(8).fill(200);
  const made = resized(
    { shape: { height: 2, width: 4, channels: 1 }, samples },
    { height: 4, width: 4 },
    { mode: 'letterbox', kernel, fill: 114 },
    'test',
  );
  const border = [114, 114, 114, 114];
  expect([...made.samples]).toEqual([...border, ...samples, ...border]);
});

test('a long picture costs no more than what is wanted of it', () => {
  const long = { shape: { height: 2, width: 60_000, channels: 1 }, samples: new Uint8Array(120_000).fill(50) };
  // The longer side would have 30 million pixels.
  const { samples } = resized(long, { height: 1000, width: 1000 }, { mode: 'shortest-edge', kernel }, 'test');
  expect(samples.every((value) => value === 50)).toBe(true);
});

test('a side that no real picture has is refused', () => {
  const bomb = { shape: { height: 1, width: 70_000, channels: 1 }, samples: new Uint8Array(70_000) };
  expect(() => resized(bomb, { height: 4, width: 4 }, { mode: 'stretch', kernel }, 'bomb.png')).toThrow(
    'bomb.png: found an image of 1x70000 pixels (height x width); expected sides of at most 65535 pixels to resize.',
  );
});

describe('what is told comes before what the model declares', () => {
  const declared = { resizing: { mode: 'shortest-edge', kernel: 'pillow-bicubic', edge: 256 }, alpha: 'drop' } as const;

  test.each([
    [{}, declared],
    [{ resizeKernel: 'pillow-box' }, { ...declared, resizing: { ...declared.resizing, kernel: 'pillow-box' } }],
    [{ fit: 'stretch' }, { ...declared, resizing: { mode: 'stretch', kernel: 'pillow-bicubic' } }],
    [
      { cropFraction: 0.9 },
      { ...declared, resizing: { mode: 'shortest-edge', kernel: 'pillow-bicubic', fraction: 0.9 } },
    ],
    [{ alpha: 'white' }, { ...declared, alpha: 'white' }],
  ] as const)('%j', (told, expected) => {
    expect(fitOf(told, declared)).toEqual(expected);
  });

  test('nothing told and nothing declared is nothing', () => {
    expect(fitOf({}, undefined)).toBeUndefined();
    expect(fitOf({ fit: 'letterbox', fill: 114 }, undefined)).toEqual({
      resizing: { mode: 'letterbox', kernel: 'pillow-lanczos', fill: 114 },
    });
  });

  test('resize without more stretches by Lanczos, and false refuses', () => {
    expect(withResizing({}, true)).toEqual({ resizing: { mode: 'stretch', kernel: 'pillow-lanczos' } });
    expect(withResizing(declared, true)).toEqual(declared);
    expect(withResizing(declared, undefined)).toEqual(declared);
    expect(withResizing(declared, false)).toEqual({ alpha: 'drop' });
  });
});
