import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { mapInFlight } from '../../src/image/inFlight.js';

test('keeps the order and the limit', async () => {
  let running = 0;
  let most = 0;
  const results = await mapInFlight([5, 1, 3, 1, 4, 1, 2], 3, async (delay, index) => {
    most = Math.max(most, ++running);
    await sleep(delay);
    running--;
    return `${index}:${delay}`;
  });
  expect(results).toEqual(['0:5', '1:1', '2:3', '3:1', '4:4', '5:1', '6:2']);
  expect(most).toBe(3);
});

test('throws the failure of the earliest item, after starting no more', async () => {
  const started: number[] = [];
  const work = async (delay: number, index: number) => {
    started.push(index);
    await sleep(delay);
    throw new Error(`item ${index}`);
  };
  await expect(mapInFlight([30, 1, 20, 1, 1], 3, work)).rejects.toThrow('item 0');
  expect(started).toEqual([0, 1, 2]);
});

test('nothing to do', async () => {
  expect(await mapInFlight([], 8, async () => 1)).toEqual([]);
});
