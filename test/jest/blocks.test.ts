import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { image, type Image } from '../../src/image/image.js';
import { drawBlocks } from '../../src/jest/blocks.js';

const [plain, coloured] = [
  { colours: false, blocks: true },
  { colours: true, blocks: true },
];

/** An image of the pixels that a function of row, column and channel gives. */
const painted = (
  height: number,
  width: number,
  channels: number,
  level: (row: number, column: number, channel: number) => number,
): Image =>
  image({ height, width, channels }, { kind: 'painted' }, 'painted', (pixels) => {
    for (let i = 0; i < pixels.length; i++)
      pixels[i] = level(Math.floor(i / channels / width), Math.floor(i / channels) % width, i % channels);
  });

// oxlint-disable-next-line no-control-regex -- what terminals take is one
const width = (line: string): number => Array.from(line.replaceAll(/\x1b\[[\d;]*m/g, '')).length;

describe('without colours', () => {
  test('a row is two rows of pixels, a character a shade', () => {
    const ramp = painted(4, 5, 1, (_row, column) => column / 4);
    expect(drawBlocks([ramp], plain)).toEqual([' ░▒▓█', ' ░▒▓█']);
  });

  test('pictures stand side by side', () => {
    const [wide, tall] = [painted(2, 4, 1, () => 1), painted(6, 2, 1, () => 0.5)];
    expect(drawBlocks([wide, tall], plain)).toEqual(['████    ▒▒', '        ▒▒', '        ▒▒']);
  });

  test('a colour is as light as its channels are on average', () => {
    expect(drawBlocks([painted(2, 2, 3, (_row, _column, channel) => (channel === 0 ? 0.75 : 0))], plain)).toEqual([
      '░░',
    ]);
  });

  test('rows of black above and below are left out, between they stay', () => {
    const bars = painted(10, 2, 1, (row) => (row === 3 || row === 7 ? 1 : 0));
    expect(drawBlocks([bars], plain)).toEqual(['██', '', '██']);
  });

  test('of black there is nothing to see', () => {
    expect(drawBlocks([painted(28, 28, 1, () => 0.001)], plain)).toEqual([]);
  });

  test('values outside of black and white are black and white', () => {
    expect(drawBlocks([painted(2, 2, 1, (_row, column) => (column === 0 ? -3 : 7))], plain)).toEqual([' █']);
  });
});

describe('with colours', () => {
  test('a character is two pixels, one above the other', () => {
    const image = painted(3, 1, 1, (row) => [0, 0.5, 1][row] ?? 0);
    expect(drawBlocks([image], coloured)).toEqual(['\x1b[38;5;232;48;5;244m▀\x1b[0m', '\x1b[38;5;255m▀\x1b[0m']);
  });

  test('red is red', () => {
    expect(drawBlocks([painted(1, 1, 3, (_row, _column, channel) => (channel === 0 ? 1 : 0))], coloured)).toEqual([
      '\x1b[38;5;196m▀\x1b[0m',
    ]);
  });
});

describe('of every size', () => {
  test.each([
    [1, 1, 1],
    [1, 1, 3],
    [28, 28, 1],
    [32, 32, 3],
    [224, 224, 3],
    [1, 1000, 1],
    [1000, 1, 1],
    [3, 500, 3],
    [500, 3, 3],
  ])('%d x %d x %d', (height, across, channels) => {
    for (const screen of [plain, coloured]) {
      const lines = drawBlocks([painted(height, across, channels, () => 1)], screen);
      expect(lines.length).toBeGreaterThanOrEqual(1);
      expect(lines.length).toBeLessThanOrEqual(20);
      expect(new Set(lines.map(width)).size).toBe(1);
      expect(width(lines[0] ?? '')).toBeLessThanOrEqual(28);
      // About as wide as high, a character being twice as high as wide.
      if (height === across && height > 1) expect(width(lines[0] ?? '')).toBe(2 * lines.length);
    }
  });

  test('no picture is larger than 28 characters by 20 lines, and all of it is drawn', () => {
    const side = fc.integer({ min: 1, max: 300 });
    fc.assert(
      fc.property(side, side, fc.constantFrom(1, 3), fc.boolean(), (height, across, channels, colours) => {
        const lines = drawBlocks([painted(height, across, channels, () => 1)], { colours, blocks: true });
        expect(lines.length).toBeGreaterThanOrEqual(1);
        expect(lines.length).toBeLessThanOrEqual(20);
        for (const line of lines) {
          expect(width(line)).toBeGreaterThanOrEqual(1);
          expect(width(line)).toBeLessThanOrEqual(28);
          if (!colours) expect(line).toMatch(/^█+$/);
        }
      }),
    );
  });
});

test('nothing is drawn where it cannot be shown', () => {
  const white = painted(2, 2, 1, () => 1);
  expect(drawBlocks([white], { colours: true, blocks: false })).toEqual([]);
  expect(drawBlocks([white, painted(2, 2, 2, () => 1)], plain)).toEqual([]);
  expect(drawBlocks([painted(2, 2, 4, () => 1)], plain)).toEqual([]);
  expect(drawBlocks([], plain)).toEqual([]);
});
