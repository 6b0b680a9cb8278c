import { agreedMargin } from '../classifier/agreedMargin.js';
import { isMultiple, labelOf, magnitudeOf } from '../classifier/scores.js';
import { between, toFloat32, type ScalarRange } from '../hunt/grid.js';
import { farness, type ClearRange } from '../hunt/hunted.js';
import { searchRay } from '../hunt/search.js';
import type { SearchOfOne } from '../hunt/searchTogether.js';
import type { Direction, Trace } from '../hunt/trace.js';
import type { PairedScores } from './comparison.js';

/** Where two models disagree about an image times a scalar. */
export interface Disagreement {
  readonly scalar: number;
  /** The place of the label in each. */
  readonly label: number;
  readonly labelOther: number;
  /** How clearly they disagree; below 0, relative to the largest score. */
  readonly margin: number;
}

/** What was found along the ray of one image. */
export interface RayComparison {
  /** The disagreement nearest scalar 1; undefined where none was seen at any scalar tried, which is no proof for those between. */
  readonly nearest?: Disagreement;
  /** Between these scalars none was seen, and how finely was looked. */
  readonly clear: ClearRange;
  /** Whether the scores of both were multiplied by every power of two bit for bit: then no scalar changes what they say. */
  readonly homogeneous: boolean;
  /** How often each model was asked. */
  readonly evaluations: number;
}

/** How a ray is searched. */
export interface RaySearchOptions {
  readonly range: ScalarRange;
  /** Rounding error of a margin, relative to the largest score. */
  readonly tolerance: number;
}

/** How closely the scalar at which labels part is located, relative. */
const precision = 1e-6;

/** Joint changes of label beyond which nothing further away is looked for. */
const mostFlips = 24;

/**
 * Looks for the disagreement of two models nearest scalar 1 along the ray of an image.
 *
 * As far as both keep the label that they agree on at 1, they agree; so the hunt's search looks for the nearest scalar at which
 * either loses it. Its leads are those of both models over every other label, so that what is known of slopes and curvatures helps
 * with both. There, one of the two has lost the label and the other mostly not yet: they disagree. Where both lose it at scalars
 * that are within rounding of each other, to the same label, the search goes on from there with that one.
 *
 * Questions are asked and told as in {@link searchRay}; it knows no classifier.
 */
export function* searchDisagreement({ range, tolerance }: RaySearchOptions): SearchOfOne<PairedScores, RayComparison> {
  const known = new KnownScores(range, tolerance);
  const trace = yield* searchKept(known, 1, range);
  if (trace !== undefined) for (const direction of [-1, 1] as const) yield* searchSide(known, direction, range, trace);
  return concluded(known, trace === undefined);
}

/** Along one side: from one scalar at which both lose their label to the next, until they disagree. */
function* searchSide(known: KnownScores, direction: Direction, range: ScalarRange, first: Trace): Asking<void> {
  let [trace, base] = [first, 1];
  for (let flips = 0; flips < mostFlips; flips++) {
    const bracket = trace.bracket(direction);
    if (bracket === undefined) return;
    const [inner, witness] = [known.scaled(base, bracket.inner.scalar), known.scaled(base, bracket.witness.scalar)];
    if (known.disagreesBetween(inner, witness)) return;
    yield* lookBetween(known, inner, witness);
    if (known.disagreesBetween(inner, witness)) return;
    // Both have lost it, to the same label.
    base = yield* clearOf(known, witness, direction, range);
    if (known.disagreesAt(base)) return;
    const rest = direction === -1 ? { min: range.min / base, max: 1 } : { min: 1, max: range.max / base };
    if (rest.min >= 1 && rest.max <= 1) return;
    const next = yield* searchKept(known, base, rest);
    if (next === undefined) return;
    trace = next;
  }
}

/** Looks where either model loses the label that they agree on at `base`. Undefined where no scalar can change what they say. */
function* searchKept(known: KnownScores, base: number, range: ScalarRange): Asking<Trace | undefined> {
  // Leads are put as parts of 2, see `leads`.
  const search = searchRay({ range, tolerance: known.tolerance / 2, precision });
  let step = search.next();
  for (let isFirst = true; step.done !== true; isFirst = false) {
    const scalars = step.value.map((scalar) => known.scaled(base, scalar));
    yield* known.ask(scalars);
    if (isFirst && base === 1 && known.isHomogeneous()) return undefined;
    const own = labelOf(known.at(base).one);
    step = search.next(scalars.map((scalar) => leads(known.at(scalar), own)));
  }
  return step.value;
}

/**
 * How far a label is ahead of every other in both models, in the form of scores: its own is 0 and those of the others are below it by
 * its lead, relative to the model's largest score. No lead is larger than 2, so with a last one of -2 the largest is always 2.
 */
function leads({ one, other }: PairedScores, own: number): Float32Array {
  const found: number[] = [];
  for (const scores of [one, other]) {
    const unit = magnitudeOf(scores) || 1;
    for (let i = 0; i < scores.length; i++) if (i !== own) found.push((scores[i]! - scores[own]!) / unit);
  }
  const all = new Float32Array(found.length + 2);
  all.set(found, 1);
  all[found.length + 1] = -2;
  return all;
}

/** Where the labels part between two scalars is often narrow: a few looks, and a few more around where they agree least. */
function* lookBetween(known: KnownScores, inner: number, witness: number): Asking<void> {
  let [low, high] = inner < witness ? [inner, witness] : [witness, inner];
  for (let round = 0; round < looks; round++) {
    const scalars = between(low, high, (high / low) ** (1 / (looksEach + 1)));
    if (scalars.length < 2) return;
    yield* known.ask(scalars);
    const least = scalars.reduce((best, scalar) => (known.marginAt(scalar) < known.marginAt(best) ? scalar : best));
    const at = scalars.indexOf(least);
    [low, high] = [scalars[at - 1] ?? low, scalars[at + 1] ?? high];
  }
}

const [looks, looksEach] = [3, 7];

/** A scalar at or beyond a joint change of label at which both are clear of it again. */
function* clearOf(known: KnownScores, witness: number, direction: Direction, range: ScalarRange): Asking<number> {
  let at = witness;
  // Further each time: the scores of a network that rounds to a few levels are tied for long.
  for (let step = 1 / 64; known.marginAt(at) <= known.tolerance && !known.disagreesAt(at); step *= 2) {
    const further = toFloat32(at * 2 ** (direction * step));
    if (further < range.min || further > range.max) return at;
    yield* known.ask([further]);
    at = further;
  }
  return at;
}

/** Questions about a ray, for one of its parts. */
type Asking<Found> = Generator<readonly number[], Found, readonly PairedScores[]>;

/** Everything that is known of both models along a ray. */
class KnownScores {
  readonly #scores = new Map<number, PairedScores>();
  readonly #margins = new Map<number, number>();

  constructor(
    private readonly range: ScalarRange,
    readonly tolerance: number,
  ) {}

  /** A scalar, told as a multiple of another one. */
  scaled(base: number, scalar: number): number {
    if (base === 1 || scalar === 1) return base * scalar;
    return Math.min(this.range.max, Math.max(this.range.min, toFloat32(base * scalar)));
  }

  /** Ascending. */
  get scalars(): readonly number[] {
    return [...this.#scores.keys()].toSorted((a, b) => a - b);
  }

  at(scalar: number): PairedScores {
    return this.#scores.get(scalar)!;
  }

  /** How clearly they agree at a scalar that was asked about. */
  marginAt(scalar: number): number {
    return this.#margins.get(scalar)!;
  }

  /** Asks about those scalars that are not known. */
  *ask(scalars: readonly number[]): Asking<void> {
    const wanted = [...new Set(scalars)].filter((scalar) => !this.#scores.has(scalar));
    if (wanted.length === 0) return;
    const answers = yield wanted;
    wanted.forEach((scalar, i) => {
      const { one, other } = answers[i]!;
      this.#scores.set(scalar, answers[i]!);
      this.#margins.set(scalar, agreedMargin(one, other));
    });
  }

  /** Whether they disagree by more than rounding. */
  disagreesAt(scalar: number): boolean {
    return this.marginAt(scalar) < -this.tolerance;
  }

  disagreesBetween(from: number, to: number): boolean {
    const [low, high] = from < to ? [from, to] : [to, from];
    return this.scalars.some((scalar) => scalar >= low && scalar <= high && this.disagreesAt(scalar));
  }

  /** Whether the scores of both at every power of two are those at 1 times that power, to the last bit. */
  isHomogeneous(): boolean {
    const powers = this.scalars.filter((scalar) => Number.isInteger(Math.log2(scalar)));
    const origin = this.at(1);
    return (
      powers.length > 1 &&
      [origin.one, origin.other].every((scores) => scores.some((score) => score !== 0)) &&
      powers.every(
        (scalar) =>
          isMultiple(this.at(scalar).one, origin.one, scalar) &&
          isMultiple(this.at(scalar).other, origin.other, scalar),
      )
    );
  }
}

function concluded(known: KnownScores, homogeneous: boolean): RayComparison {
  const { scalars } = known;
  const [nearest] = scalars.filter((scalar) => known.disagreesAt(scalar)).toSorted((a, b) => farness(a) - farness(b));
  const isClear = (scalar: number): boolean => !known.disagreesAt(scalar);
  const below = scalars.filter((scalar) => scalar <= 1).toReversed();
  const above = scalars.filter((scalar) => scalar >= 1);
  const tried = [...upTo(below, isClear).toReversed(), ...upTo(above, isClear).slice(1)];
  const apart = tried.slice(1).reduce((widest, scalar, i) => Math.max(widest, scalar / tried[i]!), 1);
  return {
    ...(nearest === undefined ? {} : { nearest: disagreementAt(nearest, known) }),
    clear: { min: tried[0] ?? 1, max: tried.at(-1) ?? 1, scalars: tried.length, apart },
    homogeneous,
    evaluations: scalars.length,
  };
}

/** The items before the first that is not so. */
function upTo(items: readonly number[], isSo: (item: number) => boolean): readonly number[] {
  const end = items.findIndex((item) => !isSo(item));
  return end === -1 ? items : items.slice(0, end);
}

const disagreementAt = (scalar: number, known: KnownScores): Disagreement => {
  const { one, other } = known.at(scalar);
  return { scalar, label: labelOf(one), labelOther: labelOf(other), margin: known.marginAt(scalar) };
};
