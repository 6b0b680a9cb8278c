import { describe, expect, test } from '@jest/globals';
import { MapBuilder } from '../../../src/network/program/affineMap.js';
import { applyKink, applyMaximum } from '../../../src/certify/piecewise/breakpoints.js';
import { follow, type Followed } from '../../../src/certify/piecewise/follow.js';
import { labelsAlong } from '../../../src/certify/piecewise/labels.js';
import type { Course, Partition } from '../../../src/certify/piecewise/partition.js';
import { programOf, type ProgramStep } from '../../../src/network/program/program.js';

/** A family that is followed in one part. */
const parts = (...told: Parameters<typeof follow>): readonly [Followed] => {
  const [only, ...others] = follow(...told);
  if (only === undefined || others.length > 0) throw new Error('more parts than one');
  return [only];
};

const ends: Partition = { times: Float64Array.of(0, 1), bias: Float64Array.of(1, 1) };
const course = (size: number, values: readonly number[]): Course => ({
  size,
  values: Float64Array.from(values),
  first: new Float64Array(size),
  rest: new Float64Array(size),
});
const matrix = (rows: readonly (readonly number[])[], offsets?: readonly number[]) => {
  const builder = new MapBuilder('test');
  for (const row of rows) {
    row.forEach((weight, place) => builder.add(place, weight));
    builder.endRow();
  }
  return builder.map(rows[0]!.length, offsets === undefined ? {} : { offsets: Float64Array.from(offsets) });
};

describe('a bend that is missed makes the error larger and never the answer wrong', () => {
  const errorOf = ({ first, rest }: Course): number => Math.max(first[0]!, rest[0]!);

  test('of a ReLU', () => {
    // From -1 to 1 without a breakpoint at 0.5 the line is off by 0.5 there.
    const step = { kind: 'kink', input: 0, output: 1, slopes: Float64Array.of(0), node: 'relu' } as const;
    expect(errorOf(applyKink(step, course(1, [-1, 1]), ends))).toBeGreaterThanOrEqual(0.5);
    expect(errorOf(applyKink(step, course(1, [1, 2]), ends))).toBe(0);
    expect(
      errorOf(applyKink({ ...step, slopes: Float64Array.of(-1) }, course(1, [-1, 1]), ends)),
    ).toBeGreaterThanOrEqual(1);
  });

  test('of a window: the second kink of max(1 - 4t, -3 + 4t, 0)', () => {
    const step = {
      kind: 'maximum',
      input: 0,
      output: 1,
      windows: Int32Array.of(0, 1),
      size: 2,
      floor: true,
      node: 'pool',
    } as const;
    const first = { times: Float64Array.of(0, 0.25, 1), bias: Float64Array.of(1, 1, 1) };
    const both = { times: Float64Array.of(0, 0.25, 0.75, 1), bias: Float64Array.of(1, 1, 1, 1) };
    expect(errorOf(applyMaximum(step, course(2, [1, 0, -3, -3, -2, 1]), first))).toBeGreaterThanOrEqual(0.6);
    expect(errorOf(applyMaximum(step, course(2, [1, 0, -2, -3, -3, -2, 0, 1]), both))).toBe(0);
  });
});

test('where three values meet, rounding that names two others at the ends costs nothing', () => {
  // The second is on top all along, but for 1e-19 at both ends.
  const step = {
    kind: 'maximum',
    input: 0,
    output: 1,
    windows: Int32Array.of(0, 1),
    size: 2,
    floor: true,
    node: 'pool',
  } as const;
  const { first, rest } = applyMaximum(step, course(2, [-4e-5, 3e-4, -1e-19, 3e-4 - 1e-19]), ends);
  expect(Math.max(first[0]!, rest[0]!)).toBeLessThan(1e-18);
});

test('errors cover what rounding does: sums that cancel', () => {
  // 1e16 + 1 - 1e16, in an order that loses the 1.
  const steps: ProgramStep[] = [{ kind: 'affine', inputs: [0], output: 1, map: matrix([[1e16, 1, -1e16]]), node: 'm' }];
  const start = Float64Array.of(1, 1, 1);
  const [{ logits }] = parts(programOf([3, 1], steps, 1), { from: 0, to: 1, start, end: start, bias: 'one' });
  expect(Math.abs(logits.values[0]! - 1)).toBeLessThanOrEqual(logits.first[0]!);
});

test('a tie within the errors is not proved', () => {
  const steps: ProgramStep[] = [
    {
      kind: 'affine',
      inputs: [0],
      output: 1,
      map: matrix([
        [1, 1e-17],
        [1, 0],
      ]),
      node: 'm',
    },
  ];
  const start = Float64Array.of(1, 1);
  const program = programOf([2, 2], steps, 1);
  expect(labelsAlong(parts(program, { from: 0, to: 1, start, end: start, bias: 'one' })[0], false).stretches).toEqual(
    [],
  );
});

test('an error on the inputs is carried to the logits', () => {
  const steps: ProgramStep[] = [{ kind: 'affine', inputs: [0], output: 1, map: matrix([[2], [-3]]), node: 'm' }];
  const one = Float64Array.of(1);
  const error = Float64Array.of(0.125);
  const family = { from: 0, to: 1, start: one, end: one, startError: error, endError: error, bias: 'one' } as const;
  const [{ logits }] = parts(programOf([1, 2], steps, 1), family);
  expect(logits.rest[0]).toBeGreaterThanOrEqual(0.25);
  expect(logits.rest[1]).toBeGreaterThanOrEqual(0.375);
  expect(logits.rest[1]).toBeLessThan(0.376);
});
