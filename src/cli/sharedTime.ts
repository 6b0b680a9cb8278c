import { now } from '../clock.js';
import type { RunOptions } from '../run/setup.js';

/**
 * What the next of some properties has of a time limit that they share: an equal part of what is left, so that what one does not need
 * the others have.
 *
 * @param timeLimit in seconds, for all of them; undefined: there is none.
 * @param began on conic's clock, in milliseconds.
 * @param left how many properties are still to be tried, this one included.
 * @example sharedTime(60, now(), 3); // { timeLimit: 20 }
 */
export const sharedTime = (
  timeLimit: number | undefined,
  began: number,
  left: number,
): Pick<RunOptions, 'timeLimit'> =>
  timeLimit === undefined ? {} : { timeLimit: Math.max(0.001, (timeLimit - (now() - began) / 1000) / left) };
