import { describe, expect, it } from '@jest/globals';
import { scale } from '../../src/classifier/scale.js';
import { plainScalingMemory, scalingMemory, type ScalingMemory } from '../../src/classifier/scalingMemory.js';

/** Numbers of every size, the smallest floats, zeros of both signs and what is no number among them. */
const odd = [0, -0, 1, -1, 1e-45, -1e-45, 1.1754942e-38, 3.4028235e38, Infinity, -Infinity, NaN, 1 / 3];
const numbersOf = (length: number): Float32Array =>
  Float32Array.from({ length }, (_, i) =>
    i % 3 === 0 ? odd[(i / 3) % odd.length]! : Math.sin(i) * 10 ** ((i % 80) - 40),
  );

const factors = [0, 1, 0.1, 1 / 3, 2 ** -20, 2 ** -149, 1e-42, 1e10, Math.fround(0.7), 1 + 2 ** -40];

const bitsOf = (values: Float32Array): Uint32Array => new Uint32Array(Float32Array.from(values).buffer);

describe.each([
  ['the vector unit', scalingMemory],
  ['plain memory', plainScalingMemory],
])('%s', (_, memoryOf: (length: number) => ScalingMemory) => {
  it.each([1, 7, 8, 9, 16, 784, 3071])('multiplies %i numbers as JavaScript does, to the last bit', (length) => {
    const [before, margin] = [numbersOf(length), 5];
    for (const factor of factors) {
      const { values, multiply } = memoryOf(length + 2 * margin);
      values.fill(1);
      values.set(before, margin);
      multiply(margin, length, factor);
      const wanted = new Float32Array(values.length).fill(1);
      scale(before, factor, wanted, margin);
      expect(bitsOf(values)).toEqual(bitsOf(wanted));
    }
  });

  it('is 0 to begin with, and may be of no length', () => {
    expect(memoryOf(3).values).toEqual(new Float32Array(3));
    const { values, multiply } = memoryOf(0);
    multiply(0, 0, 2);
    expect(values).toHaveLength(0);
  });
});

it('reaches the vector unit here: the memory comes in pages', () => {
  expect(scalingMemory(16).values.buffer.byteLength).toBe(2 ** 16);
});
