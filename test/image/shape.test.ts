import { describe, expect, test } from '@jest/globals';
import { assertShape, formatShape, sameShape, sizeOf } from '../../src/image/shape.js';

const shape = { height: 28, width: 30, channels: 3 };

describe('shape', () => {
  test('size and words', () => {
    expect(sizeOf(shape)).toBe(28 * 30 * 3);
    expect(formatShape(shape)).toBe('28x30x3');
  });

  test.each(['height', 'width', 'channels'] as const)('%s makes a difference', (side) => {
    expect(sameShape(shape, { ...shape })).toBe(true);
    expect(sameShape(shape, { ...shape, [side]: 1 })).toBe(false);
  });

  test.each([0, -1, 1.5, NaN, Infinity])('a side of %p is refused', (side) => {
    expect(() => assertShape(shape)).not.toThrow();
    for (const name of ['height', 'width', 'channels'])
      expect(() => assertShape({ ...shape, [name]: side }, '--shape')).toThrow(/^--shape: found .*expected height/);
  });
});
