import { afterEach, describe, expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { ImageBatch } from '../../src/classifier/classifier.js';
import { Coalescer } from '../../src/classifier/coalescer.js';
import type { Image } from '../../src/image/image.js';
import { given } from '../run/networks.js';

// Before any fake timers.
const realTurn = setImmediate;
const turn = (): Promise<void> => new Promise((resolve) => realTurn(resolve));

afterEach(() => {
  jest.useRealTimers();
});

const write = (image: Image, out: Float32Array, offset: number): number => {
  out.set(image.pixels(), offset);
  return 1;
};

/** A coalescer of images of two pixels, and the batches it asked about. */
function recording(limit: number, answer?: (batch: ImageBatch, number: number) => Promise<readonly number[]>) {
  const batches: number[][] = [];
  const coalescer = new Coalescer<number>(2, limit, write, async (batch) => {
    expect(batch.data).toHaveLength(batch.count * 2);
    const numbers = Array.from({ length: batch.count }, (_, i) => batch.data[2 * i]!);
    batches.push(numbers);
    return answer === undefined ? numbers : answer(batch, batches.length - 1);
  });
  return { batches, coalescer, add: (n: number): Promise<number> => coalescer.add(given(n, -n)) };
}

describe('a coalescer', () => {
  test('asks once about images that come in one turn', async () => {
    const { batches, add } = recording(8);
    expect(await Promise.all([add(1), add(2), add(3)])).toEqual([1, 2, 3]);
    expect(batches).toEqual([[1, 2, 3]]);
    expect(await Promise.all([add(4), add(5)])).toEqual([4, 5]);
    expect(batches).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
  });

  test('waits for those that come after a few microtasks', async () => {
    const { batches, add } = recording(8);
    const later = async (n: number): Promise<number> => {
      for (let i = 0; i < n; i++) await Promise.resolve();
      return add(n);
    };
    expect(await Promise.all([later(1), later(10), later(50)])).toEqual([1, 10, 50]);
    expect(batches).toEqual([[1, 10, 50]]);
  });

  test('sends a full batch at once', async () => {
    const { batches, add } = recording(2);
    const answers = [add(1), add(2), add(3), add(4), add(5)];
    expect(batches).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(await Promise.all(answers)).toEqual([1, 2, 3, 4, 5]);
    expect(batches.at(-1)).toEqual([5]);
  });

  test('of one image a batch waits for nothing', async () => {
    const { batches, add } = recording(1);
    const answers = [add(1), add(2)];
    expect(batches).toEqual([[1], [2]]);
    expect(await Promise.all(answers)).toEqual([1, 2]);
  });

  test('gives everyone the row asked for, in whatever order batches are answered', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(1000), fc.nat(3)), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 7 }),
        fc.infiniteStream(fc.nat(4)),
        async (asked, limit, delays) => {
          const { batches, add } = recording(limit, async ({ data, count }) => {
            const numbers = Array.from({ length: count }, (_, i) => data[2 * i]!);
            for (let wait = delays.next().value; wait > 0; wait--) await turn();
            // Arrays are reused only after they have been answered.
            expect(Array.from({ length: count }, (_, i) => data[2 * i])).toEqual(numbers);
            return numbers;
          });
          const answers = asked.map(async ([n, wait]) => {
            for (let i = 0; i < wait; i++) await turn();
            return add(n);
          });
          expect(await Promise.all(answers)).toEqual(asked.map(([n]) => n));
          expect(batches.flat()).toHaveLength(asked.length);
          expect(batches.every(({ length }) => length >= 1 && length <= limit)).toBe(true);
        },
      ),
    );
  });

  test('rejects exactly those who were in the batch that failed', async () => {
    const { add } = recording(2, async ({ data }, number) => {
      if (number === 1) throw new Error('out of memory');
      return [data[0]!, data[2]!];
    });
    const settled = await Promise.allSettled([add(1), add(2), add(3), add(4), add(5), add(6)]);
    expect(settled.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    // And goes on.
    expect(await add(7)).toBe(7);
  });

  test('whose image cannot be written rejects that one alone, and asks about no empty batch', async () => {
    const { batches, coalescer, add } = recording(4);
    const tooLarge = given(...Array<number>(20).fill(1));
    const [bad, good] = await Promise.allSettled([coalescer.add(tooLarge), add(2)]);
    expect(bad.status).toBe('rejected');
    expect(good).toEqual({ status: 'fulfilled', value: 2 });
    await expect(coalescer.add(tooLarge)).rejects.toThrow();
    await turn();
    expect(batches).toEqual([[2]]);
  });

  test('keeps together what must share a batch', async () => {
    const { batches, add, coalescer } = recording(4);
    const together = (...numbers: number[]) => coalescer.addTogether(numbers.map((n) => given(n, -n)));
    const [, , , pair] = await Promise.all([add(1), add(2), add(3), together(4, 5)]);
    expect(pair).toEqual([4, 5]);
    expect(batches).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
    await Promise.all([add(1), together(2, 3, 4)]);
    expect(batches.at(-1)).toEqual([1, 2, 3, 4]);
  });

  test('keeps together also where nothing waits', async () => {
    const { batches, coalescer } = recording(4);
    expect(await coalescer.addTogether([given(1, -1), given(2, -2)])).toEqual([1, 2]);
    expect(batches).toEqual([[1, 2]]);
  });

  test('asks at once about images that are to be alone, beside what waits', async () => {
    const { batches, add, coalescer } = recording(4);
    const waiting = add(1);
    const alone = coalescer.addAlone([given(2, -2), given(3, -3)]);
    expect(batches).toEqual([[2, 3]]);
    expect(await alone).toEqual([2, 3]);
    expect(await waiting).toBe(1);
    expect(batches).toEqual([[2, 3], [1]]);
  });

  test('says of every image by how much it was multiplied when it was written', async () => {
    const factors: number[][] = [];
    const halving = (image: Image, out: Float32Array, offset: number): number => {
      out.set(image.pixels(), offset);
      return image.pixels()[0]! / 2;
    };
    const coalescer = new Coalescer<number>(2, 4, halving, async (batch) => {
      factors.push([...batch.factors]);
      return [...batch.factors];
    });
    await coalescer.addAlone([given(2, 0), given(6, 0)]);
    await Promise.all([coalescer.add(given(8, 0)), coalescer.add(given(4, 0))]);
    expect(factors).toEqual([
      [1, 3],
      [4, 2],
    ]);
  });

  test.each([
    ['shared', undefined, SharedArrayBuffer],
    ['own', false, ArrayBuffer],
  ])('puts batches into %s memory', async (_, shared, kind) => {
    const buffers: ArrayBufferLike[] = [];
    const coalescer = new Coalescer<number>(
      2,
      4,
      write,
      async ({ data }) => {
        buffers.push(data.buffer);
        return [data[0]!];
      },
      shared,
    );
    await coalescer.add(given(1, 1));
    await turn();
    await coalescer.addAlone([given(1, 1)]);
    expect(buffers.map(({ constructor }) => constructor.name)).toEqual([kind.name, kind.name]);
    // The array of the first was free again by then, and is so now.
    await coalescer.addAlone([given(1, 1)]);
    expect(new Set(buffers).size).toBe(1);
  });

  test('works under fake timers', async () => {
    jest.useFakeTimers();
    const { batches, add } = recording(8);
    expect(await Promise.all([add(1), add(2)])).toEqual([1, 2]);
    expect(batches).toEqual([[1, 2]]);
  });

  test('keeps no more arrays than were in use at once', async () => {
    const arrays = new Set<ArrayBufferLike>();
    const coalescer = new Coalescer<number>(2, 2, write, async ({ data, count }) => {
      arrays.add(data.buffer);
      await turn();
      return Array.from({ length: count }, (_, i) => data[2 * i]!);
    });
    for (let round = 0; round < 20; round++) await Promise.all([1, 2, 3, 4].map((n) => coalescer.add(given(n, n))));
    expect(arrays.size).toBeLessThanOrEqual(3);
  });
});
