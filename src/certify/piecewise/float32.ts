import { inputsOf, type AffineStep, type Program, type ProgramStep } from '../../network/program/program.js';

const { fround } = Math;

/** In which order a sum is added up, and by how much, relative, every result is moved up or down: 0 where it is only rounded. */
export interface Computing {
  readonly order: 'forward' | 'backward';
  readonly shake: number;
}

/**
 * Some order of ups and downs, the same every time. Without it, equal numbers that cancel would show no error at all.
 *
 * The idea is stochastic arithmetic: Vignes, Mathematics and Computers in Simulation 35 (1993).
 */
function upsAndDowns(shake: number): (value: number) => number {
  if (shake === 0) return fround;
  let state = 1;
  return (value) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return fround(value * (state >= 2 ** 31 ? 1 + shake : 1 - shake));
  };
}

/**
 * The logits at one image as an engine might compute them: every sum and product rounded to float32. An engine adds in an order of its own, so
 * its numbers are others; but they are about as far from the truth, and that is what these are for.
 */
export function logitsInFloat32(program: Program, pixels: Float32Array, { order, shake }: Computing): Float32Array {
  const moved = upsAndDowns(shake);
  const values = new Map<number, Float32Array>([[0, pixels.map(moved)]]);
  program.steps.forEach((step, index) => {
    const inputs = inputsOf(step).map((input) => values.get(input)!);
    values.set(step.output, step.kind === 'affine' ? affine(step, inputs, order, moved) : bent(step, inputs[0]!));
    for (const vector of values.keys()) if (program.lastUse[vector]! <= index) values.delete(vector);
  });
  return values.get(program.logits)!;
}

function affine(
  { map }: AffineStep,
  inputs: readonly Float32Array[],
  order: Computing['order'],
  moved: (value: number) => number,
): Float32Array {
  const { rows, starts, places, weights, divisors, offsets, uncertainty } = map;
  // Weights that were computed, from the root of a variance, an engine computes with roundings of its own: a root, a
  // quotient and what was subtracted before.
  const weightOf =
    uncertainty === 0
      ? (entry: number) => fround(weights[entry]!)
      : (entry: number) => moved(moved(moved(weights[entry]!)));
  const [only] = inputs;
  const input =
    inputs.length === 1 && only !== undefined ? only : Float32Array.from(inputs.flatMap((part) => [...part]));
  const output = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    const [from, to] = [starts[row]!, starts[row + 1]!];
    for (let i = from; i < to; i++) {
      const entry = order === 'forward' ? i : to - 1 - (i - from);
      sum = fround(sum + fround(weightOf(entry) * input[places[entry]!]!));
    }
    output[row] = moved(fround(sum / fround(divisors?.[row] ?? 1)) + fround(offsets?.[row] ?? 0));
  }
  return output;
}

function bent(step: Exclude<ProgramStep, AffineStep>, input: Float32Array): Float32Array {
  if (step.kind === 'kink') {
    const { slopes } = step;
    return input.map((value, j) => (value > 0 ? value : value * (slopes.length === 1 ? slopes[0]! : slopes[j]!)));
  }
  const { windows, size, floor } = step;
  return Float32Array.from({ length: windows.length / size }, (_, row) => {
    let highest = floor ? 0 : -Infinity;
    for (let k = row * size; k < (row + 1) * size; k++)
      if (windows[k]! >= 0) highest = Math.max(highest, input[windows[k]!]!);
    return highest;
  });
}
