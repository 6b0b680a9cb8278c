import { expect, test } from '@jest/globals';
import { Budget } from '../../src/image/budget.js';

/** Work that lasts until it is told to end, and a list of what has started. */
function workshop(total: number) {
  const budget = new Budget(total);
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string, need: number): Promise<void> =>
    budget.use(need, async () => {
      started.push(name);
      await new Promise<void>((end) => ends.set(name, end));
    });
  return { work, started, end: (name: string) => ends.get(name)?.() };
}

const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

test('work waits until there is room for it, in the order in which it came', async () => {
  const { work, started, end } = workshop(10);
  const all = [work('a', 6), work('b', 6), work('c', 2)];
  await settled();
  expect(started).toEqual(['a']);
  end('a');
  await all[0];
  await settled();
  expect(started).toEqual(['a', 'b', 'c']);
  end('b');
  end('c');
  await Promise.all(all);
});

test('what needs more than there is gets all of it, alone', async () => {
  const { work, started, end } = workshop(10);
  const all = [work('small', 1), work('huge', 1000), work('other', 1)];
  await settled();
  expect(started).toEqual(['small']);
  end('small');
  await settled();
  expect(started).toEqual(['small', 'huge']);
  end('huge');
  await settled();
  expect(started).toEqual(['small', 'huge', 'other']);
  end('other');
  await Promise.all(all);
});

test('work that fails gives its room back', async () => {
  const budget = new Budget(1);
  await expect(budget.use(1, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(budget.use(1, async () => 'yes')).resolves.toBe('yes');
});
