import { tiny, unit } from '../piecewise/rounding.js';
import type { AffineStep, Program, ProgramStep } from '../../network/program/program.js';
import { affineBounds, hullOf, type Bounds } from './intervals.js';
import { aroundKink, aroundMaximum, boundsBetween, affineValues, type Between } from './lines.js';
import type { Corners } from './prefix.js';
import { relaxKink, relaxMaximum, type Relaxation } from './relaxation.js';
import { Sparse } from './sparse.js';

/**
 * Bounds of a network over one simplex, step by step. Every rounding is counted: a coefficient that is off by e moves a
 * bound by at most e times the largest value there can be.
 */
export class Backward {
  readonly inner = new Map<number, Bounds>();
  readonly #bounds = new Map<number, Bounds>();
  readonly #largest = new Map<number, Float64Array>();
  readonly #relaxations = new Map<ProgramStep, Relaxation>();
  /** Vectors that are affine in the weights, and what kinks make of them: where substituting ends. */
  readonly #lines = new Map<number, Between>();
  /** Vectors whose bounds substituting makes no closer. */
  readonly #close = new Set<number>();
  /** For each row of an affine step how large the sum of its terms can be. */
  readonly #sums = new Map<ProgramStep, Float64Array>();
  /** Coefficients of the combination that is being bounded, by vector; all 0 in between. */
  readonly #coefficients = new Map<number, Sparse>();
  readonly #producer = new Map<number, number>();
  readonly #corners: number;

  constructor(
    private readonly program: Program,
    private readonly frontier: ReadonlyMap<number, Corners>,
    private readonly steps: readonly ProgramStep[],
    private readonly outer: ReadonlyMap<number, Bounds>,
  ) {
    const [first] = frontier.values();
    this.#corners = first === undefined ? 1 : first.values.length / first.errors.length;
    for (const [vector, corners] of frontier) {
      const line = affineValues(corners, this.#corners);
      this.#lines.set(vector, { below: line, above: line });
      this.#bounds.set(vector, hullOf(corners, this.#corners));
      this.#close.add(vector);
    }
    steps.forEach(({ output }, index) => this.#producer.set(output, index));
  }

  /** Bounds a step's output by what is known of its input alone. */
  addAffine(step: AffineStep): void {
    const lines = step.inputs.length === 1 ? this.#lines.get(step.inputs[0]!) : undefined;
    if (lines !== undefined) this.#close.add(step.output);
    const { bounds, sums } =
      lines === undefined
        ? affineBounds(step, (input) => this.#bounds.get(input)!)
        : boundsBetween(step, lines, this.#corners);
    this.#bounds.set(step.output, bounds);
    this.#sums.set(step, sums);
  }

  /** @returns how many values can be on either side of a kink. */
  addKinks(step: Exclude<ProgramStep, AffineStep>): number {
    const bounds = this.#refined(step);
    const relaxation = step.kind === 'kink' ? relaxKink(step, bounds) : relaxMaximum(step, bounds);
    this.#relaxations.set(step, relaxation);
    const corners = this.frontier.get(step.input);
    if (corners !== undefined)
      this.#lines.set(
        step.output,
        step.kind === 'kink'
          ? aroundKink(step, corners, bounds, this.#corners)
          : aroundMaximum(step, corners, relaxation, this.#corners),
      );
    this.#bounds.set(step.output, relaxation.output);
    return relaxation.unstable;
  }

  /** The bounds of a step's input, made closer where they leave something open. */
  #refined(step: Exclude<ProgramStep, AffineStep>): Bounds {
    const { input } = step;
    const { low, high } = this.#bounds.get(input)!;
    const outer = this.outer.get(input);
    outer?.low.forEach((value, j) => (low[j] = Math.max(low[j]!, value)));
    outer?.high.forEach((value, j) => (high[j] = Math.min(high[j]!, value)));
    this.inner.set(input, { low, high });
    if (this.#close.has(input)) return { low, high };
    const refine = (j: number, isOpen: () => boolean): void => {
      if (!isOpen()) return;
      low[j] = Math.max(low[j]!, this.lowest(input, [[j, 1]]));
      if (isOpen()) high[j] = Math.min(high[j]!, -this.lowest(input, [[j, -1]]));
    };
    if (step.kind === 'kink') for (let j = 0; j < low.length; j++) refine(j, () => low[j]! < 0 && high[j]! > 0);
    else {
      const { windows, size, floor } = step;
      // A value that is certainly not the largest needs no closer bounds.
      for (let window = 0; window < windows.length; window += size) {
        const places = windows.subarray(window, window + size);
        const highest = (): number =>
          places.reduce((most, j) => (j < 0 ? most : Math.max(most, low[j]!)), floor ? 0 : -Infinity);
        const others = (): number => places.reduce((open, j) => (j >= 0 && high[j]! > highest() ? open + 1 : open), 0);
        for (const j of places)
          if (j >= 0) refine(j, () => high[j]! > highest() && (others() > 1 || (floor && low[j]! < 0)));
      }
    }
    return { low, high };
  }

  /** What a combination of a vector's values is at least, anywhere on the simplex. */
  lowest(vector: number, combination: readonly (readonly [place: number, factor: number])[]): number {
    const start = this.#coefficientsOf(vector);
    for (const [place, factor] of combination) start.add(place, factor);
    const sums: Sums = {
      constant: 0,
      size: 0,
      terms: 1,
      doubt: 0,
      corners: new Float64Array(this.#corners),
      cornerSize: 0,
      cornerTerms: 0,
    };
    for (let index = this.#producer.get(vector) ?? -1; index >= 0; index--) {
      const step = this.steps[index]!;
      const coefficients = this.#coefficients.get(step.output);
      if (coefficients === undefined || coefficients.count === 0 || this.#lines.has(step.output)) continue;
      if (step.kind === 'affine') this.#throughAffine(step, coefficients, sums);
      else this.#throughKinks(step, coefficients, sums);
    }
    for (const [known, lines] of this.#lines) this.#atCorners(lines, known, sums);
    sums.doubt += sums.cornerSize * unit * 1.01 * (sums.cornerTerms + 8);
    const least = Math.min(...sums.corners);
    const size = sums.size + Math.abs(least);
    return least + sums.constant - (sums.doubt * (1 + 1e-6) + 2 * unit * (sums.terms + 8) * size + tiny);
  }

  #coefficientsOf(vector: number): Sparse {
    const known = this.#coefficients.get(vector);
    if (known !== undefined) return known;
    const fresh = new Sparse(this.program.sizes[vector]!);
    this.#coefficients.set(vector, fresh);
    return fresh;
  }

  #throughAffine(step: AffineStep, coefficients: Sparse, sums: Sums): void {
    const { map, inputs } = step;
    const { starts, divisors, offsets } = map;
    const sizes = this.#sums.get(step)!;
    const only = inputs.length === 1 ? inputs[0] : undefined;
    const target = only === undefined ? new Sparse(map.columns) : this.#coefficientsOf(only);
    let doubt = only === undefined ? 0 : this.#sizeOf(only, target);
    const { count, places: rows, values } = coefficients;
    for (let at = 0; at < count; at++) {
      const row = rows[at]!;
      const coefficient = values[row]!;
      const factor = divisors === undefined ? coefficient : coefficient / divisors[row]!;
      target.addProducts(factor, map, starts[row]!, starts[row + 1]!);
      doubt += Math.abs(coefficient) * sizes[row]!;
      if (offsets !== undefined) add(sums, coefficient * offsets[row]!);
    }
    coefficients.clear();
    // A coefficient is a sum of at most `count` products, and what was there before.
    sums.doubt += doubt * unit * 1.01 * (count + 8 + map.uncertainty);
    if (only !== undefined) return;
    let start = 0;
    for (const input of inputs) {
      const into = this.#coefficientsOf(input);
      const largest = this.#largestOf(input);
      for (let j = 0; j < largest.length; j++) {
        const value = target.values[start + j]!;
        if (value === 0) continue;
        into.add(j, value);
        sums.doubt += 2 * unit * Math.abs(into.values[j]!) * largest[j]!;
      }
      start += largest.length;
    }
  }

  #throughKinks(step: Exclude<ProgramStep, AffineStep>, coefficients: Sparse, sums: Sums): void {
    const { lowSlope, lowOffset, highSlope, highOffset, lowPlace, highPlace } = this.#relaxations.get(step)!;
    const target = this.#coefficientsOf(step.input);
    const largest = this.#largestOf(step.input);
    const { places, values, count } = coefficients;
    let doubt = 0;
    let constant = 0;
    let size = 0;
    for (let at = 0; at < count; at++) {
      const j = places[at]!;
      const coefficient = values[j]!;
      const below = coefficient > 0;
      const slope = below ? lowSlope[j]! : highSlope[j]!;
      if (slope !== 0) {
        const place = below ? lowPlace[j]! : highPlace[j]!;
        const term = coefficient * slope;
        const sum = target.add(place, term);
        doubt += (Math.abs(term) + Math.abs(sum)) * largest[place]!;
      }
      const offset = coefficient * (below ? lowOffset[j]! : highOffset[j]!);
      constant += offset;
      size += Math.abs(offset);
    }
    sums.doubt += 2 * unit * doubt;
    sums.constant += constant;
    sums.size += size;
    sums.terms += count;
    coefficients.clear();
  }

  /** How large a combination can be. */
  #sizeOf(vector: number, { places, values, count }: Sparse): number {
    const largest = this.#largestOf(vector);
    let size = 0;
    for (let at = 0; at < count; at++) {
      const j = places[at]!;
      size += Math.abs(values[j]!) * largest[j]!;
    }
    return size;
  }

  /** How large each value can be. */
  #largestOf(vector: number): Float64Array {
    const known = this.#largest.get(vector);
    if (known !== undefined) return known;
    const { low, high } = this.#bounds.get(vector)!;
    const largest = low.map((value, j) => Math.max(Math.abs(value), Math.abs(high[j]!)));
    this.#largest.set(vector, largest);
    return largest;
  }

  #atCorners({ below, above }: Between, vector: number, sums: Sums): void {
    const coefficients = this.#coefficients.get(vector);
    if (coefficients === undefined) return;
    const { places, values: factors, count } = coefficients;
    const { corners: totals } = sums;
    const corners = totals.length;
    let [doubt, size] = [0, 0];
    for (let at = 0; at < count; at++) {
      const j = places[at]!;
      const coefficient = factors[j]!;
      const line = coefficient > 0 ? below : above;
      for (let i = 0; i < corners; i++) totals[i]! += coefficient * line.values[j * corners + i]!;
      doubt += Math.abs(coefficient) * line.errors[j]!;
      size += Math.abs(coefficient) * line.largest[j]!;
    }
    sums.cornerSize += size;
    sums.cornerTerms += count;
    sums.doubt += doubt;
    coefficients.clear();
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
