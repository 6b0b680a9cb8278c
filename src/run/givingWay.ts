import type { Counts } from './progress.js';

// A property none of whose cases can be decided would go on like that for hours. It gives way to the others of a run.

/** So much of a time limit is for a property of which nothing has been decided. */
const share = 1 / 4;

/** In milliseconds, where there is no time limit. */
const usually = 10_000;

/** Fewer cases say nothing about those to come. */
const leastCases = 10;

/**
 * Whether a run has tried long enough in vain: ten cases or more, none of them decided, in a quarter of its time limit, or in ten
 * seconds where it has none.
 *
 * @param elapsed since its beginning, in milliseconds; asked for only where it decides, as every case of a run comes by.
 * @param timeLimit the run's, in milliseconds.
 * @example givesWay({ held: 0, violated: 0, vacuous: 12, inconclusive: 0 }, () => 5001, 20_000); // true
 */
export const givesWay = (
  { held, violated, vacuous, inconclusive }: Counts,
  elapsed: () => number,
  timeLimit: number | undefined,
): boolean =>
  held + violated === 0 &&
  vacuous + inconclusive >= leastCases &&
  elapsed() >= (timeLimit === undefined ? usually : timeLimit * share);
