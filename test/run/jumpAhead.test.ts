import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { xorshift128plus } from 'pure-rand/generator/xorshift128plus';
import { jumpedAhead, QuickSource } from '../../src/run/jumpAhead.js';

test('many jumps at once are as many one after the other', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 0, max: 3000 }), (seed, jumps) => {
      const generator = xorshift128plus(seed);
      const start = generator.getState();
      for (let jump = 0; jump < jumps; jump++) generator.jump();
      expect(jumpedAhead(start, jumps)).toEqual([...generator.getState()]);
    }),
    { numRuns: 40 },
  );
});

test('a source that jumps by a table goes where the usual one goes', () => {
  fc.assert(
    fc.property(fc.integer(), fc.array(fc.constantFrom('next', 'jump'), { maxLength: 20 }), (seed, moves) => {
      const usual = xorshift128plus(seed);
      const quick = new QuickSource(usual.getState());
      for (const move of moves) expect(quick[move]()).toBe(usual[move]());
      expect(quick.getState()).toEqual([...usual.getState()]);
      expect(quick.clone().getState()).toEqual([...usual.getState()]);
    }),
  );
});
