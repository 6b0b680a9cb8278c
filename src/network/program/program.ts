import type { AffineMap } from './affineMap.js';

// A piecewise-linear network as a list of steps on vectors, of which there are only three kinds. Clip, Max and Min are
// written with ReLUs, so that whoever follows, bounds or proves something has three cases to think of.

/** y = map(x), where x is its inputs one after the other. */
export interface AffineStep {
  readonly kind: 'affine';
  readonly inputs: readonly number[];
  readonly output: number;
  readonly map: AffineMap;
  /** The node of the network that asks for it, for messages. */
  readonly node: string;
}

/** y = x where x is above 0, and slope times x where it is below: ReLU (slope 0), LeakyReLU, PReLU, Abs (slope -1). */
export interface KinkStep {
  readonly kind: 'kink';
  readonly input: number;
  readonly output: number;
  /** One for all values, or one a value. */
  readonly slopes: Float64Array;
  readonly node: string;
}

/** Each value the largest of some values of the input: MaxPool; with `floor`, of these and 0: ReLU and MaxPool in one. */
export interface MaximumStep {
  readonly kind: 'maximum';
  readonly input: number;
  readonly output: number;
  /** `size` places in the input for each value; -1 where a window reaches beyond the image. */
  readonly windows: Int32Array;
  readonly size: number;
  readonly floor: boolean;
  readonly node: string;
}

export type ProgramStep = AffineStep | KinkStep | MaximumStep;

/** A piecewise-linear network from the pixels of one image to its logits. Vectors are numbered; the pixels are number 0. */
export interface Program {
  /** How many numbers each vector has. */
  readonly sizes: readonly number[];
  readonly steps: readonly ProgramStep[];
  readonly logits: number;
  /** After which step (by its index) each vector is needed no more. */
  readonly lastUse: readonly number[];
}

/** The vectors that a step reads. */
export const inputsOf = (step: ProgramStep): readonly number[] => (step.kind === 'affine' ? step.inputs : [step.input]);

/** A finished program. */
export function programOf(sizes: readonly number[], steps: readonly ProgramStep[], logits: number): Program {
  const lastUse = sizes.map(() => -1);
  steps.forEach((step, index) => inputsOf(step).forEach((input) => (lastUse[input] = index)));
  lastUse[logits] = steps.length;
  return { sizes, steps, logits, lastUse };
}

/** Whether the network is one without biases: then scaling its input scales its logits, and kinks are where they were. */
export const isBiasFree = ({ steps }: Program): boolean =>
  steps.every((step) => step.kind !== 'affine' || (step.map.offsets?.every((value) => value === 0) ?? true));
