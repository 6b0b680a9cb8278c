import { describe, expect, test } from '@jest/globals';
import { follow, type Family, type Followed } from '../../../src/certify/piecewise/follow.js';
import { labelsAlong } from '../../../src/certify/piecewise/labels.js';
import { MapBuilder } from '../../../src/network/program/affineMap.js';
import { programOf, type Program, type ProgramStep } from '../../../src/network/program/program.js';
import { rational, rationalOf } from '../../../src/network/rational.js';
import { someNumbers, take } from '../../models/smallModels.js';

/** Weights, biases, pixels and places are whole multiples of this, so that all can be computed exactly. */
const bits = 16;
const grain = 2 ** -bits;

interface DeepNetwork {
  readonly program: Program;
  /** For each layer its rows and its biases, in grains. */
  readonly layers: readonly { readonly rows: readonly (readonly number[])[]; readonly biases: readonly number[] }[];
}

/** Dense layers with ReLUs and shortcuts around each: y = relu(x + W relu(V x + b)), and two logits. */
function deepNetwork(depth: number, width: number, seed: number): DeepNetwork {
  const stream = someNumbers(seed);
  const numbers = (count: number, scale: number): readonly number[] =>
    Array.from(take(count, stream), (value) => Math.round((value * scale) / grain));
  const steps: ProgramStep[] = [];
  const layers: DeepNetwork['layers'][number][] = [];
  const dense = (inputs: readonly number[], output: number, rows: number, shortcut = false): void => {
    const layer = {
      rows: Array.from({ length: rows }, () => numbers(width, 1.7 / Math.sqrt(width))),
      biases: numbers(rows, 0.3),
    };
    layers.push(layer);
    const builder = new MapBuilder('dense');
    layer.rows.forEach((row, i) => {
      row.forEach((weight, place) => builder.add(place, weight * grain));
      if (shortcut) builder.add(width + i, 1);
      builder.endRow();
    });
    const offsets = Float64Array.from(layer.biases, (bias) => bias * grain);
    const map = builder.map(width * inputs.length, { offsets });
    steps.push({ kind: 'affine', inputs, output, map, node: 'dense' });
  };
  const relu = (input: number): void => {
    steps.push({ kind: 'kink', input, output: input + 1, slopes: Float64Array.of(0), node: 'relu' });
  };
  let at = 0;
  for (let block = 0; block < depth; block++) {
    dense([at], at + 1, width);
    relu(at + 1);
    dense([at + 2, at], at + 3, width, true);
    relu(at + 3);
    at += 4;
  }
  dense([at], at + 1, 2);
  const sizes = [...Array.from({ length: at + 1 }, () => width), 2];
  return { program: programOf(sizes, steps, at + 1), layers };
}

/** The logits in integers: what is computed is 2^`scale` times as large as it is. */
function exactLogits({ layers }: DeepNetwork, pixels: readonly bigint[]): { logits: bigint[]; scale: number } {
  let [values, scale] = [[...pixels], 2 * bits];
  const apply = ({ rows, biases }: DeepNetwork['layers'][number], input: readonly bigint[], at: number): bigint[] =>
    rows.map((row, i) =>
      row.reduce((sum, weight, place) => sum + BigInt(weight) * input[place]!, BigInt(biases[i]!) << BigInt(at)),
    );
  const relu = (input: readonly bigint[]): bigint[] => input.map((value) => (value > 0n ? value : 0n));
  for (let layer = 0; layer + 1 < layers.length; layer += 2) {
    const inner = relu(apply(layers[layer]!, values, scale));
    const outer = apply(layers[layer + 1]!, inner, scale + bits);
    values = relu(outer.map((value, i) => value + (values[i]! << BigInt(2 * bits))));
    scale += 2 * bits;
  }
  return { logits: apply(layers.at(-1)!, values, scale), scale: scale + bits };
}

const width = 9;

/** All mixtures of two images, of which the places are grains as well. */
function segmentOf(seed: number) {
  const stream = someNumbers(seed);
  const image = (): readonly number[] => Array.from(take(width, stream), (value) => Math.round(value / grain));
  const [a, b] = [image(), image()];
  const pixels = (image: readonly number[]): Float64Array => Float64Array.from(image, (value) => value * grain);
  const family: Family = { from: 0, to: 1, start: pixels(a), end: pixels(b), bias: 'one' };
  const exactAt = (grains: number): readonly bigint[] =>
    a.map((value, i) => BigInt(value) * BigInt(2 ** bits - grains) + BigInt(b[i]!) * BigInt(grains));
  return { family, exactAt };
}

/** How far a number is from an integer over 2^scale, and the largest of these at many places, over what is allowed there. */
function worstOf(network: DeepNetwork, parts: readonly Followed[], exactAt: (grains: number) => readonly bigint[]) {
  let [worst, bound, places] = [0, 0, 0];
  for (const { partition, logits } of parts) {
    const { times } = partition;
    for (let i = 0; i + 1 < times.length; i++) {
      const grains = Math.round(((times[i]! + times[i + 1]!) / 2) * 2 ** bits);
      const share = (grains * grain - times[i]!) / (times[i + 1]! - times[i]!);
      if (share < 0 || share > 1) continue;
      places++;
      const { logits: exact, scale } = exactLogits(network, exactAt(grains));
      exact.forEach((value, k) => {
        const [left, right] = [logits.values[k * times.length + i]!, logits.values[k * times.length + i + 1]!];
        const line = rationalOf(left + share * (right - left));
        const off = rational(
          line.numerator * (1n << BigInt(scale)) - value * line.denominator,
          line.denominator << BigInt(scale),
        );
        // Reading a value between two breakpoints is rounded as well.
        const reading = 1e-15 * (Math.abs(left) + Math.abs(right));
        const allowed = Math.max(logits.first[k]!, logits.rest[k]!);
        worst = Math.max(worst, (Math.abs(off.approximate) - reading) / allowed);
        bound = Math.max(bound, allowed);
      });
    }
  }
  return { worst, bound, places };
}

describe('a deep network', () => {
  test.each([1, 2, 3, 4, 5, 6])('never is farther from the truth than its bound (seed %i)', (seed) => {
    const network = deepNetwork(12, width, seed);
    const { family, exactAt } = segmentOf(seed);
    const { worst, places } = worstOf(network, [...follow(network.program, family)], exactAt);
    expect(places).toBeGreaterThan(20);
    expect(worst).toBeLessThanOrEqual(1);
  });

  test('has a bound that grows with the lengths of errors, and not with the sums of absolute weights', () => {
    const network = deepNetwork(20, width, 7);
    const { family } = segmentOf(7);
    const sums = network.layers.map(({ rows }) =>
      Math.max(...rows.map((row) => row.reduce((sum, weight) => sum + Math.abs(weight * grain), 0))),
    );
    let growth = 1;
    for (let layer = 0; layer + 1 < sums.length; layer += 2) growth *= 1 + sums[layer]! * sums[layer + 1]!;
    const errorOf = (parts: Iterable<Followed>): number =>
      Math.max(...[...parts].flatMap(({ logits }) => [...logits.first, ...logits.rest]));
    const bound = errorOf(follow(network.program, family));
    expect(bound).toBeLessThan(1e-5 * growth * 2 ** -53);
  });

  test('is followed in parts where memory is short, with the same labels', () => {
    const network = deepNetwork(12, width, 8);
    const { family, exactAt } = segmentOf(8);
    const whole = [...follow(network.program, family)];
    const parts = [...follow(network.program, family, { memory: 12_000 })];
    expect(whole.length).toBe(1);
    expect(parts.length).toBeGreaterThan(3);
    const { worst, places } = worstOf(network, parts, exactAt);
    expect(places).toBeGreaterThan(20);
    expect(worst).toBeLessThanOrEqual(1);
    const labels = (followed: readonly Followed[]) =>
      followed.flatMap((part) => labelsAlong(part, false).stretches).map(({ label }) => label);
    const changes = (all: readonly number[]) => all.filter((label, i) => label !== all[i - 1]);
    expect(changes(labels(parts))).toEqual(changes(labels(whole)));
    parts.slice(1).forEach(({ partition }, i) => {
      expect(partition.times[0]).toBe(parts[i]!.partition.times.at(-1));
    });
  });

  test('of which two breakpoints do not fit is left undecided', () => {
    const { program } = deepNetwork(3, width, 1);
    expect(() => [...follow(program, segmentOf(1).family, { memory: 64 })]).toThrow('memory');
  });
});
