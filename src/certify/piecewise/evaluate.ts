import type { Program, ProgramStep } from '../../network/program/program.js';

/**
 * The logits at one point, in plain float64: what a search for counterexamples needs.
 *
 * @param at the vectors that are known there.
 */
export function valuesAt(
  program: Program,
  steps: readonly ProgramStep[],
  at: ReadonlyMap<number, Float64Array>,
): Float64Array {
  const values = new Map(at);
  for (const step of steps)
    values.set(
      step.output,
      result(step, (vector) => values.get(vector)!),
    );
  return values.get(program.logits)!;
}

function result(step: ProgramStep, valueOf: (vector: number) => Float64Array): Float64Array {
  if (step.kind === 'kink') {
    const { slopes } = step;
    return valueOf(step.input).map((value, j) =>
      value > 0 ? value : value * (slopes.length === 1 ? slopes[0]! : slopes[j]!),
    );
  }
  if (step.kind === 'maximum') {
    const { windows, size, floor } = step;
    const input = valueOf(step.input);
    return Float64Array.from({ length: windows.length / size }, (_, row) => {
      let highest = floor ? 0 : -Infinity;
      for (let k = row * size; k < (row + 1) * size; k++)
        if (windows[k]! >= 0) highest = Math.max(highest, input[windows[k]!]!);
      return highest;
    });
  }
  const { map, inputs } = step;
  const input = inputs.length === 1 ? valueOf(inputs[0]!) : joined(inputs.map(valueOf), map.columns);
  const output = new Float64Array(map.rows);
  for (let row = 0; row < map.rows; row++) {
    let sum = 0;
    for (let entry = map.starts[row]!, end = map.starts[row + 1]!; entry < end; entry++)
      sum += map.weights[entry]! * input[map.places[entry]!]!;
    output[row] = sum / (map.divisors?.[row] ?? 1) + (map.offsets?.[row] ?? 0);
  }
  return output;
}

function joined(parts: readonly Float64Array[], size: number): Float64Array {
  const all = new Float64Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
