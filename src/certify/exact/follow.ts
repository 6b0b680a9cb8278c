import { now } from '../../clock.js';
import { errorLength } from '../piecewise/length.js';
import type { FollowLimits } from '../piecewise/follow.js';
import { TimeIsUp } from '../../network/program/obstacle.js';
import type { KinkStep, MaximumStep, Program } from '../../network/program/program.js';
import { weightBits } from './precision.js';
import { unrounded, roundingTo } from './rounding.js';
import { exactAffine, exactSlopes, type Forms } from './forms.js';
import { compareRationals, rational, type Rational } from '../../network/rational.js';

/** A line of inputs, in rational numbers: pixels (constant + t · slope) / scale. */
export interface ExactFamily {
  readonly from: Rational;
  readonly to: Rational;
  readonly pixels: Forms;
  readonly scale: bigint;
  /** Whether biases are multiplied by the parameter, and not by 1. */
  readonly biasSlope: boolean;
}

/** A part of the line on which the network is affine; the vectors that are still needed. */
export interface Piece {
  readonly from: Rational;
  readonly to: Rational;
  readonly vectors: ReadonlyMap<number, Forms>;
}

/** A network along a line, piece by piece. */
export interface FollowedExactly {
  readonly pieces: readonly Piece[];
  /** What the logits' integers are multiples of: 1 / scale. */
  readonly scale: bigint;
}

/** What work may cost, and how exact it has to be. */
export interface ExactLimits extends FollowLimits {
  /** Values are rounded down to whole multiples of 2^-bits; undefined: they are not rounded. */
  readonly bits?: number;
}

/**
 * Follows a network along a line in rational numbers: no rounding anywhere, unless asked for. On a piece every value is a form C + t S with
 * integers C and S, so that only the places where pieces end are fractions, and integers grow by a layer's weights and not
 * with the number of pieces. With rounding they do not grow either: {@link precisionOf} says what that may change.
 *
 * @throws Obstacle if weights are not fractions (and there is no rounding), or time is up.
 */
export function followExactly(
  program: Program,
  family: ExactFamily,
  { deadline = Infinity, bits }: ExactLimits = {},
): FollowedExactly {
  let pieces: readonly Piece[] = [{ from: family.from, to: family.to, vectors: new Map([[0, family.pixels]]) }];
  const scales: bigint[] = [family.scale];
  const check = (): void => {
    if (now() > deadline) throw new TimeIsUp();
  };
  const bitsOfWeights = bits === undefined ? undefined : weightBits(program, bits, lengthOf(family));
  program.steps.forEach((step, index) => {
    check();
    const needed = (vectors: ReadonlyMap<number, Forms>): [number, Forms][] =>
      [...vectors].filter(([vector]) => program.lastUse[vector]! > index);
    if (step.kind === 'affine') {
      const affine = exactAffine(
        step,
        step.inputs.map((input) => scales[input]!),
        family.biasSlope,
        check,
        bitsOfWeights,
      );
      const rounding = bits === undefined ? unrounded(affine.scale) : roundingTo(bits, affine.scale);
      scales[step.output] = rounding.scale;
      let previous: { readonly inputs: readonly Forms[]; readonly output: Forms } | undefined;
      pieces = pieces.map(({ from, to, vectors }) => {
        check();
        const inputs = step.inputs.map((input) => vectors.get(input)!);
        const output = affine.apply(inputs, previous);
        previous = { inputs, output };
        return { from, to, vectors: new Map([...needed(vectors), [step.output, rounding.apply(output)]]) };
      });
      return;
    }
    const kink = step.kind === 'kink' ? kinkCut(step) : maximumCut(step);
    scales[step.output] = scales[step.input]! * kink.scale;
    pieces = pieces.flatMap(({ from, to, vectors }) => {
      check();
      const parts = kink.split(vectors.get(step.input)!, from, to);
      const kept = needed(vectors);
      return parts.map((part) => ({
        from: part.from,
        to: part.to,
        vectors: new Map([...kept, [step.output, part.forms]]),
      }));
    });
  });
  return { pieces, scale: scales[program.logits]! };
}

/** How long the vector of pixels can be, for parameters from -1 to 1. */
function lengthOf({ pixels: { constant, slope }, scale }: ExactFamily): number {
  const sizes = constant.map((value, j) => (Math.abs(Number(value)) + Math.abs(Number(slope[j]!))) / Number(scale));
  return errorLength(Float64Array.from(sizes)) * (1 + 1e-9);
}

/** The logits on a piece, as lines. */
export function linesOf(program: Program, piece: Piece | undefined): readonly ExactLine[] {
  const { constant = [], slope = [] } = piece?.vectors.get(program.logits) ?? {};
  return constant.map((value, k) => ({ constant: value, slope: slope[k]! }));
}

interface Part {
  readonly from: Rational;
  readonly to: Rational;
  readonly forms: Forms;
}

interface KinkCut {
  /** By what the result is scaled more than the input. */
  readonly scale: bigint;
  readonly split: (input: Forms, from: Rational, to: Rational) => readonly Part[];
}

/** From here on value `place` has the form (constant, slope). */
interface Change {
  readonly at: Rational;
  readonly place: number;
  readonly constant: bigint;
  readonly slope: bigint;
}

function kinkCut(step: KinkStep): KinkCut {
  const { low, high } = exactSlopes(step);
  return {
    scale: high,
    split: ({ constant, slope }, from, to) => {
      const [constants, slopes]: [bigint[], bigint[]] = [[], []];
      const changes: Change[] = [];
      for (let j = 0; j < constant.length; j++) {
        const [c, s] = [constant[j]!, slope[j]!];
        const [left, right] = [valueAt(c, s, from), valueAt(c, s, to)];
        const below = low.length === 1 ? low[0]! : low[j]!;
        const factor = left > 0n || (left === 0n && right > 0n) ? high : below;
        constants.push(times(c, factor));
        slopes.push(times(s, factor));
        if ((left > 0n && right < 0n) || (left < 0n && right > 0n)) {
          const after = right > 0n ? high : below;
          changes.push({ at: rational(-c, s), place: j, constant: times(c, after), slope: times(s, after) });
        }
      }
      return splitAt({ constant: constants, slope: slopes }, changes, from, to);
    },
  };
}

const times = (value: bigint, factor: bigint): bigint => (factor === 1n ? value : factor === 0n ? 0n : value * factor);

/** The value of a form at a place (0 or above), times some number above 0. */
export const valueAt = (constant: bigint, slope: bigint, { numerator, denominator }: Rational): bigint =>
  slope === 0n ? constant : constant === 0n && numerator > 0n ? slope : constant * denominator + slope * numerator;

function maximumCut({ windows, size, floor }: MaximumStep): KinkCut {
  return {
    scale: 1n,
    split: ({ constant, slope }, from, to) => {
      const [constants, slopes]: [bigint[], bigint[]] = [[], []];
      const changes: Change[] = [];
      for (let window = 0, place = 0; window < windows.length; window += size, place++) {
        const lines: ExactLine[] = floor ? [{ constant: 0n, slope: 0n }] : [];
        for (let k = 0; k < size; k++) {
          const at = windows[window + k]!;
          if (at >= 0) lines.push({ constant: constant[at]!, slope: slope[at]! });
        }
        const tops = exactEnvelope(lines, from, to);
        constants.push(lines[tops[0]!.line]!.constant);
        slopes.push(lines[tops[0]!.line]!.slope);
        for (const { at, line } of tops.slice(1)) changes.push({ at, place, ...lines[line]! });
      }
      return splitAt({ constant: constants, slope: slopes }, changes, from, to);
    },
  };
}

/** constant + t · slope. */
export interface ExactLine {
  readonly constant: bigint;
  readonly slope: bigint;
}

/** Who is on top of some lines, from left to right: the first from the beginning, each other from `at` on. */
export function exactEnvelope(
  lines: readonly ExactLine[],
  from: Rational,
  to: Rational,
): readonly { readonly at: Rational; readonly line: number }[] {
  // Of several that are highest at the beginning the steepest, of equal lines the first.
  let top = 0;
  for (let i = 1; i < lines.length; i++) {
    const [mine, best] = [lines[i]!, lines[top]!];
    const ahead = valueAt(mine.constant - best.constant, mine.slope - best.slope, from);
    if (ahead > 0n || (ahead === 0n && mine.slope > best.slope)) top = i;
  }
  const tops = [{ at: from, line: top }];
  for (;;) {
    const best = lines[top]!;
    let next: { readonly at: Rational; readonly line: number; readonly slope: bigint } | undefined;
    for (let i = 0; i < lines.length; i++) {
      const { constant, slope } = lines[i]!;
      // Only what is higher at the end overtakes on the way.
      if (slope <= best.slope || valueAt(constant - best.constant, slope - best.slope, to) <= 0n) continue;
      const at = rational(best.constant - constant, slope - best.slope);
      const order = next === undefined ? -1 : compareRationals(at, next.at);
      if (order < 0 || (order === 0 && next !== undefined && slope > next.slope)) next = { at, line: i, slope };
    }
    if (next === undefined) return tops;
    tops.push({ at: next.at, line: next.line });
    top = next.line;
  }
}

/** Whether two lines meet at a place. */
export const isEven = (a: ExactLine, b: ExactLine, place: Rational): boolean =>
  valueAt(a.constant - b.constant, a.slope - b.slope, place) === 0n;

function splitAt(first: Forms, changes: readonly Change[], from: Rational, to: Rational): readonly Part[] {
  const ordered = changes.toSorted((a, b) => compareRationals(a.at, b.at));
  const parts: Part[] = [];
  let start = from;
  let forms = first;
  for (let i = 0; i < ordered.length;) {
    const { at } = ordered[i]!;
    parts.push({ from: start, to: at, forms });
    const [constant, slope] = [[...forms.constant], [...forms.slope]];
    for (; i < ordered.length && compareRationals(ordered[i]!.at, at) === 0; i++) {
      const change = ordered[i]!;
      constant[change.place] = change.constant;
      slope[change.place] = change.slope;
    }
    forms = { constant, slope };
    start = at;
  }
  parts.push({ from: start, to, forms });
  return parts;
}
