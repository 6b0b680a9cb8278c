import { readConfigureGlobal } from 'fast-check';
import { wholeSeed } from '../run/batched.js';
import { newSeed } from '../settings/seed.js';

/** The seed to use: as told, else as set for all of fast-check, else the runner's own, else a new one. */
export function seedOf(told: number | undefined, ofRunner: number | undefined): number {
  // What is told is checked where it is used; the others may be any number that fast-check takes.
  return told ?? wholeSeed(readConfigureGlobal().seed ?? ofRunner ?? newSeed());
}
