import { applyAffine } from '../piecewise/affine.js';
import type { Course, Partition } from '../piecewise/partition.js';
import { inputsOf, type Program, type ProgramStep } from '../../network/program/program.js';

/** Values of a vector at the corners of a simplex: value j at corner i at `j * corners + i`, and how far off each may be. */
export interface Corners {
  readonly values: Float64Array;
  readonly errors: Float64Array;
}

/** A network seen from the simplex of some images' weights. */
export interface Prefix {
  /** The vectors that are affine in the weights and that later steps read: known once they are known at the corners. */
  readonly frontier: ReadonlyMap<number, Corners>;
  /** The steps that are left. */
  readonly steps: readonly ProgramStep[];
}

/**
 * Applies everything before the first kinks at the corners. From there on a region has no pixels any more: each value is
 * affine in the weights of the images, and given by as many numbers as there are images.
 */
export function prefixOf(program: Program, images: readonly Float32Array[]): Prefix {
  const count = images.length;
  const pixels = program.sizes[0]!;
  const values = new Float64Array(pixels * count);
  images.forEach((image, i) => {
    for (let j = 0; j < pixels; j++) values[j * count + i] = image[j]!;
  });
  const none = new Float64Array(pixels);
  const courses = new Map<number, Course>([[0, { size: pixels, values, first: none, rest: none }]]);
  const corners: Partition = { times: new Float64Array(count), bias: new Float64Array(count).fill(1) };
  const steps: ProgramStep[] = [];
  for (const step of program.steps) {
    const inputs = inputsOf(step).map((input) => courses.get(input));
    if (step.kind === 'affine' && inputs.every((input) => input !== undefined))
      courses.set(step.output, applyAffine(step.map, inputs, corners));
    else steps.push(step);
  }
  const read = new Set([...steps.flatMap(inputsOf), program.logits]);
  const frontier = [...courses].flatMap(([vector, { values: at, first, rest }]) =>
    read.has(vector)
      ? [[vector, { values: at, errors: first.map((error, j) => Math.max(error, rest[j]!)) }] as const]
      : [],
  );
  return { frontier: new Map(frontier), steps };
}
