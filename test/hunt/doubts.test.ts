import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Doubts } from '../../src/hunt/doubts.js';
import { Trace, type Direction } from '../../src/hunt/trace.js';

const scores = fc
  .array(fc.integer({ min: -8, max: 8 }), { minLength: 3, maxLength: 3 })
  .map((all) => Float32Array.from(all));
const answers = fc.array(fc.tuple(fc.integer({ min: -40, max: 40 }), scores), { minLength: 1, maxLength: 40 });

test('what is remembered of readings is what would be found of them anew', () => {
  fc.assert(
    fc.property(answers, fc.constantFrom<Direction[]>(-1, 1), (told, direction) => {
      const trace = new Trace(Float32Array.of(9, 0, 1), 1e-5);
      const kept = new Doubts(trace.own);
      for (const [place, at] of told) {
        trace.add(2 ** (place / 8), at);
        const [before, after] = trace.neighbours(direction);
        const readings = [before, ...trace.outward(direction), after].filter((reading) => reading !== undefined);
        expect(kept.among(readings)).toEqual(new Doubts(trace.own).among(readings));
      }
    }),
  );
});
