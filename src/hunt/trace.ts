import { labelOf, magnitudeOf } from '../classifier/scores.js';

/** What a classifier said at one scalar. */
export interface Reading {
  readonly scalar: number;
  readonly scores: Float32Array;
  /** The index of the largest score. */
  readonly label: number;
  /** How far the image's own label is ahead of every other, in scores; 0 or less if another is ahead. */
  readonly lead: number;
  /** The same, relative to the largest absolute score: what rounding error is compared with. */
  readonly margin: number;
}

/** Away from 1: below it or above it. */
export type Direction = -1 | 1;

/** Two neighbouring readings: at `inner`, nearer 1, the image has its own label; at `outer` it has another. */
export interface Bracket {
  readonly inner: Reading;
  readonly outer: Reading;
  /** Where, from `outer` away from 1, another label is first ahead by more than rounding error. */
  readonly witness: Reading;
  /** The last reading before the witness: a near tie, or `outer`, or `inner` where `outer` is the witness. */
  readonly doubtful: Reading;
}

/** All that is known of one image: its readings in the order of their scalars. */
export class Trace {
  readonly #readings: Reading[] = [];
  readonly own: number;
  #origin = 0;

  /** @param atOne the scores of the image itself. `tolerance` is the rounding error of a margin. */
  constructor(
    atOne: Float32Array,
    private readonly tolerance: number,
  ) {
    this.own = labelOf(atOne);
    this.#readings.push(readingOf(1, atOne, this.own));
  }

  /** Ascending. */
  get readings(): readonly Reading[] {
    return this.#readings;
  }

  /** The image itself, scalar 1. */
  get origin(): Reading {
    return this.#readings[this.#origin]!;
  }

  /** Takes note of what the classifier said. Nothing changes where that scalar is known. */
  add(scalar: number, scores: Float32Array): Reading {
    const at = this.#placeOf(scalar);
    const known = this.#readings[at];
    if (known?.scalar === scalar) return known;
    const reading = readingOf(scalar, scores, this.own);
    this.#readings.splice(at, 0, reading);
    if (at <= this.#origin) this.#origin++;
    return reading;
  }

  has(scalar: number): boolean {
    return this.#readings[this.#placeOf(scalar)]?.scalar === scalar;
  }

  /** Whether another label is ahead by more than rounding error. */
  isFlipped({ margin }: Reading): boolean {
    return margin < -this.tolerance;
  }

  /** The flip nearest 1 as far as it is known; undefined where none is. */
  bracket(direction: Direction): Bracket | undefined {
    const away = this.#witness(direction);
    const witness = this.#readings[away];
    if (witness === undefined) return undefined;
    // Near ties between the two are part of the flip.
    let inner = away - direction;
    while (this.#readings[inner]!.label !== this.own) inner -= direction;
    return {
      inner: this.#readings[inner]!,
      outer: this.#readings[inner + direction]!,
      witness,
      doubtful: this.#readings[away - direction]!,
    };
  }

  /** From 1 outward to the first clear flip, or to the last reading. */
  outward(direction: Direction): readonly Reading[] {
    const end = this.#witness(direction);
    return direction === 1
      ? this.#readings.slice(this.#origin, end + 1)
      : this.#readings.slice(Math.max(0, end), this.#origin + 1).toReversed();
  }

  /** The reading after the last one that {@link outward} gives, if there is one; then the one on the other side of 1. */
  neighbours(direction: Direction): readonly [before: Reading | undefined, after: Reading | undefined] {
    return [this.#readings[this.#origin - direction], this.#readings[this.#witness(direction) + direction]];
  }

  /** Where, going outward, the first clear flip is; beyond the end where there is none. */
  #witness(direction: Direction): number {
    let at = this.#origin;
    for (; at >= 0 && at < this.#readings.length; at += direction) if (this.isFlipped(this.#readings[at]!)) return at;
    return at;
  }

  /** Where a scalar is or would be. */
  #placeOf(scalar: number): number {
    let [low, high] = [0, this.#readings.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#readings[middle]!.scalar < scalar) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function readingOf(scalar: number, scores: Float32Array, own: number): Reading {
  let other = -Infinity;
  for (let i = 0; i < scores.length; i++) if (i !== own && scores[i]! > other) other = scores[i]!;
  const lead = scores[own]! - other;
  const magnitude = magnitudeOf(scores);
  return { scalar, scores, label: labelOf(scores), lead, margin: magnitude === 0 ? 0 : lead / magnitude };
}
