import { readConfigureGlobal } from 'fast-check';
import { wholeSeed } from '../run/batched.js';

/** The seed to use: as told, else as set for all of fast-check, else the runner's own; undefined if nobody has one. */
export function seedOf(told: number | undefined, ofRunner: number | undefined): number | undefined {
  const seed = told ?? readConfigureGlobal().seed ?? ofRunner;
  // What is told is checked where it is used; the others may be any number that fast-check takes.
  return seed === undefined || seed === told ? seed : wholeSeed(seed);
}
