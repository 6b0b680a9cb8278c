import type { Program } from '../../network/program/program.js';
import { compareRationals, dyadic, equals, rational, type Rational } from '../../network/rational.js';
import { exactEnvelope, linesOf, valueAt, type Piece } from './follow.js';

/** A stretch of a line, both ends included, on which one label is proved. */
export interface RoundedStretch {
  readonly from: Rational;
  readonly to: Rational;
  readonly label: number;
}

/**
 * On which parts of a line which label is proved, where logits are known up to a doubt: there it is ahead of every other by more than the doubts
 * of both.
 *
 * @param scale what the logits' integers are multiples of: 1 / scale.
 */
export function roundedLabels(
  program: Program,
  pieces: readonly Piece[],
  scale: bigint,
  doubts: readonly number[],
): readonly RoundedStretch[] {
  const units = doubts.map((doubt) => unitsOf(doubt, scale << finer));
  const stretches: RoundedStretch[] = [];
  for (const piece of pieces) {
    const lines = linesOf(program, piece).map(({ constant, slope }) => ({
      constant: constant << finer,
      slope: slope << finer,
    }));
    const tops = exactEnvelope(lines, piece.from, piece.to);
    tops.forEach(({ at, line: label }, i) => {
      const part = { from: at, to: tops[i + 1]?.at ?? piece.to };
      const leads = lines.flatMap(({ constant, slope }, other) =>
        other === label
          ? []
          : [
              {
                constant: lines[label]!.constant - constant - units[label]! - units[other]!,
                slope: lines[label]!.slope - slope,
              },
            ],
      );
      const clear = clearPart(leads, part);
      if (clear === undefined) return;
      const last = stretches.at(-1);
      if (last?.label === label && equals(last.to, clear.from))
        stretches[stretches.length - 1] = { ...last, to: clear.to };
      else stretches.push({ ...clear, label });
    });
  }
  return stretches;
}

/** Bits by which numbers are made finer before doubts are rounded up to whole ones. */
const finer = 64n;

/** A doubt in whole units, rounded up. */
function unitsOf(doubt: number, scale: bigint): bigint {
  const { integer, exponent } = dyadic(doubt);
  const units = integer * scale;
  return (exponent >= 0 ? units << BigInt(exponent) : units >> BigInt(-exponent)) + 2n;
}

/** The part of a stretch on which all lines are above 0; ends where they come to 0 are moved inward, by next to nothing. */
function clearPart(
  lines: readonly { readonly constant: bigint; readonly slope: bigint }[],
  { from, to }: { readonly from: Rational; readonly to: Rational },
): { readonly from: Rational; readonly to: Rational } | undefined {
  let [low, high] = [from, to];
  for (const { constant, slope } of lines) {
    const [left, right] = [valueAt(constant, slope, from), valueAt(constant, slope, to)];
    if (left <= 0n && right <= 0n) return undefined;
    if (left > 0n && right > 0n) continue;
    // One unit above 0, so that the end itself belongs to it.
    const at = rational(1n - constant, slope);
    if (left <= 0n && compareRationals(at, low) > 0) low = at;
    if (right <= 0n && compareRationals(at, high) < 0) high = at;
  }
  return compareRationals(low, high) < 0 ? { from: low, to: high } : undefined;
}
