/** One end of an interval in which a function changes its sign. */
export interface End {
  readonly x: number;
  readonly value: number;
}

/**
 * The ITP method (Oliveira and Takahashi, ACM TOMS 47(1), 2020): where to ask next for the zero of a continuous function. It
 * needs at most one step more than bisection, and far fewer where the function is smooth or piecewise linear.
 *
 * @param from one end; the value there and at `to` differ in sign.
 * @param precision how wide the interval may be in the end, absolute.
 */
export function itp(from: End, to: End, precision: number): ItpSteps {
  const width = Math.abs(to.x - from.x);
  return new ItpSteps(Math.ceil(Math.log2(width / precision)) + 1, precision / 2, 0.2 / width);
}

/** The steps of one search: give it the present ends, and it says where to ask. */
export class ItpSteps {
  #step = 0;

  constructor(
    private readonly most: number,
    private readonly radius: number,
    private readonly truncation: number,
  ) {}

  next(from: End, to: End): number {
    const middle = (from.x + to.x) / 2;
    const width = Math.abs(to.x - from.x);
    const slack = this.radius * 2 ** (this.most - this.#step++) - width / 2;
    const secant = (to.value * from.x - from.value * to.x) / (to.value - from.value);
    if (!Number.isFinite(secant)) return middle;
    // A little from the secant's zero toward the middle, so that both ends come nearer…
    const nudge = this.truncation * width ** 2;
    const toward = Math.sign(middle - secant);
    const truncated = nudge <= Math.abs(middle - secant) ? secant + toward * nudge : middle;
    // …and never further from the middle than bisection's bound leaves room for.
    return Math.abs(truncated - middle) <= slack ? truncated : middle - toward * Math.max(0, slack);
  }
}
