import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { shardSettings } from '../../src/settings/shard.js';
import { shardOf, shareOf } from '../../src/shard/shard.js';

test('shards have each case once, in order, and differ by one case at most', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 0, max: 1e9 }), (count, total) => {
      const shares = Array.from({ length: count }, (_, i) => shareOf({ index: i + 1, count }, total));
      expect(shares[0]?.from).toBe(0);
      expect(shares.at(-1)?.to).toBe(total);
      shares.slice(1).forEach(({ from }, i) => expect(from).toBe(shares[i]?.to));
      const sizes = shares.map(({ from, to }) => to - from);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
});

describe('--shard', () => {
  const { kind } = shardSettings.shard;
  test.each(['1/1', '2/8', '64/64', 'auto'])('%s is one', (value) => expect(kind.is(value)).toBe(true));
  test.each(['0/8', '9/8', '1/0', '1', '1/100001', '-1/2', '1.5/2', 'all', 3, null])('%j is none', (value) =>
    expect(kind.is(value)).toBe(false),
  );
});

describe('--shard auto', () => {
  test.each([
    [{ JOB_COMPLETION_INDEX: '0', CONIC_SHARD_COUNT: '8' }, 1, 8],
    [{ SLURM_ARRAY_TASK_ID: '4', SLURM_ARRAY_TASK_COUNT: '4', SLURM_ARRAY_TASK_MIN: '1' }, 4, 4],
    [{ SLURM_ARRAY_TASK_ID: '0', SLURM_ARRAY_TASK_COUNT: '4', SLURM_ARRAY_TASK_MIN: '0' }, 1, 4],
    // One task of eight that is started again: Slurm counts one.
    [
      { SLURM_ARRAY_TASK_ID: '5', SLURM_ARRAY_TASK_COUNT: '1', SLURM_ARRAY_TASK_MIN: '5', CONIC_SHARD_COUNT: '8' },
      5,
      8,
    ],
    [{ CI_NODE_INDEX: '3', CI_NODE_TOTAL: '5' }, 3, 5],
    [{ CONIC_SHARD_INDEX: '2', CONIC_SHARD_COUNT: '3', CI_NODE_INDEX: '1', CI_NODE_TOTAL: '5' }, 2, 3],
  ])('%j', (environment, index, count) => {
    expect(shardOf('auto', environment)).toEqual({ index, count });
  });

  test.each([
    [
      {},
      'shard: found auto, where none of CONIC_SHARD_INDEX, SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX, CI_NODE_INDEX',
    ],
    [{ JOB_COMPLETION_INDEX: '0' }, 'CONIC_SHARD_COUNT: found nothing, though JOB_COMPLETION_INDEX is set'],
    [{ CI_NODE_INDEX: 'x', CI_NODE_TOTAL: '2' }, 'CI_NODE_INDEX: found "x"; expected a whole number'],
    [
      { SLURM_ARRAY_TASK_ID: '9', SLURM_ARRAY_TASK_COUNT: '3', SLURM_ARRAY_TASK_MIN: '1' },
      'found 9, which is part 9 of 3; expected a part from 1 to 3',
    ],
  ])('%j is refused', (environment, message) => {
    expect(() => shardOf('auto', environment)).toThrow(message);
  });
});
