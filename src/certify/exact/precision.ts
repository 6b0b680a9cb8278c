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

/** Bits of the logits, after the point, that rounding leaves alone, unless more are asked for. */
const usualBits = 40;

/** More than that no number of bits would do in any time. */
const mostBits = 2000;

/** For each program how many units each logit may be off by. */
const known = new WeakMap<Program, readonly number[]>();

/**
 * The precision at which a network, however deep, can be followed in rounded integers. Each affine step rounds a form C + t S twice,
 * by less than a unit, so a vector of n values by less than 2 √n units in all. From there on that error grows with the stretch of what comes after; all of it
 * is known before anything is computed, and so many more bits are taken.
 *
 * Weights that are no fractions are taken so exactly that what they are off by is less than one unit more: {@link weightBits}.
 *
 * @param goodBits of the logits, after the point, that rounding leaves alone.
 * @throws Obstacle if errors grow without any measure.
 */
export function precisionOf(program: Program, goodBits = usualBits): Precision {
  const units = known.get(program) ?? unitsOf(program);
  known.set(program, units);
  const bits = goodBits + Math.ceil(Math.log2(Math.max(...units, 1)));
  if (!(bits <= mostBits)) throw new Obstacle('errors that grow by more than 2^2000 on the way through the network');
  return { bits, doubts: units.map((doubt) => doubt * 2 ** -bits) };
}

function unitsOf(program: Program): readonly number[] {
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
  return doubts.map((doubt) => Math.min(doubt, all));
}

/**
 * To how many bits weights have to be known that are no fractions, so that no value is off by more than one unit of 2^-bits through them: the more, the larger
 * the values can be that they are multiplied by. No value is larger than its vector is long.
 *
 * @param length of the vector of pixels, at most.
 */
export function weightBits(program: Program, bits: number, length: number): number {
  const lengths = new Map<number, number>([[0, length]]);
  let longest = length;
  for (const step of program.steps) {
    const inputs = inputsOf(step).map((input) => lengths.get(input)!);
    const added = step.kind === 'affine' ? errorLength(step.map.offsets ?? new Float64Array(0)) : 0;
    const result =
      step.kind === 'affine'
        ? sumOf(stretched(stretchOf(step.map, sizesOf(program, step)), inputs), added)
        : inputs[0]! * stretchOfKinks(step, program);
    lengths.set(step.output, result);
    longest = Math.max(longest, result);
  }
  const more = Math.ceil(Math.log2(longest + 1)) + 2;
  if (!(more <= mostBits)) throw new Obstacle('values that grow by more than 2^2000 on the way through the network');
  return bits + more;
}

const sizesOf = (program: Program, step: ProgramStep): readonly number[] =>
  inputsOf(step).map((input) => program.sizes[input]!);

/** Units by which one value may be off: its constant is rounded by one, its slope by one, and weights that are no fractions make one more. */
const roundingOf = ({ uncertainty }: AffineMap): number => (uncertainty > 0 ? 3 : 2);

const afterAffine = (map: AffineMap, inputs: readonly number[], sizes: readonly number[]): number =>
  sumOf(stretched(stretchOf(map, sizes), inputs), errorLength(new Float64Array(map.rows).fill(roundingOf(map))));

const rowDoubts = (map: AffineMap, inputs: readonly number[], sizes: readonly number[]): readonly number[] => {
  const together = sumOf(Math.hypot(...inputs));
  return Array.from(stretchOf(map, sizes).rows, (length) => sumOf(length * together, roundingOf(map)));
};

const stretchOfKinks = (step: Exclude<ProgramStep, { kind: 'affine' }>, program: Program): number =>
  step.kind === 'kink'
    ? step.slopes.reduce((most, slope) => Math.max(most, Math.abs(slope)), 1)
    : Math.sqrt(mostReaders(step.windows, program.sizes[step.input]!)) * (1 + 1e-15);
