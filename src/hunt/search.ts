import { isMultiple } from '../classifier/scores.js';
import { between, coarseGrid, toFloat32, type ScalarRange } from './grid.js';
import { Doubts } from './doubts.js';
import { itp } from './itp.js';
import { Trace, type Bracket, type Direction, type Reading } from './trace.js';

/** How one image is searched. */
export interface SearchOptions {
  readonly range: ScalarRange;
  /** Rounding error of a margin, relative to the largest score. */
  readonly tolerance: number;
  /** How far apart, relative, the two scalars on either side of a flip may be; or next to each other as float32. */
  readonly precision: number | 'float32';
}

/** Asks for scalars, is told the scores at each, and comes to a trace. It knows no classifier. */
export type Search = Generator<readonly number[], Trace, readonly Float32Array[]>;

/** Largest step of the fine grid between 1 and the flip nearest it: four an octave. */
const fineRatio = 2 ** (1 / 4);

/** Questions a side beyond the grids; a network that flips at every turn of the scalar would have no end of them. */
const patience = 200;

/**
 * Looks for the flips nearest 1 along the ray of one image, below 1 and above it. The label is not assumed to change only
 * once.
 *
 * 1. The coarse grid over the whole range: powers of two, the ends and the customary contrasts. If the scores are multiplied
 *    by every power of two bit for bit, the network is homogeneous as far as can be seen, and that is all.
 * 2. A fine grid between 1 and the first flip seen on each side.
 * 3. Between 1 and that flip, wherever a lead falls or curves so much that another label may be ahead between two readings
 *    ({@link Doubts}): a question there, until the two are next to each other.
 * 4. The flip is located by ITP, a bisection that uses the scores. Whatever shows on the way is taken into account, so a
 *    third label between two readings becomes the flip.
 * 5. A witness near by, whose label differs by more than rounding error.
 *
 * An image that is a near tie at scalar 1 has no label to keep; the search ends after the coarse grid.
 *
 * @example
 * const search = searchRay({ range: { min: 0.01, max: 1 }, tolerance: 1e-5, precision: 1e-6 });
 * let asked = search.next();
 * while (!asked.done) asked = search.next(asked.value.map(scoresAt));
 * asked.value.bracket(-1); // the flip below 1
 */
export function* searchRay({ range, tolerance, precision }: SearchOptions): Search {
  const grid = coarseGrid(range);
  const scores = yield grid;
  const trace = new Trace(scores[grid.indexOf(1)]!, tolerance);
  grid.forEach((scalar, i) => trace.add(scalar, scores[i]!));
  if (trace.origin.margin <= tolerance || isHomogeneous(trace)) return trace;
  yield* bothSides(searchSide(trace, -1, tolerance, precision), searchSide(trace, 1, tolerance, precision));
  return trace;
}

/** Whether the scores at every power of two are those of the image itself times that power, to the last bit. */
export function isHomogeneous({ origin, readings }: Trace): boolean {
  const isPower = (scalar: number): boolean => Number.isInteger(Math.log2(scalar));
  const powers = readings.filter(({ scalar }) => isPower(scalar));
  return (
    powers.length > 1 &&
    origin.scores.some((score) => score !== 0) &&
    powers.every(({ scalar, scores }) => isMultiple(scores, origin.scores, scalar))
  );
}

/** Questions about one side of 1; the trace takes note of the answers. */
type Side = Generator<readonly number[], void, void>;

/** Asks for both sides at once. */
function* bothSides(one: SideSearch, other: SideSearch): Generator<readonly number[], void, readonly Float32Array[]> {
  for (;;) {
    const [first, second] = [one.ask(), other.ask()];
    if (first.length + second.length === 0) return;
    const scores = yield [...first, ...second];
    one.tell(scores.slice(0, first.length));
    other.tell(scores.slice(first.length));
  }
}

/** A side that is asked for its questions and told the answers. */
class SideSearch {
  #asked: readonly number[] = [];

  constructor(
    private readonly trace: Trace,
    private readonly questions: Side,
  ) {}

  ask(): readonly number[] {
    const { done, value } = this.questions.next();
    this.#asked = done === true ? [] : value;
    return this.#asked;
  }

  tell(scores: readonly Float32Array[]): void {
    this.#asked.forEach((scalar, i) => this.trace.add(scalar, scores[i]!));
  }
}

const searchSide = (
  trace: Trace,
  direction: Direction,
  tolerance: number,
  precision: SearchOptions['precision'],
): SideSearch => new SideSearch(trace, questions(trace, direction, tolerance, precision));

function* questions(
  trace: Trace,
  direction: Direction,
  tolerance: number,
  precision: SearchOptions['precision'],
): Side {
  yield* fineGrid(trace, direction);
  const doubts = new Doubts(trace.own);
  for (let asked = 0; asked < patience;) {
    const hidden = suspects(trace, direction, doubts);
    if (hidden.length > 0) {
      yield hidden;
      asked += hidden.length;
      continue;
    }
    const bracket = trace.bracket(direction);
    if (bracket === undefined) return;
    const step = isLocated(bracket, precision) ? towardWitness(trace, bracket, tolerance) : undefined;
    if (step !== undefined) {
      yield [step];
      asked++;
    } else if (isLocated(bracket, precision)) return;
    else asked += yield* locate(trace, direction, bracket, precision);
  }
}

/** The steps between 1 and the first flip, nearest 1 first: a flip that shows makes those beyond it needless. */
function* fineGrid(trace: Trace, direction: Direction): Side {
  const readings = trace.outward(direction);
  const steps = readings.slice(1).map((to, i) => between(readings[i]!.scalar, to.scalar, fineRatio));
  const wanted = steps.flat();
  for (let at = 0; at < wanted.length; at += fineWindow) {
    const beyond = trace.bracket(direction)?.outer.scalar;
    const part = wanted
      .slice(at, at + fineWindow)
      .filter((scalar) => beyond === undefined || (beyond - scalar) * direction > 0);
    if (part.length === 0) return;
    yield part;
  }
}

/** Steps of the fine grid that are asked at once. */
const fineWindow = 16;

/** The few scalars where a label is most likely hidden. */
function suspects(trace: Trace, direction: Direction, doubts: Doubts): readonly number[] {
  const [before, after] = trace.neighbours(direction);
  const readings = [before, ...trace.outward(direction), after].filter((reading) => reading !== undefined);
  return doubts
    .among(readings)
    .map(toFloat32)
    .filter((scalar) => (scalar - 1) * direction > 0 && !trace.has(scalar))
    .slice(0, atOnce);
}

/** Doubtful places that are asked about at once: a flip that shows at one may make the others needless. */
const atOnce = 4;

function isLocated({ inner, outer }: Bracket, precision: SearchOptions['precision']): boolean {
  if (precision !== 'float32' && Math.abs(outer.scalar - inner.scalar) <= precision * inner.scalar) return true;
  // Near 0 float32 numbers lie farther apart than any precision: there is nothing left to ask.
  return float32Between(inner.scalar, outer.scalar, (inner.scalar + outer.scalar) / 2) === undefined;
}

/** Narrows the bracket until it is located, or another flip shows that is nearer. */
function* locate(
  trace: Trace,
  direction: Direction,
  bracket: Bracket,
  precision: SearchOptions['precision'],
): Generator<readonly number[], number, void> {
  const width =
    (precision === 'float32' ? 1e-7 : 0.9 * precision) * Math.min(bracket.inner.scalar, bracket.outer.scalar);
  const steps = itp(endAt(bracket.inner), endAt(bracket.outer), width);
  let asked = 0;
  for (let now = bracket; !isLocated(now, precision);) {
    const wish = steps.next(endAt(now.inner), endAt(now.outer));
    const scalar = float32Between(now.inner.scalar, now.outer.scalar, wish);
    if (scalar === undefined) return asked;
    yield [scalar];
    asked++;
    const next = trace.bracket(direction);
    if (next === undefined) return asked;
    const inside = next.inner === now.inner || next.outer === now.outer;
    now = next;
    if (!inside) return asked;
  }
  return asked;
}

const endAt = ({ scalar, lead }: Reading) => ({ x: scalar, value: lead });

/** The float32 number strictly between two scalars that is nearest `wish`; undefined where there is none. */
function float32Between(one: number, other: number, wish: number): number | undefined {
  const [low, high] = one < other ? [one, other] : [other, one];
  const rounded = toFloat32(wish);
  if (rounded > low && rounded < high) return rounded;
  // Rounded onto an end or past it: the neighbours of the ends on the inside, then.
  const [first, last] = [nextFloat32(low, 1), nextFloat32(high, -1)];
  if (first >= high || last <= low) return undefined;
  return rounded <= low ? first : last;
}

/** The first float32 number above (1) or below (-1) a positive number. */
export function nextFloat32(value: number, direction: Direction): number {
  const rounded = toFloat32(value);
  if ((rounded - value) * direction > 0) return rounded;
  const [number, bits] = [Float32Array.of(rounded), direction];
  const word = new Int32Array(number.buffer);
  word[0]! += bits;
  return number[0]!;
}

/** Further than this from the flip, relative, a witness is worth a question to have a nearer one. */
const nearWitness = 1e-3;

/** Where a nearer witness should be, to judge by the slope between the flip and the witness there is. */
function towardWitness(trace: Trace, { outer, witness, doubtful }: Bracket, tolerance: number): number | undefined {
  const distance = witness.scalar - outer.scalar;
  if (Math.abs(distance) <= nearWitness * outer.scalar) return undefined;
  // Twice as far as would just do, and well past the near ties that are known.
  const near = Math.max(2 * (tolerance / -witness.margin), nearWitness / 10);
  const share = Math.max(near, (4 * (doubtful.scalar - outer.scalar)) / distance);
  const scalar = toFloat32(outer.scalar + share * distance);
  return share > 0.5 || trace.has(scalar) ? undefined : scalar;
}
