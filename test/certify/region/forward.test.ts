import { describe, expect, test } from '@jest/globals';
import { valuesAt } from '../../../src/certify/piecewise/evaluate.js';
import { Forward } from '../../../src/certify/region/forward.js';
import type { Bounds } from '../../../src/certify/region/intervals.js';
import { prefixOf, type Corners } from '../../../src/certify/region/prefix.js';
import { MapBuilder } from '../../../src/network/program/affineMap.js';
import { programOf, type Program, type ProgramStep } from '../../../src/network/program/program.js';
import { someNumbers } from '../../models/smallModels.js';

/** Writes small networks of random make, of every kind of step. */
function randomProgram(seed: number): Program {
  const stream = someNumbers(seed);
  const number = (): number => Number(stream.next().value);
  const sizes = [5];
  const steps: ProgramStep[] = [];
  const affine = (inputs: readonly number[], rows: number, share: number): number => {
    const columns = inputs.reduce((sum, input) => sum + sizes[input]!, 0);
    const builder = new MapBuilder('affine');
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++)
        if (Math.abs(number()) < share) builder.add(column, (number() * 2) / Math.sqrt(columns * share));
      builder.endRow();
    }
    const offsets = Float64Array.from({ length: rows }, () => number() / 4);
    const divisors = Float64Array.from({ length: rows }, () => (number() > 0 ? 1 : -1.5));
    sizes.push(rows);
    const map = builder.map(columns, { offsets, divisors });
    steps.push({ kind: 'affine', inputs, output: sizes.length - 1, map, node: 'affine' });
    return sizes.length - 1;
  };
  const kink = (input: number): number => {
    const slopes = Float64Array.from({ length: sizes[input]! }, (_, j) => [0, 0.25, -1, 2.5, 0, 1][j % 6]!);
    sizes.push(sizes[input]!);
    steps.push({ kind: 'kink', input, output: sizes.length - 1, slopes, node: 'kink' });
    return sizes.length - 1;
  };
  const maximum = (input: number, floor: boolean): number => {
    const rows = Math.floor(sizes[input]! / 2);
    const windows = Int32Array.from({ length: rows * 3 }, (_, at) =>
      at % 7 === 2 ? -1 : (Math.floor(at / 3) * 2 + (at % 3)) % sizes[input]!,
    );
    sizes.push(rows);
    steps.push({ kind: 'maximum', input, output: sizes.length - 1, windows, size: 3, floor, node: 'maximum' });
    return sizes.length - 1;
  };
  // What is sparse is followed row by row, and what is not slack by slack.
  const pooled = maximum(affine([0], 16, 0.4), seed % 2 === 0);
  const bent = kink(affine([pooled], 8, 0.3));
  const added = affine([bent, pooled], 10, 1);
  const again = maximum(kink(added), seed % 3 === 0);
  return programOf(sizes, steps, affine([kink(affine([again], 6, 1)), bent], 3, 1));
}

const corners = 4;

/** Weights of corners, near them and in between. */
function* mixtures(seed: number, count: number): Generator<readonly number[]> {
  const stream = someNumbers(seed);
  for (let i = 0; i < count; i++) {
    const raw = Array.from({ length: corners }, () => ((Number(stream.next().value) + 1) / 2) ** [1, 6][i % 2]!);
    const total = raw.reduce((sum, value) => sum + value, 0);
    yield raw.map((weight) => weight / total);
  }
}

function mixed(frontier: ReadonlyMap<number, Corners>, weights: readonly number[]): ReadonlyMap<number, Float64Array> {
  return new Map(
    [...frontier].map(([vector, { values, errors }]) => [
      vector,
      Float64Array.from(errors, (_, j) =>
        weights.reduce((sum, weight, i) => sum + weight * values[j * corners + i]!, 0),
      ),
    ]),
  );
}

/** The simplex with its corners drawn toward the first. */
const smaller = (frontier: ReadonlyMap<number, Corners>, share: number): ReadonlyMap<number, Corners> =>
  new Map(
    [...frontier].map(([vector, { values, errors }]) => [
      vector,
      {
        values: values.map((value, at) => {
          const first = values[at - (at % corners)]!;
          return first + share * (value - first);
        }),
        errors: errors.map((error) => error + 1e-12),
      },
    ]),
  );

describe('bounds that go forward', () => {
  test.each(Array.from({ length: 24 }, (_, i) => i + 1))(
    'hold at every mixture, in a part of the simplex too (network %i)',
    (seed) => {
      const program = randomProgram(seed);
      const stream = someNumbers(seed + 100);
      const images = Array.from({ length: corners }, () =>
        Float32Array.from({ length: 5 }, () => 0.5 + ([0.05, 0.5][seed % 2]! * Number(stream.next().value)) / 2),
      );
      const { frontier, steps } = prefixOf(program, images);
      let outer: ReadonlyMap<number, Bounds> = new Map();
      for (const share of [1, 0.25, 0.03]) {
        const part = smaller(frontier, share);
        const run = new Forward(part, steps, program.logits, outer);
        expect(steps.every((step) => run.follow(step))).toBe(true);
        const ahead = [1, 2].map((other) => run.lead(program.logits, 0, other));
        // By how much any bound is contradicted: of so many numbers each would be a call of its own.
        let contradicted = 0;
        for (const weights of mixtures(seed, 60)) {
          const at = mixed(part, weights);
          const logits = valuesAt(program, steps, at);
          [1, 2].forEach((other, i) => {
            contradicted = Math.max(contradicted, ahead[i]! - (logits[0]! - logits[other]!));
          });
          for (const [vector, { low, high }] of run.inner)
            valuesAt({ ...program, logits: vector }, steps, at).forEach((value, j) => {
              contradicted = Math.max(contradicted, low[j]! - value, value - high[j]!);
            });
        }
        expect(contradicted).toBeLessThan(1e-9);
        outer = run.inner;
      }
    },
  );

  test('are exact where the simplex lies on one piece, and at its corners where one kink is open', () => {
    const program = randomProgram(2);
    const image = Float32Array.of(0.1, 0.9, 0.4, 0.6, 0.3);
    const images = Array.from({ length: corners }, (_, i) => image.map((pixel, j) => pixel + (j === i ? 1e-6 : 0)));
    const { frontier, steps } = prefixOf(program, images);
    const run = new Forward(frontier, steps, program.logits, new Map());
    expect(steps.every((step) => run.follow(step))).toBe(true);
    expect(run.unstable).toBe(0);
    const leads = Array.from({ length: corners }, (_, i) => {
      const logits = valuesAt(
        program,
        steps,
        mixed(
          frontier,
          [0, 1, 2, 3].map((at) => (at === i ? 1 : 0)),
        ),
      );
      return logits[0]! - logits[1]!;
    });
    expect(run.lead(program.logits, 0, 1)).toBeCloseTo(Math.min(...leads), 9);
  });
});
