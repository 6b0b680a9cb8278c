import { now, turn } from '../../clock.js';
import { unit } from '../piecewise/rounding.js';
import type { Program } from '../../network/program/program.js';
import { boundSimplex } from './bounds.js';
import { descend } from './descend.js';
import { valuesAt } from '../piecewise/evaluate.js';
import type { Bounds } from './intervals.js';
import type { Corners, Prefix } from './prefix.js';
import { middlesOf, randomMixtures, type SimplexWeights } from './weights.js';

/** A mixture, and the label that is ahead of all but the region's there, as far as float64 can tell. */
export interface Candidate {
  readonly weights: SimplexWeights;
  readonly label: number;
  /** The lead of the region's label, relative to the largest logit; below 0 it is a counterexample. */
  readonly lead: number;
}

/** What came of a search. */
export type SimplexAnswer =
  | { readonly kind: 'proved'; readonly by: 'same piece' | 'bounds' | 'branch and bound'; readonly boxes: number }
  | { readonly kind: 'candidate'; readonly candidate: Candidate; readonly boxes: number }
  | { readonly kind: 'undecided'; readonly reason: string; readonly boxes: number };

/** A simplex within the simplex of all weights. */
interface Box {
  readonly corners: readonly SimplexWeights[];
  readonly frontier: ReadonlyMap<number, Corners>;
  readonly depth: number;
  /** Whom the label may not be ahead of. */
  readonly rivals: readonly number[];
  /** Bounds of the box that this one was cut from. */
  readonly outer: ReadonlyMap<number, Bounds>;
  /** Cuts that it needs before it is worth bounding. */
  readonly unripe: number;
  /** What was proved of that box; below 0, and the lower the less. */
  readonly lead: number;
}

/** What a search may cost. */
export interface SearchLimits {
  readonly deadline: number;
  readonly boxes: number;
  readonly signal?: AbortSignal;
}

/** A candidate this far from a tie is taken at once; a closer one only if there is none farther. */
const clear = 1e-4;

/** Milliseconds after which others have a turn, so that a signal is heard. */
const patience = 50;

/** Cuts after which a part of a simplex that was far too large may be worth bounding. */
const hopelessCuts = 1;

/** Mixtures at random that are looked at where bounds do not prove the whole at once, and how many of the best are walked down from. */
const [scattered, walks] = [64, 3];

/** Middles of edges that are looked at first. */
const mostMiddles = 28;

/** Halvings of one edge after which labels that still are not parted are closer than arithmetic can tell. */
const mostHalvings = 60;

/**
 * Branch and bound: a simplex whose bounds do not prove the label is cut in two along its longest edge. Each new corner is
 * tried as a counterexample.
 *
 * @param label what has to be proved.
 */
export async function searchSimplex(
  program: Program,
  prefix: Prefix,
  count: number,
  label: number,
  limits: SearchLimits,
): Promise<SimplexAnswer> {
  const identity = Array.from({ length: count }, (_, i) => Array.from({ length: count }, (__, j) => (i === j ? 1 : 0)));
  const rivals = [...Array(program.sizes[program.logits]).keys()].filter((other) => other !== label);
  const whole = {
    corners: identity,
    frontier: prefix.frontier,
    depth: 0,
    rivals,
    outer: new Map(),
    unripe: 0,
    lead: 0,
  };
  const open: Box[] = [whole];
  let boxes = 0;
  let paused = now();
  const give = (reason: string): SimplexAnswer =>
    lowest !== undefined && lowest.lead < 0
      ? { kind: 'candidate', candidate: lowest, boxes }
      : { kind: 'undecided', reason, boxes };
  let lowest: Candidate | undefined;
  const look = (weights: SimplexWeights, at = mixture(prefix.frontier, count, weights)): Candidate => {
    const candidate = candidateAt(program, prefix, weights, at, label);
    if (candidate.lead < (lowest?.lead ?? Infinity)) lowest = candidate;
    return candidate;
  };
  // Looking is cheaper than bounding: corners, then the middles of edges, of some if there are many.
  for (const weights of [...identity, ...middlesOf(count)].slice(0, count + mostMiddles)) {
    const candidate = look(weights);
    if (candidate.lead < -clear) return { kind: 'candidate', candidate, boxes };
  }
  for (let box = open.pop(); box !== undefined; box = open.pop()) {
    if (boxes >= limits.boxes) return give(`more than ${limits.boxes} parts`);
    if (now() > limits.deadline) return give('time limit');
    if (now() > paused + patience) {
      await turn();
      paused = now();
    }
    if (limits.signal?.aborted === true) return give('interrupted');
    boxes++;
    if (box.unripe > 0) {
      const halves = cut(box, count);
      if (halves !== undefined) {
        const middle = look(halves.middle, mixture(halves.boxes[0].frontier, count, identity[halves.at]!));
        if (middle.lead < -clear) return { kind: 'candidate', candidate: middle, boxes };
        for (const half of halves.boxes) insert(open, { ...half, unripe: box.unripe - 1 });
        continue;
      }
    }
    const { frontier, outer } = box;
    const { leads, unstable, inner, isHopeless } = boundSimplex(
      program,
      { ...prefix, frontier },
      label,
      box.rivals,
      outer,
    );
    if (leads.every((lead) => lead > 0)) {
      if (box.depth === 0) return { kind: 'proved', by: unstable === 0 ? 'same piece' : 'bounds', boxes };
      continue;
    }
    // Bounds that overflowed say nothing, and no part would be better.
    if (leads.some(Number.isNaN)) return give('numbers too large for float64');
    if (box.depth === 0 && count > 1) {
      const lows = randomMixtures(count, scattered).map((weights) => look(weights));
      const starts = [...lows, ...(lowest === undefined ? [] : [lowest])].toSorted((a, b) => a.lead - b.lead);
      for (const start of starts.slice(0, walks)) {
        descend(start.weights, (weights) => look(weights).lead, -clear);
        if (lowest !== undefined && lowest.lead < -clear) break;
      }
    }
    const centre = meanOf(box, count);
    look(centre.weights, centre.at);
    if (lowest !== undefined && lowest.lead < -clear) return { kind: 'candidate', candidate: lowest, boxes };
    if (count === 1) return give('a near tie at the image itself');
    const halves = cut(box, count);
    if (halves === undefined || box.depth >= mostHalvings * count)
      return give('a near tie: labels closer than rounding error');
    const middle = look(halves.middle, mixture(halves.boxes[0].frontier, count, identity[halves.at]!));
    if (middle.lead < -clear) return { kind: 'candidate', candidate: middle, boxes };
    const left = box.rivals.filter((other) => !(leads[other]! > 0));
    const lead = Math.min(...left.map((other) => leads[other]!));
    for (const half of halves.boxes)
      insert(open, { ...half, rivals: left, outer: inner, unripe: isHopeless ? hopelessCuts : 0, lead });
  }
  return lowest !== undefined && lowest.lead < 0 ? give('') : { kind: 'proved', by: 'branch and bound', boxes };
}

/** Into a list whose last box is the one that is farthest from proved: there counterexamples are. */
function insert(open: Box[], box: Box): void {
  let at = open.length;
  while (at > 0 && open[at - 1]!.lead < box.lead) at--;
  open.splice(at, 0, box);
}

function candidateAt(
  program: Program,
  { steps }: Prefix,
  weights: SimplexWeights,
  at: ReadonlyMap<number, Float64Array>,
  label: number,
): Candidate {
  const logits = valuesAt(program, steps, at);
  let [other, largest] = [label === 0 ? 1 : 0, 0];
  for (let k = 0; k < logits.length; k++) {
    if (k !== label && logits[k]! > logits[other]!) other = k;
    largest = Math.max(largest, Math.abs(logits[k]!));
  }
  const lead = logits[label]! - logits[other]!;
  return { weights, label: other, lead: lead === 0 ? 0 : lead / largest };
}

/** The vectors' values at a mixture of corners. */
function mixture(
  frontier: ReadonlyMap<number, Corners>,
  count: number,
  shares: readonly number[],
): ReadonlyMap<number, Float64Array> {
  return new Map(
    [...frontier].map(([vector, { values, errors }]) => [
      vector,
      Float64Array.from(errors, (_, j) => {
        let sum = 0;
        for (let i = 0; i < count; i++) sum += shares[i]! * values[j * count + i]!;
        return sum;
      }),
    ]),
  );
}

function meanOf({ corners, frontier }: Box, count: number) {
  // Powers of two keep weights exact: of k corners the first gets what is left.
  const share = 2 ** -Math.ceil(Math.log2(count));
  const shares = corners.map((_, i) => (i === 0 ? 1 - share * (count - 1) : share));
  const weights = corners[0]!.map((_, j) => corners.reduce((sum, corner, i) => sum + shares[i]! * corner[j]!, 0));
  return { weights, at: mixture(frontier, count, shares) };
}

/** Two halves of a simplex, cut at the middle of its longest edge; undefined if it has no edge left to cut. */
function cut(box: Box, count: number) {
  const { corners, frontier, depth } = box;
  const [from, to, longest] = longestEdge(frontier, count);
  if (longest === 0) return undefined;
  const middle = corners[from]!.map((weight, j) => (weight + corners[to]![j]!) / 2);
  const half = (replaced: number): Box => ({
    ...box,
    corners: corners.map((corner, i) => (i === replaced ? middle : corner)),
    frontier: new Map([...frontier].map(([vector, at]) => [vector, moved(at, count, replaced, from, to)])),
    depth: depth + 1,
  });
  return { boxes: [half(from), half(to)] as const, middle, at: from };
}

/**
 * The longest edge, in the values that are above 0 at some corners and below it at others: what is on one side of its kink
 * needs no cutting. Where there are none, in all values.
 */
function longestEdge(
  frontier: ReadonlyMap<number, Corners>,
  count: number,
): readonly [from: number, to: number, length: number] {
  const [split, all] = [new Float64Array(count * count), new Float64Array(count * count)];
  for (const { values, errors } of frontier.values())
    for (let j = 0; j < errors.length; j++) {
      const at = j * count;
      let above = 0;
      for (let a = 0; a < count; a++) if (values[at + a]! > 0) above++;
      const lengths = above === 0 || above === count ? all : split;
      for (let a = 0; a < count; a++)
        for (let b = a + 1; b < count; b++) lengths[a * count + b]! += (values[at + a]! - values[at + b]!) ** 2;
    }
  const lengths = split.some((length) => length > 0) ? split : all;
  let longest = 0;
  for (let edge = 0; edge < lengths.length; edge++) if (lengths[edge]! > lengths[longest]!) longest = edge;
  return [Math.floor(longest / count), longest % count, lengths[longest]!];
}

/** The corners with one of them moved to the middle of an edge. A sum is rounded; halving is not. */
function moved({ values, errors }: Corners, count: number, replaced: number, from: number, to: number): Corners {
  const result: Corners = { values: values.slice(), errors: errors.slice() };
  for (let j = 0; j < errors.length; j++) {
    const [a, b] = [values[j * count + from]!, values[j * count + to]!];
    result.values[j * count + replaced] = (a + b) / 2;
    if (a !== b) result.errors[j] = errors[j]! * (1 + 2 * unit) + unit * Math.max(Math.abs(a), Math.abs(b));
  }
  return result;
}
