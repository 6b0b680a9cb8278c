/**
 * Why something cannot be decided: an operation that is not piecewise linear, a network too large, time that is up. It
 * becomes the reason of an `undecided`, and is never an error of the user's.
 */
export class Obstacle extends Error {
  override readonly name = 'Obstacle';
}

/** Time that is up: with more of it the same may be decided. */
export class TimeIsUp extends Obstacle {
  constructor() {
    super('time limit');
  }
}

/** What `work` gives, or the reason for which there is nothing. Other errors pass. */
export function orObstacle<Result>(work: () => Result): Result | Obstacle {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof Obstacle) return thrown;
    throw thrown;
  }
}
