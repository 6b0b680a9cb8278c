import type { Program } from '../../network/program/program.js';
import { exactEnvelope, isEven, linesOf, type ExactLine, type Piece } from './follow.js';
import type { Rational } from '../../network/rational.js';

/** A stretch of a line with one label, from one fraction to another. */
export interface ExactStretch {
  readonly from: Rational;
  readonly to: Rational;
  /** The first of those with the highest logit. */
  readonly label: number;
  /** The others with the very same logit all along. */
  readonly tied: readonly number[];
  /** Places inside at which yet another label has the same logit, and does not overtake. */
  readonly touches: readonly Rational[];
}

/** The labels along a line that was followed exactly: from end to end, without gaps. */
export function exactLabels(program: Program, pieces: readonly Piece[]): readonly ExactStretch[] {
  const stretches: ExactStretch[] = [];
  const add = (from: Rational, to: Rational, lines: readonly ExactLine[], line: number): void => {
    const best = lines[line]!;
    const equal = lines.flatMap(({ constant, slope }, k) =>
      constant === best.constant && slope === best.slope ? [k] : [],
    );
    const [label = line, ...tied] = equal;
    const last = stretches.at(-1);
    if (last?.label !== label || last.tied.join() !== tied.join())
      return void stretches.push({ from, to, label, tied, touches: [] });
    // One label on both sides of a kink: does another come up to it there?
    const touched = lines.some((other, k) => k !== label && !tied.includes(k) && isEven(best, other, from));
    stretches[stretches.length - 1] = { ...last, to, touches: touched ? [...last.touches, from] : last.touches };
  };
  for (const piece of pieces) {
    const { from, to } = piece;
    const lines = linesOf(program, piece);
    const tops = exactEnvelope(lines, from, to);
    tops.forEach(({ at, line }, i) => add(at, tops[i + 1]?.at ?? to, lines, line));
  }
  addTouch(stretches, 0, linesOf(program, pieces[0]), pieces[0]?.from);
  addTouch(stretches, stretches.length - 1, linesOf(program, pieces.at(-1)), pieces.at(-1)?.to);
  return stretches;
}

/** The ends of a line are places too; but at 0 there is no image. */
function addTouch(
  stretches: ExactStretch[],
  index: number,
  lines: readonly ExactLine[],
  at: Rational | undefined,
): void {
  const stretch = stretches[index];
  if (stretch === undefined || at === undefined || at.numerator === 0n) return;
  const best = lines[stretch.label]!;
  const touched = lines.some((other, k) => k !== stretch.label && !stretch.tied.includes(k) && isEven(best, other, at));
  if (touched) stretches[index] = { ...stretch, touches: [...stretch.touches, at] };
}
