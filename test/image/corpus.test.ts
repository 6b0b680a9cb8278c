import { describe, expect, test } from '@jest/globals';
import { Corpus, fromPixels } from '../../src/image/corpus.js';
import { inputErrorOf } from './fixtures.js';

const shape = { height: 1, width: 2, channels: 1 };

describe('fromPixels', () => {
  test('images with and without names', () => {
    const pixels = [Float32Array.of(0, 1), Float32Array.of(0.5, 0.25)];
    const named = fromPixels(shape, pixels, { names: ['edge', 'ramp'], truth: ['a', undefined] });
    expect(named.images.map(String)).toEqual(['corpus #0 (edge)', 'corpus #1 (ramp)']);
    expect(named.images[1]?.recipe).toEqual({ kind: 'corpus', index: 1, name: 'ramp' });
    expect(named.truth).toEqual(['a', undefined]);
    expect(named.skipped).toEqual([]);
    expect(named.origin).toBe('pixels');
    expect([...named.images[1]!.pixels()]).toEqual([0.5, 0.25]);
    const bare = fromPixels(shape, pixels);
    expect(bare.images.map(String)).toEqual(['corpus #0', 'corpus #1']);
    expect(bare.images[1]?.recipe).toEqual({ kind: 'corpus', index: 1 });
    expect(bare.truth).toEqual([undefined, undefined]);
  });

  test('are copied', () => {
    const pixels = Float32Array.of(0, 1);
    const corpus = fromPixels(shape, [pixels]);
    pixels.fill(0.5);
    expect([...corpus.images[0]!.pixels()]).toEqual([0, 1]);
  });

  test.each([NaN, Infinity, -Infinity, -0.001, 1.001])('a value of %p is refused, saying where', (value) => {
    expect(() => fromPixels(shape, [Float32Array.of(0, 1), Float32Array.of(0, value)])).toThrow(
      `pixels[1][1]: found ${Math.fround(value)}; expected a number from 0 (black) to 1 (white).`,
    );
  });

  test('8-bit values get a hint', () => {
    expect(() => fromPixels(shape, [Float32Array.of(0, 255)])).toThrow('Divide 8-bit values by 255.');
  });

  test('lengths must agree', () => {
    const pixels = [Float32Array.of(0, 1)];
    expect(() => fromPixels(shape, [Float32Array.of(0)])).toThrow('pixels[0]: found 1 values; expected 2');
    expect(() => fromPixels(shape, pixels, { names: [] })).toThrow('names: found 0 entries; expected 1');
    expect(() => fromPixels(shape, pixels, { truth: ['a', 'b'] })).toThrow('truth: found 2 entries; expected 1');
    expect(() => fromPixels({ ...shape, width: 0 }, pixels)).toThrow('1x0x1');
    expect(() => fromPixels(shape, [])).toThrow('pixels: found no images; expected at least one.');
  });
});

describe('Corpus', () => {
  const corpus = new Corpus(shape, [{ render: (pixels) => pixels.fill(1) }], { origin: 'here', skipped: ['x.png'] });

  test('loads itself, for its own shape only', async () => {
    expect(await corpus.load({ ...shape })).toBe(corpus);
    const { message } = await inputErrorOf(corpus.load({ ...shape, channels: 3 }));
    expect(message).toBe('here: found images of 1x2x1; expected 1x2x3.');
  });

  test('keeps one object an image', () => {
    expect(corpus.images[0]).toBe(corpus.images[0]);
    expect(corpus.skipped).toEqual(['x.png']);
  });
});
