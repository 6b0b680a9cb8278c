import type { AffineMap } from '../../network/program/affineMap.js';
import { Obstacle } from '../../network/program/obstacle.js';
import { inputsOf, type Program, type ProgramStep } from '../../network/program/program.js';
import { errorLength, sumOf } from '../piecewise/length.js';
import { mostReaders } from '../piecewise/breakpoints.js';
import { stretched, stretchOf } from '../piecewise/stretch.js';

/** How exactly rounded integers have to be, and what that leaves open. */
export interface Precision {
  /** Values are whole multiples of 2^-bits. */
  readonly bits: number;
  /** How far each logit may be from the truth, anywhere on a line with parameters from -1 to 1. */
  readonly doubts: readonly number[];
}

/** Bits of the logits, after the point, that rounding leaves alone. */
const goodBits = 40;

/** More than that no number of bits would do in any time. */
const mostBits = 2000;

const known = new WeakMap<Program, Precision>();

/**
 * The precision at which a network, however deep, can be followed in rounded integers. Each affine step rounds a form C + t S twice,
 * by less than a unit, so a vector of n values by less than 2 √n units in all. From there on that error grows with the stretch of what comes after; all of it
 * is known before anything is computed, and so many more bits are taken.
 *
 * @throws Obstacle if errors grow without any measure.
 */
export function precisionOf(program: Program): Precision {
  const before = known.get(program);
  if (before !== undefined) return before;
  const lengths = new Map<number, number>([[0, 0]]);
  let doubts: readonly number[] = [];
  for (const step of program.steps) {
    const inputs = inputsOf(step).map((input) => lengths.get(input)!);
    if (step.kind === 'affine' && step.output === program.logits)
      doubts = rowDoubts(step.map, inputs, sizesOf(program, step));
    lengths.set(
      step.output,
      step.kind === 'affine'
        ? afterAffine(step.map, inputs, sizesOf(program, step))
        : inputs[0]! * stretchOfKinks(step, program),
    );
  }
  const all = lengths.get(program.logits)!;
  if (doubts.length === 0) doubts = Array.from({ length: program.sizes[program.logits]! }, () => all);
  const units = doubts.map((doubt) => Math.min(doubt, all));
  const bits = goodBits + Math.ceil(Math.log2(Math.max(...units, 1)));
  if (!(bits <= mostBits)) throw new Obstacle('errors that grow by more than 2^2000 on the way through the network');
  const precision = { bits, doubts: units.map((doubt) => doubt * 2 ** -bits) };
  known.set(program, precision);
  return precision;
}

const sizesOf = (program: Program, step: ProgramStep): readonly number[] =>
  inputsOf(step).map((input) => program.sizes[input]!);

/** Units by which one value may be rounded: its constant by one, its slope by one. */
const rounding = 2;

const afterAffine = (map: AffineMap, inputs: readonly number[], sizes: readonly number[]): number =>
  sumOf(stretched(stretchOf(map, sizes), inputs), errorLength(new Float64Array(map.rows).fill(rounding)));

const rowDoubts = (map: AffineMap, inputs: readonly number[], sizes: readonly number[]): readonly number[] => {
  const together = sumOf(Math.hypot(...inputs));
  return Array.from(stretchOf(map, sizes).rows, (length) => sumOf(length * together, rounding));
};

const stretchOfKinks = (step: Exclude<ProgramStep, { kind: 'affine' }>, program: Program): number =>
  step.kind === 'kink'
    ? step.slopes.reduce((most, slope) => Math.max(most, Math.abs(slope)), 1)
    : Math.sqrt(mostReaders(step.windows, program.sizes[step.input]!)) * (1 + 1e-15);
