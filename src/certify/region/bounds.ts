import { roundingOf } from '../piecewise/affine.js';
import { tiny, unit } from '../piecewise/partition.js';
import type { AffineStep, Program, Step } from '../piecewise/program.js';
import type { Corners, Prefix } from './prefix.js';
import { relaxKink, relaxMaximum, type Relaxation } from './relaxation.js';

/** Between which numbers each value of a vector lies, for certain. */
export interface Bounds {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** What is known of a network over a simplex of images. */
export interface SimplexBounds {
  /** By how much the label's logit is at least above each other's; what is at the label itself does not count. */
  readonly leads: Float64Array;
  /** How many ReLUs and windows are not decided. With none the simplex lies on one piece of the network. */
  readonly unstable: number;
}

/**
 * Bounds a network over a simplex by substituting backwards: a combination of a layer's values is bounded by a combination
 * of the layer before's, down to values that are affine in the weights, where the smallest is at a corner. (CROWN, Zhang
 * et al., NeurIPS 2018; over a simplex of few corners the last step costs next to nothing.)
 *
 * Every rounding is counted: a coefficient that is off by e moves the bound by e times the largest value there can be.
 */
export function boundSimplex(program: Program, { frontier, steps }: Prefix, label: number): SimplexBounds {
  const run = new Backward(program, frontier, steps);
  let unstable = 0;
  for (const step of steps) {
    if (step.kind === 'affine') run.addAffine(step);
    else unstable += run.addBend(step);
  }
  const leads = new Float64Array(program.sizes[program.logits]!).fill(Infinity);
  for (let other = 0; other < leads.length; other++)
    if (other !== label)
      leads[other] = run.lowest(program.logits, [
        [label, 1],
        [other, -1],
      ]);
  return { leads, unstable };
}

class Backward {
  readonly #bounds = new Map<number, Bounds>();
  readonly #relaxations = new Map<Step, Relaxation>();
  /** For each row of an affine step how large the sum of its terms can be. */
  readonly #sums = new Map<Step, Float64Array>();
  /** Coefficients of the combination that is being bounded, by vector; all 0 in between. */
  readonly #coefficients = new Map<number, Float64Array>();
  readonly #producer = new Map<number, number>();
  readonly #corners: number;

  constructor(
    private readonly program: Program,
    private readonly frontier: ReadonlyMap<number, Corners>,
    private readonly steps: readonly Step[],
  ) {
    const [first] = frontier.values();
    this.#corners = first === undefined ? 1 : first.values.length / first.errors.length;
    for (const [vector, corners] of frontier) this.#bounds.set(vector, hullOf(corners, this.#corners));
    steps.forEach(({ output }, index) => this.#producer.set(output, index));
  }

  /** Bounds a step's output by its input's bounds alone. */
  addAffine(step: AffineStep): void {
    const { map, inputs } = step;
    const low = new Float64Array(map.columns);
    const high = new Float64Array(map.columns);
    let at = 0;
    for (const input of inputs) {
      const bounds = this.#bounds.get(input)!;
      low.set(bounds.low, at);
      high.set(bounds.high, at);
      at += bounds.low.length;
    }
    const result: Bounds = { low: new Float64Array(map.rows), high: new Float64Array(map.rows) };
    const sums = new Float64Array(map.rows);
    const relative = 4 * roundingOf(map.longest, map.uncertainty);
    for (let row = 0; row < map.rows; row++) {
      let [least, most, sum] = [0, 0, 0];
      for (let entry = map.starts[row]!, end = map.starts[row + 1]!; entry < end; entry++) {
        const weight = map.weights[entry]!;
        const [a, b] = [weight * low[map.places[entry]!]!, weight * high[map.places[entry]!]!];
        least += Math.min(a, b);
        most += Math.max(a, b);
        sum += Math.max(Math.abs(a), Math.abs(b));
      }
      const divisor = map.divisors?.[row] ?? 1;
      const offset = map.offsets?.[row] ?? 0;
      const [from, to] = divisor > 0 ? [least / divisor, most / divisor] : [most / divisor, least / divisor];
      sums[row] = sum / Math.abs(divisor) + Math.abs(offset);
      const doubt = 4 * relative * sums[row]! + tiny;
      result.low[row] = from + offset - doubt;
      result.high[row] = to + offset + doubt;
    }
    this.#bounds.set(step.output, result);
    this.#sums.set(step, sums);
  }

  /** @returns how many values can be on either side of a bend. */
  addBend(step: Exclude<Step, AffineStep>): number {
    const bounds = this.#refined(step);
    const relaxation = step.kind === 'kink' ? relaxKink(step, bounds) : relaxMaximum(step, bounds);
    this.#relaxations.set(step, relaxation);
    this.#bounds.set(step.output, relaxation.output);
    return relaxation.unstable;
  }

  /** The bounds of a step's input, made closer where they leave something open. */
  #refined(step: Exclude<Step, AffineStep>): Bounds {
    const { input } = step;
    const bounds = this.#bounds.get(input)!;
    if (this.frontier.has(input)) return bounds;
    const isOpen = step.kind === 'kink' ? (j: number) => bounds.low[j]! < 0 && bounds.high[j]! > 0 : () => true;
    for (let j = 0; j < bounds.low.length; j++) {
      if (!isOpen(j)) continue;
      bounds.low[j] = Math.max(bounds.low[j]!, this.lowest(input, [[j, 1]]));
      if (isOpen(j)) bounds.high[j] = Math.min(bounds.high[j]!, -this.lowest(input, [[j, -1]]));
    }
    return bounds;
  }

  /** What a combination of a vector's values is at least, anywhere on the simplex. */
  lowest(vector: number, combination: readonly (readonly [place: number, factor: number])[]): number {
    const start = this.#coefficientsOf(vector);
    for (const [place, factor] of combination) start[place]! += factor;
    const sums: Sums = { constant: 0, size: 0, terms: 1, doubt: 0, corners: new Float64Array(this.#corners), cornerSize: 0, cornerTerms: 0 };
    for (let index = this.#producer.get(vector) ?? -1; index >= 0; index--) {
      const step = this.steps[index]!;
      const coefficients = this.#coefficients.get(step.output);
      if (coefficients === undefined) continue;
      if (step.kind === 'affine') this.#throughAffine(step, coefficients, sums);
      else this.#throughBend(step, coefficients, sums);
    }
    for (const [known, corners] of this.frontier) this.#atCorners(corners, known, sums);
    sums.doubt += sums.cornerSize * unit * 1.01 * (sums.cornerTerms + 8);
    const least = Math.min(...sums.corners);
    const size = sums.size + Math.abs(least);
    return least + sums.constant - (sums.doubt * (1 + 1e-6) + 2 * unit * (sums.terms + 8) * size + tiny);
  }

  #coefficientsOf(vector: number): Float64Array {
    const known = this.#coefficients.get(vector);
    if (known !== undefined) return known;
    const fresh = new Float64Array(this.program.sizes[vector]!);
    this.#coefficients.set(vector, fresh);
    return fresh;
  }

  #throughAffine(step: AffineStep, coefficients: Float64Array, sums: Sums): void {
    const { map, inputs } = step;
    const { starts, places, weights, divisors, offsets } = map;
    const sizes = this.#sums.get(step)!;
    const only = inputs.length === 1 ? inputs[0] : undefined;
    const target = only === undefined ? new Float64Array(map.columns) : this.#coefficientsOf(only);
    let used = 0;
    let doubt = only === undefined ? 0 : this.#sizeOf(only, target);
    for (let row = 0; row < map.rows; row++) {
      const coefficient = coefficients[row]!;
      if (coefficient === 0) continue;
      coefficients[row] = 0;
      used++;
      const factor = divisors === undefined ? coefficient : coefficient / divisors[row]!;
      for (let entry = starts[row]!, end = starts[row + 1]!; entry < end; entry++)
        target[places[entry]!]! += factor * weights[entry]!;
      doubt += Math.abs(coefficient) * sizes[row]!;
      if (offsets !== undefined) add(sums, coefficient * offsets[row]!);
    }
    // A coefficient is a sum of at most `used` products, and what was there before.
    sums.doubt += doubt * unit * 1.01 * (used + 8 + map.uncertainty);
    if (only !== undefined) return;
    let at = 0;
    for (const input of inputs) {
      const into = this.#coefficientsOf(input);
      const { low, high } = this.#bounds.get(input)!;
      for (let j = 0; j < into.length; j++, at++) {
        const value = target[at]!;
        if (value === 0) continue;
        into[j]! += value;
        sums.doubt += 2 * unit * Math.abs(into[j]!) * Math.max(Math.abs(low[j]!), Math.abs(high[j]!));
      }
    }
  }

  /** How large a combination can be. */
  #sizeOf(vector: number, coefficients: Float64Array): number {
    const { low, high } = this.#bounds.get(vector)!;
    let size = 0;
    for (let j = 0; j < coefficients.length; j++)
      if (coefficients[j] !== 0)
        size += Math.abs(coefficients[j]!) * Math.max(Math.abs(low[j]!), Math.abs(high[j]!));
    return size;
  }

  #throughBend(step: Exclude<Step, AffineStep>, coefficients: Float64Array, sums: Sums): void {
    const { lowSlope, lowOffset, highSlope, highOffset, lowPlace, highPlace } = this.#relaxations.get(step)!;
    const target = this.#coefficientsOf(step.input);
    const { low, high } = this.#bounds.get(step.input)!;
    for (let j = 0; j < coefficients.length; j++) {
      const coefficient = coefficients[j]!;
      if (coefficient === 0) continue;
      coefficients[j] = 0;
      const below = coefficient > 0;
      const slope = below ? lowSlope[j]! : highSlope[j]!;
      const offset = below ? lowOffset[j]! : highOffset[j]!;
      if (slope !== 0) {
        const place = below ? lowPlace[j]! : highPlace[j]!;
        target[place]! += coefficient * slope;
        const most = Math.max(Math.abs(low[place]!), Math.abs(high[place]!));
        sums.doubt += 2 * unit * (Math.abs(coefficient * slope) + Math.abs(target[place]!)) * most;
      }
      if (offset !== 0) add(sums, coefficient * offset);
    }
  }

  #atCorners({ values, errors }: Corners, vector: number, sums: Sums): void {
    const coefficients = this.#coefficients.get(vector);
    if (coefficients === undefined) return;
    const count = this.#corners;
    sums.cornerSize += this.#sizeOf(vector, coefficients);
    for (let j = 0; j < coefficients.length; j++) {
      const coefficient = coefficients[j]!;
      if (coefficient === 0) continue;
      coefficients[j] = 0;
      sums.cornerTerms++;
      for (let i = 0; i < count; i++) sums.corners[i]! += coefficient * values[j * count + i]!;
      sums.doubt += Math.abs(coefficient) * errors[j]!;
    }
  }
}

/** A bound as far as it has been added up. */
interface Sums {
  constant: number;
  /** The sum of the absolute values of the constant's terms, and their number. */
  size: number;
  terms: number;
  /** How far the result can be off. */
  doubt: number;
  /** The part that is affine in the weights, at each corner. */
  readonly corners: Float64Array;
  cornerSize: number;
  cornerTerms: number;
}

function add(sums: Sums, term: number): void {
  sums.constant += term;
  sums.size += Math.abs(term);
  sums.terms++;
}

function hullOf({ values, errors }: Corners, count: number): Bounds {
  const low = new Float64Array(errors.length);
  const high = new Float64Array(errors.length);
  for (let j = 0; j < errors.length; j++) {
    let [least, most] = [Infinity, -Infinity];
    for (let i = 0; i < count; i++) {
      least = Math.min(least, values[j * count + i]!);
      most = Math.max(most, values[j * count + i]!);
    }
    // Exactly 0 at every corner is exactly 0, and so on one side of its bend.
    const doubt = errors[j]! * (1 + 4 * unit) + (errors[j] === 0 ? 0 : unit * (Math.abs(least) + Math.abs(most)));
    low[j] = least - doubt;
    high[j] = most + doubt;
  }
  return { low, high };
}
