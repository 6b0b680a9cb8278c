import { describe, expect, test } from '@jest/globals';
import { spectralBound } from '../../../src/certify/piecewise/spectral.js';
import { stretchOf } from '../../../src/certify/piecewise/stretch.js';
import { MapBuilder, type AffineMap, type Kernel } from '../../../src/network/program/affineMap.js';
import { someNumbers, take } from '../../models/smallModels.js';

const stream = someNumbers(3);
const numbers = (count: number): readonly number[] => [...take(count, stream)];

/** How much a map lengthens the vector that it lengthens most, as far as power iteration finds it: from below. */
function lengthened({ rows, columns, starts, places, weights, divisors }: AffineMap): number {
  let x = Float64Array.from({ length: columns }, () => numbers(1)[0]!);
  let most = 0;
  for (let turn = 0; turn < 60; turn++) {
    const size = Math.hypot(...x);
    if (size === 0) return 0;
    const y = Float64Array.from({ length: rows }, (_, row) => {
      let sum = 0;
      for (let entry = starts[row]!; entry < starts[row + 1]!; entry++)
        sum += (weights[entry]! * x[places[entry]!]!) / size;
      return sum / (divisors?.[row] ?? 1);
    });
    most = Math.max(most, Math.hypot(...y));
    const next = new Float64Array(columns);
    for (let row = 0; row < rows; row++)
      for (let entry = starts[row]!; entry < starts[row + 1]!; entry++)
        next[places[entry]!]! += (weights[entry]! * y[row]!) / (divisors?.[row] ?? 1);
    x = next;
  }
  return most;
}

/** A convolution of an image of `side` places a side, as a map. */
function convolved(kernel: Kernel, side: number, { stride = 1, pad = 0, dilation = 1 } = {}): AffineMap {
  const { groups, filters, channels, dims } = kernel;
  const [height = 1, width = 1] = dims;
  const builder = new MapBuilder('test');
  for (let filter = 0; filter < groups * filters; filter++)
    for (let y = -pad; y + (height - 1) * dilation < side + pad; y += stride)
      for (let x = -pad; x + (width - 1) * dilation < side + pad; x += stride) {
        for (let channel = 0; channel < channels; channel++)
          for (let i = 0; i < height; i++)
            for (let j = 0; j < width; j++) {
              const [row, column] = [y + i * dilation, x + j * dilation];
              if (row < 0 || column < 0 || row >= side || column >= side) continue;
              const from = (Math.floor(filter / filters) * channels + channel) * side * side;
              builder.add(
                from + row * side + column,
                kernel.weights[((filter * channels + channel) * height + i) * width + j]!,
              );
            }
        builder.endRow();
      }
  return builder.map(groups * channels * side * side, { kernel });
}

const kernelOf = (groups: number, filters: number, channels: number, dims: readonly number[]): Kernel => ({
  groups,
  filters,
  channels,
  dims,
  weights: numbers(groups * filters * channels * dims.reduce((product, side) => product * side, 1)),
});

describe('a bound of by how much a convolution lengthens a vector', () => {
  test.each([
    ['1 x 1', kernelOf(1, 5, 3, [1, 1]), {}],
    ['3 x 3', kernelOf(1, 4, 3, [3, 3]), { pad: 1 }],
    ['of many filters', kernelOf(1, 9, 2, [3, 3]), { pad: 1, stride: 2 }],
    ['in groups', kernelOf(3, 2, 2, [3, 3]), { pad: 2 }],
    ['of each channel alone', kernelOf(6, 1, 1, [3, 3]), { pad: 1 }],
    ['with holes', kernelOf(1, 2, 2, [3, 3]), { pad: 2, dilation: 2 }],
    ['2 x 4', kernelOf(1, 2, 3, [2, 4]), { pad: 1 }],
    ['5 x 5', kernelOf(1, 3, 2, [5, 5]), { pad: 2 }],
  ])('%s', (_, kernel, windows) => {
    const map = convolved(kernel, 9, windows);
    const found = lengthened(map);
    const { whole } = stretchOf(map, [map.columns]);
    expect(whole).toBeGreaterThanOrEqual(found);
    // And it is close: borders alone make a difference.
    expect(spectralBound(kernel)).toBeLessThan(1.8 * found);
  });

  test('is the largest frequency, and no sum of absolute values', () => {
    const alternating = { groups: 1, filters: 1, channels: 1, dims: [3], weights: [1, -2, 1] };
    expect(spectralBound(alternating)).toBeGreaterThanOrEqual(4);
    expect(spectralBound(alternating)).toBeLessThan(4.7);
    const edge = { ...alternating, weights: [1, 0, -1] };
    expect(spectralBound(edge)).toBeGreaterThanOrEqual(2);
    expect(spectralBound(edge)).toBeLessThan(2.4);
  });

  test('of numbers far from 1, and of none', () => {
    for (const scale of [1e-200, 1e-30, 1e30, 1e200]) {
      const bound = spectralBound({ groups: 1, filters: 1, channels: 2, dims: [1], weights: [3 * scale, 4 * scale] });
      expect(bound / scale).toBeGreaterThanOrEqual(5);
      expect(bound / scale).toBeLessThan(5.001);
    }
    expect(spectralBound({ groups: 1, filters: 2, channels: 2, dims: [3, 3], weights: new Float64Array(36) })).toBe(0);
  });
});

describe('a bound of by how much any map lengthens a vector', () => {
  const mapOf = (rows: readonly (readonly number[])[], divisors?: readonly number[]): AffineMap => {
    const builder = new MapBuilder('test');
    for (const row of rows) {
      row.forEach((weight, place) => builder.add(place, weight));
      builder.endRow();
    }
    return builder.map(rows[0]!.length, divisors === undefined ? {} : { divisors: Float64Array.from(divisors) });
  };

  test.each([
    ['dense', mapOf(Array.from({ length: 7 }, () => numbers(5)))],
    ['thin', mapOf(Array.from({ length: 7 }, (_, row) => numbers(5).map((x, i) => ((row + i) % 3 === 0 ? x : 0))))],
    ['divided', mapOf([[1, 2, 0], [0, 1, 1]], [0.5, 4])], // prettier-ignore
    ['with a number that is far larger', mapOf([[1e20, 1], [1, 1e-20]])], // prettier-ignore
  ])('%s', (_, map) => {
    const { whole, rows } = stretchOf(map, [map.columns]);
    expect(whole).toBeGreaterThanOrEqual(lengthened(map));
    expect(whole).toBeLessThan(2 * lengthened(map));
    for (const length of rows) expect(length).toBeLessThanOrEqual(whole * (1 + 1e-9));
  });

  test('an addition lengthens each of its inputs by 1', () => {
    expect(stretchOf(mapOf([[1, 0, 1, 0], [0, 1, 0, 1]]), [2, 2]).inputs.map((x) => Math.round(x * 1e9) / 1e9)).toEqual([1, 1]); // prettier-ignore
  });
});
