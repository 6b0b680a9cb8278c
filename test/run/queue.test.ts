import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Queue } from '../../src/run/queue.js';

test('a queue gives first what came first, as an array would', () => {
  const step = fc.oneof(
    { arbitrary: fc.constant('add' as const), weight: 5 },
    { arbitrary: fc.constant('take' as const), weight: 4 },
    { arbitrary: fc.constant('clear' as const), weight: 1 },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const [queue, array] = [new Queue<number>(), [] as number[]];
      for (const [number, what] of steps.entries()) {
        if (what === 'take') expect(queue.take()).toBe(array.shift());
        else if (what === 'clear') {
          queue.clear();
          array.length = 0;
        } else {
          queue.add(number);
          array.push(number);
        }
        expect(queue).toHaveLength(array.length);
      }
    }),
  );
});
