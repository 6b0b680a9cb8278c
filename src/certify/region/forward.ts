import { tiny, unit } from '../piecewise/rounding.js';
import type { AffineMap } from '../../network/program/affineMap.js';
import { type AffineStep, type KinkStep, type MaximumStep, type ProgramStep } from '../../network/program/program.js';
import type { Bounds } from './intervals.js';
import { joinedForms, SlackRows, withoutDense, type LooseForms } from './looseForms.js';
import { placesRead } from './placesRead.js';
import type { Corners } from './prefix.js';
import { addColumns, bySlack } from './slackProducts.js';
import { Slacks } from './slacks.js';

const none = new Float64Array(0);

/** More products than this take longer than substituting backwards. */
const mostWork = 4e7;

/** Of how many values that a kink can be open at, at least, and of which share of those that are not dead, nothing comes of going on. */
const hopeless = { least: 32, share: 0.85 };

/** How far a {@link Forward} came: to the logits; nowhere, since bounds this wide tell nothing; or no farther, since it is too much work or numbers are too large. */
type Progress = 'going' | 'hopeless' | 'too much';

/**
 * Bounds of a network over a simplex, step by step, with what is not known of one value kept apart from what is not known of another: each open
 * kink is a line that it is at least, and a slack beyond it that is 0 or more. Lines and slacks are affine in the weights, and go through
 * affine steps as they are, so that what cancels does cancel. (Zonotopes do that, Singh et al., NeurIPS 2018; here what is added is not the same
 * everywhere, but affine, and so exact at corners.) A small simplex has few open kinks, and is done in a small part of the time that substituting
 * backwards takes. Every rounding is counted.
 */
export class Forward {
  progress: Progress = 'going';
  readonly inner = new Map<number, Bounds>();
  /** How many values can be on either side of a kink. */
  unstable = 0;
  #work = 0;
  readonly #forms = new Map<number, LooseForms>();
  readonly #corners: number;
  readonly #slacks: Slacks;
  /** Sums of factors, by slack; all 0 in between. */
  #sums = none;
  #touched = new Uint8Array(0);
  #list = new Int32Array(0);

  constructor(
    frontier: ReadonlyMap<number, Corners>,
    private readonly steps: readonly ProgramStep[],
    private readonly logits: number,
    private readonly outer: ReadonlyMap<number, Bounds>,
  ) {
    const [first] = frontier.values();
    this.#corners = first === undefined ? 1 : first.values.length / first.errors.length;
    this.#slacks = new Slacks(this.#corners);
    for (const [vector, { values, errors }] of frontier)
      this.#keep(vector, { lines: values, dense: none, sparse: new SlackRows(errors.length), errors });
  }

  /** @returns whether to go on. */
  follow(step: ProgramStep): boolean {
    if (step.kind === 'affine') this.#affine(step);
    else if (step.kind === 'kink') this.#kink(step);
    else this.#maximum(step);
    if (this.#work > mostWork) this.progress = 'too much';
    return this.progress === 'going';
  }

  /** By how much one value of a vector is at least ahead of another. */
  lead(vector: number, first: number, second: number): number {
    this.#reserve();
    const behind = new Float64Array(this.#corners);
    this.#ahead(this.#forms.get(vector)!, second, first, behind);
    return -Math.max(...behind);
  }

  #keep(vector: number, forms: Omit<LooseForms, 'sizes'>): void {
    const { lines, dense, sparse, errors } = forms;
    const k = this.#corners;
    const size = errors.length;
    const { largest } = this.#slacks;
    const sizes = new Float64Array(size);
    const { starts, slacks, factors } = sparse;
    for (let j = 0; j < size; j++) {
      let most = 0;
      for (let at = j * k; at < (j + 1) * k; at++) most = Math.max(most, Math.abs(lines[at]!));
      for (let at = starts[j]!; at < starts[j + 1]!; at++) most += Math.abs(factors[at]!) * largest[slacks[at]!]!;
      sizes[j] = most + errors[j]!;
    }
    for (let at = 0, slack = 0; at < dense.length; slack++)
      for (let j = 0; j < size; j++) sizes[j]! += Math.abs(dense[at++]!) * largest[slack]!;
    for (let j = 0; j < size; j++) {
      sizes[j]! *= 1 + 1e-6;
      if (!Number.isFinite(sizes[j]!)) this.progress = 'too much';
    }
    this.#forms.set(vector, { ...forms, sizes });
  }

  #affine(step: AffineStep): void {
    const { map } = step;
    const input = joinedForms(step.inputs.map((vector) => this.#forms.get(vector)!));
    const needed = this.#read(step.output, map.rows);
    if (isDense(map)) this.#throughDense(step.output, map, input, needed);
    else this.#throughSparse(step.output, map, input, needed);
  }

  /** The places of a vector that anything reads. */
  #read(vector: number, size: number): Int32Array {
    return placesRead(this.steps, vector, size, vector === this.logits ? undefined : this.outer.get(vector));
  }

  #throughSparse(vector: number, map: AffineMap, given: LooseForms, needed: Int32Array): void {
    const input = given.dense.length === 0 ? given : withoutDense(given);
    const k = this.#corners;
    const { rows, starts, places, weights, divisors, offsets } = map;
    const lines = new Float64Array(rows * k);
    const errors = new Float64Array(rows);
    const sparse = new SlackRows(rows, input.sparse.count + this.#slacks.count);
    this.#reserve();
    const [sums, touched, list] = [this.#sums, this.#touched, this.#list];
    const { errors: off, sizes, lines: from } = input;
    const { starts: begins, slacks, factors } = input.sparse;
    const line = new Float64Array(k);
    let next = 0;
    for (let row = 0; row < rows; row++) {
      if (needed[next] !== row) {
        sparse.endRow(row);
        continue;
      }
      next++;
      if (this.#work > mostWork) return;
      const end = starts[row + 1]!;
      line.fill(0);
      let [error, size, used] = [0, 0, 0];
      for (let entry = starts[row]!; entry < end; entry++) {
        const weight = weights[entry]!;
        const place = places[entry]!;
        const steepness = Math.abs(weight);
        error += steepness * off[place]!;
        size += steepness * sizes[place]!;
        const at = place * k;
        for (let i = 0; i < k; i++) line[i]! += weight * from[at + i]!;
        for (let slot = begins[place]!, last = begins[place + 1]!; slot < last; slot++) {
          const slack = slacks[slot]!;
          if (touched[slack] === 0) {
            touched[slack] = 1;
            list[used++] = slack;
          }
          sums[slack]! += weight * factors[slot]!;
          this.#work++;
        }
      }
      this.#work += (end - starts[row]!) * k;
      const divisor = divisors?.[row] ?? 1;
      const offset = offsets?.[row] ?? 0;
      for (let i = 0; i < k; i++) lines[row * k + i] = line[i]! / divisor + offset;
      for (let at = 0; at < used; at++) {
        const slack = list[at]!;
        sparse.add(slack, sums[slack]! / divisor);
        sums[slack] = 0;
        touched[slack] = 0;
      }
      sparse.endRow(row);
      errors[row] = errorOf(map, row, error, size);
    }
    this.#keep(vector, { lines, dense: none, sparse, errors });
  }

  #throughDense(vector: number, map: AffineMap, input: LooseForms, needed: Int32Array): void {
    const k = this.#corners;
    const { rows, columns, starts, places, weights, divisors, offsets } = map;
    const count = this.#slacks.count;
    const width = needed.length;
    // Column by column, the rows that are needed.
    const packed = new Float64Array(columns * width);
    const [error, size] = [new Float64Array(width), new Float64Array(width)];
    for (let r = 0; r < width; r++)
      for (let entry = starts[needed[r]!]!, end = starts[needed[r]! + 1]!; entry < end; entry++) {
        const place = places[entry]!;
        packed[place * width + r]! += weights[entry]!;
        const steepness = Math.abs(weights[entry]!);
        error[r]! += steepness * input.errors[place]!;
        size[r]! += steepness * input.sizes[place]!;
      }
    // Slack by slack, and then corner by corner.
    const sums = new Float64Array((count + k) * width);
    const own = input.errors.length;
    const { starts: begins, slacks, factors } = bySlack(input.sparse, count);
    const [read, by] = [new Int32Array(columns), new Float64Array(columns)];
    for (let slack = 0; slack < count + k; slack++) {
      if (this.#work > mostWork) return;
      let used = 0;
      const take = (column: number, factor: number): void => {
        if (factor === 0) return;
        read[used] = column * width;
        by[used++] = factor;
      };
      if (slack >= count)
        for (let column = 0; column < own; column++) take(column, input.lines[column * k + slack - count]!);
      else {
        if (slack * own < input.dense.length)
          for (let column = 0; column < own; column++) take(column, input.dense[slack * own + column]!);
        for (let at = begins[slack]!; at < begins[slack + 1]!; at++) take(slacks[at]!, factors[at]!);
      }
      addColumns(sums, slack * width, width, packed, read, by, used);
      this.#work += used * width;
    }
    const lines = new Float64Array(rows * k);
    const dense = new Float64Array(rows * count);
    const errors = new Float64Array(rows);
    for (let r = 0; r < width; r++) {
      const row = needed[r]!;
      const divisor = divisors?.[row] ?? 1;
      for (let slack = 0; slack < count; slack++) dense[slack * rows + row] = sums[slack * width + r]! / divisor;
      for (let i = 0; i < k; i++) lines[row * k + i] = sums[(count + i) * width + r]! / divisor + (offsets?.[row] ?? 0);
      errors[row] = errorOf(map, row, error[r]!, size[r]!);
    }
    this.#keep(vector, { lines, dense, sparse: new SlackRows(rows), errors });
  }

  #reserve(): void {
    if (this.#sums.length >= this.#slacks.count) return;
    const size = this.#slacks.count * 2;
    this.#sums = new Float64Array(size);
    this.#touched = new Uint8Array(size);
    this.#list = new Int32Array(size);
  }

  /** Lines below and above a vector's values, all errors included, and bounds. */
  #bounded(
    vector: number,
    needed: Int32Array,
  ): { readonly bounds: Bounds; readonly below: Float64Array; readonly above: Float64Array } {
    const { lines, dense, sparse, errors, sizes } = this.#forms.get(vector)!;
    const k = this.#corners;
    const size = errors.length;
    const { values } = this.#slacks;
    const [below, above] = [lines.slice(), lines.slice()];
    const { starts, slacks, factors } = sparse;
    for (const j of needed)
      for (let at = starts[j]!, end = starts[j + 1]!; at < end; at++) {
        const factor = factors[at]!;
        const slack = slacks[at]! * k;
        const into = factor > 0 ? above : below;
        for (let i = 0; i < k; i++) into[j * k + i]! += factor * values[slack + i]!;
      }
    for (let slack = 0; slack * size < dense.length; slack++)
      for (const j of needed) {
        const factor = dense[slack * size + j]!;
        if (factor === 0) continue;
        const into = factor > 0 ? above : below;
        for (let i = 0; i < k; i++) into[j * k + i]! += factor * values[slack * k + i]!;
      }
    this.#work += (dense.length + sparse.count) * k;
    const outer = this.outer.get(vector);
    const bounds: Bounds = {
      low: outer?.low.slice() ?? new Float64Array(size).fill(-Infinity),
      high: outer?.high.slice() ?? new Float64Array(size).fill(Infinity),
    };
    for (const j of needed) {
      // What is 0 at every corner, exactly, is 0.
      const terms = starts[j + 1]! - starts[j]! + dense.length / size;
      const doubt =
        terms === 0 && errors[j] === 0 ? 0 : errors[j]! * (1 + 1e-6) + 1.01 * unit * (terms + 8) * sizes[j]!;
      let [low, high] = [Infinity, -Infinity];
      for (let at = j * k; at < (j + 1) * k; at++) {
        low = Math.min(low, (below[at]! -= doubt));
        high = Math.max(high, (above[at]! += doubt));
      }
      bounds.low[j] = Math.max(bounds.low[j]!, low);
      bounds.high[j] = Math.min(bounds.high[j]!, high);
    }
    this.inner.set(vector, bounds);
    return { bounds, below, above };
  }

  #kink(step: KinkStep): void {
    const input = this.#forms.get(step.input)!;
    const k = this.#corners;
    const size = input.errors.length;
    const needed = this.#read(step.input, size);
    const {
      bounds: { low, high },
      below,
      above,
    } = this.#bounded(step.input, needed);
    const sparse = new SlackRows(size, input.sparse.count + size);
    const lines = new Float64Array(size * k);
    const errors = new Float64Array(size);
    const dense = new Float64Array(input.dense.length);
    if (this.#isHopeless(low, high)) {
      this.progress = 'hopeless';
      return;
    }
    const slack = new Float64Array(k);
    for (let j = 0; j < size; j++) {
      const slope = step.slopes.length === 1 ? step.slopes[0]! : step.slopes[j]!;
      let middle = 0;
      for (let at = j * k; at < (j + 1) * k; at++) middle += below[at]! + above[at]!;
      const through = low[j]! >= 0 ? 1 : high[j]! <= 0 ? slope : middle > 0 ? 1 : slope;
      if (through !== 0) {
        for (let at = j * k; at < (j + 1) * k; at++) lines[at] = through * input.lines[at]!;
        for (let at = j; at < dense.length; at += size) dense[at] = through * input.dense[at]!;
        sparse.addRow(input.sparse, j, through);
        errors[j] =
          Math.abs(through) * input.errors[j]! * (1 + 4 * unit) +
          (through === 1 ? 0 : 4 * unit * Math.abs(through) * input.sizes[j]! + tiny);
      }
      if (low[j]! < 0 && high[j]! > 0 && slope !== 1) {
        this.unstable++;
        const steepness = Math.abs(1 - slope) * (1 + 4 * unit);
        for (let i = 0; i < k; i++) {
          const at = j * k + i;
          const beyond = through === 1 ? -below[at]! : above[at]!;
          slack[i] = beyond > 0 ? steepness * beyond : 0;
        }
        level(slack, steepness * (through === 1 ? -low[j]! : high[j]!));
        sparse.add(this.#slacks.add(slack), slope < 1 ? 1 : -1);
      }
      sparse.endRow(j);
    }
    this.#keep(step.output, { lines, dense, sparse, errors });
  }

  #isHopeless(low: Float64Array, high: Float64Array): boolean {
    let [open, alive] = [0, 0];
    for (let j = 0; j < low.length; j++) {
      if (high[j]! > 0) alive++;
      if (low[j]! < 0 && high[j]! > 0) open++;
    }
    return open >= hopeless.least && open > hopeless.share * alive;
  }

  #maximum({ windows, size, floor, input: vector, output }: MaximumStep): void {
    const input = this.#forms.get(vector)!;
    const k = this.#corners;
    const needed = this.#read(vector, input.errors.length);
    const {
      bounds: { low, high },
      below,
      above,
    } = this.#bounded(vector, needed);
    const rows = windows.length / size;
    const columns = input.errors.length;
    const sparse = new SlackRows(rows, input.sparse.count + rows);
    const lines = new Float64Array(rows * k);
    const errors = new Float64Array(rows);
    const slackCount = input.dense.length / columns;
    const dense = new Float64Array(rows * slackCount);
    this.#reserve();
    const slack = new Float64Array(k);
    const ahead = new Float64Array(k);
    const isNeeded = new Uint8Array(columns);
    for (const place of needed) isNeeded[place] = 1;
    for (let row = 0; row < rows; row++) {
      let [best, most] = [-1, floor ? 0 : -Infinity];
      for (let at = row * size; at < (row + 1) * size; at++) {
        const place = windows[at]!;
        if (place < 0 || isNeeded[place] === 0) continue;
        let middle = 0;
        for (let i = place * k; i < (place + 1) * k; i++) middle += below[i]! + above[i]!;
        middle = Math.min(Math.max(middle / (2 * k), low[place]!), high[place]!);
        if (middle > most) [best, most] = [place, middle];
      }
      const least = best < 0 ? 0 : low[best]!;
      slack.fill(0);
      let rivals = 0;
      if (floor && best >= 0 && least < 0) {
        rivals++;
        for (let i = 0; i < k; i++) slack[i] = Math.max(0, -below[best * k + i]!);
      }
      for (let at = row * size; at < (row + 1) * size; at++) {
        const place = windows[at]!;
        if (place < 0 || place === best || isNeeded[place] === 0 || high[place]! <= least) continue;
        if (best < 0) for (let i = 0; i < k; i++) ahead[i] = above[place * k + i]!;
        else this.#ahead(input, place, best, ahead);
        let isAhead = false;
        for (let i = 0; i < k; i++)
          if (ahead[i]! > 0) {
            isAhead = true;
            slack[i] = Math.max(slack[i]!, ahead[i]!);
          }
        if (isAhead) rivals++;
      }
      if (best >= 0) {
        for (let i = 0; i < k; i++) lines[row * k + i] = input.lines[best * k + i]!;
        for (let s = 0; s < slackCount; s++) dense[s * rows + row] = input.dense[s * columns + best]!;
        sparse.addRow(input.sparse, best, 1);
        errors[row] = input.errors[best]!;
      }
      if (rivals > 0) {
        this.unstable++;
        sparse.add(this.#slacks.add(slack), 1);
      }
      sparse.endRow(row);
    }
    this.#keep(output, { lines, dense, sparse, errors });
  }

  /** How far one value can be ahead of another: a line above their difference, given at the corners. */
  #ahead({ lines, dense, sparse, errors, sizes }: LooseForms, first: number, second: number, into: Float64Array): void {
    const k = this.#corners;
    const [sums, touched, list] = [this.#sums, this.#touched, this.#list];
    const { values } = this.#slacks;
    const { starts, slacks, factors } = sparse;
    const size = errors.length;
    let used = 0;
    for (const [j, sign] of [
      [first, 1],
      [second, -1],
    ] as const)
      for (let at = starts[j]!, end = starts[j + 1]!; at < end; at++) {
        const slack = slacks[at]!;
        if (touched[slack] === 0) {
          touched[slack] = 1;
          list[used++] = slack;
        }
        sums[slack]! += sign * factors[at]!;
      }
    for (let slack = 0; slack * size < dense.length; slack++) {
      const factor = dense[slack * size + first]! - dense[slack * size + second]!;
      if (factor === 0) continue;
      if (touched[slack] === 0) {
        touched[slack] = 1;
        list[used++] = slack;
      }
      sums[slack]! += factor;
    }
    const doubt =
      (errors[first]! + errors[second]! + 1.01 * unit * (used + 16) * (sizes[first]! + sizes[second]!)) * (1 + 1e-6);
    for (let i = 0; i < k; i++) into[i] = lines[first * k + i]! - lines[second * k + i]! + doubt;
    for (let at = 0; at < used; at++) {
      const slack = list[at]!;
      const factor = sums[slack]!;
      if (factor > 0) for (let i = 0; i < k; i++) into[i]! += factor * values[slack * k + i]!;
      sums[slack] = 0;
      touched[slack] = 0;
    }
    this.#work += used * k;
  }
}

/** A line above 0 made level where a bound is lower in the middle. */
function level(line: Float64Array, bound: number): void {
  let sum = 0;
  for (const value of line) sum += value;
  if (bound * line.length < sum) line.fill(bound);
}

const isDense = ({ rows, columns, weights }: AffineMap): boolean =>
  rows >= 4 && rows <= 4096 && weights.length >= (rows * columns) / 2;

/** What a row is off by: what goes in is, and each of its sums is rounded. */
function errorOf(
  { starts, divisors, offsets, uncertainty }: AffineMap,
  row: number,
  error: number,
  size: number,
): number {
  const steepness = Math.abs(divisors?.[row] ?? 1);
  const terms = starts[row + 1]! - starts[row]!;
  const all = size / steepness + Math.abs(offsets?.[row] ?? 0);
  return (error / steepness + 1.01 * unit * (2 * terms + 8 + uncertainty) * all) * (1 + 1e-6) + tiny;
}
