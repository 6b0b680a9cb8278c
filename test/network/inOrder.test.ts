import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { inOrderOf } from '../../src/network/inOrder.js';

const ordered = (items: readonly number[], before: (item: number) => readonly number[]) =>
  inOrderOf(items, { before, cycle: (item, other) => new Error(`${item} waits for ${other}`) });

test('each after those before it, all of them once, and else as given', () => {
  expect(ordered([3, 1, 2], () => [])).toEqual([3, 1, 2]);
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat(30), { maxLength: 4 }), { maxLength: 30 }), (lists) => {
      const before = (item: number): readonly number[] => (lists[item] ?? []).filter((other) => other < item);
      const items = lists.map((_, i) => lists.length - 1 - i);
      const order = ordered(items, before);
      expect(order.toSorted((a, b) => a - b)).toEqual(items.toReversed());
      for (const [at, item] of order.entries())
        for (const other of before(item)) expect(order.indexOf(other)).toBeLessThan(at);
    }),
  );
});

test('deeper than the stack', () => {
  const count = 200_000;
  const items = Array.from({ length: count }, (_, i) => i);
  expect(ordered(items, (item) => (item + 1 < count ? [item + 1] : []))[0]).toBe(count - 1);
});

test('cycles are errors', () => {
  expect(() => ordered([0], () => [0])).toThrow('0 waits for 0');
  expect(() => ordered([0, 1, 2], (item) => [(item + 1) % 3])).toThrow('2 waits for 0');
});
